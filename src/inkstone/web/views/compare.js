/**
 * Comparing: the same prompts and seed on several models or engines side by side, with the price
 * before the start and the time after. It does not know how a cell is made.
 */

import { h, replace } from "../dom.js";
import { money, prepare, t } from "../i18n.js";
import { icon } from "../icons.js";
import { style } from "../routes.js";
import { toast } from "../toast.js";
import {
  again, begin, board, chargedOf, isBusy, jobsOf, numDone, stopAll,
} from "../compare/board.js";
import { drawCell } from "../compare/cell.js";
import { exportFigures } from "../compare/figures.js";
import { drawForm, nameOf } from "../compare/form.js";
import { columnsOffered, NUM_COLUMNS_MAX, plan, usualColumns } from "../compare/plan.js";
import { lineOf } from "../compare/prompts.js";
import { openLarge, openPair } from "../history/actions.js";

export async function show(main, { query, until }) {
  await Promise.all([prepare("history", "jobs"), style("history")]);
  fillIn(query);
  const results = h("section", { class: "compare-results", "aria-label": t("compare.results") });
  const form = drawForm((priced) => {
    begin(plan.value, priced);
    results.scrollIntoView({ block: "start" });
  }, until);
  replace(main,
    h("h1", null, t("compare.title")),
    h("p", { class: "muted compare-about" }, t("compare.about")), form, results);
  drawBoards(results, until);
}

/** What the address asks for: `?prompt=…&models=a,b`. */
function fillIn(query) {
  const prompt = query.get("prompt");
  const seed = Number(query.get("seed") ?? NaN);
  const offered = columnsOffered().map((column) => column.id);
  const named = (query.get("models") ?? "").split(",").filter((id) => offered.includes(id));
  const columns = named.length ? named : plan.value.columns.filter((id) => offered.includes(id));
  plan.patch({
    ...(prompt ? { text: lineOf(prompt) } : {}),
    ...(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31 ? { seed } : {}),
    columns: (columns.length ? columns : usualColumns()).slice(0, NUM_COLUMNS_MAX),
  });
}

/** The grid of the comparison there is, and of each that is begun after it. */
function drawBoards(results, until) {
  let group = "";
  let leaving = new AbortController();
  let grid = null;
  board.watch((value) => {
    if (!value) return;
    if (value.group !== group) {
      group = value.group;
      leaving.abort();
      leaving = new AbortController();
      grid = drawBoard(results, AbortSignal.any([until, leaving.signal]));
    }
    grid(value);
  }, until);
}

/** One comparison; what it answers brings it up to date. */
function drawBoard(results, until) {
  const { prompts, columns } = board.value;
  const picks = picking(results);
  const told = h("p", { role: "status" });
  const stop = h("button", { type: "button", class: "danger", onclick: () => end() },
    icon("stop"), t("compare.stop"));
  const saved = (format) => h("button", { type: "button", class: "plain",
    onclick: () => exportFigures(board.value, format) }, icon("download"), format.toUpperCase());
  const rows = prompts.map((prompt) => h("tr", null,
    h("th", { scope: "row", class: "compare-prompt" }, prompt)));
  const nodes = new Map();
  replace(results,
    h("div", { class: "row spread" },
      h("h2", { id: "compare-results" }, t("compare.results")),
      h("div", { class: "row" }, stop, saved("csv"), saved("json"))),
    told, picks.bar,
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": t("compare.results") },
      h("table", { class: "compare-grid", style: { "--columns": columns.length } },
        h("thead", null, h("tr", null, h("th", { scope: "col" }, t("compare.prompt")),
          columns.map((column) => h("th", { scope: "col" }, nameOf(column))))),
        h("tbody", null, rows))));

  const draw = (cell, n) => {
    const key = `${cell.phase} ${cell.run?.value.key ?? ""}`;
    const old = nodes.get(n);
    if (old?.key === key) return;
    const node = drawCell(cell, {
      open: (job) => openLarge(job, 0, jobsOf(board.value)),
      pick: picks.pick, isPicked: picks.has, again, until,
      label: `${nameOf(columns[cell.column])}: ${cell.prompt}`,
    });
    if (old) old.node.replaceWith(node);
    else rows[cell.row].append(node);
    nodes.set(n, { key, node });
  };
  return (value) => {
    value.cells.forEach(draw);
    stop.hidden = !isBusy(value);
    told.textContent = [
      t("compare.progress", { done: numDone(value), n: value.cells.length }),
      t("compare.spent", { charged: money(chargedOf(value), value.currency),
        price: money(value.price, value.currency) }),
      t("compare.seed_was", { seed: String(value.seed) }),
      ...(value.cells.some((cell) => cell.phase === "waiting") ? [t("compare.keep_open")] : []),
    ].join(" · ");
  };
}

async function end() {
  const { numDropped, numStopped } = await stopAll();
  const { price, currency } = board.value;
  const charged = chargedOf(board.value);
  toast(t("compare.stopped", {
    dropped: numDropped, stopped: numStopped, charged: money(charged, currency),
    rest: money(Math.max(0, price - charged), currency),
  }), { kind: "good" });
}

/** Two pictures are picked one after the other, and then shown over each other. */
function picking(results) {
  let first = null;
  const bar = h("p", { class: "hint", role: "status" });
  const mark = () => {
    for (const button of results.querySelectorAll(".compare-pick")) {
      button.setAttribute("aria-pressed", button.dataset.job === first?.id);
    }
    bar.textContent = first ? t("compare.pick_another") : "";
  };
  const pick = (side) => {
    const other = first;
    first = other ? null : side;
    mark();
    if (other && other.id !== side.id) openPair(other, side);
  };
  return { bar, pick, has: (job) => first?.id === job.id };
}
