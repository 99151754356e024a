/**
 * The runs of this page as cards, newest first; each is made once and keeps itself up to date.
 * It does not know what a card shows.
 */

import { h, listen, replace } from "../dom.js";
import { draft } from "../draft.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { hrefOf } from "../routes.js";
import { runs } from "../runs.js";
import { drawCard } from "./card.js";
import { costOf, stageOf } from "./stage.js";

/** So many cards are there at the most; the history has the rest. */
const NUM_CARDS_MAX = 40;
const EXAMPLES = ["runs.example_1", "runs.example_2", "runs.example_3"];

/**
 * Draw the runs, from now on until the view is left.
 * @param {HTMLElement} container
 * @param {AbortSignal} until
 */
export function drawRuns(container, until) {
  const list = h("div", { class: "runs" });
  const news = h("p", { class: "hidden", role: "status", "aria-live": "polite" });
  const rest = h("p", { class: "hint runs-rest", hidden: true });
  const none = empty();
  replace(container, h("h2", { class: "hidden" }, t("runs.title")), news, none, list, rest);
  const cards = new Map();
  listen(until, "abort", () => cards.forEach(({ leave }) => leave.abort()));
  runs.watch((all) => {
    const wanted = all.slice(0, NUM_CARDS_MAX);
    for (const [run, card] of cards) {
      if (wanted.includes(run)) continue;
      card.leave.abort();
      card.node.remove();
      cards.delete(run);
    }
    let last = null;
    for (const run of wanted) {
      if (!cards.has(run)) cards.set(run, made(run, news));
      const { node } = cards.get(run);
      // A card that stands right stays: moving it would take the focus from it.
      const next = last ? last.nextSibling : list.firstChild;
      if (next !== node) list.insertBefore(node, next);
      last = node;
    }
    none.hidden = all.length > 0;
    rest.hidden = all.length <= NUM_CARDS_MAX;
    replace(rest, t("runs.rest", { n: all.length - NUM_CARDS_MAX }), " ",
      h("a", { href: hrefOf("history") }, t("runs.to_history")));
  }, until);
}

function made(run, news) {
  const leave = new AbortController();
  const node = drawCard(run, leave.signal);
  let told = run.value.phase;
  run.changed((value) => {
    if (value.phase === told) return;
    told = value.phase;
    const prompt = (value.job?.prompt || value.body.prompt || "").slice(0, 60);
    const said = [stageOf(value), costOf(value)].filter(Boolean).join(" ");
    news.textContent = `${prompt}: ${said}`;
  }, leave.signal);
  return { node, leave };
}

/** What is there before anything was asked for: what this place is for, and words to try. */
function empty() {
  const use = (text) => {
    draft.patch({ prompt: text });
    document.querySelector("main textarea")?.focus();
  };
  return h("div", { class: "runs-none" },
    icon("brush"),
    h("p", { class: "runs-none-title" }, t("runs.none")),
    h("p", { class: "muted" }, t("runs.none_hint")),
    h("ul", { class: "runs-examples", "aria-label": t("runs.examples") },
      EXAMPLES.map((name) => h("li", null,
        h("button", { type: "button", class: "plain", onclick: () => use(t(name)) }, t(name))))));
}
