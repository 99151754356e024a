/**
 * Sizes: what a draft's shape comes to in pixels, and why some pixels cannot be had.
 * It does not know how a size is picked.
 */

import { number, t } from "../i18n.js";

/** A size as two numbers; null where it is none. */
export function pixelsIn(text) {
  const found = /^(\d+)x(\d+)$/.exec(text ?? "");
  return found ? { width: Number(found[1]), height: Number(found[2]) } : null;
}

/** What a draft's shape comes to; null where the picture to start from decides. */
export function pixelsOf({ shape, resolution, width, height, images }, model) {
  if (shape === "pixels") return { width, height };
  if (shape === "auto" && images.length) return null;
  const tiers = model.sizes[shape === "auto" ? "1:1" : shape] ?? {};
  return pixelsIn(tiers[shape === "auto" ? "1K" : resolution]);
}

/** Why a draft's size cannot be had, in words; empty where it can. */
export function sizeFault(value, model) {
  const { shape, resolution } = value;
  if (shape === "auto") return "";
  if (shape !== "pixels") return model.sizes[shape]?.[resolution] ? "" : t("studio.fault_shape");
  const { width, height } = value;
  const { side_px_min: least, side_px_max: most, area_px_max: area, ratio_max: ratio } =
    model.limits;
  if (![width, height].every((side) => Number.isInteger(side) && side >= least && side <= most)) {
    return t("studio.fault_side", { least: String(least), most: String(most) });
  }
  if (Math.max(width, height) > ratio * Math.min(width, height)) {
    return t("studio.fault_ratio", { ratio });
  }
  return width * height > area ? t("studio.fault_area", { most: megapixels(area) }) : "";
}

/** A number of pixels in millions. */
export function megapixels(area) {
  return number(area / 1e6, { maximumFractionDigits: 2 });
}
