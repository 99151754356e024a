/**
 * The card of one run: what was asked, where it stands, what came of it, and what can be done.
 * It does not know which other runs there are.
 */

import { ApiError } from "../api.js";
import { h, newId, replace } from "../dom.js";
import { load } from "../draft.js";
import { duration, t } from "../i18n.js";
import { icon } from "../icons.js";
import { problem, plain } from "../problem.js";
import { go } from "../routes.js";
import { cancel, dismiss, isActive, retry, start } from "../runs.js";
import { toast } from "../toast.js";
import { jobButtons, showRaw } from "./actions.js";
import { costOf, makerOf, numAsked, partOf, stageOf, timesOf } from "./stage.js";
import { drawTiles } from "./tile.js";
import { drawWarnings } from "./warnings.js";

/**
 * A card that keeps itself up to date.
 * @param {object} run a state, as `runs.js` makes them
 * @param {AbortSignal} until
 * @returns {HTMLElement}
 */
export function drawCard(run, until) {
  const prompt = drawPrompt(until);
  const stage = drawStage(run);
  const tiles = drawTiles(openLarge, until);
  const end = h("div", { class: "run-end" });
  const node = h("article", { class: "card run", "aria-labelledby": prompt.id },
    prompt.node, stage.node, tiles.node, end);
  let shown = "";
  run.watch((value) => {
    prompt.update(value);
    stage.update(value);
    tiles.update(value);
    // What can be done with it is drawn anew only where that has changed.
    const state = [value.phase, value.job?.status, value.error?.code, !value.job].join();
    if (state === shown) return;
    shown = state;
    node.dataset.phase = value.phase;
    replace(end, isActive(run) ? null : ending(run));
  }, until);
  return node;
}

async function openLarge(job, index) {
  const { openPicture } = await import("./picture.js");
  await openPicture(job, index);
}

/** What was asked: two lines of it, and all of it on demand. */
function drawPrompt(until) {
  const id = newId("run");
  const text = h("h3", { class: "run-prompt", id });
  const facts = h("p", { class: "run-facts" });
  const more = h("button", { type: "button", class: "quiet run-more", "aria-expanded": "false" });
  const show = (isAll) => {
    text.classList.toggle("all", isAll);
    more.setAttribute("aria-expanded", isAll);
    more.textContent = t(isAll ? "runs.less" : "runs.all");
  };
  more.addEventListener("click", () => show(!text.classList.contains("all")));
  show(false);
  more.hidden = true;
  const size = new ResizeObserver(() => {
    const isAll = text.classList.contains("all");
    if (!isAll) more.hidden = text.scrollHeight <= text.clientHeight + 1;
  });
  size.observe(text);
  until.addEventListener("abort", () => size.disconnect());
  return {
    id,
    node: h("header", { class: "run-head" }, text, more, facts),
    update(value) {
      const { job, body, label } = value;
      const prompt = job?.prompt || body.prompt?.trim() || (job ? t("runs.forgotten") : "–");
      if (text.textContent !== prompt) text.textContent = prompt;
      const { width, height } = job?.request ?? {};
      const size = width ? `${width} × ${height}` : body.size;
      const n = numAsked(value);
      const said = [label, job?.model ?? body.model, size, n > 1 ? t("runs.pictures", { n }) : ""];
      const line = said.filter(Boolean).join(" · ");
      if (facts.textContent !== line) facts.textContent = line;
    },
  };
}

/** Where it stands: in words, as a meter, with the button that stops it. */
function drawStage(run) {
  const words = h("span", { class: "run-stage" });
  const bar = h("span");
  const meter = h("div", { class: "meter", role: "progressbar", "aria-valuemin": "0",
    "aria-valuemax": "100", "aria-label": t("runs.progress") }, bar);
  const halt = h("button", { type: "button", class: "plain", onclick: () => stop(run) },
    icon("stop"), t("runs.stop"));
  const cut = h("p", { class: "run-cut" }, icon("alert"), t("runs.cut"));
  return {
    node: h("div", { class: "run-now" },
      h("div", { class: "row spread" }, words, halt), meter, cut),
    update(value) {
      const isGoing = isActive(run);
      const text = summaryOf(value);
      if (words.textContent !== text) words.textContent = text;
      const percent = Math.round(100 * partOf(value));
      meter.setAttribute("aria-valuenow", percent);
      bar.style.setProperty("width", `${percent}%`);
      meter.hidden = halt.hidden = !isGoing;
      halt.disabled = value.isStopping;
      cut.hidden = value.isUp || !isGoing || !value.job;
    },
  };
}

/** Its stage, and once it has ended what it cost; a failure says that in its own box. */
function summaryOf(value) {
  const { phase, job } = value;
  if (phase === "refused" || isFailure(job)) return stageOf(value);
  if (job?.status === "canceled") return costOf(value);
  return [stageOf(value), costOf(value)].filter(Boolean).join(" · ");
}

/** Stop a run; a refusal is told, and what it cost is on its card. */
export async function stop(run) {
  if (!isActive(run) || run.value.isStopping) return;
  try {
    await cancel(run);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(plain(error), { kind: "bad" });
  }
}

/** What came of it: what went wrong or what was charged, how long it took, what can be done. */
function ending(run) {
  const { phase, job, error } = run.value;
  if (phase === "refused") {
    const isOld = error.code === "kept_too_long";
    const about = isOld ? { ...error, message: t("runs.kept_too_long") } : error;
    const again = () => retry(run);
    return [problem(about, { retry: again, charged: costOf(run.value) }), buttons(run)];
  }
  return [
    isFailure(job) ? failure(run) : null,
    drawWarnings(job.warnings),
    job.images.length ? figures(run.value) : null,
    buttons(run),
  ];
}

function isFailure(job) {
  return job?.status === "failed" || job?.status === "expired";
}

function failure(run) {
  const { job, sent, body } = run.value;
  const anew = () => {
    start(body);
    dismiss(run);
  };
  const requestId = sent?.headers?.["x-request-id"] ?? "";
  return problem(job.error, { retry: anew, charged: costOf(run.value), requestId });
}

function figures({ job, sent }) {
  const facts = [
    ...timesOf(job, sent?.tookMs ?? null).map(([name, ms]) => [t(name), duration(ms)]),
    [t("runs.made_by"), makerOf(job)],
  ];
  return h("dl", { class: "run-figures" }, facts.map(([name, value]) =>
    h("div", null, h("dt", null, name), h("dd", null, value))));
}

function buttons(run) {
  const { job } = run.value;
  const away = h("button", { type: "button", class: "quiet icon-only run-away",
    "aria-label": t("runs.away"), title: t("runs.away"), onclick: () => dismiss(run) },
    icon("close"));
  const onchange = (changed) => changed && run.patch({ job: changed });
  const raw = h("button", { type: "button", class: "quiet", onclick: () => showRaw(run) },
    icon("list"), t("runs.raw"));
  const change = h("button", { type: "button", class: "quiet",
    onclick: () => (load(run.value.body), go(""), dismiss(run)) }, icon("brush"),
    t("runs.change"));
  const isKnown = job?.asked && run.value.phase === "ended";
  return h("div", { class: "run-buttons" },
    isKnown ? jobButtons(job, { run, onchange }) : [change, raw], away);
}
