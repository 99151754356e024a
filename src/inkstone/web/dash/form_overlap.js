/**
 * Rotating: for how long what was there before stays good beside the new one.
 * It does not know whether it is a key or a secret.
 */

import { t } from "../i18n.js";
import { openForm } from "./form.js";
import { choice } from "./form_fields.js";

const HOUR_S = 3600;
const SPANS = [["none", 0], ["hour", HOUR_S], ["day", 24 * HOUR_S], ["week", 168 * HOUR_S]];
const USUAL_S = 24 * HOUR_S;

/**
 * Ask how, and rotate.
 * @param {{title:string, lead:string, hint:string, until:AbortSignal,
 *     send:(body:{overlap_s:number}) => Promise<any>, done:(answer:any) => void}} about
 */
export function openOverlap({ title, lead, hint, until, send, done }) {
  const overlap = choice("overlap_s", {
    label: t("keys.overlap"), hint, value: USUAL_S,
    options: SPANS.map(([name, span_s]) => [span_s, t(`keys.overlap_${name}`)]),
  });
  return openForm({ title, lead, parts: [overlap], yes: t("keys.rotate"), until, done,
    send: (body) => send({ overlap_s: USUAL_S, ...body }) });
}
