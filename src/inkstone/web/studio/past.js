/**
 * Prompts that were asked for before, newest first, kept in this browser.
 * It does not know where one is put.
 */

import { keep, kept } from "../state.js";

const NAME = "prompts";
const NUM_MAX = 50;

/** All that are kept. */
export function past() {
  const found = kept(NAME, []);
  return Array.isArray(found) ? found.filter((each) => typeof each === "string") : [];
}

/** Keep one; one that was kept already comes first again. */
export function remember(prompt) {
  keep(NAME, [prompt, ...past().filter((each) => each !== prompt)].slice(0, NUM_MAX));
}
