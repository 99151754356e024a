/**
 * The request as it was sent, the answer as it came, and the job as it is now.
 * It does not know what any of it means.
 */

import { get } from "../api.js";
import { openDialog } from "../dialog.js";
import { h, replace } from "../dom.js";
import { duration, prepare, t } from "../i18n.js";
import { icon } from "../icons.js";
import { isShown, problem } from "../problem.js";
import { style } from "../routes.js";
import { copy } from "../toast.js";
import { timesOf } from "./stage.js";

/** Longer texts, such as pictures in `data:` addresses, are shown in part. */
const NUM_CHARS_MAX = 400;
const NUM_CHARS_SHOWN = 160;

/**
 * Show what went over the wire.
 * @param {object} about a run, or a job
 */
export async function openRaw(about) {
  await Promise.all([prepare("runs"), style("runs", "picture")]);
  const isRun = typeof about.watch === "function";
  const { sent, job } = isRun ? about.value : { sent: null, job: about };
  const now = h("div", { class: "stack" });
  const body = h("div", { class: "raw stack" },
    sent ? exchanged(sent) : wouldBe(isRun ? about.value.body : job.asked), now);
  openDialog({ title: t("runs.raw"), body, wide: true });
  if (!job) return;
  replace(now, h("p", { class: "muted" }, t("shell.loading")));
  try {
    const found = await get(`/jobs/${job.id}`);
    replace(now, times(found, sent?.tookMs ?? null),
      part("runs.raw_now", `GET /inkstone/v1/jobs/${job.id}`, {}, found));
  } catch (error) {
    isShown(error);
    replace(now, problem(error));
  }
}

function exchanged({ request, status, headers, body }) {
  return [
    asked(request.method, request.url, request.headers, request.body),
    status
      ? part("runs.raw_answer", `HTTP ${status}`, headers, body)
      : h("p", { class: "muted" }, t("runs.raw_no_answer")),
  ];
}

/** What this page did not send itself. */
function wouldBe(body) {
  return [
    h("p", { class: "muted" }, t("runs.raw_elsewhere")),
    asked("POST", "/inkstone/v1/jobs", { "Content-Type": "application/json" }, body),
  ];
}

function asked(method, url, headers, body) {
  const all = { Host: location.host, "Inkstone-Page": "1", ...headers, Cookie: t("runs.raw_key") };
  return part("runs.raw_request", `${method} ${url}`, all, body);
}

function part(words, first, headers, body) {
  const lines = [first, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  const whole = JSON.stringify(body ?? null, null, 2);
  const seen = JSON.stringify(body ?? null, (_, value) => shortened(value), 2);
  return h("section", { class: "stack raw-part" },
    h("div", { class: "row spread" }, h("h3", null, t(words)),
      h("button", { type: "button", class: "quiet", onclick: () => copy(whole, t("shell.copied")) },
        icon("copy"), t("runs.copy_json"))),
    h("pre", { tabindex: "0" }, `${lines.join("\n")}\n\n${seen}`));
}

function shortened(value) {
  if (typeof value !== "string" || value.length <= NUM_CHARS_MAX) return value;
  const n = value.length - NUM_CHARS_SHOWN;
  return `${value.slice(0, NUM_CHARS_SHOWN)}${t("runs.raw_more", { n })}`;
}

/** Where the time went, each part as wide as it was long. */
function times(job, answeredMs) {
  const all = timesOf(job, answeredMs);
  if (!all.length) return null;
  const most = Math.max(1, ...all.map(([, ms]) => ms));
  return h("section", { class: "stack raw-part" }, h("h3", null, t("runs.times")),
    h("dl", { class: "raw-times" }, all.map(([name, ms]) => [
      h("dt", null, t(name)),
      h("dd", null, h("span", { class: "meter", "aria-hidden": "true" },
        h("span", { style: { width: `${(100 * ms) / most}%` } })),
      h("span", { class: "number" }, duration(ms))),
    ])));
}
