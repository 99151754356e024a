/**
 * A chart of bars: a drawing as wide as there is room, what a bar says by pointer and by
 * keyboard, and the same numbers as a table. It does not know what is counted.
 */

import { h, newId, replace, svg } from "../dom.js";
import { t } from "../i18n.js";
import { lying, standing } from "./chart_bars.js";

/**
 * What a chart shows.
 * @typedef {{name:string, value:number, title:string, told:string[]}} Bar `title` and `told` are
 *     said of the bar that is pointed at
 * @typedef {{title:string, bars:Bar[], summary:string, format:(value:number) => string,
 *     series:number, head:string[], rows:string[][], foot:string[]}} Shown `series` picks the
 *     colour
 */

/**
 * A chart that can be shown anew.
 * @param {{isLying?:boolean, until:AbortSignal}} about
 * @returns {{node:HTMLElement, show:(shown:Shown) => void}}
 */
export function createChart({ isLying = false, until }) {
  const heading = h("h3", { id: newId("chart") });
  const drawing = svg("svg", { class: "chart-drawing", role: "img" });
  const hand = h("div", { class: "chart-hand", role: "slider", tabindex: "0",
    "aria-orientation": isLying ? "vertical" : "horizontal", "aria-valuemin": "1" });
  const tip = h("div", { class: "chart-tip", "aria-hidden": "true", hidden: true });
  const plot = h("div", { class: "chart-plot" }, drawing, hand, tip);
  const none = h("p", { class: "chart-none muted" }, t("overview.chart_none"));
  const table = h("div", { class: "scroll chart-numbers", tabindex: "0", role: "region" });
  const node = h("figure", { class: "chart card", "aria-labelledby": heading.id },
    h("figcaption", null, heading), plot, none,
    h("details", { class: "chart-table" }, h("summary", null, t("overview.chart_table")), table));
  let shown = null;
  let boxes = [];
  let drawnWidth = 0;
  const pointer = createPointer({ hand, tip, plot, drawing, isLying,
    boxes: () => boxes, bars: () => shown.bars });

  function draw() {
    const width = (drawnWidth = plot.clientWidth);
    const isBlank = !shown?.bars.some((bar) => bar.value > 0);
    plot.hidden = isBlank;
    none.hidden = !isBlank;
    if (isBlank || !width) return;
    const font = parseFloat(getComputedStyle(plot).fontSize);
    const drawn = (isLying ? lying : standing)(shown.bars, { width, font, format: shown.format });
    boxes = drawn.boxes;
    for (const [name, value] of Object.entries({ width, height: drawn.height,
      viewBox: `0 0 ${width} ${drawn.height}`, "aria-label": shown.summary })) {
      drawing.setAttribute(name, value);
    }
    node.style.setProperty("--series", `var(--series-${shown.series})`);
    replace(drawing, svg("rect", { class: "chart-light" }), drawn.parts);
    pointer.refresh();
  }

  const observer = new ResizeObserver(() => {
    if (plot.clientWidth !== drawnWidth) requestAnimationFrame(draw);
  });
  observer.observe(plot);
  until.addEventListener("abort", () => observer.disconnect());
  return {
    node,
    show(next) {
      shown = next;
      replace(heading, next.title);
      hand.setAttribute("aria-label", t("overview.chart_hand", { title: next.title }));
      table.setAttribute("aria-label", next.title);
      replace(table, tableOf(next));
      plot.hidden = false;
      draw();
    },
  };
}

function tableOf({ title, head, rows, foot }) {
  const cell = (tag, scope) => (text, index) =>
    h(index ? tag : "th", { scope: index ? scope : scope ?? "row", class: index ? "number" : null },
      text);
  return h("table", null,
    h("caption", { class: "hidden" }, title),
    h("thead", null, h("tr", null, head.map(cell("th", "col")))),
    h("tbody", null, rows.map((row) => h("tr", null, row.map(cell("td"))))),
    h("tfoot", null, h("tr", null, foot.map(cell("td")))));
}

/** What follows the pointer and the arrow keys over the bars. */
function createPointer({ hand, tip, plot, drawing, isLying, boxes, bars }) {
  let index = -1;
  let isShown = false;

  function point(next, willShow = true) {
    const num = bars().length;
    index = Math.max(0, Math.min(num - 1, next));
    isShown = willShow;
    const bar = bars()[index];
    hand.setAttribute("aria-valuemax", num);
    hand.setAttribute("aria-valuenow", index + 1);
    hand.setAttribute("aria-valuetext", [bar.title, ...bar.told].join(", "));
    tip.hidden = !isShown;
    const light = drawing.querySelector(".chart-light");
    const box = boxes()[index];
    for (const name of ["x", "y", "width", "height"]) {
      light?.setAttribute(name, isShown ? box[name] : 0);
    }
    if (!isShown) return;
    replace(tip, h("strong", null, bar.title), bar.told.map((line) => h("span", null, line)));
    const left = Math.min(plot.clientWidth - tip.offsetWidth,
      Math.max(0, box.x + box.width / 2 - tip.offsetWidth / 2));
    const above = box.top - tip.offsetHeight - 6;
    tip.style.setProperty("--left", `${left}px`);
    tip.style.setProperty("--top", `${isLying ? box.y + box.height : Math.max(-28, above)}px`);
  }

  const hide = () => index >= 0 && isShown && point(index, false);
  const nearest = ({ clientX, clientY }) => {
    const from = plot.getBoundingClientRect();
    const at = isLying ? clientY - from.top : clientX - from.left;
    const end = (box) => (isLying ? box.y + box.height : box.x + box.width);
    const found = boxes().findIndex((box) => at < end(box));
    return found < 0 ? boxes().length - 1 : found;
  };
  hand.addEventListener("focus", () => point(index));
  hand.addEventListener("blur", hide);
  hand.addEventListener("pointermove", (event) => point(nearest(event)));
  hand.addEventListener("pointerdown", (event) => point(nearest(event)));
  hand.addEventListener("pointerleave", () => document.activeElement !== hand && hide());
  hand.addEventListener("keydown", (event) => {
    const next = { ArrowLeft: index - 1, ArrowUp: index - 1, ArrowRight: index + 1,
      ArrowDown: index + 1, PageUp: index - 7, PageDown: index + 7, Home: 0,
      End: bars().length - 1 }[event.key];
    if (event.key === "Escape") hide();
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    point(next);
  });
  return {
    /** Say what the bars now say; at first of the last that stands, or the first that lies. */
    refresh: () => point(index < 0 && !isLying ? bars().length - 1 : index, isShown),
  };
}
