/**
 * A statement of an account: what it had before a period, what moved, what it had after.
 * It does not know what was bought.
 */

import { get } from "../api.js";
import { h, newId, replace } from "../dom.js";
import { hasWords, moment, money, t } from "../i18n.js";
import { icon } from "../icons.js";
import { isShown, plain, problem } from "../problem.js";
import { toast } from "../toast.js";

/** A period begins at midnight UTC, which is another day elsewhere. */
const IN_UTC = { dateStyle: "medium", timeZone: "UTC" };
const PERIODS = ["month", "last", "all"];

/** The statement with a choice of its period; `draw` brings it anew. */
export function drawStatement(account, until) {
  const id = newId("period");
  const body = h("div", { "aria-live": "polite" });
  let period = "month";

  async function draw() {
    try {
      const query = { account: account.id, ...boundsOf(period) };
      replace(body, linesOf(await get("/statement", query, until)));
    } catch (error) {
      if (until.aborted) return;
      isShown(error);
      replace(body, problem(error, { retry: draw }));
    }
  }

  const node = h("div", { class: "stack" },
    h("div", { class: "row spread" },
      h("div", { class: "field" }, h("label", { for: id }, t("accounts.period")),
        h("select", { id, onchange: ({ target }) => ((period = target.value), draw()) },
          PERIODS.map((name) => h("option", { value: name }, t(`accounts.period_${name}`))))),
      h("button", { type: "button", class: "plain",
        onclick: () => download(account, boundsOf(period), until) }, icon("download"),
      t("accounts.export"))),
    body);
  draw();
  return { node, draw };
}

/** A period in UTC, as bills have it. */
function boundsOf(period) {
  const now = new Date();
  const month = (num) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + num))
    .toISOString();
  if (period === "all") return {};
  return period === "month" ? { from: month(0) } : { from: month(-1), to: month(0) };
}

function linesOf(found) {
  const { currency, totals_micros: totals } = found;
  const line = (words, micros, kind = "") => h("tr", { class: kind || null },
    h("th", { scope: "row" }, words), h("td", { class: "number" }, money(micros, currency)));
  const opening = found.from ? t("accounts.opening_on", { day: moment(found.from, IN_UTC) })
    : t("accounts.opening");
  return h("table", { class: "list-statement" },
    h("caption", { class: "hidden" }, t("accounts.statement")),
    h("tbody", null, line(opening, found.opening_micros),
      Object.entries(totals).map(([kind, micros]) => line(kindOf(kind), micros)),
      line(t("accounts.closing"), found.closing_micros, "is-sum"),
      found.held_micros ? line(t("accounts.held_of_it"), found.held_micros, "muted") : null));
}

function kindOf(kind) {
  const name = `accounts.kind_${kind}`;
  return hasWords(name) ? t(name) : kind;
}

/** Save every movement as a file. */
async function download(account, bounds, until) {
  try {
    const query = { account: account.id, format: "csv", ...bounds };
    const url = URL.createObjectURL(await get("/usage/export", query, until));
    h("a", { href: url, download: `inkstone-${account.id}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (error) {
    if (until.aborted) return;
    isShown(error);
    toast(plain(error), { kind: "bad" });
  }
}
