/**
 * One picture as large as there is room, with all that is known of it and can be done with it.
 * It does not know where it was opened from.
 */

import { own } from "../api.js";
import { openDialog } from "../dialog.js";
import { h, hidden, listen, replace } from "../dom.js";
import { bytes, duration, moment, money, prepare, t } from "../i18n.js";
import { icon } from "../icons.js";
import { style } from "../routes.js";
import { copy } from "../toast.js";
import { jobButtons, pictureButtons, seedButton } from "./actions.js";
import { drawBadge } from "./badge.js";
import { costOfJob, makerOf, timesOf } from "./stage.js";
import { altOf } from "./tile.js";
import { drawWarnings } from "./warnings.js";

/**
 * Show a picture large.
 * @param {object} job
 * @param {number} index of the picture within its job
 * @param {{jobs?:object[], onchange?:(job: object|null, id: string) => void}} [options] `jobs` are
 *     those whose pictures come before and after it; `onchange` is told of a star or, with null,
 *     that the job was deleted
 */
export async function openPicture(job, index, { jobs = [job], onchange = () => {} } = {}) {
  await Promise.all([prepare("runs"), style("runs", "picture")]);
  const all = jobs.flatMap((each) => each.images.map((image) => ({ job: each, image })));
  let at = Math.max(0, all.findIndex((each) => each.job.id === job.id &&
    each.image.index === index));
  const closed = new AbortController();
  let left = new AbortController();
  const body = h("div", { class: "picture" });
  const changed = (now) => {
    const { job: { id } } = all[at];
    onchange(now, id);
    if (!now) return dialog.close();
    for (const each of all) if (each.job.id === id) each.job = now;
  };
  const draw = () => {
    left.abort();
    left = new AbortController();
    closed.signal.addEventListener("abort", () => left.abort(), { signal: left.signal });
    const { job: shown, image } = all[at];
    const steps = { at, n: all.length, move };
    replace(body, stage(shown, image, steps), about(shown, image, changed, left.signal));
  };
  const move = (by) => {
    const to = at + by;
    if (to < 0 || to >= all.length) return;
    at = to;
    const name = document.activeElement?.dataset.step;
    draw();
    const button = name && body.querySelector(`[data-step="${name}"]`);
    (button && !button.disabled ? button : body.querySelector(".picture-pane")).focus();
  };
  const dialog = openDialog({ title: t("runs.picture"), body, wide: true,
    onclose: () => (closed.abort(), left.abort()) });
  dialog.node.classList.add("picture-dialog");
  listen(dialog.node, "keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const isOther = event.altKey || event.ctrlKey || event.metaKey || body.querySelector(".zoomed");
    if (!by || isOther) return;
    event.preventDefault();
    move(by);
  }, closed.signal);
  draw();
}

/** The picture in its pane: fitted, or at its full size after a press; and the way to others. */
function stage(job, image, { at, n, move }) {
  const name = t("runs.zoom");
  const img = h("img", { src: own(image.url), alt: altOf(job, image), width: image.width,
    height: image.height });
  const pane = h("button", { type: "button", class: "picture-pane", title: name,
    "aria-pressed": "false" }, img, hidden(name));
  pane.addEventListener("click", () => {
    pane.setAttribute("aria-pressed", pane.classList.toggle("zoomed"));
  });
  const step = (by, look, words) => h("button", { type: "button", class: "plain icon-only",
    "aria-label": t(words), title: t(words), disabled: at + by < 0 || at + by >= n,
    "data-step": words, onclick: () => move(by) }, icon(look));
  return h("div", { class: "picture-stage" }, pane,
    n > 1 ? h("div", { class: "picture-steps" }, step(-1, "left", "runs.previous"),
      h("span", { role: "status" }, t("runs.picture_of", { i: at + 1, n })),
      step(1, "right", "runs.next")) : null);
}

function about(job, image, onchange, until) {
  return h("div", { class: "picture-about stack" },
    words("runs.prompt", job.prompt || t("runs.forgotten")),
    job.revised_prompt ? words("runs.revised", job.revised_prompt) : null,
    h("div", { class: "picture-buttons" }, seedButton(image),
      beforeButton(job, image),
      pictureButtons(job, image, { isShort: false, until }),
      jobButtons(job, { isShort: false, onchange })),
    section("runs.provenance", drawBadge(image, until)),
    drawWarnings(job.warnings),
    section("runs.facts", h("dl", { class: "facts" }, factsOf(job, image).map(([name, value]) => [
      h("dt", null, t(name)), h("dd", null, value),
    ]))));
}

function section(name, ...children) {
  return h("section", { class: "stack" }, h("h3", null, t(name)), children);
}

function words(name, text) {
  return h("section", { class: "picture-words" },
    h("div", { class: "row spread" }, h("h3", null, t(name)),
      h("button", { type: "button", class: "quiet icon-only", title: t("shell.copy"),
        "aria-label": t("runs.copy_of", { what: t(name) }),
        onclick: () => copy(text, t("shell.copied")) }, icon("copy"))),
    h("p", { class: "whole" }, text));
}

/** For an edit: what it was before. */
function beforeButton(job, image) {
  const before = job.asked?.images?.at(-1);
  if (!before) return null;
  const open = async () => {
    const { openSlider } = await import("./slider.js");
    await openSlider({ url: own(before), label: t("runs.before") },
      { url: own(image.url), label: t("runs.after") });
  };
  return h("button", { type: "button", class: "plain", onclick: open }, icon("compare"),
    t("runs.before_after"));
}

/** Everything that was asked for and came of it; what is not known is left out. */
function factsOf(job, image) {
  const { asked = {} } = job;
  const details = Object.entries(image.details ?? {}).map(([name, value]) => `${name}: ${
    typeof value === "object" ? JSON.stringify(value) : value}`);
  const facts = [
    ["runs.model", job.model],
    ["runs.made_by", makerOf(job)],
    ["runs.dimensions", `${image.width} × ${image.height}`],
    ["runs.used_seed", String(image.seed)],
    ["runs.negative", asked.negative_prompt],
    ["runs.steps", asked.steps ?? job.request.steps],
    ["runs.guidance", asked.guidance],
    ["runs.details", details.join("\n")],
    ["runs.format", `${image.media_type} · ${bytes(image.bytes)}`],
    ["runs.price", `${costOfJob(job)} ${job.images.length > 1 ? each(job) : ""}`],
    ...timesOf(job).map(([name, ms]) => [name, duration(ms)]),
    ["runs.made_at", moment(job.finished_at ?? job.created_at)],
    ["runs.link_until", moment(image.expires_at)],
    ["runs.job", h("code", null, job.id)],
    ["runs.sha256", h("code", null, image.sha256)],
  ];
  return facts.filter(([, value]) => value !== undefined && value !== null && value !== "");
}

function each({ price, images }) {
  const amount = money(Math.round(price.charged_micros / images.length), price.currency);
  return t("runs.each", { price: amount });
}
