/**
 * Keys that do something wherever the reader is, and the list of them.
 * It does not know what they do.
 */

import { openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
/** What is listed under `Shift+?`: keys, and the name of its words. */
const LISTED = [
  [[isMac ? "⌘" : "Ctrl", "Enter"], "shell.key_submit"],
  [["Esc"], "shell.key_stop"],
  [["↑"], "shell.key_recall"],
  [["/"], "shell.key_prompt"],
  [["g"], "shell.key_history"],
  [["?"], "shell.key_list"],
];

/** Whether a press is for a field and not for the page. */
export function isTyping(event) {
  const { target } = event;
  return target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Show which keys there are. */
export function showShortcuts() {
  openDialog({
    title: t("shell.shortcuts"),
    body: h("dl", { class: "keys" }, LISTED.map(([keys, words]) => [
      h("dt", null, keys.map((key) => h("kbd", null, key))),
      h("dd", null, t(words)),
    ])),
  });
}

addEventListener("keydown", (event) => {
  if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") showShortcuts();
  else if (event.key === "g") location.hash = "#/history";
  else if (event.key === "/") {
    const prompt = document.querySelector("main textarea");
    if (prompt) event.preventDefault();
    prompt?.focus();
  }
});
