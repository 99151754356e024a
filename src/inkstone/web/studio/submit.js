/**
 * The foot of the form: what it will cost or why it cannot be asked for, and the buttons.
 * It does not know how a price is found.
 */

import { bodyOf, draft, EMPTY, isEdit } from "../draft.js";
import { h, newId, replace } from "../dom.js";
import { hasWords, money, t } from "../i18n.js";
import { icon } from "../icons.js";
import { plain } from "../problem.js";
import { start } from "../runs.js";
import { balance } from "../session.js";
import { toast } from "../toast.js";
import { faults } from "./check.js";
import { remember } from "./past.js";
import { price } from "./price.js";

/** A second press within this time is the same press: each one costs money. */
const TWICE_MS = 500;
let lastAt = -TWICE_MS;

/**
 * The bar with the price and the buttons.
 * @param {() => void} submit
 * @param {AbortSignal} until
 */
export function submitBar(submit, until) {
  const id = newId("price");
  const words = h("div", { class: "price", id, role: "status", "aria-live": "polite" });
  const label = h("span");
  const button = h("button", { type: "button", class: "primary submit", onclick: submit,
    "aria-describedby": id, "aria-keyshortcuts": "Control+Enter Meta+Enter" },
    icon("brush"), label);
  let said = "";
  const show = () => {
    replace(label, t(isEdit() ? "studio.submit_edit" : "studio.submit"));
    words.classList.toggle("asking", price.value.isAsking);
    if (price.value.isAsking) return; // nothing is said that may be wrong
    const found = wordsOf();
    const text = found.map((each) => each?.textContent ?? "").join("|");
    if (said === text) return;
    said = text;
    replace(words, found);
  };
  for (const source of [draft, faults, price, balance]) source.watch(show, until);
  return h("div", { class: "submit-bar" }, words,
    h("div", { class: "submit-buttons" }, button,
      quiet("studio.copy_code", "code", showCode), quiet("studio.reset", "undo", reset)));
}

function quiet(words, look, onclick) {
  return h("button", { type: "button", class: "plain icon-only", "aria-label": t(words),
    title: t(words), onclick }, icon(look));
}

/** What is said beside the button. */
function wordsOf() {
  const { estimate, error } = price.value;
  const [fault] = faults.value;
  if (fault && !(fault.isQuiet && fault.field === "prompt" && estimate)) {
    return [h("p", { class: fault.isQuiet ? "hint" : "fault" }, faultWords(fault))];
  }
  if (error) return [h("p", { class: "fault" }, error.faults[0]?.message ?? plain(error))];
  if (!estimate) return [h("p", { class: "hint" }, t("studio.price_asking"))];
  return [sum(estimate), fault ? h("p", { class: "hint" }, fault.text) : after(estimate)];
}

function sum(estimate) {
  const { amount_micros: total, currency, images: count } = estimate;
  const { per_image_micros: each, list_per_image_micros: list, extra_micros: extra } = estimate;
  return h("p", { class: "price-sum number" },
    h("strong", null, money(total, currency)), " ",
    h("span", { class: "hint" },
      t("studio.price_each", { count, price: money(each, currency) }),
      list > each
        ? [" ", h("span", { class: "hidden" }, t("studio.price_instead")),
            h("s", null, money(list, currency))]
        : null,
      extra ? t("studio.price_extra", { price: money(extra, currency) }) : null));
}

function after({ amount_micros: total, currency }) {
  const { available_micros: available } = balance.value ?? {};
  if (available === undefined) return null;
  if (available < total) {
    return h("p", { class: "fault" }, t("studio.too_little", {
      available: money(available, currency), lacking: money(total - available, currency),
    }));
  }
  return h("p", { class: "hint number" },
    t("studio.price_after", { balance: money(available - total, currency) }));
}

/**
 * Ask for what the form says, or go to what is wrong with it.
 * @param {HTMLElement} form
 * @returns {boolean} whether it was asked for
 */
export function submitDraft(form) {
  const [fault] = faults.value;
  if (fault) {
    showFault(form, fault);
    return false;
  }
  if (performance.now() - lastAt < TWICE_MS) return false;
  lastAt = performance.now();
  remember(draft.value.prompt);
  start(bodyOf(draft.value));
  return true;
}

/** A fault with the name of its field, away from which it would say too little. */
function faultWords({ field, text, isQuiet }) {
  const name = `studio.field_${field}`;
  return !isQuiet && hasWords(name) ? t("studio.fault_of", { field: t(name), text }) : text;
}

function showFault(form, fault) {
  const { field } = fault;
  const part = form.querySelector(`[data-field="${field}"]`);
  for (let fold = part?.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    fold.open = true;
  }
  const control = part?.querySelector("[aria-invalid=true]") ??
    part?.querySelector("textarea, input:not([hidden]), select, button");
  control?.focus();
  toast(faultWords(fault), { kind: "bad" });
}

async function showCode() {
  const { openCode } = await import("../code/panel.js");
  await openCode(bodyOf(draft.value));
}

function reset() {
  const before = draft.value;
  draft.value = { ...EMPTY };
  const undo = { label: t("studio.undo"), run: () => (draft.value = before) };
  toast(t("studio.reset_done"), { action: undo });
}
