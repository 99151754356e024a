/**
 * Fields of the form: a label, a control tied to the draft, and what is wrong with it beside it.
 * It does not know what any field means.
 */

import { draft } from "../draft.js";
import { h, newId, replace, set } from "../dom.js";
import { faults } from "./check.js";

/**
 * A control with its label, its hint and its fault.
 * @param {string} name of the draft's field
 * @param {{label:string, control:Node, hint?:string, around?:Node, beside?:Node}} parts `around`
 *     holds the control where it does not stand alone; `beside` stands on the label's line
 * @param {AbortSignal} until
 */
export function field(name, { label, control, hint, around, beside }, until) {
  control.id ||= newId(name);
  const hintId = hint ? newId("hint") : "";
  return h("div", { class: "field", dataset: { field: name } },
    h("div", { class: "row spread" }, h("label", { for: control.id }, label), beside),
    around ?? control,
    hint ? h("p", { class: "hint", id: hintId }, hint) : null,
    faultLine(name, [control], until, hintId));
}

/** The line that says what is wrong with a field; its controls are marked, and refer to it. */
export function faultLine(name, controls, until, hintId = "") {
  const id = newId("fault");
  const line = h("p", { class: "fault", id });
  for (const control of controls) set(control, "aria-describedby", `${hintId} ${id}`.trim());
  faults.watch((found) => {
    const text = found.find((each) => each.field === name && !each.isQuiet)?.text ?? "";
    if (line.textContent !== text) replace(line, text);
    for (const control of controls) set(control, "aria-invalid", text ? "true" : null);
  }, until);
  return line;
}

/**
 * Tie a control to a field of the draft, both ways.
 * @param {HTMLElement} control
 * @param {string} name
 * @param {AbortSignal} until
 * @param {{read?:Function, write?:Function, usual?:any}} [as] how its value is read, and a value
 *     written; what counts where the draft says nothing
 */
export function tie(control, name, until, { read = asText, write = fill, usual = null } = {}) {
  const take = () => draft.patch({ [name]: read(control) });
  control.addEventListener("input", take);
  draft.watch((value) => {
    const said = value[name] ?? usual;
    // What is being typed is left as it is for as long as it means the same.
    if (read(control) !== said) write(control, said);
  }, until);
  return control;
}

const asText = (control) => control.value;
const fill = (control, value) => (control.value = value ?? "");
/** A number field's value; null where there is none. */
const asNumber = (control) => (control.value === "" ? null : Number(control.value));

/** A field for a number. */
export function numberInput(name, until, { usual, ...props } = {}) {
  const input = h("input", { type: "number", inputmode: "numeric", class: "number", ...props });
  return tie(input, name, until, { read: asNumber, usual });
}

/** A check box with its words. */
export function check(name, label, until, { hint = "", usual = false } = {}) {
  const input = h("input", { type: "checkbox" });
  tie(input, name, until, {
    read: (control) => control.checked,
    write: (control, value) => (control.checked = value === true),
    usual,
  });
  return h("div", { class: "field", dataset: { field: name } },
    h("label", { class: "check" }, input, label),
    hint ? h("p", { class: "hint" }, hint) : null);
}

/** A list to choose from: pairs of a value and its words. */
export function choice(name, options, until, usual) {
  const select = h("select", null, options.map(([value, words]) => h("option", { value }, words)));
  const read = (control) => options.find(([value]) => String(value) === control.value)?.[0];
  return tie(select, name, until, { read, usual });
}
