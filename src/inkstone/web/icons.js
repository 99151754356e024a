/**
 * Icons: small line drawings, hidden from screen readers; what they mean is said beside them.
 * It does not know where they are used.
 */

import { svg } from "./dom.js";

/** Paths on a grid of 24. */
const PATHS = {
  brush: "M9 15l9-9a2.1 2.1 0 0 1 3 3l-9 9M9 15c-2 0-3 1-3 3s-1 2-3 2c1 1 3 2 5 2 3 0 5-2 5-4",
  image: "M4 4h16v16H4zM4 16l5-5 4 4 3-3 4 4M15.5 8.5h.01",
  history: "M3 12a9 9 0 1 0 3-6.7L3 8M3 3v5h5M12 7v5l4 2",
  compare: "M12 3v18M4 6h5v12H4zM15 6h5v12h-5z",
  shield: "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM9 12l2 2 4-4",
  chart: "M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  key: "M14 10a4 4 0 1 1-3.5-4M13 9l8 8M17 13l2-2M19.5 15.5l2-2",
  hook: "M12 3v10a4 4 0 1 1-4-4M12 13a4 4 0 0 0 4 4h4M17 14l3 3-3 3",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-4 3-6 6-6s6 2 6 6" +
    "M16 4.5a3.5 3.5 0 0 1 0 6M18 14.5c2 .8 3 2.7 3 5.5",
  tag: "M3 12V4a1 1 0 0 1 1-1h8l9 9-9 9zM8 8h.01",
  engine: "M4 8h16v8H4zM8 8V5h8v3M8 16v3h8v-3M2 12h2M20 12h2",
  close: "M6 6l12 12M18 6L6 18",
  menu: "M4 6h16M4 12h16M4 18h16",
  sun:
    "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5" +
    "M17.5 17.5L19 19M5 19l1.5-1.5M17.5 6.5L19 5",
  moon: "M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10z",
  auto: "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
  language: "M3 5h10M8 3v2M11 5c-1 4-4 7-8 9M5 9c2 2 4 4 7 5M12 21l4.5-11L21 21M13.5 17.5h6",
  out: "M10 4H4v16h6M15 8l4 4-4 4M19 12H9",
  plus: "M12 5v14M5 12h14",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  star: "M12 3l2.7 5.8 6.3.8-4.6 4.3 1.2 6.3L12 17.1 6.4 20.2l1.2-6.3L3 9.6l6.3-.8z",
  download: "M12 4v11M7 11l5 5 5-5M4 20h16",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5M14 4l-4 16",
  dice: "M4 4h16v16H4zM8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  swap: "M4 8h14l-3-3M20 16H6l3 3",
  up: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  left: "M19 12H5M11 6l-6 6 6 6",
  right: "M5 12h14M13 6l6 6-6 6",
  undo: "M4 9h10a6 6 0 0 1 0 12h-4M8 5L4 9l4 4",
  redo: "M20 9H10a6 6 0 0 0 0 12h4M16 5l4 4-4 4",
  eraser: "M4 16l9-11 7 6-8 9H8zM9 10l7 6M12 20h8",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
  sparkle:
    "M12 3l1.8 5.2L19 10l-5.2 1.8L12 17l-1.8-5.2L5 10l5.2-1.8zM19 16v4M17 18h4M5 3v3" +
    "M3.5 4.5h3",
  stop: "M6 6h12v12H6z",
  again: "M20 12a8 8 0 1 1-2.5-5.8L20 8M20 3v5h-5",
  link:
    "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1" +
    "M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8h.01",
  alert: "M12 3l10 18H2zM12 10v5M12 18h.01",
  check: "M5 12l5 5 9-10",
  grid: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
};

/** An icon by its name, one line of text high. */
export function icon(name) {
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] }),
  );
}
