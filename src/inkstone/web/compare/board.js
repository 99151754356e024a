/**
 * The comparison that is under way or done: its cells, a few of which run at a time, on this page
 * whatever view is shown. It does not know how a cell looks.
 */

import { isShown } from "../problem.js";
import { cancel, isOver, newKey, retry, start } from "../runs.js";
import { state } from "../state.js";
import { bodyOf } from "./plan.js";

/** So many cells are with the server at once; the others wait here, where they cost nothing. */
const NUM_AT_ONCE = 4;
/** After these the rest would only be refused as well. */
const NO_MONEY = new Set(["insufficient_credits", "budget_exceeded"]);

/**
 * @typedef {{row:number, column:number, prompt:string, phase:"waiting"|"started"|"dropped",
 *     run:object|null}} Cell
 */

/** Null until one is begun: `prompts`, `columns`, `cells`, `price` in micros, `currency`. */
export const board = state(null);

/** Whether something may still follow. */
export const isBusy = (value) => value?.cells.some((cell) => isOpen(cell)) ?? false;

/** Whether a cell waits or is under way. */
export function isOpen({ phase, run }) {
  return phase === "waiting" || (run && !["ended", "refused"].includes(run.value.phase));
}

/** Begin a comparison; the one before it stays in the history. */
export function begin(value, { prompts, columns, price, currency }) {
  const group = newKey();
  const cells = prompts.flatMap((prompt, row) => columns.map((column, n) => ({
    row, column: n, prompt, phase: "waiting", run: null, body: bodyOf(value, prompt, column),
  })));
  board.value = { group, prompts, columns, cells, price, currency, seed: value.seed };
  goOn();
}

/** Ask for as many waiting cells as there is room for. */
function goOn() {
  const { group, cells } = board.value;
  let numOpen = cells.filter((cell) => cell.phase === "started" && isOpen(cell)).length;
  const waiting = cells.filter((cell) => cell.phase === "waiting");
  for (const cell of waiting.slice(0, Math.max(0, NUM_AT_ONCE - numOpen))) {
    cell.phase = "started";
    cell.run = start(cell.body, { group });
    follow(cell, group);
    numOpen += 1;
  }
  tell();
}

function follow(cell, group) {
  let wasOpen = true;
  cell.run.changed(({ phase, error }) => {
    if (board.value?.group !== group) return;
    const isNowOpen = isOpen(cell);
    if (wasOpen && !isNowOpen) {
      if (phase === "refused" && NO_MONEY.has(error?.code)) drop();
      queueMicrotask(goOn);
    }
    wasOpen = isNowOpen;
  });
}

const tell = () => board.patch({ cells: [...board.value.cells] });

function drop() {
  let num = 0;
  for (const cell of board.value.cells) {
    if (cell.phase === "waiting") (cell.phase = "dropped"), (num += 1);
  }
  return num;
}

/** Ask for a refused cell again. */
export function again(cell) {
  retry(cell.run);
  tell();
}

/**
 * Start nothing more, and stop what is under way.
 * @returns {Promise<{numDropped:number, numStopped:number}>}
 */
export async function stopAll() {
  const numDropped = drop();
  const open = board.value.cells.filter((cell) => cell.run && isOpen(cell));
  tell();
  const stopped = await Promise.all(open.map(async (cell) => {
    try {
      await cancel(cell.run);
      return 1;
    } catch (error) {
      isShown(error);
      cell.run.patch({ error });
      return 0;
    }
  }));
  return { numDropped, numStopped: stopped.reduce((sum, each) => sum + each, 0) };
}

/** What the finished cells were charged, in micros. */
export function chargedOf({ cells }) {
  return cells.reduce((sum, { run }) => sum + (run?.value.job?.price.charged_micros ?? 0), 0);
}

/** How many cells have come to an end, one way or another. */
export const numDone = ({ cells }) => cells.filter((cell) => !isOpen(cell)).length;

/** The jobs that have pictures, in the order of the grid. */
export function jobsOf({ cells }) {
  return cells.map(({ run }) => run?.value.job).filter((job) =>
    job && isOver(job) && job.images.length);
}
