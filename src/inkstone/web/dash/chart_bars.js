/**
 * Bars as a drawing: standing beside each other over an axis, or lying below each other.
 * It does not know what they stand for, nor how one points at them.
 */

import { svg } from "../dom.js";
import { cut, ticks, widthOf } from "./chart_scale.js";

/**
 * A drawing and where its bars are.
 * @typedef {{height:number, parts:SVGElement[],
 *     boxes:{x:number, y:number, width:number, height:number, top:number}[]}} Drawn
 *     a box is what is pointed at; `top` is where the bar's end is
 */

const HEIGHT_EM = 17;
const BAR_PX_MAX = 44;
const ROW_EM = 3.6;

/**
 * Bars that stand, with lines at round values and names below.
 * @param {{name:string, value:number}[]} bars
 * @param {{width:number, font:number, format:(value:number) => string}} frame
 * @returns {Drawn}
 */
export function standing(bars, { width, font, format }) {
  const lines = ticks(Math.max(...bars.map((bar) => bar.value)));
  const named = lines.map(format);
  const left = Math.ceil(Math.max(...named.map((name) => widthOf(name, font)))) + 8;
  const height = HEIGHT_EM * font;
  const bottom = height - 2 * font;
  // The last name is below the last bar's middle, and would stick out of a narrow one.
  const half = Math.max(...bars.map((each) => widthOf(each.name, font))) / 2;
  const right = Math.max(2, half - (width - left) / bars.length / 2);
  const room = { left, width: Math.max(1, width - left - right), top: font, bottom };
  const yOf = (value) => bottom - (value / lines.at(-1)) * (bottom - room.top);
  const band = room.width / bars.length;
  const thick = Math.max(1, Math.min(BAR_PX_MAX, band * 0.72));
  const boxes = bars.map((each, index) => ({
    x: left + index * band, y: room.top, width: band, height: bottom - room.top,
    top: yOf(each.value),
  }));
  const parts = [
    ...lines.map((line, index) => axis(yOf(line), named[index], room, font)),
    ...boxes.map((box, index) => bars[index].value > 0 &&
      bar(box.x + (band - thick) / 2, Math.min(box.top, bottom - 2), thick, bottom)),
    ...labels(bars, { room, band, width, y: height - font * 0.5, font }),
  ];
  return { height, parts: parts.filter(Boolean), boxes };
}

function axis(y, name, { left, width }, font) {
  return svg("g", { class: "chart-axis" },
    svg("line", { x1: left, x2: left + width, y1: y, y2: y }),
    svg("text", { x: left - 6, y: y + font * 0.35, "text-anchor": "end" }, name));
}

/** A bar whose upper corners are round. */
function bar(x, y, width, bottom) {
  const round = Math.min(4, width / 3, bottom - y);
  return svg("path", {
    class: "chart-bar",
    d: `M${x} ${bottom}V${y + round}q0 ${-round} ${round} ${-round}h${width - 2 * round}` +
      `q${round} 0 ${round} ${round}V${bottom}z`,
  });
}

/** As many names as there is room for, the last always. */
function labels(bars, { room, band, width, y, font }) {
  const wide = Math.max(...bars.map((each) => widthOf(each.name, font)));
  const every = Math.max(1, Math.ceil((wide + font) / band));
  return bars.map((each, index) => {
    if ((bars.length - 1 - index) % every) return null;
    const half = widthOf(each.name, font) / 2;
    const middle = room.left + (index + 0.5) * band;
    const x = Math.max(half, Math.min(width - half, middle));
    return svg("text", { class: "chart-name", x, y, "text-anchor": "middle" }, each.name);
  });
}

/**
 * Bars that lie, each below its name and value.
 * @param {{name:string, value:number}[]} bars
 * @param {{width:number, font:number, format:(value:number) => string}} frame
 * @returns {Drawn}
 */
export function lying(bars, { width, font, format }) {
  const max = Math.max(...bars.map((bar) => bar.value));
  const row = ROW_EM * font;
  const boxes = bars.map((bar, index) => ({
    x: 0, y: index * row, width, height: row, top: index * row + font * 0.4,
  }));
  const parts = bars.map((each, index) => {
    const value = format(each.value);
    const bed = { x: 4, y: index * row + font * 2, height: font * 0.7, rx: 3 };
    const y = index * row + font * 1.5;
    const room = width - widthOf(value, font) - 20;
    return svg("g", null,
      svg("text", { class: "chart-row", x: 4, y }, cut(each.name, room, font)),
      svg("text", { class: "chart-row number", x: width - 4, y, "text-anchor": "end" }, value),
      svg("rect", { class: "chart-bed", width: width - 8, ...bed }),
      each.value > 0 && svg("rect", { class: "chart-bar", ...bed,
        width: Math.max(3, (each.value / max) * (width - 8)) }));
  });
  return { height: bars.length * row, parts, boxes };
}
