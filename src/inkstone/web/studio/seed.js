/**
 * The seed: drawn by the server, or held fast so that the same picture comes again.
 * It does not know what a seed does.
 */

import { draft } from "../draft.js";
import { h, listen, newId, set } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { runs } from "../runs.js";
import { boundsOf } from "./check.js";
import { faultLine } from "./field.js";

/** Its field, with what locks it, draws it and brings back the last one. */
export function seedField(schema, until) {
  const { most } = boundsOf(schema);
  const id = newId("seed");
  const input = h("input", { id, type: "number", inputmode: "numeric", min: "0", class: "number",
    placeholder: t("studio.seed_random") });
  const hold = (seed) => draft.patch({ seed, isSeedLocked: true });
  const draw = () => Math.floor(Math.random() * (most + 1));
  const button = (words, look, onclick) =>
    h("button", { type: "button", class: "plain icon-only", "aria-label": t(words),
      title: t(words), onclick }, icon(look));
  const lock = button("studio.seed_lock", "lock", () => {
    const { isSeedLocked } = draft.value;
    if (isSeedLocked) draft.patch({ isSeedLocked: false });
    else hold(lastSeed() ?? draw());
  });
  const again = button("studio.seed_again", "again", () => hold(lastSeed()));
  listen(input, "input", () => {
    const seed = input.value === "" ? null : Number(input.value);
    draft.patch({ seed, isSeedLocked: seed !== null || input.validity.badInput });
  });
  draft.watch(({ seed, isSeedLocked }) => {
    const wanted = isSeedLocked ? seed : null;
    if ((input.value === "" ? null : Number(input.value)) !== wanted) input.value = wanted ?? "";
    set(lock, "aria-pressed", String(isSeedLocked));
  }, until);
  watchLast(again, until);
  return h("div", { class: "field", dataset: { field: "seed" } },
    h("label", { for: id }, t("studio.seed")),
    h("div", { class: "seed-row" }, input,
      button("studio.seed_draw", "dice", () => hold(draw())), lock, again),
    faultLine("seed", [input], until));
}

/** The seed of the newest run that has one. */
function lastSeed() {
  return runs.value.map((run) => run.value.job?.request.seeds[0]).find((seed) => seed >= 0);
}

/** Offer the last seed once there is one. */
function watchLast(button, until) {
  const show = () => (button.hidden = lastSeed() === undefined);
  let round = new AbortController();
  until.addEventListener("abort", () => round.abort());
  runs.watch((found) => {
    round.abort();
    round = new AbortController();
    show();
    for (const run of found) run.changed(show, round.signal);
  }, until);
}
