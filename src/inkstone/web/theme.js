/**
 * Light or dark: as the system has it, until somebody chooses.
 * It does not know any colour.
 */

import { keep, kept, state } from "./state.js";

export const THEMES = ["auto", "light", "dark"];
export const theme = state(THEMES.includes(kept("theme", "")) ? kept("theme", "") : "auto");

theme.watch((name) => {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
});
theme.changed((name) => keep("theme", name));
