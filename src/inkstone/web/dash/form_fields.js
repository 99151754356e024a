/**
 * The fields of forms: texts, numbers, money, choices; each writes itself where it was changed.
 * It does not know which form it is in.
 */

import { h, newId } from "../dom.js";
import { t } from "../i18n.js";
import { microsOf, typed } from "./form_amount.js";

/** The largest amount that the API takes. */
const MICROS_MAX = 10 ** 15;

/**
 * A field around some controls.
 * @param {string} name where its value goes in the body: `plan`, `limits.jobs_max`
 * @param {{label:string, hint?:string, control:Element, read:() => any, check?:() => string,
 *     params?:string[], isMany?:boolean, put?:(body:object, value:any) => void}} about
 * @returns {import("./form.js").Field}
 */
export function field(name, about) {
  const { label, hint = "", control, read, check = () => "", isMany = false } = about;
  const ids = { label: newId("label"), hint: newId("hint"), fault: newId("fault") };
  const first = JSON.stringify(read());
  const input = isMany ? control : control.matches("input, select, textarea") ? control
    : control.querySelector("input, select, textarea");
  input.id ||= newId("field");
  const fault = h("p", { class: "form-fault", id: ids.fault });
  input.setAttribute("aria-describedby", [hint ? ids.hint : "", ids.fault].join(" ").trim());
  if (isMany) input.setAttribute("aria-labelledby", ids.label);
  const say = (text) => {
    fault.textContent = text;
    if (!isMany) input.setAttribute("aria-invalid", String(Boolean(text)));
  };
  control.addEventListener("input", () => say(""));
  return {
    params: about.params ?? [name],
    node: h("div", { class: "field" },
      isMany ? h("span", { class: "label", id: ids.label }, label)
        : h("label", { for: input.id }, label),
      control, hint ? h("p", { class: "hint", id: ids.hint }, hint) : null, fault),
    check: () => (isMany || !input.disabled ? check() : ""),
    fault: say,
    write(body) {
      const value = read();
      if (JSON.stringify(value) === first) return;
      if (about.put) about.put(body, value);
      else place(body, name, value);
    },
    focus() {
      const fold = input.closest("details");
      if (fold) fold.open = true;
      (isMany ? control.querySelector("input:not(:disabled)") ?? control : input).focus();
    },
  };
}

function place(body, name, value) {
  const [outer, inner] = name.split(".");
  if (inner) (body[outer] ??= {})[inner] = value;
  else body[outer] = value;
}

/** A line or several lines of text. */
export function text(name, { label, hint, value = "", isRequired = false, max = 100, lines = 1,
  options = null, isExact = false }) {
  const list = options ? h("datalist", { id: newId("list") },
    options.map((each) => h("option", { value: each }))) : null;
  const about = { maxlength: max, value, autocomplete: "off", required: isRequired,
    spellcheck: "false" };
  const input = lines > 1 ? h("textarea", { ...about, rows: lines })
    : h("input", { ...about, type: "text", list: list?.id });
  const read = () => (isExact ? input.value : input.value.trim());
  return field(name, {
    label, hint, read, control: list ? h("div", null, input, list) : input,
    check: () => (isRequired && !read() ? t("keys.fault_required") : ""),
  });
}

/** A whole number; an empty field is null. */
export function whole(name, { label, hint, value = null, min = 1, max = 1_000_000,
  isRequired = false }) {
  const input = h("input", { type: "text", inputmode: "numeric", autocomplete: "off",
    value: value === null ? "" : String(value), maxlength: 12,
    placeholder: isRequired ? null : t("keys.no_limit") });
  const digits = () => input.value.normalize("NFKC").trim();
  const read = () => (digits() === "" ? null : Number(digits()));
  return field(name, {
    label, hint, control: input, read,
    check() {
      if (digits() === "" && !isRequired) return "";
      const isGood = /^\d+$/.test(digits()) && read() >= min && read() <= max;
      return isGood ? "" : t("keys.fault_whole", { min, max });
    },
  });
}

/** Money in units of a currency, sent in millionths; an empty field is null. */
export function amount(name, { label, hint, value = null, currency, isSigned = false,
  isRequired = false, isOptional = false, min = 0 }) {
  const input = h("input", { type: "text", inputmode: isSigned ? "text" : "decimal",
    autocomplete: "off", maxlength: 24, value: typed(value),
    placeholder: isRequired || isOptional ? "0.00" : t("keys.no_limit") });
  const read = () => (input.value.trim() === "" ? null : microsOf(input.value) ?? input.value);
  return field(name, {
    label, hint, read,
    control: h("div", { class: "form-amount" }, input, h("span", null, currency)),
    check() {
      const micros = read();
      if (micros === null) return isRequired ? t("keys.fault_amount") : "";
      if (typeof micros !== "number") return t("keys.fault_amount");
      if (Math.abs(micros) > MICROS_MAX) return t("keys.fault_too_much");
      if (isSigned) return micros === 0 ? t("keys.fault_nothing") : "";
      return micros < min ? t(micros < 0 ? "keys.fault_negative" : "keys.fault_nothing") : "";
    },
  });
}

/** One of some; an option's value may be anything that JSON has. */
export function choice(name, { label, hint, value = null, options, isOff = false, params, put }) {
  const control = h("select", { disabled: isOff }, options.map(([each, words], n) =>
    h("option", { value: n, selected: JSON.stringify(each) === JSON.stringify(value) }, words)));
  return field(name, { label, hint, control, params, put,
    read: () => options[Number(control.value)][0] });
}

/** Any of some. `options` are `[value, words, more?, isOff?]`. */
export function checks(name, { label, hint, values, options, isRequired = true, params, read }) {
  const boxes = options.map(([value, words, more = "", isOff = false]) => {
    const input = h("input", { type: "checkbox", value, checked: values.includes(value),
      disabled: isOff });
    return { input, node: h("label", { class: "check" }, input,
      h("span", null, words, more ? h("span", { class: "hint" }, ` ${more}`) : null)) };
  });
  const chosen = () => boxes.filter(({ input }) => input.checked).map(({ input }) => input.value);
  const control = h("div", { class: "form-checks", role: "group", tabindex: "-1" },
    boxes.map(({ node }) => node));
  return field(name, { label, hint, control, params, isMany: true,
    read: () => (read ? read(chosen()) : chosen()),
    check: () => (isRequired && !chosen().length ? t("keys.fault_choose") : "") });
}
