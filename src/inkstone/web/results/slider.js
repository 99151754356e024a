/**
 * Two pictures on top of each other with a line between them, which the reader moves.
 * It does not know how they came about.
 */

import { openDialog } from "../dialog.js";
import { h, listen } from "../dom.js";
import { prepare, t } from "../i18n.js";
import { style } from "../routes.js";

const STEPS = {
  ArrowLeft: -2,
  ArrowDown: -2,
  ArrowRight: 2,
  ArrowUp: 2,
  PageDown: -10,
  PageUp: 10,
};
const ENDS = { Home: 0, End: 100 };

/**
 * Show two pictures for comparing.
 * @param {{url:string, label:string}} a on the left; pictures of other sizes are fitted
 * @param {{url:string, label:string}} b on the right
 */
export async function openSlider(a, b) {
  await Promise.all([prepare("runs"), style("runs", "picture")]);
  const swap = h("button", { type: "button", class: "plain" }, t("runs.swap"));
  const body = h("div");
  const dialog = openDialog({ title: t("runs.compare"), body, actions: [swap], wide: true });
  let sides = [a, b];
  const draw = () => body.replaceChildren(drawSlider(...sides));
  swap.addEventListener("click", () => {
    sides = [sides[1], sides[0]];
    draw();
  });
  draw();
  dialog.node.querySelector("[role=slider]").focus();
}

/** The two pictures and the line between them, wherever they are wanted. */
export function drawSlider(a, b) {
  const line = h("div", { class: "slider-line", role: "slider", tabindex: "0",
    "aria-valuemin": "0", "aria-valuemax": "100", "aria-label": t("runs.slider") });
  const left = h("img", { src: a.url, alt: a.label, draggable: "false" });
  const right = h("img", { src: b.url, alt: b.label, draggable: "false" });
  const stage = h("div", { class: "slider-stage" }, right, h("div", { class: "slider-left" }, left),
    line);
  let at = 50;
  const move = (to) => {
    at = Math.min(100, Math.max(0, to));
    stage.style.setProperty("--at", `${at}%`);
    line.setAttribute("aria-valuenow", Math.round(at));
    line.setAttribute("aria-valuetext", t("runs.slider_at", { percent: Math.round(at) }));
  };
  const follow = (event) => {
    const { left: from, width } = stage.getBoundingClientRect();
    move((100 * (event.clientX - from)) / width);
  };
  listen(stage, "pointerdown", (event) => {
    stage.setPointerCapture(event.pointerId);
    event.preventDefault();
    line.focus();
    follow(event);
  });
  listen(stage, "pointermove", (event) => event.buttons && follow(event));
  listen(line, "keydown", (event) => {
    const to = event.key in ENDS ? ENDS[event.key] : at + (STEPS[event.key] ?? NaN);
    if (Number.isNaN(to)) return;
    event.preventDefault();
    event.stopPropagation();
    move(to);
  });
  // The box takes the shape of the first picture that is there; the other is fitted into it.
  listen(left, "load", () => {
    stage.style.setProperty("--ratio", `${left.naturalWidth} / ${left.naturalHeight}`);
    stage.style.setProperty("--shape", left.naturalWidth / left.naturalHeight);
  });
  move(50);
  return h("figure", { class: "slider" }, stage,
    h("figcaption", { class: "row spread" },
      h("span", null, a.label), h("span", null, b.label)));
}
