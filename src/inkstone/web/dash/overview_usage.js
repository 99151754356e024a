/**
 * What the account's jobs came to over some days: charts by day, by model and by key, and all
 * movements as a file. It does not know how a chart is drawn.
 */

import * as api from "../api.js";
import { h, replace } from "../dom.js";
import { moment, money, number, t } from "../i18n.js";
import { icon } from "../icons.js";
import { isShown, plain } from "../problem.js";
import { toast } from "../toast.js";
import { createChart } from "./chart.js";
import { daysOf, later } from "./chart_scale.js";
import { part, refresher } from "./figures.js";
import { keyNames } from "./overview_figures.js";
import { drawSpan, spanOf } from "./overview_span.js";

/** More days than this are counted by month. */
const NUM_DAYS_MAX = 92;
/** So many models or keys have a bar of their own. */
const NUM_ROWS_MAX = 8;
const GROUPS = ["day", "model", "key"];
const NOTHING = { jobs: 0, images: 0, charged_micros: 0 };

/**
 * The part of the overview about usage.
 * @param {URLSearchParams} query of the address
 * @param {AbortSignal} until
 * @returns {{node:HTMLElement, refresh:() => Promise<void>}}
 */
export function createUsage(query, until) {
  let span = spanOf(query);
  let names = new Map();
  const charts = Object.fromEntries(GROUPS.map((group) => [group,
    createChart({ isLying: group !== "day", until })]));
  const total = h("p", { class: "usage-total", role: "status" });
  const news = h("div");
  const refresh = refresher(news, async (signal) => {
    const now = span;
    const found = await Promise.all(GROUPS.map((group) =>
      api.get("/usage", { ...periodOf(now), group }, signal)));
    const [byDay, , byKey] = found;
    if (byKey.data.some((row) => !names.has(row.group))) names = await keyNames(signal);
    replace(total, t("overview.total", { spend: money(byDay.total.charged_micros, byDay.currency),
      images: byDay.total.images, jobs: byDay.total.jobs }));
    const dated = isLong(now) ? "month" : "day";
    charts.day.show(shownOf(dated, datesOf(byDay.data, now), byDay, now.measure));
    charts.model.show(shownOf("model", ranked(found[1].data, now.measure), found[1], now.measure));
    const named = byKey.data.map((row) => ({ ...row, name: names.get(row.group) ?? row.group }));
    charts.key.show(shownOf("key", ranked(named, now.measure), byKey, now.measure));
  }, until);
  const choose = (next) => {
    span = next;
    refresh();
  };
  const node = part(t("overview.usage"),
    drawSpan(span, choose), news,
    h("div", { class: "row spread" }, total,
      h("div", { class: "row" }, ["csv", "json"].map((format) => saver(format, () => span)))),
    charts.day.node,
    h("div", { class: "charts" }, charts.model.node, charts.key.node),
    h("p", { class: "hint" }, t("overview.in_utc")));
  return { node, refresh };
}

const periodOf = ({ from, to }) => ({ from: `${from}T00:00Z`, to: `${later(to, 1)}T00:00Z` });

const isLong = ({ from, to }) => later(from, NUM_DAYS_MAX) <= to;

/** A row for every day, or for every month where they are many. */
function datesOf(rows, { from, to }) {
  const days = daysOf(from, to);
  const size = isLong({ from, to }) ? 7 : 10;
  const sums = new Map(days.map((day) => [day.slice(0, size), NOTHING]));
  for (const row of rows) {
    const key = row.group.slice(0, size);
    sums.set(key, sum([sums.get(key) ?? NOTHING, row]));
  }
  return [...sums].map(([key, each]) => {
    const write = (options) => moment(`${key.padEnd(10, "-01")}T00:00Z`,
      { timeZone: "UTC", ...options });
    return size === 10
      ? { ...each, name: write({ month: "short", day: "numeric" }),
          title: write({ dateStyle: "medium" }) }
      : { ...each, name: write({ month: "short", year: "2-digit" }),
          title: write({ month: "long", year: "numeric" }) };
  });
}

function sum(rows) {
  const add = (name) => rows.reduce((all, row) => all + row[name], 0);
  return { jobs: add("jobs"), images: add("images"), charged_micros: add("charged_micros") };
}

/** The largest first. */
function ranked(rows, measure) {
  return rows.map((row) => ({ name: row.group, ...row, title: row.name ?? row.group }))
    .sort((a, b) => b[measure] - a[measure]);
}

/** The rows as a chart shows them; its table has them all. */
function shownOf(name, rows, { currency, total }, measure) {
  const cash = (micros) => money(micros, currency);
  const format = measure === "images" ? number : cash;
  const rest = ["day", "month"].includes(name) ? [] : rows.slice(NUM_ROWS_MAX);
  const others = { ...sum(rest), name: t("overview.others", { n: rest.length }),
    title: t("overview.others", { n: rest.length }) };
  const bars = rest.length ? [...rows.slice(0, NUM_ROWS_MAX), others] : rows;
  const cells = (row) => [cash(row.charged_micros), number(row.images), number(row.jobs)];
  const most = rows.reduce((best, row) => (row[measure] > best[measure] ? row : best),
    { ...NOTHING, title: "" });
  const title = t(`overview.by_${name}`);
  return {
    title,
    format,
    series: measure === "images" ? 2 : 1,
    bars: bars.map((row) => ({ name: row.name, value: row[measure], title: row.title,
      told: [cash(row.charged_micros), t("overview.pictures", { n: row.images }),
        t("overview.jobs", { n: row.jobs })] })),
    summary: t("overview.summary", { title, total: format(total[measure]),
      most: most.title, value: format(most[measure]) }),
    head: [t(`overview.head_${name}`), t("overview.spend"), t("overview.images"),
      t("overview.head_jobs")],
    rows: rows.map((row) => [row.title, ...cells(row)]),
    foot: [t("overview.head_total"), ...cells(total)],
  };
}

/** A button that saves all movements of the span as a file. */
function saver(format, span) {
  const save = async () => {
    button.disabled = true;
    try {
      const { body, headers } = await api.exchange("GET", "/usage/export",
        { query: { ...periodOf(span()), format } });
      const file = body instanceof Blob ? body
        : new Blob([JSON.stringify(body, null, 1)], { type: "application/json" });
      const [, name = `inkstone.${format}`] =
        /filename="([\w.-]+)"/.exec(headers["content-disposition"] ?? "") ?? [];
      const href = URL.createObjectURL(file);
      h("a", { href, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(href), 60_000);
    } catch (error) {
      isShown(error);
      toast(plain(error), { kind: "bad" });
    } finally {
      button.disabled = false;
    }
  };
  const button = h("button", { type: "button", class: "plain", onclick: save,
    "aria-label": t("overview.save", { format: format.toUpperCase() }),
    title: t("overview.save", { format: format.toUpperCase() }) },
  icon("download"), format.toUpperCase());
  return button;
}
