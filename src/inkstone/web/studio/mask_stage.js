/**
 * The stage of a mask: picture and paint over each other, and the pointer and keys that paint.
 * It does not know how paint is kept, nor what the buttons around it say.
 */

import { h, listen } from "../dom.js";
import { t } from "../i18n.js";
import { FIRST, inPercent, inPixels, nudged, spanned } from "./mask_frame.js";

const ZOOM_MAX = 8;
const ZOOM_STEP = 1.5;
const WHEEL_STEP = 1.2;
const SIDE_PX_MIN = 40;

/** Where a mask is painted. */
export class Stage {
  #canvas;
  #tools;
  #say;
  #frame = h("div", { class: "mask-frame", hidden: true });
  #tip = h("div", { class: "mask-tip", hidden: true });
  #sheet;
  #paint = null;
  #box = FIRST;
  #zoom = 1;

  /**
   * @param {{image:HTMLImageElement, canvas:HTMLCanvasElement, tools:object,
   *     say:(text:string) => void, until:AbortSignal}} parts `tools` is a state with `tool`
   *     (brush, eraser, box, hand) and `size` in pixels of the surface
   */
  constructor({ image, canvas, tools, say, until }) {
    this.#canvas = canvas;
    this.#tools = tools;
    this.#say = say;
    this.#sheet = h("div", { class: "mask-sheet" }, image, canvas, this.#frame, this.#tip);
    this.node = h("div", { class: "mask-stage" }, this.#sheet);
    listen(canvas, "pointerdown", (event) => this.#press(event), until);
    listen(canvas, "pointermove", (event) => this.#point(event), until);
    listen(canvas, "pointerleave", () => (this.#tip.hidden = true), until);
    listen(canvas, "keydown", (event) => this.#key(event), until);
    listen(this.node, "wheel", (event) => this.#wheel(event), until);
    tools.changed(() => this.#drawFrame(), until);
    const sizes = new ResizeObserver(() => this.#fit());
    sizes.observe(this.node);
    listen(until, "abort", () => sizes.disconnect());
  }

  /** Begin to paint on a surface. */
  use(paint) {
    this.#paint = paint;
    this.#fit();
    this.#drawFrame();
  }

  zoomIn() {
    this.#setZoom(this.#zoom * ZOOM_STEP);
  }

  zoomOut() {
    this.#setZoom(this.#zoom / ZOOM_STEP);
  }

  zoomFit() {
    this.#setZoom(1);
  }

  #fit() {
    if (!this.#paint) return;
    const ratio = this.#paint.width / this.#paint.height;
    const { clientWidth, clientHeight } = this.node;
    const width = Math.floor(Math.min(clientWidth, clientHeight * ratio) * this.#zoom);
    this.#sheet.style.setProperty("width", `${Math.max(SIDE_PX_MIN, width)}px`);
    this.#sheet.style.setProperty("aspect-ratio", String(ratio));
  }

  /** Zoom, with what is in the middle staying there. */
  #setZoom(zoom) {
    const { node } = this;
    const across = (node.scrollLeft + node.clientWidth / 2) / node.scrollWidth;
    const down = (node.scrollTop + node.clientHeight / 2) / node.scrollHeight;
    this.#zoom = Math.min(ZOOM_MAX, Math.max(1, zoom));
    this.#fit();
    node.scrollLeft = across * node.scrollWidth - node.clientWidth / 2;
    node.scrollTop = down * node.scrollHeight - node.clientHeight / 2;
  }

  #wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#setZoom(this.#zoom * (event.deltaY < 0 ? WHEEL_STEP : 1 / WHEEL_STEP));
  }

  /** Where a pointer is, in parts of the picture. */
  #part(event) {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
  }

  /** Where a pointer is, in pixels of the surface. */
  #pixel(event) {
    const { x, y } = this.#part(event);
    return { x: x * this.#paint.width, y: y * this.#paint.height };
  }

  /** Follow one pointer from its press to its end; a second finger does nothing. */
  #press(event) {
    if (!this.#paint || !event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    this.#canvas.focus({ preventScroll: true });
    this.#canvas.setPointerCapture(event.pointerId);
    const stroke = this.#strokeOf(event);
    const ended = new AbortController();
    const on = (name, call) => listen(this.#canvas, name, (each) => {
      if (each.pointerId === event.pointerId) call(each);
    }, ended.signal);
    const end = () => (ended.abort(), stroke.end?.());
    on("pointermove", stroke.move);
    on("pointerup", end);
    on("pointercancel", end);
  }

  #strokeOf(event) {
    const { tool } = this.#tools.value;
    if (tool === "box") return this.#boxed(event);
    if (tool === "hand") return this.#moved(event);
    return this.#brushed(event, tool === "eraser");
  }

  #brushed(event, erases) {
    const paint = this.#paint;
    const { size } = this.#tools.value;
    let last = this.#pixel(event);
    paint.begin();
    paint.line(last, last, size, erases);
    const move = (each) => {
      for (const one of each.getCoalescedEvents?.() ?? [each]) {
        const next = this.#pixel(one);
        paint.line(last, next, size, erases);
        last = next;
      }
    };
    return { move };
  }

  #boxed(event) {
    const from = this.#part(event);
    let drawn = null;
    const move = (each) => {
      drawn = spanned(from, this.#part(each));
      this.#drawFrame(drawn);
    };
    const end = () => {
      if (drawn?.w && drawn.h) {
        this.#box = drawn;
        this.#paint.box(inPixels(drawn, this.#paint), false);
      }
      this.#drawFrame();
    };
    return { move, end };
  }

  #moved({ clientX, clientY }) {
    let last = { clientX, clientY };
    const move = (each) => {
      this.node.scrollBy(last.clientX - each.clientX, last.clientY - each.clientY);
      last = each;
    };
    return { move };
  }

  /** Show how wide the brush is. */
  #point(event) {
    const { tool, size } = this.#tools.value;
    const isBrush = tool === "brush" || tool === "eraser";
    this.#tip.hidden = !this.#paint || !isBrush || event.pointerType === "touch";
    if (this.#tip.hidden) return;
    const { x, y } = this.#part(event);
    this.#tip.style.setProperty("width", `${(size / this.#paint.width) * 100}%`);
    this.#tip.style.setProperty("left", `${x * 100}%`);
    this.#tip.style.setProperty("top", `${y * 100}%`);
  }

  #drawFrame({ x, y, w, h: tall } = this.#box) {
    this.#frame.hidden = this.#tools.value.tool !== "box";
    const { style } = this.#frame;
    style.setProperty("left", `${x * 100}%`);
    style.setProperty("top", `${y * 100}%`);
    style.setProperty("width", `${w * 100}%`);
    style.setProperty("height", `${tall * 100}%`);
  }

  /** Without a pointer: arrows move the rectangle, Enter fills it, Backspace erases in it. */
  #key(event) {
    if (!this.#paint || this.#tools.value.tool !== "box" || event.ctrlKey || event.metaKey) return;
    const { key } = event;
    const moved = nudged(this.#box, event);
    const fills = key === "Enter" || key === " ";
    if (!moved && !fills && key !== "Backspace" && key !== "Delete") return;
    event.preventDefault();
    if (moved) this.#box = moved;
    else this.#paint.box(inPixels(this.#box, this.#paint), !fills);
    this.#drawFrame();
    this.#say(t(moved ? "mask.frame_is" : "mask.frame_done", inPercent(this.#box)));
  }
}
