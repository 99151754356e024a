/**
 * The last two minutes of some numbers, and a small line for each.
 * It does not know what they count, and forgets them with the view.
 */

import { h, svg } from "../dom.js";
import { t } from "../i18n.js";

/** Two minutes and a bit. */
const KEPT_MS = 120_000;
const WIDTH = 120;
const HEIGHT = 28;

/** Numbers over time, by name. */
export class Past {
  #points = new Map();

  /** Keep a number; null is none at that time. */
  add(name, value, now = Date.now()) {
    const points = (this.#points.get(name) ?? []).filter(({ at }) => now - at <= KEPT_MS);
    this.#points.set(name, [...points, { at: now, value }]);
  }

  /** What is kept under a name, oldest first. */
  of(name) {
    return this.#points.get(name) ?? [];
  }
}

/**
 * A number with its line: what it is now, and the most that it was.
 * @param {{label:string, points:{at:number, value:number|null}[],
 *     format:(value:number) => string, series:number}} about
 */
export function spark({ label, points, format, series }) {
  const known = points.filter(({ value }) => value !== null);
  const now = points.at(-1)?.value ?? null;
  const most = Math.max(0, ...known.map(({ value }) => value));
  return h("div", { class: "spark", style: { "--series": `var(--series-${series})` } },
    h("dt", null, label),
    h("dd", null, h("span", { class: "figure-value number" }, now === null ? "–" : format(now)),
      line(known, most),
      h("span", { class: "hint" }, t("engines.most", { value: format(most) }))));
}

function line(points, most) {
  const end = Date.now();
  const x = ({ at }) => (WIDTH * (1 - (end - at) / KEPT_MS)).toFixed(1);
  const y = ({ value }) => (HEIGHT - 2 - (most ? value / most : 0) * (HEIGHT - 4)).toFixed(1);
  return svg("svg", { class: "spark-line", viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none", "aria-hidden": "true" },
  svg("path", { d: points.map((point, index) =>
    `${index ? "L" : "M"}${x(point)} ${y(point)}`).join("") || "M0 0" }));
}
