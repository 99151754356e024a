/**
 * What moved on the account: its newest ledger entries, and the statement of a month.
 * It does not know how money is moved.
 */

import * as api from "../api.js";
import { h, hidden, newId, replace } from "../dom.js";
import { hasWords, moment, money, t } from "../i18n.js";
import { icon } from "../icons.js";
import { hrefOf } from "../routes.js";
import { session } from "../session.js";
import { dayOf } from "./chart_scale.js";
import { part, refresher } from "./figures.js";

const PAGE = 12;
const NUM_ENTRIES_MAX = 1000;
const NUM_MONTHS_MAX = 36;
/** In the order in which a statement adds them up. */
const KINDS = ["grant", "capture", "refund", "adjust"];

/** An amount with its sign, and nothing where nothing moved. */
function signed(micros, currency) {
  return micros ? `${micros > 0 ? "+" : "−"}${money(Math.abs(micros), currency)}` : "–";
}

/**
 * The newest entries, and older ones on demand.
 * @param {AbortSignal} until
 * @returns {{node:HTMLElement, refresh:() => Promise<void>}}
 */
export function createLedger(until) {
  let entries = [];
  let next = null;
  const body = h("tbody");
  const news = h("div");
  const more = h("button", { type: "button", class: "plain", onclick: () => older() },
    t("shell.more"));
  const draw = () => {
    replace(body, entries.map(row));
    more.hidden = next === null || entries.length >= NUM_ENTRIES_MAX;
  };
  const refresh = refresher(news, async (signal) => {
    const page = await api.get("/ledger", { limit: PAGE }, signal);
    const known = page.data.findIndex((entry) => entry.id === entries[0]?.id);
    if (known < 0) next = page.next_before;
    entries = known < 0 ? page.data : [...page.data.slice(0, known), ...entries];
    draw();
  }, until);
  const older = refresher(news, async (signal) => {
    const page = await api.get("/ledger", { limit: PAGE, before: next }, signal);
    const first = entries.length;
    entries = [...entries, ...page.data];
    next = page.next_before;
    draw();
    body.rows[first]?.querySelector("a")?.focus();
  }, until);
  const head = ["when", "what", "change", "hold"].map((name) =>
    h("th", { scope: "col", class: name === "change" || name === "hold" ? "number" : null },
      t(`overview.ledger_${name}`)));
  const node = part(t("overview.ledger"), h("div", { class: "card stack" },
    h("div", { class: "scroll", tabindex: "0", role: "region",
      "aria-label": t("overview.ledger") },
    h("table", { class: "ledger" }, h("thead", null, h("tr", null, head)), body)),
    news, h("div", null, more)));
  return { node, refresh };
}

function row(entry) {
  const { currency, reason } = entry;
  const said = `overview.reason_${reason}`;
  const why = hasWords(said) ? t(said) : reason;
  const what = t(`overview.kind_${entry.kind}`);
  return h("tr", null,
    h("td", null, h("time", { class: "number", datetime: entry.created_at },
      moment(entry.created_at, { month: "short", day: "numeric", hour: "numeric",
        minute: "2-digit" }))),
    h("td", null,
      entry.job_id ? h("a", { href: hrefOf(`jobs/${entry.job_id}`) }, what,
        hidden(` ${entry.job_id}`)) : what,
      why ? h("span", { class: "hint ledger-why" }, why) : null),
    h("td", { class: `number ${entry.balance_micros > 0 ? "plus" : ""}` },
      signed(entry.balance_micros, currency)),
    h("td", { class: "number muted" }, signed(entry.held_micros, currency)));
}

/**
 * The statement of a month that can be chosen.
 * @param {AbortSignal} until
 * @returns {{node:HTMLElement, refresh:() => Promise<void>}}
 */
export function createStatement(until) {
  const id = newId("month");
  const sheet = h("div");
  const sum = h("p", { class: "small row", role: "status" });
  const news = h("div");
  const held = h("p", { class: "hint" });
  const select = h("select", { id, onchange: () => refresh() });
  const refresh = refresher(news, async (signal) => {
    if (!select.length) {
      const { created_at: since } = await api.get("/account", {}, signal);
      replace(select, months(since).map((month) => h("option", { value: month }, nameOf(month))));
    }
    const found = await api.get("/statement", { from: `${select.value}-01T00:00Z`,
      to: `${after(select.value)}-01T00:00Z` }, signal);
    const isOpen = select.value === dayOf().slice(0, 7);
    replace(sheet, sheetOf(found, isOpen));
    replace(sum, addition(found));
    replace(held, isOpen && found.held_micros
      ? t("overview.of_it_held", { amount: money(found.held_micros, found.currency) }) : null);
  }, until);
  const node = part(t("overview.statement"), h("div", { class: "card stack" },
    h("div", { class: "field" }, h("label", { for: id }, t("overview.month")), select),
    news, sheet, sum, held,
    h("p", { class: "hint" }, t("overview.statement_of", { name: session.value.account.name }))));
  return { node, refresh };
}

/** The newest months in which there was an account, this one first. */
function months(since) {
  const now = new Date();
  return Array.from({ length: NUM_MONTHS_MAX }, (_, num) =>
    dayOf(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - num, 1)).slice(0, 7))
    .filter((month, num) => num === 0 || month >= since.slice(0, 7));
}

const after = (month) => dayOf(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 1))
  .slice(0, 7);

const nameOf = (month) => moment(`${month}-01T00:00Z`,
  { month: "long", year: "numeric", timeZone: "UTC" });

function sheetOf({ opening_micros: opening, totals_micros: totals, closing_micros: closing,
  currency }, isOpen) {
  const line = (name, text, kind = null) => h("tr", { class: kind },
    h("th", { scope: "row" }, name), h("td", { class: "number" }, text));
  return h("table", { class: "sheet" },
    h("caption", { class: "hidden" }, t("overview.statement")),
    h("tbody", null,
      line(t("overview.opening"), money(opening, currency)),
      KINDS.map((kind) => line(t(`overview.sum_${kind}`), signed(totals[kind] ?? 0, currency))),
      line(t(isOpen ? "overview.closing_so_far" : "overview.closing"), money(closing, currency),
        "sheet-sum")));
}

/** The statement added up here again. */
function addition({ opening_micros: opening, totals_micros: totals, closing_micros: closing,
  currency }) {
  const moved = KINDS.reduce((all, kind) => all + (totals[kind] ?? 0), 0);
  const sum = `${money(opening, currency)} ${moved < 0 ? "−" : "+"} ` +
    `${money(Math.abs(moved), currency)} = ${money(opening + moved, currency)}`;
  const adds = opening + moved === closing;
  return h("span", { class: `row ${adds ? "adds" : "adds-not"}` }, icon(adds ? "check" : "alert"),
    t(adds ? "overview.adds_up" : "overview.adds_not", { sum }));
}
