/**
 * The rectangle of a mask, in parts of the picture: between two corners, or moved by keys.
 * It does not know what is painted with it.
 */

/** How far a press of an arrow moves it. */
const NUDGE = 1 / 32;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export const FIRST = { x: 0.25, y: 0.25, w: 0.5, h: 0.5 };

const between = (least, value, most) => Math.min(most, Math.max(least, value));

/** The rectangle between two corners, which may lie outside the picture. */
export function spanned(from, to) {
  const [left, right] = [from.x, to.x].map((part) => between(0, part, 1)).sort((a, b) => a - b);
  const [top, bottom] = [from.y, to.y].map((part) => between(0, part, 1)).sort((a, b) => a - b);
  return { x: left, y: top, w: right - left, h: bottom - top };
}

/** The rectangle after an arrow: moved, or with Shift made larger or smaller; null for others. */
export function nudged({ x, y, w, h }, { key, shiftKey }) {
  const arrow = ARROWS[key];
  if (!arrow) return null;
  const [right, down] = arrow.map((sign) => sign * NUDGE);
  return shiftKey
    ? { x, y, w: between(NUDGE, w + right, 1 - x), h: between(NUDGE, h + down, 1 - y) }
    : { x: between(0, x + right, 1 - w), y: between(0, y + down, 1 - h), w, h };
}

/** The same in the pixels of a surface. */
export function inPixels({ x, y, w, h }, { width, height }) {
  return { x: x * width, y: y * height, w: w * width, h: h * height };
}

/** The same in whole percent, to be said. */
export function inPercent(box) {
  const whole = Object.entries(box).map(([name, part]) => [name, Math.round(part * 100)]);
  return Object.fromEntries(whole);
}
