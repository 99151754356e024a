/**
 * The parameters that a picture's file tells, and a way to draw with them again.
 * It does not know whether they are true.
 */

import { h } from "../dom.js";
import { load } from "../draft.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { go } from "../routes.js";
import { session } from "../session.js";
import { askedFrom } from "../studio/parameters.js";
import { facts, part } from "./parts.js";

const NUM_MAX = 24;
/** What an Inkstone writes; other names stand as they are. */
const OURS = new Set(["engine", "model", "prompt", "revised_prompt", "negative_prompt", "seed",
  "width", "height"]);

/** A part with them; null where there are none. */
export function parameters(told) {
  if (!told) return null;
  const asked = askedFrom(told);
  const pairs = Object.entries(told).slice(0, NUM_MAX).map(([name, value]) => [name, shown(value)]);
  const use = () => {
    load(asked);
    go("");
  };
  return part("parameters",
    facts(pairs, OURS),
    h("p", { class: "hint" }, t("verify.parameters_unsigned")),
    asked && session.value
      ? h("p", null, h("button", { type: "button", class: "plain", onclick: use },
          icon("brush"), t("verify.load")))
      : null);
}

function shown(value) {
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return value === null ? "" : String(value);
}
