/**
 * The buttons and sliders over a mask: tools, sizes, undo, zoom.
 * It does not know what they do to the paint.
 */

import { h, newId } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

const TOOLS = { brush: "brush", eraser: "eraser", box: "stop", hand: "swap" };
/** How wide a brush may be, and begins, in thousandths of the longer side. */
const SIZE = { min: 5, max: 300, first: 60 };
const SIZE_STEP = 1.25;
const OPACITY = { min: 10, max: 100, first: 55 };

/** The tool and the size that one begins with. */
export const FIRST_TOOLS = { tool: "brush", share: SIZE.first, size: 1 };

/** Make the brush one step larger or smaller. */
export function resize(tools, isLarger) {
  const share = Math.round(tools.value.share * (isLarger ? SIZE_STEP : 1 / SIZE_STEP));
  tools.patch({ share: Math.min(SIZE.max, Math.max(SIZE.min, share)) });
}

/**
 * The bar.
 * @param {{tools:object, paint:import("./mask_surface.js").Surface,
 *     stage:import("./mask_stage.js").Stage, until:AbortSignal}} parts
 * @returns {{node:HTMLElement, tell:() => void}} `tell` is called when the paint has changed
 */
export function bar({ tools, paint, stage, until }) {
  const undo = action("undo", icon("undo"), () => paint.undo());
  const redo = action("redo", icon("redo"), () => paint.redo());
  const size = slider("size", SIZE, (share) => tools.patch({ share }));
  const opacity = slider("opacity", OPACITY, (share) =>
    stage.node.style.setProperty("--mask-opacity", String(share / 100)));
  tools.watch(({ share }) => (size.querySelector("input").value = share), until);
  const node = h("div", { class: "mask-bar" },
    group("tools", Object.keys(TOOLS).map((name) => chooser(name, tools, until))),
    h("div", { class: "mask-sliders" }, size, opacity),
    group("edit", undo, redo,
      action("invert", icon("compare"), () => paint.invert()),
      action("clear", icon("trash"), () => paint.clear())),
    group("view",
      action("zoom_out", "−", () => stage.zoomOut()),
      action("zoom_fit", icon("grid"), () => stage.zoomFit()),
      action("zoom_in", "+", () => stage.zoomIn())));
  const tell = () => {
    undo.disabled = !paint.canUndo;
    redo.disabled = !paint.canRedo;
  };
  return { node, tell };
}

function chooser(name, tools, until) {
  const label = t(`mask.${name}`);
  const button = h("button",
    { type: "button", class: "plain", title: label, "aria-label": label,
      onclick: () => tools.patch({ tool: name }) },
    icon(TOOLS[name]), h("span", null, label));
  tools.watch(({ tool }) => button.setAttribute("aria-pressed", String(tool === name)), until);
  return button;
}

function action(name, sign, run) {
  const label = t(`mask.${name}`);
  return h("button", { type: "button", class: "quiet icon-only", title: label,
    "aria-label": label, onclick: run }, sign);
}

function slider(name, { min, max, first }, changed) {
  const id = newId(name);
  const input = h("input", { id, type: "range", min, max,
    oninput: () => changed(Number(input.value)) });
  input.value = first;
  return h("div", null, h("label", { for: id }, t(`mask.${name}`)), input);
}

function group(label, ...children) {
  return h("div", { class: "row", role: "group", "aria-label": t(`mask.${label}`) }, children);
}
