/**
 * Where a run stands, in words: its stage, how far it is, what it cost, how long it took.
 * It does not know how any of it is shown.
 */

import { duration, money, t } from "../i18n.js";
import { isOver, isUncertain } from "../runs.js";

/** How many pictures a run asks for. */
export function numAsked({ job, body }) {
  return job?.request.seeds.length || body.n || 1;
}

/** Its stage, in one line. */
export function stageOf(run) {
  const { phase, job, isUp, isStopping, queue } = run;
  if (phase === "refused") return t(job ? "runs.lost" : "runs.refused");
  if (isStopping) return t(isUp ? "runs.stopping" : "runs.stopping_offline");
  if (phase === "sending") return t(isUp ? "runs.sending" : "runs.sending_offline");
  if (phase === "queued") return queue ? place(queue) : t("runs.waiting");
  if (phase === "running") return drawing(run);
  const total = duration(job.timings.total_ms);
  return job.status === "succeeded" ? t("runs.done", { total }) : t(`runs.${job.status}`);
}

function place({ position, eta_s: etaS }) {
  const where = position ? t("runs.waiting_at", { n: position + 1 }) : t("runs.waiting_next");
  return etaS ? t("runs.with_eta", { where, eta: duration(etaS * 1000) }) : where;
}

function drawing(run) {
  const { progress } = run;
  const n = numAsked(run);
  if (!progress) return t("runs.drawing");
  const { image, step, steps, eta_s: etaS } = progress;
  const picture = n > 1 ? t("runs.drawing_one", { i: image + 1, n }) : t("runs.drawing");
  const where = steps > 1 ? t("runs.drawing_step", { picture, step, steps }) : picture;
  return etaS ? t("runs.with_eta", { where, eta: duration(etaS * 1000) }) : where;
}

/** How far it is, from 0 to 1. */
export function partOf({ phase, job, progress }) {
  if (phase === "ended") return 1;
  return phase === "running" ? Math.max(progress?.progress ?? 0, job?.progress ?? 0) : 0;
}

/** What it cost, in a sentence; null while that is open, or where it is said already. */
export function costOf({ phase, job, error, wasStopped }) {
  if (phase === "refused") {
    if (job || error.code === "kept_too_long") return null;
    return t(isUncertain(error) ? "runs.cost_uncertain" : "runs.cost_none");
  }
  return job && isOver(job) ? costOfJob(job, wasStopped) : null;
}

/** What an ended job cost, in a sentence. */
export function costOfJob(job, wasStopped = false) {
  const { charged_micros: charged, currency } = job.price;
  const [made, n] = [job.images.length, job.request.seeds.length];
  const price = money(charged ?? 0, currency);
  if (job.status === "canceled") {
    if (!charged) return t(job.started_at ? "runs.stopped_early" : "runs.stopped_waiting");
    return t("runs.stopped_part", { made, n, price });
  }
  if (!charged) return t("runs.cost_none");
  if (job.status === "succeeded" && wasStopped) return t("runs.stopped_late", { price });
  return made < n ? t("runs.made_part", { made, n, price }) : t("runs.charged", { price });
}

/** Where the time of a job went: names of words, and milliseconds. */
export function timesOf({ timings }, answeredMs = null) {
  const { queued_ms: queued, engine_ms: engine, total_ms: total } = timings;
  const rest = total === null ? null : Math.max(0, total - (queued ?? 0) - (engine ?? 0));
  return [
    ["runs.time_answer", answeredMs],
    ["runs.time_queued", queued],
    ["runs.time_engine", engine],
    ["runs.time_rest", rest],
    ["runs.time_total", total],
  ].filter(([, ms]) => ms !== null);
}

/** Who made it: engine, checkpoint and revision. */
export function makerOf({ engine, model }) {
  if (!engine) return model;
  const weights = engine.checkpoint === engine.name ? engine.name
    : `${engine.name}/${engine.checkpoint}`;
  return `${weights}@${engine.revision}`;
}
