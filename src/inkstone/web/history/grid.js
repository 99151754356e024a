/**
 * A grid of any length of which only the rows near the reader are in the document, with one of
 * its cells in the order of the keyboard. It does not know what a cell shows or does.
 */

import { h, listen } from "../dom.js";
import { layRows, rowAt, rowOf } from "./layout.js";

const GAP_PX = 6;
/** Rows above and below the window that are ready, in windows. */
const MARGIN = 0.75;
/** Faster than this, in pixels a millisecond, a reader only passes by: pictures wait. */
const PASSING = 4;
const PASSED_MS = 120;

export class Grid {
  #items = [];
  #places = new Map();
  #laid = { rows: [], height: 0 };
  #width = 0;
  #active = 0;
  #seen = { y: 0, at: 0 };
  /** The layout whose rows are in the document, and which of them. */
  #placed = null;
  #first = 0;
  #last = 0;
  #shown = new Map();
  /** Whether pictures wait for the reader to slow down. */
  #isAsleep = false;
  #frame = 0;
  #timer = 0;

  /**
   * @param {{label:string, draw:(item:object) => HTMLElement,
   *     update:(cell:HTMLElement, item:object) => void, onnear:() => void,
   *     until:AbortSignal}} parts `draw` makes a cell of an item, which has `id` and `aspect`;
   *     pictures of a cell wait in `data-src`; `onnear` is called near the end
   */
  constructor({ label, draw, update, onnear, until }) {
    this.draw = draw;
    this.update = update;
    this.onnear = onnear;
    this.node = h("div", { class: "tiles", role: "grid", "aria-label": label,
      "aria-multiselectable": "true" });
    this.node.addEventListener("keydown", (event) => this.#move(event));
    this.node.addEventListener("focusin", ({ target }) => this.#enter(target));
    listen(window, "scroll", () => this.#soon(), until);
    const resized = new ResizeObserver(() => this.#fit());
    resized.observe(this.node);
    until.addEventListener("abort", () => {
      resized.disconnect();
      clearTimeout(this.#timer);
      cancelAnimationFrame(this.#frame);
    });
  }

  /** What is shown, in order. */
  get items() {
    return this.#items;
  }

  /** The item whose cell has the keyboard. */
  get active() {
    return this.#items[this.#active] ?? null;
  }

  /** Where an item is; -1 where it is not. */
  indexOf(id) {
    return this.#places.get(id) ?? -1;
  }

  /** Show other items; what the reader looks at stays where it is. */
  show(items) {
    const anchor = this.#firstSeen();
    const activeId = this.active?.id;
    this.#items = items;
    this.#places = new Map(items.map((item, index) => [item.id, index]));
    const found = this.indexOf(activeId);
    this.#active = found >= 0 ? found : Math.max(0, Math.min(this.#active, items.length - 1));
    this.#lay();
    if (anchor) this.#hold(anchor);
    this.#render();
  }

  /** Take an item as it is now; its cell, where it has one, is brought up to date. */
  renew(item) {
    const index = this.indexOf(item.id);
    if (index < 0) return;
    this.#items[index] = item;
    const cell = this.#cellOf(item.id);
    if (cell) this.update(cell, item);
  }

  /** Give a cell the keyboard, and show it. */
  focus(index) {
    if (!this.#items.length) return;
    this.#active = Math.min(this.#items.length - 1, Math.max(0, index));
    this.#render(true);
    const cell = this.#cellOf(this.active.id);
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: "nearest" });
  }

  #soon() {
    this.#frame ||= requestAnimationFrame(() => this.#render());
  }

  /** How far down the grid the top of the window is. */
  #y() {
    return -this.node.getBoundingClientRect().top;
  }

  #lay() {
    this.#width = this.node.clientWidth;
    this.#laid = layRows(this.#items.map((item) => item.aspect), this.#width, GAP_PX);
    this.node.style.setProperty("height", `${this.#laid.height}px`);
    this.node.setAttribute("aria-rowcount", this.#laid.rows.length);
  }

  #fit() {
    if (this.node.clientWidth === this.#width) return;
    const anchor = this.#firstSeen();
    this.#lay();
    if (anchor) this.#hold(anchor);
    this.#render();
  }

  #firstSeen() {
    const y = this.#y();
    const { rows } = this.#laid;
    if (y <= 0 || !rows.length) return null;
    const row = rows[rowAt(rows, y)];
    return { id: this.#items[row.first].id, offset: row.top - y };
  }

  #hold({ id, offset }) {
    const index = this.indexOf(id);
    const { rows } = this.#laid;
    if (index < 0) return;
    const moved = rows[rowOf(rows, index)].top - offset - this.#y();
    if (Math.abs(moved) > 1) scrollBy({ top: moved, behavior: "instant" });
  }

  #render(isMoving = false) {
    this.#frame = 0;
    const y = this.#y();
    const isPassing = this.#isPassing(y);
    const near = this.#near(y, isMoving);
    const [first, last] = [near[0], near.at(-1)];
    if (this.#placed !== this.#laid || first !== this.#first || last !== this.#last) {
      this.#placed = this.#laid;
      [this.#first, this.#last] = [first, last];
      this.#placeAll(near);
    }
    if (this.#isAsleep && !isPassing) this.#wake();
    if (this.#laid.height - y < innerHeight * 3) this.onnear();
  }

  #placeAll(near) {
    const used = new Set(near.map((index) => this.#place(index)));
    for (const [key, row] of this.#shown) {
      if (!used.has(key)) (row.remove(), this.#shown.delete(key));
    }
    this.#rove();
  }

  /** The rows to have, that of the keyboard among them. */
  #near(y, isMoving) {
    const { rows } = this.#laid;
    if (!rows.length) return [];
    const first = rowAt(rows, y - innerHeight * MARGIN);
    const last = rowAt(rows, y + innerHeight * (1 + MARGIN));
    const near = Array.from({ length: last - first + 1 }, (_, n) => first + n);
    const home = rowOf(rows, this.#active);
    if (home >= first && home <= last) return near;
    if (isMoving || this.node.contains(document.activeElement)) return [...near, home];
    this.#active = rows[rowAt(rows, y)].first; // Tab goes to what is seen
    return near;
  }

  #isPassing(y) {
    const at = performance.now();
    const speed = Math.abs(y - this.#seen.y) / Math.max(1, at - this.#seen.at);
    this.#seen = { y, at };
    clearTimeout(this.#timer);
    if (speed <= PASSING) return false;
    this.#timer = setTimeout(() => this.#wake(), PASSED_MS);
    return true;
  }

  #wake() {
    this.#isAsleep = false;
    for (const image of this.node.querySelectorAll("img[data-src]")) {
      image.src = image.dataset.src;
      delete image.dataset.src;
    }
  }

  /** Have a row in the document; the key that it is known by. */
  #place(index) {
    const { top, height, first, widths } = this.#laid.rows[index];
    const items = this.#items.slice(first, first + widths.length);
    const key = `${height.toFixed(2)} ${items.map((item) => item.id).join(" ")}`;
    let row = this.#shown.get(key);
    if (!row) {
      this.#isAsleep = true;
      const cells = items.map((item) => this.draw(item));
      cells.forEach((cell, n) => cell.style.setProperty("width", `${widths[n]}px`));
      row = h("div", { class: "tiles-row", role: "row", style: { height: `${height}px` } }, cells);
      this.#shown.set(key, row);
      this.node.append(row);
    }
    row.setAttribute("aria-rowindex", index + 1);
    row.style.setProperty("top", `${top}px`);
    return key;
  }

  #cellOf(id) {
    return id ? this.node.querySelector(`[data-id="${CSS.escape(id)}"]`) : null;
  }

  /** Only one cell is a stop of the Tab key. */
  #rove() {
    const cell = this.#cellOf(this.active?.id);
    for (const each of this.node.querySelectorAll('[role="gridcell"][tabindex="0"]')) {
      if (each !== cell) each.tabIndex = -1;
    }
    if (cell) cell.tabIndex = 0;
  }

  #enter(target) {
    const index = this.indexOf(target.closest('[role="gridcell"]')?.dataset.id);
    if (index < 0) return;
    this.#active = index;
    this.#rove();
  }

  #move(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.#items.length) return;
    const { rows } = this.#laid;
    const numRows = Math.max(1, Math.floor(innerHeight / rows[0].height) - 1);
    const at = this.#active;
    const to = {
      ArrowLeft: () => at - 1,
      ArrowRight: () => at + 1,
      ArrowUp: () => this.#beside(-1),
      ArrowDown: () => this.#beside(1),
      PageUp: () => this.#beside(-numRows),
      PageDown: () => this.#beside(numRows),
      Home: () => 0,
      End: () => this.#items.length - 1,
    }[event.key];
    if (!to) return;
    event.preventDefault();
    this.focus(to());
  }

  /** The nearest cell so many rows down. */
  #beside(numRows) {
    const { rows } = this.#laid;
    const from = rowOf(rows, this.#active);
    const to = Math.min(rows.length - 1, Math.max(0, from + numRows));
    if (from === to) return this.#active;
    const middle = middleOf(rows[from], this.#active - rows[from].first);
    const far = rows[to].widths.map((_, n) => Math.abs(middleOf(rows[to], n) - middle));
    return rows[to].first + far.indexOf(Math.min(...far));
  }
}

function middleOf({ widths }, n) {
  return widths.slice(0, n).reduce((sum, each) => sum + each + GAP_PX, widths[n] / 2);
}
