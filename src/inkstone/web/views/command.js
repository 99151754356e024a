/**
 * A command or setting to be copied, with its button.
 * It does not know what the command does.
 */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { copy } from "../toast.js";

/**
 * Some lines for a shell, as they are pasted.
 * @param {string} text
 * @param {string} label what they do, for the button's name
 */
export function command(text, label) {
  const name = `${t("shell.copy")}: ${label}`;
  return h("div", { class: "command" },
    h("pre", { tabindex: "0", "aria-label": label }, text),
    h("button", { type: "button", class: "quiet icon-only", "aria-label": name, title: name,
      onclick: () => copy(text, t("shell.copied")) }, icon("copy")));
}
