/**
 * A secret just made, shown this once: to be copied before the dialog is closed.
 * It keeps the secret nowhere, and does not know what it is for.
 */

import { openDialog } from "../dialog.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { session } from "../session.js";
import { copy } from "../toast.js";
import { keepOpen } from "./form.js";

/**
 * Show a new key.
 * @param {{key:string, scopes:string[], models:string[]|null}} made what the API answered
 * @param {{title:string, note?:string, onclose?:() => void}} about
 */
export function showKey(made, { title, note = "", onclose }) {
  const warning = h("p", { class: "form-once", role: "alert" }, icon("alert"), t("keys.once"));
  const done = h("button", { type: "button", class: "primary", onclick: () => dialog.close() },
    t("keys.once_done"));
  let isCopied = false;
  const take = async (text) => {
    if (await copy(text, t("shell.copied"))) isCopied = true;
  };
  const dialog = openDialog({
    title,
    body: [warning, line(t("keys.key"), made.key, take), note ? h("p", null, note) : null,
      line(t("keys.try"), curl(made), take)].filter(Boolean),
    actions: [done],
    onclose,
  });
  keepOpen(dialog, () => true);
  dialog.node.dataset.stays = "";
  // The first Escape only reminds; the browser lets a second one through.
  dialog.node.addEventListener("cancel", (event) => {
    if (isCopied) return;
    event.preventDefault();
    isCopied = true;
    warning.classList.add("is-urgent");
    done.focus();
  });
  dialog.node.querySelector(".form-line button").focus();
}

/** A text with a button that copies it. */
function line(label, text, take) {
  const name = `${t("shell.copy")}: ${label}`;
  return h("div", { class: "field" }, h("span", { class: "label" }, label),
    h("div", { class: "form-line" }, h("pre", { tabindex: "0", "aria-label": label }, text),
      h("button", { type: "button", class: "plain", "aria-label": name, onclick: () => take(text) },
        icon("copy"), t("shell.copy"))));
}

/** A line for a shell that uses the key for what it may do. */
function curl({ key, scopes, models }) {
  const base = `curl -s '${quoted(session.value.server.base_url)}/inkstone/v1`;
  const auth = `-H 'Authorization: Bearer ${quoted(key)}'`;
  if (!scopes.includes("submit")) {
    return `${base}/${scopes.includes("read") ? "jobs" : "keys"}' ${auth}`;
  }
  const body = { prompt: t("keys.try_prompt"), size: "1:1" };
  if (models) body.model = models[0];
  return `${base}/jobs?wait=60' ${auth} -H 'Content-Type: application/json' ` +
    `-d '${quoted(JSON.stringify(body))}'`;
}

const quoted = (text) => text.replaceAll("'", "'\\''");
