/**
 * What the dashboard's views are put together from: parts with a title, figures, meters, and
 * reads that can be made anew. It does not know what they tell.
 */

import { h, newId, replace } from "../dom.js";
import { isShown, problem } from "../problem.js";

/** From what share of a limit on one is warned. */
export const WARN_SHARE = 0.8;

/** A part of a view, named by its title. */
export function part(title, ...children) {
  const id = newId("part");
  return h("section", { class: "dash-part", "aria-labelledby": id }, h("h2", { id }, title),
    children);
}

/**
 * A number with what it is.
 * @param {string} label
 * @param {string} value
 * @param {string|Node|null} [note] a line below
 */
export function figure(label, value, note = null) {
  return h("div", { class: "figure" }, h("dt", null, label),
    h("dd", null, h("span", { class: "figure-value number" }, value),
      note === null ? null : h("span", { class: "hint" }, note)));
}

/** How much of a limit is used: `good`, `warn` or `bad`. */
export function toneOf(used, limit) {
  if (used >= limit) return "bad";
  return used / limit >= WARN_SHARE ? "warn" : "good";
}

/**
 * A bar of how much of something is used.
 * @param {{label:string, text:string, used:number, limit:number, note?:Node|null,
 *     isPlain?:boolean}} about `text` says it in words; where it is plain, much is no warning
 */
export function meter({ label, text, used, limit, note = null, isPlain = false }) {
  const share = limit > 0 ? Math.min(1, used / limit) : 1;
  return h("div", { class: "budget" },
    h("p", { class: "row spread" }, h("span", null, label),
      h("span", { class: "row" }, note, h("span", { class: "number" }, text))),
    h("div", { class: `meter ${isPlain ? "good" : toneOf(used, limit)}`, role: "meter",
      "aria-label": label, "aria-valuemin": "0", "aria-valuemax": "100",
      "aria-valuenow": Math.round(share * 100), "aria-valuetext": text },
    h("span", { style: { width: `${share * 100}%` } })));
}

/**
 * A read that can be made anew; the one before is given up, and what goes wrong is said.
 * @param {HTMLElement} news where it is said
 * @param {(signal:AbortSignal) => Promise<void>} work
 * @param {AbortSignal} until
 * @returns {() => Promise<void>}
 */
export function refresher(news, work, until) {
  let last = new AbortController();
  return async function refresh() {
    last.abort();
    last = new AbortController();
    const signal = AbortSignal.any([until, last.signal]);
    try {
      await work(signal);
      if (!signal.aborted) replace(news);
    } catch (error) {
      if (signal.aborted) return;
      isShown(error);
      replace(news, problem(error, { retry: refresh }));
    }
  };
}

/** Call now and then while somebody looks, and at once when they look again. */
export function whileSeen(everyMs, call, until) {
  const tick = () => document.hidden || call();
  const timer = setInterval(tick, everyMs);
  until.addEventListener("abort", () => clearInterval(timer));
  document.addEventListener("visibilitychange", tick, { signal: until });
}
