/**
 * Short news at the edge of the page, which screen readers say too.
 * It does not know what happened.
 */

import { h } from "./dom.js";
import { t } from "./i18n.js";

const SHOWN_MS = 5000;
const NUM_MAX = 4;
const shelf = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
document.body.append(shelf);

/**
 * Tell something.
 * @param {string} text
 * @param {{kind?:"good"|"bad"|"plain", action?:{label:string, run:() => void}}} [options]
 */
export function toast(text, { kind = "plain", action } = {}) {
  const node = h("div", { class: `toast ${kind}` }, h("span", null, text));
  const end = () => node.remove();
  if (action) {
    const run = () => (action.run(), end());
    node.append(h("button", { type: "button", class: "quiet", onclick: run }, action.label));
  }
  shelf.append(node);
  // Beside an open dialog everything else can be neither heard nor pressed.
  foremost().append(shelf);
  while (shelf.childElementCount > NUM_MAX) shelf.firstElementChild.remove();
  setTimeout(end, action ? SHOWN_MS * 2 : SHOWN_MS);
}

/** The dialog on top, or the page. */
const foremost = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;

/**
 * Put a text into the clipboard, and say whether that went well.
 * @returns {Promise<boolean>}
 */
export async function copy(text, done) {
  const isDone = await written(text);
  if (isDone) toast(done, { kind: "good" });
  else toast(t("shell.not_copied"), { kind: "bad" });
  return isDone;
}

async function written(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Plain http on another host has no clipboard.
    const before = document.activeElement;
    const area = h("textarea", { value: text, class: "hidden" });
    foremost().append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    before?.focus();
    return isDone;
  }
}
