/**
 * What was asked for and not done: each warning in words, with its code.
 * It does not know whose job it was.
 */

import { h } from "../dom.js";
import { hasWords, t } from "../i18n.js";
import { icon } from "../icons.js";

/** A list of warnings; null where there are none. */
export function drawWarnings(warnings) {
  if (!warnings.length) return null;
  return h("ul", { class: "run-warnings", "aria-label": t("runs.warnings") },
    warnings.map(({ code, message, words }) => {
      const name = `runs.warning_${code}`;
      return h("li", null, icon("info"), h("span", null,
        hasWords(name) ? h("strong", null, t(name), " ") : null,
        message, " ",
        words?.length ? h("q", null, words.join(" · ")) : null, " ",
        h("code", { class: "muted" }, code)));
    }));
}
