/**
 * Pictures that were made here and have to do with one that is verified.
 * It does not know what it comes to.
 */

import { get } from "../api.js";
import { h } from "../dom.js";
import { moment, t } from "../i18n.js";
import { icon } from "../icons.js";
import { isShown, problem } from "../problem.js";
import { facts, named, part } from "./parts.js";

const CERTAINTIES = { certain: "good", strong: "good", claimed: "warn" };

/** A part that lists them. */
export function matches(found) {
  return part("matches", found.length
    ? h("ul", { class: "verify-matches" }, found.map(match))
    : h("p", { class: "muted" }, t("verify.no_matches")));
}

function match(found) {
  return h("li", null,
    h("p", { class: "row" },
      h("strong", { class: `chip ${CERTAINTIES[found.certainty] ?? ""}` },
        named("certainty", found.certainty)),
      h("span", null, named("by", found.by)),
      found.is_input ? h("span", { class: "chip" }, t("verify.is_input")) : null,
      found.is_deleted ? h("span", { class: "chip warn" }, t("verify.is_deleted")) : null),
    facts([
      ["image_id", h("code", null, found.image_id)],
      ["made_at", moment(found.made_at)],
      ["engine", found.engine],
      ["model", found.model],
      ["edited", found.is_edit ? t("shell.yes") : null],
      ["distance", found.distance],
      ["account_id", found.account_id && h("code", null, found.account_id)],
    ]),
    found.job_id && !found.is_deleted ? opener(found) : null);
}

/** A button that opens the picture's own page, for whoever may read its job. */
function opener({ job_id: id, image_id: imageId }) {
  const open = async () => {
    button.disabled = true;
    try {
      const [{ openPicture }, job] = await Promise.all([
        import("../results/picture.js"), get(`/jobs/${encodeURIComponent(id)}`),
      ]);
      await openPicture(job, Number(imageId.split("-").pop()) || 0);
    } catch (error) {
      isShown(error);
      button.after(problem(error));
    } finally {
      button.disabled = false;
    }
  };
  const button = h("button", { type: "button", class: "plain", onclick: open },
    icon("image"), t("verify.open"));
  return button;
}
