/**
 * Whether this browser has been shown around.
 * It does not know what is shown.
 */

import { keep, kept } from "../state.js";

const NAME = "welcome_seen";

/** Whether nobody has looked at the welcome here, nor waved it away. */
export function isFirstVisit() {
  return kept(NAME, false) !== true;
}

/** Remember that somebody has. */
export function seen() {
  keep(NAME, true);
}
