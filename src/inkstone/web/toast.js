/**
 * Short news at the edge of the page, which screen readers say too.
 * It does not know what happened.
 */

import { h } from "./dom.js";

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
  while (shelf.childElementCount > NUM_MAX) shelf.firstElementChild.remove();
  setTimeout(end, action ? SHOWN_MS * 2 : SHOWN_MS);
}

/** Put a text into the clipboard, and say so. */
export async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", { value: text, class: "hidden" });
    document.body.append(area);
    area.select();
    document.execCommand("copy"); // plain http on another host has no clipboard
    area.remove();
  }
  toast(done, { kind: "good" });
}
