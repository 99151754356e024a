/**
 * Round numbers for an axis, days without gaps, and how wide a text is drawn.
 * It does not know what is drawn.
 */

const DAY_MS = 86_400_000;

/**
 * Where an axis has its lines: from 0 in round steps to the largest value or just above.
 * @param {number} max whole, above 0
 * @param {number} [num] about how many steps
 */
export function ticks(max, num = 4) {
  const rough = max / num;
  const power = 10 ** Math.floor(Math.log10(rough));
  const round = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const step = Math.max(1, Math.round(round));
  return Array.from({ length: Math.ceil(max / step) + 1 }, (_, index) => index * step);
}

/** A day as the API writes it, `2026-11-22`, always of UTC. */
export const dayOf = (ms = Date.now()) => new Date(ms).toISOString().slice(0, 10);

/** Another day so many days later. */
export const later = (day, num) => dayOf(Date.parse(`${day}T00:00Z`) + num * DAY_MS);

/** Every day from one to another, both included. */
export function daysOf(from, to) {
  const days = [];
  for (let day = from; day <= to; day = later(day, 1)) days.push(day);
  return days;
}

/** About how wide a text is, in pixels; what is Chinese is as wide as it is high. */
export function widthOf(text, font) {
  let em = 0;
  for (const each of text) em += each.codePointAt(0) > 0x2e7f ? 1 : 0.62;
  return em * font;
}

/** A text that fits a width, cut short where it must be. */
export function cut(text, width, font) {
  if (widthOf(text, font) <= width) return text;
  const letters = [...text];
  while (letters.length > 1 && widthOf(`${letters.join("")}…`, font) > width) letters.pop();
  return `${letters.join("")}…`;
}
