/**
 * The prices: what a picture costs in every dialect, by which rules, and what a request would
 * come to. It does not know how a price is found.
 */

import * as api from "../api.js";
import { h, replace } from "../dom.js";
import { moment, money, t } from "../i18n.js";
import { part } from "../dash/figures.js";
import { createBill } from "../dash/money_bill.js";
import { dialectName, priceOf, ruleLine, tierName } from "../dash/money_rules.js";
import { may, models } from "../session.js";

/** Show the view. */
export async function show(main, { until }) {
  const frame = h("div", { class: "dash" }, h("h1", null, t("prices.title")),
    h("p", { class: "muted" }, t("shell.loading")));
  replace(main, frame);
  const card = await api.get("/rate-card", {}, until);
  const dialects = [...new Set(card.rates.map((rate) => rate.dialect))]
    .sort((a, b) => (b === "native") - (a === "native"));
  const bill = may("read") && models.value.length && dialects.length
    ? createBill(dialects, until) : null;
  replace(frame,
    h("header", { class: "stack" }, h("h1", null, t("prices.title")), about(card)),
    h("div", { class: "bill-part" },
      part(t("prices.base"), h("div", { class: "card stack" }, baseTable(card, dialects),
        h("p", { class: "hint" }, t("prices.base_note")))),
      bill && part(t("prices.bill"), bill.node)),
    part(t("prices.rules"), h("div", { class: "card stack" }, rulesOf(card))));
  await bill?.refresh();
}

const day = (date) => moment(`${date}T00:00Z`, { dateStyle: "long", timeZone: "UTC" });

function about({ name, effective_on: since, next_effective_on: next }) {
  return h("p", { class: "muted" },
    t("prices.since", { name, day: day(since) }), " ",
    next ? h("strong", { class: "chip warn" }, t("prices.next", { day: day(next) }))
      : t("prices.no_next"));
}

function baseTable({ rates, enhance, currency }, dialects) {
  const tiers = [...new Set(rates.map((rate) => rate.tier))].sort().reverse();
  const isFree = enhance.every((fee) => fee.price_micros === 0);
  const rateOf = (dialect, tier) =>
    rates.find((each) => each.dialect === dialect && each.tier === tier);
  const feeOf = (dialect) => enhance.find((each) => each.dialect === dialect);
  const cell = (rate) => h("td", { class: "number" },
    rate ? priceOf(rate.price_micros, rate.list_price_micros, currency) : "–");
  const fee = (found) => h("td", { class: "number" },
    found ? money(found.price_micros, currency) : "–");
  const table = h("table", { class: "prices" },
    h("caption", { class: "hidden" }, t("prices.base")),
    h("thead", null, h("tr", null, h("th", { scope: "col" }, t("prices.bill_dialect")),
      tiers.map((tier) => h("th", { scope: "col", class: "number" }, tierName(tier))),
      isFree ? null : h("th", { scope: "col", class: "number" }, t("prices.enhance")))),
    h("tbody", null, dialects.map((dialect) => h("tr", null,
      h("th", { scope: "row" }, dialectName(dialect)),
      tiers.map((tier) => cell(rateOf(dialect, tier))),
      isFree ? null : fee(feeOf(dialect))))));
  return [
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("prices.base") },
      table),
    h("p", { class: "hint" }, t(isFree ? "prices.enhance_free" : "prices.enhance_note")),
  ];
}

function rulesOf({ rules, currency }) {
  if (!rules.length) return h("p", { class: "muted" }, t("prices.no_rules"));
  return [
    h("ol", { class: "rules" }, rules.map((rule) => ruleLine(rule, currency))),
    h("p", { class: "hint" }, t("prices.rules_note")),
  ];
}
