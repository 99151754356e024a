/**
 * One job in full: what was asked, when, what it cost, what went wrong, who was told.
 * It does not know which list it was opened from.
 */

import { get, own, post } from "../api.js";
import { openDialog } from "../dialog.js";
import { load } from "../draft.js";
import { h, replace } from "../dom.js";
import { duration, moment, money, number, t } from "../i18n.js";
import { icon } from "../icons.js";
import { isShown, plain, problem } from "../problem.js";
import { go } from "../routes.js";
import { isOver } from "../runs.js";
import { may, refreshBalance } from "../session.js";
import { copy, toast } from "../toast.js";
import { erase, openExchange, openLarge } from "./actions.js";
import { statusChip } from "./job_row.js";

const EXACT = { dateStyle: "medium", timeStyle: "medium" };
const POLL_MS = 1500;
/** Answers after which asking again is of no use. */
const GONE = new Set([401, 403, 404, 410]);

/**
 * Show a job.
 * @param {object} job
 * @param {{names:Map<string, string>, change?:(job:object) => void,
 *     drop?:(id:string) => void}} list names of keys; who is told of a change and of a deletion
 */
export function openJob(job, { names, change = () => {}, drop = () => {} }) {
  const end = new AbortController();
  const body = h("div", { class: "stack job" });
  const told = h("section", { class: "job-part", hidden: true });
  const foot = h("div", { class: "row" });
  const dialog = openDialog({
    title: t("jobs.one"), body, actions: [foot], wide: true, onclose: () => end.abort(),
  });
  const draw = (now) => {
    const pressed = [...foot.querySelectorAll("button")].indexOf(document.activeElement);
    replace(body, drawJob(now, names, told, (picture) => {
      dialog.close();
      openLarge(now, picture, [now], (next, id) => (next ? change(next) : drop(id)));
    }));
    replace(foot, actionsOf(now, { draw: renew, drop, close: dialog.close }));
    if (pressed >= 0) foot.querySelectorAll("button")[pressed]?.focus();
    if (isOver(now)) tellDeliveries(told, now, end.signal).catch(isShown);
  };
  const renew = (now) => (change(now), draw(now));
  draw(job);
  if (!isOver(job)) follow(job, renew, end.signal);
  return dialog;
}

/** Keep up with a job until its end, or until nobody looks. */
async function follow(job, renew, until) {
  let now = job;
  while (!isOver(now) && !until.aborted) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (until.aborted) return;
    try {
      const found = await get(`/jobs/${job.id}`, {}, until);
      if (JSON.stringify(found) === JSON.stringify(now)) continue;
      now = found;
    } catch (error) {
      if (until.aborted || GONE.has(error.status)) return;
      isShown(error);
      continue; // it may be reachable again in a moment
    }
    renew(now);
  }
}

function drawJob(job, names, told, open) {
  const { width, height } = job.request;
  const facts = [
    ["model", job.model],
    ["engine", job.engine ? `${job.engine.name} · ${job.engine.checkpoint}` : ""],
    ["size", width ? `${width} × ${height}` : ""],
    ["seeds", job.request.seeds.join(", ")],
    ["dialect", job.dialect],
    ["key", names.get(job.key_id) ?? job.key_id],
    ["revised", job.revised_prompt ?? ""],
    ...Object.entries(job.metadata).map(([name, value]) => [null, value, name]),
  ];
  return [
    h("div", { class: "row" }, statusChip(job),
      h("button", { type: "button", class: "quiet small", title: t("shell.copy"),
        onclick: () => copy(job.id, t("shell.copied")) }, h("code", null, job.id), icon("copy"))),
    job.prompt ? h("p", { class: "job-prompt" }, job.prompt)
      : h("p", { class: "muted" }, t("jobs.forgotten")),
    job.error ? problem(job.error, { charged: moneyOf(job) }) : null,
    picturesOf(job, open),
    part("timeline", timeline(job)),
    part("money", h("p", null, moneyOf(job))),
    job.warnings.length ? part("warnings", h("ul", { class: "stack" }, job.warnings.map(warning)))
      : null,
    part("facts", h("dl", { class: "job-facts" }, facts.filter(([, value]) => value).map(
      ([name, value, own]) => [h("dt", null, own ?? t(`jobs.fact_${name}`)), h("dd", null, value)],
    ))),
    told,
  ];
}

const part = (name, ...children) => h("section", { class: "job-part" },
  h("h3", null, t(`jobs.part_${name}`)), children);

const warning = ({ message, words }) => h("li", { class: "row" }, icon("alert"), message,
  words.map((word) => h("code", null, word)));

function picturesOf(job, open) {
  if (!job.images.length) return null;
  return h("div", { class: "job-pictures" }, job.images.map((image, index) => h("button",
    { type: "button", class: "quiet", "aria-label": t("jobs.open_picture", { n: index + 1 }),
      onclick: () => open(index) },
    h("img", { src: own(image.thumbnail_url), alt: "", width: image.width,
      height: image.height }))));
}

/** When it was asked for, began and ended, and how its time went. */
function timeline(job) {
  const { queued_ms: queued, engine_ms: engine, total_ms: total } = job.timings;
  const steps = [
    ["asked", job.created_at, ""],
    ["began", job.started_at, queued === null ? "" : t("jobs.after", { time: duration(queued) })],
    ["ended", job.finished_at, total === null ? "" : t("jobs.after", { time: duration(total) })],
    ["deleted", job.deleted_at, ""],
  ];
  const shares = [["queued", queued ?? 0], ["engine", engine ?? 0],
    ["rest", Math.max(0, (total ?? 0) - (queued ?? 0) - (engine ?? 0))]];
  return [
    h("ol", { class: "job-steps" }, steps.filter(([, at]) => at).map(([name, at, more]) =>
      h("li", null, h("strong", null, t(`jobs.step_${name}`)), " ",
        h("time", { datetime: at }, moment(at, EXACT)), " ",
        h("span", { class: "muted" }, more)))),
    total ? h("div", { class: "job-bar", "aria-hidden": "true" }, shares.map(([name, ms]) =>
      h("span", { class: `job-${name}`, style: { "flex-grow": String(ms) } }))) : null,
    total ? h("p", { class: "job-shares small" }, shares.map(([name, ms]) =>
      h("span", { class: `job-share job-key-${name}` },
        t(`jobs.share_${name}`, { time: duration(ms) })))) : null,
  ];
}

/** What a job cost, in words. */
export function moneyOf(job) {
  const { quoted_micros: quoted, charged_micros: charged, currency } = job.price;
  const amounts = {
    quoted: money(quoted, currency), charged: money(charged ?? 0, currency),
    rest: money(quoted - (charged ?? 0), currency),
  };
  if (!isOver(job)) return t("jobs.money_held", amounts);
  if (!charged) return t("jobs.money_none", amounts);
  return t(charged < quoted ? "jobs.money_part" : "jobs.money_all", amounts);
}

function actionsOf(job, { draw, drop, close }) {
  const button = (kind, name, words, onclick) =>
    h("button", { type: "button", class: kind, onclick }, icon(name), words);
  const remix = () => {
    load(job.asked);
    close();
    go("");
  };
  const canSubmit = may("submit");
  return [
    button("plain", "code", t("jobs.raw"), () => openExchange(job)),
    job.prompt && canSubmit ? button("plain", "brush", t("jobs.remix"), remix) : null,
    isOver(job) && !job.deleted_at && canSubmit
      ? button("danger", "trash", t("history.erase"),
        () => erase([job], (id) => (drop(id), close()))) : null,
    !isOver(job) && canSubmit ? button("danger", "stop", t("jobs.cancel"), () => stop(job, draw))
      : null,
  ];
}

async function stop(job, draw) {
  try {
    const stopped = await post(`/jobs/${job.id}/cancel`);
    draw(stopped);
    toast(moneyOf(stopped), { kind: "good" });
    refreshBalance();
  } catch (error) {
    isShown(error);
    toast(plain(error), { kind: "bad" });
  }
}

const TOLD = { delivered: "good", failed: "bad", pending: "open" };

/** Whom its end was told. */
async function tellDeliveries(section, job, until) {
  if (!may("read")) return;
  let found;
  try {
    found = await get("/webhooks/deliveries", { job: job.id }, until);
  } catch (error) {
    if (until.aborted) return;
    throw error;
  }
  section.hidden = found.data.length === 0;
  replace(section, h("h3", null, t("jobs.part_told")), h("ul", { class: "stack" },
    found.data.map((each) => h("li", { class: "row" },
      h("span", { class: `chip ${TOLD[each.status]}` }, t(`jobs.told_${each.status}`)),
      h("code", null, each.url ?? t("jobs.told_forgotten")),
      h("span", { class: "muted small" }, t("jobs.told_tries", { n: each.num_tries }),
        each.last_status ? ` · ${number(each.last_status, { useGrouping: false })}` : "",
        each.last_error ? ` · ${each.last_error}` : "",
        ` · ${moment(each.delivered_at ?? each.next_at ?? each.created_at, EXACT)}`)))));
}
