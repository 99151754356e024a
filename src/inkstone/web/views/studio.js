/**
 * The studio: the form where pictures are asked for, new ones and edits alike, and the runs
 * beside it. It does not know what its parts hold.
 */

import { draft } from "../draft.js";
import { h, listen } from "../dom.js";
import { t } from "../i18n.js";
import { drawRuns } from "../results/list.js";
import { style } from "../routes.js";
import { checkDraft } from "../studio/check.js";
import { takeDrops } from "../studio/drop.js";
import { enhancing } from "../studio/enhance.js";
import { parameters } from "../studio/fields.js";
import { firstVisit } from "../studio/first_visit.js";
import { modelPart } from "../studio/model_part.js";
import { watchPrice } from "../studio/price.js";
import { promptPart } from "../studio/prompt.js";
import { references } from "../studio/references.js";
import { sizePart } from "../studio/size_part.js";
import { stopLast } from "../studio/stopping.js";
import { submitBar, submitDraft } from "../studio/submit.js";

/** Where there is one column, as the style sheet has it. */
const NARROW = "(max-width: 1100px)";

/** Show the view. */
export async function show(main, { until }) {
  await style("references");
  checkDraft(until);
  const { button, always, panel } = enhancing(until);
  const runs = h("div", { class: "studio-list" });
  const beside = h("section", { class: "studio-runs", "aria-label": t("studio.runs") },
    firstVisit(), runs);
  const submit = () => {
    if (submitDraft(form) && matchMedia(NARROW).matches) {
      beside.scrollIntoView({ block: "start", behavior: "smooth" });
    }
  };
  const form = h("form",
    { class: "studio-form card", "aria-label": t("studio.form"), novalidate: true,
      onsubmit: (event) => event.preventDefault() },
    h("div", { class: "studio-parts" },
      promptPart(button, until), panel, always, references(until), modelPart(until),
      sizePart(until), parameters(until)),
    submitBar(submit, until));
  const view = h("div", { class: "studio" },
    h("h1", { class: "hidden" }, t("shell.title_studio")), form, beside,
    h("p", { class: "drop-here", "aria-hidden": "true" }, t("studio.drop_here")));
  main.append(view);
  watchPrice(until);
  takeDrops(view, until);
  takeKeys(submit, until);
  drawRuns(runs, until);
  if (!draft.value.prompt && !matchMedia(NARROW).matches) form.querySelector("textarea").focus();
}

/** The keys that do something anywhere on the view. */
function takeKeys(submit, until) {
  listen(window, "keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (!event.repeat) submit();
    } else if (event.key === "Escape" && !event.repeat) stopLast();
  }, until);
}
