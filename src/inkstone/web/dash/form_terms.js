/**
 * The terms of keys and accounts as fields: scopes, models, end, limits, how pictures are marked.
 * It does not know whose terms they are.
 */

import { h, newId } from "../dom.js";
import { moment, t } from "../i18n.js";
import { models, session } from "../session.js";
import { fold, group } from "./form.js";
import { amount, checks, choice, field, whole } from "./form_fields.js";

const SCOPES = ["submit", "read", "admin"];
const MARKS = ["content_credentials", "labels", "parameters", "prompt", "visible_label",
  "invisible_watermark"];
/** What an account's own administrator may say of a key. */
const PRIVACY = new Set(["parameters", "prompt"]);
const DAY_S = 86_400;
/** Spans that a key is often given. */
const DAYS = [1, 7, 30, 90, 365];

/** What a key is for; nobody gives what they have not. */
export function scopes(values) {
  const { is_operator: isOperator, scopes: own } = session.value;
  return checks("scopes", {
    label: t("keys.scopes"), values,
    options: SCOPES.map((name) => [name, t(`keys.scope_${name}`), t(`keys.scope_${name}_more`),
      !isOperator && !own.includes(name)]),
  });
}

/**
 * The only models that a key may ask for.
 * @param {string[]|null} values null is all
 * @param {string[]|null} own those that whoever asks may give
 */
export function modelsOf(values, own) {
  const known = models.value.map((model) => [model.name, model.summary]);
  const names = new Set(known.map(([name]) => name));
  const others = (values ?? []).filter((name) => !names.has(name)).map((name) => [name, ""]);
  const offered = [...known, ...others].filter(([name]) => !own || own.includes(name) ||
    values?.includes(name));
  return checks("models", {
    label: t("keys.models"), values: values ?? [], isRequired: false,
    hint: t(own ? "keys.models_own" : "keys.models_hint"),
    options: offered.map(([name]) => [name, name]),
    read: (chosen) => (chosen.length ? chosen : own),
  });
}

/** When a key ends by itself; `at` is when it does where nobody says otherwise. */
export function expiry(at, { isNew }) {
  const name = newId("end");
  const spans = DAYS.map((num) => [num * DAY_S, t("keys.end_days", { n: num })]);
  const options = [
    ...(at ? [["keep", t("keys.end_keep", { at: moment(at) })]] : []),
    ...(at && isNew ? [] : [["never", t("keys.end_never")]]), ...spans,
    ["date", t("keys.end_date")],
  ];
  const select = h("select", null, options.map(([value, words]) => h("option", { value }, words)));
  const date = h("input", { type: "datetime-local", name, hidden: true,
    "aria-label": t("keys.end_date") });
  select.addEventListener("change", () => (date.hidden = select.value !== "date"));
  const isDate = () => select.value === "date";
  return field("expires_at", {
    label: t("keys.end"), params: ["expires_at", "expires_in_s"],
    control: h("div", { class: "form-end" }, select, date),
    read: () => [select.value, isDate() ? date.value : ""],
    check() {
      if (!isDate()) return "";
      return date.value && new Date(date.value) > new Date() ? "" : t("keys.fault_past");
    },
    put(body, [how]) {
      if (how === "keep") return;
      if (how === "never") body.expires_at = null;
      else if (how === "date") body.expires_at = new Date(date.value).toISOString();
      else body.expires_in_s = Number(how);
    },
  });
}

/**
 * How much may be asked for.
 * @param {object} values as the API shows them; null is as much as one likes
 * @param {string} currency
 */
export function limits(values, currency) {
  const of = (name) => ({ value: values[name] ?? null, label: t(`keys.limit_${name}`) });
  return group(t("keys.limits"), [
    whole("limits.requests_per_minute", of("requests_per_minute")),
    whole("limits.jobs_max", of("jobs_max")),
    amount("limits.daily_micros", { ...of("daily_micros"), currency }),
    amount("limits.total_micros", { ...of("total_micros"), currency }),
  ], t("keys.limits_hint"));
}

/**
 * How pictures are marked and moderated.
 * @param {object} values as the API shows them; null is as the next one up says
 * @param {"key"|"account"} whose
 */
export function policy(values, whose) {
  const isOff = (name) => !session.value.is_operator && !PRIVACY.has(name);
  const inherited = t(whose === "key" ? "keys.as_account" : "keys.as_server");
  const three = [[null, inherited], [true, t("keys.policy_yes")], [false, t("keys.policy_no")]];
  const kinds = ["refuse", "flag", "allow"].map((name) => [name, t(`keys.moderation_${name}`)]);
  const of = (name, options) => choice(`policy.${name}`, {
    label: t(`keys.policy_${name}`), value: values[name] ?? null, options, isOff: isOff(name),
  });
  const isSet = Object.values(values).some((value) => value !== null);
  return fold(t("keys.policy"),
    [...MARKS.map((name) => of(name, three)), of("moderation", [[null, inherited], ...kinds])],
    { isOpen: isSet, hint: session.value.is_operator ? t("keys.policy_hint")
      : t("keys.policy_own") });
}
