/**
 * Which days the overview counts: a number of days up to today, or from one to another.
 * It does not know what is counted.
 */

import { h, newId, replace } from "../dom.js";
import { t } from "../i18n.js";
import { hrefOf } from "../routes.js";
import { dayOf, later } from "./chart_scale.js";

const SPANS = [7, 30, 90];
const SPAN_DEFAULT = 30;
/** Ten years. */
const DAYS_MAX = 3650;

/**
 * @typedef {{num:number, from:string, to:string, measure:"charged_micros"|"images"}} Span `num`
 *     is 0 where both days were chosen; both are of UTC, and both belong to it
 */

/** The span that an address names; what makes no sense there is left out. */
export function spanOf(query) {
  const measure = query.get("show") === "pictures" ? "images" : "charged_micros";
  const today = dayOf();
  const days = [query.get("from"), query.get("to")].map(known);
  if (days[0] || days[1]) {
    const [from, to] = [days[0] ?? days[1], days[1] ?? today].sort();
    return { num: 0, from: from < later(to, -DAYS_MAX) ? later(to, -DAYS_MAX) : from, to, measure };
  }
  const asked = Number(query.get("days"));
  const num = SPANS.includes(asked) ? asked : SPAN_DEFAULT;
  return { num, from: later(today, 1 - num), to: today, measure };
}

/** A day of this century or the next, as it came; a 30th of February is none. */
function known(text) {
  const isLike = /^2[01]\d\d-\d\d-\d\d$/.test(text ?? "");
  const at = isLike ? Date.parse(`${text}T00:00Z`) : NaN;
  return Number.isNaN(at) || dayOf(at) !== text ? null : text;
}

/** Have the address name a span, without going anywhere. */
function keepSpan({ num, from, to, measure }) {
  const query = num ? { days: num } : { from, to };
  if (measure === "images") query.show = "pictures";
  history.replaceState(history.state, "", hrefOf("overview", query));
}

/**
 * What a span is chosen with.
 * @param {Span} first
 * @param {(span:Span) => void} choose
 */
export function drawSpan(first, choose) {
  let span = first;
  const node = h("div", { class: "span-controls" });
  const take = (query, focus) => {
    span = spanOf(new URLSearchParams(query));
    keepSpan(span);
    draw();
    node.querySelector(`[data-name="${focus}"]`)?.focus();
    choose(span);
  };
  const shown = () => (span.measure === "images" ? { show: "pictures" } : {});
  const days = () => (span.num ? { days: span.num } : { from: span.from, to: span.to });
  const button = (name, text, isPressed, query) => h("button",
    { type: "button", class: "plain", "aria-pressed": String(isPressed), "data-name": name,
      onclick: () => take(query(), name) }, text);
  const date = (name) => {
    const id = newId("day");
    return h("div", { class: "field" }, h("label", { for: id }, t(`overview.${name}`)),
      h("input", { id, type: "date", value: span[name], max: dayOf(), "data-name": name,
        onchange: (event) => event.target.value &&
          take({ from: span.from, to: span.to, [name]: event.target.value, ...shown() }, name) }));
  };
  const draw = () => replace(node,
    h("div", { class: "pressed", role: "group", "aria-label": t("overview.span") },
      SPANS.map((num) => button(`last-${num}`, t("overview.last", { n: num }), span.num === num,
        () => ({ days: num, ...shown() })))),
    h("div", { class: "span-days" }, date("from"), date("to")),
    h("div", { class: "pressed", role: "group", "aria-label": t("overview.measure") },
      button("spend", t("overview.spend"), span.measure !== "images", days),
      button("images", t("overview.images"), span.measure === "images",
        () => ({ ...days(), show: "pictures" }))));
  draw();
  return node;
}
