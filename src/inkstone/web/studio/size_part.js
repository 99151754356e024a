/**
 * The choice of a size: shapes with their pictures, tiers with their pixels, or exact pixels.
 * It does not know which sizes there are; the model tells.
 */

import { draft } from "../draft.js";
import { h, newId, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { modelNamed } from "../session.js";
import { faultLine, numberInput } from "./field.js";
import { megapixels, pixelsIn, pixelsOf, sizeFault } from "./size_rules.js";

/** How large the drawn shape of a ratio is, in pixels. */
const DRAWN_PX = 20;

/** The part of the form that holds it. */
export function sizePart(until) {
  const id = newId("size");
  const shapes = h("div", { class: "shapes", role: "radiogroup", "aria-labelledby": id });
  const tiers = h("div", { class: "tiers", role: "radiogroup", "aria-label": t("studio.tiers") });
  const exact = exactPixels(until);
  const result = h("output", { class: "hint number", "aria-live": "polite" });
  let drawn = "";
  let tiered = "";
  draft.watch((value) => {
    const model = modelNamed(value.model);
    if (!model) return;
    if (drawn !== (drawn = JSON.stringify(model.sizes))) {
      replace(shapes, ["auto", ...Object.keys(model.sizes), "pixels"].map(shapeOption(id)));
    }
    mark(shapes, value.shape);
    if (tiered !== (tiered = drawn + value.shape)) {
      replace(tiers, Object.entries(model.sizes[value.shape] ?? {}).map(tierOption(id)));
      tiers.hidden = !tiers.childElementCount;
    }
    mark(tiers, value.resolution);
    exact.hidden = value.shape !== "pixels";
    const words = resultOf(value, model);
    if (result.textContent !== words) replace(result, words);
  }, until);
  return h("section", { class: "part", dataset: { field: "size" } },
    h("div", { class: "row spread" }, h("h2", { id }, t("studio.size")), result),
    shapes, tiers, exact);
}

function mark(group, value) {
  for (const input of group.querySelectorAll("input")) input.checked = input.value === value;
}

function shapeOption(id) {
  return (shape) => h("label", { class: "shape" },
    h("input", { type: "radio", name: `shape-${id}`, value: shape,
      onchange: () => pick(shape) }),
    h("span", { class: "shape-drawn", style: drawnAs(shape), "aria-hidden": "true" }),
    h("span", { class: "small" }, shape.includes(":") ? shape : t(`studio.shape_${shape}`)));
}

function drawnAs(shape) {
  const [width, height] = shape.includes(":") ? shape.split(":").map(Number) : [1, 1];
  const most = Math.max(width, height);
  return {
    "--w": `${Math.round((DRAWN_PX * width) / most)}px`,
    "--h": `${Math.round((DRAWN_PX * height) / most)}px`,
    "--line-style": shape === "auto" || shape === "pixels" ? "dashed" : "solid",
  };
}

/** Choose a shape; exact pixels begin with those of the shape before. */
function pick(shape) {
  const { value } = draft;
  const before = shape === "pixels" && pixelsOf(value, modelNamed(value.model));
  draft.patch({ shape, ...(before || {}) });
}

function tierOption(id) {
  return ([tier, text]) => {
    const { width, height } = pixelsIn(text);
    return h("label", { class: "shape tier" },
      h("input", { type: "radio", name: `tier-${id}`, value: tier,
        onchange: () => draft.patch({ resolution: tier }) }),
      h("strong", null, tier),
      h("span", { class: "small number" }, `${width} × ${height}`));
  };
}

function exactPixels(until) {
  const { side_px_min: min, side_px_max: max } = modelNamed(draft.value.model)?.limits ?? {};
  const side = (name) => numberInput(name, until, {
    min, max, step: "1", "aria-label": t(`studio.${name}`),
  });
  const [width, height] = [side("width"), side("height")];
  const swap = () => draft.patch({ width: draft.value.height, height: draft.value.width });
  return h("div", { class: "field" },
    h("div", { class: "exact" },
      width, h("span", { "aria-hidden": "true" }, "×"), height,
      h("button", { type: "button", class: "plain icon-only", "aria-label": t("studio.swap"),
        title: t("studio.swap"), onclick: swap }, icon("swap"))),
    faultLine("size", [width, height], until));
}

function resultOf(value, model) {
  if (sizeFault(value, model)) return "";
  const pixels = pixelsOf(value, model);
  if (!pixels) return t("studio.size_as_last");
  const { width, height } = pixels;
  const area = t("studio.megapixels", { value: megapixels(width * height) });
  return `${width} × ${height} · ${area}`;
}
