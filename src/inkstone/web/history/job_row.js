/**
 * A job in one row of a table, or on one card where there is no room for rows.
 * It does not know which jobs there are.
 */

import { own } from "../api.js";
import { h } from "../dom.js";
import { ago, duration, moment, money, number, t } from "../i18n.js";
import { icon } from "../icons.js";
import { isOver } from "../runs.js";

const NUM_PICTURES_MAX = 1;
const KINDS = { succeeded: "good", failed: "bad", canceled: "warn", expired: "warn" };

/** Where a job stands, as a chip. */
export function statusChip(job) {
  const done = job.status === "running" && job.progress
    ? ` ${number(job.progress, { style: "percent" })}` : "";
  return h("span", { class: `chip ${KINDS[job.status] ?? "open"}` },
    t(`history.status_${job.status}`), done);
}

/**
 * A row.
 * @param {object} job
 * @param {{names:Map<string, string>, open:(job:object) => void}} parts names of keys by their ids
 */
export function drawRow(job, { names, open }) {
  const cell = (name, ...children) => h("td",
    { role: "cell", class: `jobs-${name}`, "data-label": t(`jobs.${name}`) }, children);
  const { created_at: at, timings, price } = job;
  const press = (event) => {
    if (!event.target.closest("a") && getSelection().isCollapsed) open(job);
  };
  return h("tr", { role: "row", "data-id": job.id, class: "jobs-row", onclick: press },
    cell("when", h("time", { datetime: at, title: moment(at) }, whenOf(at))),
    cell("status", statusChip(job)),
    cell("prompt", h("button", { type: "button", class: "jobs-open", title: job.prompt },
      job.prompt || t("history.deleted"))),
    cell("model", h("div", null, job.model), second(job.engine?.name)),
    cell("came", h("div", null, job.dialect), second(names.get(job.key_id) ?? job.key_id)),
    cell("pictures", picturesOf(job)),
    cell("times", h("div", { class: "number" },
      duration(isOver(job) ? timings.total_ms : null)),
    second(t("jobs.queued_engine",
      { queued: duration(timings.queued_ms), engine: duration(timings.engine_ms) }))),
    cell("price", priceOf(price)));
}

const second = (text) => (text ? h("div", { class: "small muted" }, text) : null);

function whenOf(at) {
  const isToday = Date.now() - new Date(at) < 86_400_000;
  return isToday ? ago(at) : moment(at);
}

function picturesOf(job) {
  if (!job.images.length) {
    return h("span", { class: "muted" }, job.deleted_at ? t("history.gone") : "–");
  }
  const numMore = job.images.length - NUM_PICTURES_MAX;
  return h("div", { class: "jobs-thumbs" },
    job.images.slice(0, NUM_PICTURES_MAX).map((image) => h("img",
      { src: own(image.thumbnail_url), alt: "", loading: "lazy", width: 40, height: 40,
        onerror: ({ target }) => target.replaceWith(icon("image")) })),
    numMore > 0 ? h("span", { class: "small muted" }, `+${numMore}`) : null);
}

function priceOf({ charged_micros: charged, quoted_micros: quoted, currency }) {
  const isOpen = charged === null;
  const main = isOpen ? t("jobs.held", { amount: money(quoted, currency) })
    : money(charged, currency);
  return [h("div", { class: isOpen ? "number muted" : "number" }, main),
    isOpen || charged === quoted ? null
      : second(t("jobs.quoted", { amount: money(quoted, currency) }))];
}
