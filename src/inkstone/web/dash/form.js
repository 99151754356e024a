/**
 * A form in a dialog: it sends what was changed, and each field says what is wrong with it.
 * It does not know what is asked for.
 */

import { openDialog } from "../dialog.js";
import { h, newId, replace } from "../dom.js";
import { t } from "../i18n.js";
import { isShown, problem } from "../problem.js";

/**
 * A part of a form.
 * @typedef {{node:Element, params:string[], check:() => string, fault:(text:string) => void,
 *     write:(body:object) => void, focus:() => void}} Field `params` are the names that the API's
 *     faults have for it
 */

/** What the API says of an error that has no field, and which field it is about. */
const PARAM_OF = { account_not_found: "account", account_exists: "name", job_not_found: "job" };

/**
 * Open a dialog with a form.
 * @param {{title:string, lead?:(Node|string), parts:(Field|{node:Element, fields:Field[]}|Node)[],
 *     yes:string, kind?:string, isChange?:boolean, until?:AbortSignal,
 *     send:(body:object) => Promise<any>, done?:(answer:any) => void}} about `isChange`: where
 *     nothing was changed nothing is sent
 */
export function openForm(about) {
  const { title, lead, parts, yes, kind = "primary", isChange = false, until, send } = about;
  const fields = parts.flatMap((each) => (each instanceof Node ? [] : each.fields ?? [each]));
  const told = h("div", { class: "form-told" });
  const id = newId("form");
  let isBusy = false;

  async function submit(event) {
    event.preventDefault();
    if (isBusy) return;
    replace(told);
    if (!checked(fields)) return;
    const body = {};
    for (const field of fields) field.write(body);
    if (isChange && !Object.keys(body).length) return dialog.close();
    setBusy(true);
    try {
      const answer = await send(body);
      dialog.close();
      about.done?.(answer);
    } catch (error) {
      isShown(error);
      tell(error);
    } finally {
      setBusy(false);
    }
  }

  function setBusy(isNow) {
    isBusy = isNow;
    button.setAttribute("aria-busy", isNow);
  }

  /** Faults go to their fields; what belongs to none is told above the buttons. */
  function tell(error) {
    const faults = error.faults.length ? error.faults
      : [{ param: PARAM_OF[error.code] ?? "", message: error.message }];
    const lost = faults.filter(({ param, message }) => {
      const field = fields.find((each) => each.params.includes(bare(param)));
      field?.fault(message);
      return !field;
    });
    // A field that is at fault is enough to say it.
    if (lost.length) replace(told, problem(error));
    firstBad(fields)?.focus();
  }

  const button = h("button", { type: "submit", form: id, class: kind }, yes);
  const cancel = h("button", { type: "button", class: "plain", onclick: () => dialog.close() },
    t("shell.no"));
  const form = h("form", { id, class: "form", novalidate: true, onsubmit: submit },
    lead ? h("p", { class: "muted" }, lead) : null,
    parts.map((each) => (each instanceof Node ? each : each.node)), told);
  const dialog = openDialog({ title, body: form, actions: [cancel, button] });
  keepOpen(dialog, () => fields.some((field) => isWritten(field)));
  until?.addEventListener("abort", () => dialog.close());
  form.querySelector("input, select, textarea")?.focus();
  return { ...dialog, button };
}

/** A press beside a dialog does not close it while something would be lost. */
export function keepOpen({ node }, isWorth) {
  node.addEventListener("pointerdown", (event) => {
    if (event.target === node && isWorth()) event.stopImmediatePropagation();
  }, { capture: true });
}

const bare = (param) => (param ?? "").replace(/\[.*$/, "");

function isWritten(field) {
  const body = {};
  field.write(body);
  return Object.keys(body).length > 0;
}

/** Whether all fields can be sent; the first that cannot gets the focus. */
export function checked(fields) {
  for (const field of fields) field.fault(field.check());
  const bad = firstBad(fields);
  bad?.focus();
  return !bad;
}

const BAD = ".form-fault:not(:empty)";
const firstBad = (fields) => fields.find(({ node }) => node.querySelector(BAD));

/** A part that is folded away until it is wanted. */
export function fold(title, parts, { isOpen = false, hint = "" } = {}) {
  return {
    node: h("details", { class: "form-fold", open: isOpen }, h("summary", null, title),
      hint ? h("p", { class: "hint" }, hint) : null,
      h("div", { class: "form-grid" }, parts.map((each) => each.node))),
    fields: parts.flatMap((each) => each.fields ?? [each]),
  };
}

/** Fields under a heading, side by side where there is room. */
export function group(title, parts, hint = "") {
  const id = newId("group");
  return {
    node: h("div", { class: "form-group", role: "group", "aria-labelledby": id },
      h("h3", { id }, title), hint ? h("p", { class: "hint" }, hint) : null,
      h("div", { class: "form-grid" }, parts.map((each) => each.node))),
    fields: parts.flatMap((each) => each.fields ?? [each]),
  };
}
