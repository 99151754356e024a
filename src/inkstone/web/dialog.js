/**
 * Dialogs: the platform's own, with a title, a body and buttons.
 * It does not know what is asked.
 */

import { h, newId } from "./dom.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";

/**
 * Open a dialog.
 * @param {{title:string, body:Node|Node[], actions?:Node[], wide?:boolean,
 *     onclose?:() => void}} parts
 * @returns {{node:HTMLDialogElement, close:() => void}}
 */
export function openDialog({ title, body, actions = [], wide = false, onclose }) {
  const id = newId("dialog");
  const close = () => node.close();
  const node = h(
    "dialog",
    { class: wide ? "dialog wide" : "dialog", "aria-labelledby": id },
    h("header", { class: "dialog-head" },
      h("h2", { id }, title),
      h("button", { type: "button", class: "quiet icon-only", "aria-label": t("shell.close"),
        onclick: close }, icon("close"))),
    h("div", { class: "dialog-body" }, body),
    actions.length ? h("footer", { class: "dialog-foot" }, actions) : null,
  );
  node.addEventListener("close", () => {
    // News that are shown in it stay.
    const news = node.querySelector(":scope > .toasts");
    if (news) document.body.append(news);
    node.remove();
    onclose?.();
  });
  // A press on the backdrop lands on the dialog itself.
  node.addEventListener("pointerdown", (event) => event.target === node && close());
  document.body.append(node);
  node.showModal();
  return { node, close };
}

/**
 * Ask before something that cannot be undone.
 * @param {{title:string, text:string, yes:string, danger?:boolean}} question
 * @returns {Promise<boolean>}
 */
export function confirm({ title, text, yes, danger = true }) {
  return new Promise((resolve) => {
    let answer = false;
    const agree = () => ((answer = true), dialog.close());
    const dialog = openDialog({
      title,
      body: h("p", null, text),
      actions: [
        h("button", { type: "button", class: "plain", onclick: () => dialog.close() },
          t("shell.no")),
        h("button", { type: "button", class: danger ? "danger" : "primary", onclick: agree }, yes),
      ],
      onclose: () => resolve(answer),
    });
  });
}
