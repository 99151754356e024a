/**
 * What the account has and spends, and how much of its limits and of this key's is used.
 * It does not know how any of it came about.
 */

import * as api from "../api.js";
import { h, replace } from "../dom.js";
import { money, number, t } from "../i18n.js";
import { icon } from "../icons.js";
import { hrefOf } from "../routes.js";
import { balance, may, session } from "../session.js";
import { dayOf, later } from "./chart_scale.js";
import { figure, meter, part, refresher, toneOf } from "./figures.js";

/**
 * The figures, and the budgets below.
 * @param {AbortSignal} until
 * @returns {{nodes:HTMLElement[], refresh:() => Promise<void>}}
 */
export function createFigures(until) {
  const had = h("dl", { class: "figures card" });
  const spent = h("dl", { class: "figures card" });
  const budgets = h("div", { class: "budgets" });
  const warning = h("div", { role: "status" });
  const news = h("div");
  balance.watch((found) => found && replace(had, ofBalance(found)), until);
  const refresh = refresher(news, async (signal) => {
    const today = dayOf();
    const query = { group: "day", from: `${today.slice(0, 7)}-01T00:00Z`,
      to: `${later(today, 1)}T00:00Z` };
    const [usage, account, key] = await Promise.all([
      api.get("/usage", query, signal), api.get("/account", {}, signal),
      api.get("/key", {}, signal),
    ]);
    replace(spent, ofUsage(usage, today));
    const all = [
      { title: t("overview.of_account", { name: account.name }), of: account },
      { title: t("overview.of_key", { name: key.name }), of: key },
    ].map(({ title, of }) => ({ title, ...budgetsOf(of, account.currency) }));
    replace(warning, warningsOf(all));
    replace(budgets, all.map(card));
  }, until);
  return {
    nodes: [h("div", null, warning, h("div", { class: "figures-row" }, had, spent), news),
      part(t("overview.budgets"), budgets,
        may("admin") ? h("p", { class: "hint" }, h("a", { href: hrefOf("keys") },
          t("overview.change_limits"))) : null)],
    refresh,
  };
}

function ofBalance({ available_micros: available, held_micros: held, balance_micros: all,
  currency }) {
  return [
    figure(t("overview.available"), money(available, currency), t("overview.available_note")),
    figure(t("overview.held"), money(held, currency), t("overview.held_note")),
    figure(t("overview.balance"), money(all, currency), t("overview.balance_note")),
  ];
}

function ofUsage({ data, total, currency }, today) {
  const none = { charged_micros: 0, images: 0 };
  const one = (name, { charged_micros: charged, images }) => figure(t(`overview.spent_${name}`),
    money(charged, currency), t("overview.pictures", { n: images }));
  return [one("today", data.find((row) => row.group === today) ?? none), one("month", total)];
}

/** The limits that are set, each with what is used of it. */
function budgetsOf({ limits, spending }, currency) {
  const cash = (micros) => money(micros, currency);
  const rows = [
    ["daily", spending.today_micros, limits.daily_micros, cash],
    ["total", spending.total_micros, limits.total_micros, cash],
    ["jobs", spending.num_open, limits.jobs_max, number],
  ].filter(([, , limit]) => limit !== null).map(([name, used, limit, format]) => ({
    label: t(`overview.limit_${name}`), used, limit, tone: toneOf(used, limit),
    text: t("overview.used_of", { used: format(used), limit: format(limit) }),
  }));
  return { rows, perMinute: limits.requests_per_minute };
}

const percent = ({ used, limit }) => number(limit > 0 ? Math.floor((used / limit) * 100) / 100 : 1,
  { style: "percent" });

function card({ title, rows, perMinute }) {
  const chip = (row) => row.tone === "good" ? null
    : h("span", { class: `chip ${row.tone}` }, icon("alert"),
        t(row.tone === "bad" ? "overview.used_up" : "overview.nearly"));
  return h("div", { class: "card stack" }, h("h3", null, title),
    rows.map((row) => meter({ ...row, note: chip(row) })),
    perMinute === null ? null
      : h("p", { class: "row spread" }, h("span", null, t("overview.limit_minute")),
          h("span", { class: "number" }, t("overview.per_minute", { n: perMinute }))),
    rows.length || perMinute !== null ? null
      : h("p", { class: "muted" }, t("overview.no_limits")));
}

/** What of the limits is nearly or wholly used, in a sentence each. */
function warningsOf(all) {
  return all.flatMap(({ title, rows }) => rows.filter((row) => row.tone !== "good").map((row) =>
    h("p", { class: `dash-warning ${row.tone}` }, icon("alert"),
      h("span", null, t(`overview.warn_${row.tone}`,
        { whose: title, what: row.label, percent: percent(row), text: row.text })))));
}

/** The names of the account's keys by their ids, as far as this key may see them. */
export async function keyNames(signal) {
  const { key, account } = session.value;
  const names = new Map([[key.id, key.name]]);
  if (!may("admin")) return names;
  let after = "";
  for (let page = 0; page < 10 && after !== null; page += 1) {
    const found = await api.get("/keys", { account: account.id, limit: 100, after }, signal);
    for (const each of found.data) names.set(each.id, each.name);
    after = found.next_after;
  }
  return names;
}
