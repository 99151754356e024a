/**
 * One cell of a comparison: where it stands, then its picture with time and price, or why not.
 * It does not know which cells there are.
 */

import { own } from "../api.js";
import { h, replace } from "../dom.js";
import { duration, money, number, t } from "../i18n.js";
import { icon } from "../icons.js";
import { problem } from "../problem.js";
import { moneyOf } from "../history/job_dialog.js";
import { costOf } from "../results/stage.js";
import { isOver } from "../runs.js";

/**
 * A cell that keeps up with its run.
 * @param {object} cell of the board
 * @param {{open:(job:object) => void, pick:(side:object) => void, isPicked:(job:object) => boolean,
 *     again:(cell:object) => void, label:string, until:AbortSignal}} parts
 */
export function drawCell(cell, { open, pick, isPicked, again, label, until }) {
  const node = h("td", { class: "compare-cell", "aria-label": label });
  const draw = () => replace(node, within(cell, { open, pick, isPicked, again, label }));
  if (cell.run) cell.run.watch(draw, until);
  else draw();
  return node;
}

function within(cell, parts) {
  if (cell.phase === "waiting") return note("compare.waiting");
  if (cell.phase === "dropped") return note("compare.dropped");
  const { phase, job, error } = cell.run.value;
  if (phase === "refused") {
    return problem(error, { retry: () => parts.again(cell), charged: costOf(cell.run.value) });
  }
  if (!job || !isOver(job)) return underWay(cell.run.value);
  if (job.images.length) return finished(job, parts);
  if (job.error) return problem(job.error, { charged: moneyOf(job) });
  return [note(`history.status_${job.status}`), h("p", { class: "small muted" }, moneyOf(job))];
}

const note = (words) => h("div", { class: "compare-note muted" }, t(words));

function underWay({ phase, queue, progress, previews, isUp, isStopping }) {
  const preview = previews.find(Boolean);
  const share = phase === "running" && progress ? progress.progress : 0;
  const stage = isStopping ? t("compare.stopping") : !isUp ? t("compare.away")
    : phase === "running" ? t("history.status_running")
    : queue ? t("compare.position", { n: queue.position + 1 }) : t("history.status_queued");
  return h("div", { class: "compare-note" },
    preview ? h("img", { class: "compare-preview", alt: "",
      src: `data:${preview.media_type};base64,${preview.data}` }) : null,
    h("span", null, stage, share ? ` ${number(share, { style: "percent" })}` : ""),
    h("div", { class: "meter", "aria-hidden": "true" },
      h("span", { style: { width: `${share * 100}%` } })));
}

function finished(job, { open, pick, isPicked, label }) {
  const [image] = job.images;
  const { timings, price } = job;
  const side = { url: own(image.url), label };
  const fact = (name, value) => [h("dt", null, t(`compare.${name}`)), h("dd", null, value)];
  return [
    h("button", { type: "button", class: "quiet compare-picture",
      "aria-label": t("compare.open", { what: label }), onclick: () => open(job) },
    h("img", { src: own(image.thumbnail_url), alt: job.prompt, width: image.width,
      height: image.height, decoding: "async" })),
    h("dl", { class: "compare-facts number" },
      fact("engine_time", duration(timings.engine_ms)),
      fact("queue_time", duration(timings.queued_ms)),
      fact("price", money(price.charged_micros ?? 0, price.currency)),
      fact("by", job.engine?.name ?? "–")),
    h("button", { type: "button", class: "plain compare-pick", "data-job": job.id,
      "aria-pressed": String(isPicked(job)), onclick: () => pick({ ...side, id: job.id }) },
    icon("compare"), t("compare.pick")),
  ];
}
