/**
 * One delivery in a dialog: every try of it, and telling it again.
 * It does not know which deliveries there are.
 */

import { get, post } from "../api.js";
import { openDialog } from "../dialog.js";
import { h, replace } from "../dom.js";
import { duration, moment, t } from "../i18n.js";
import { icon } from "../icons.js";
import { isShown, plain, problem } from "../problem.js";
import { may } from "../session.js";
import { toast } from "../toast.js";
import { plainly } from "./form_ping.js";

const POLL_MS = 1500;
const DAY_MS = 86_400_000;
const EXACT = { dateStyle: "medium", timeStyle: "medium" };
const KINDS = { delivered: "good", failed: "bad", pending: "warn" };

/** Where a delivery stands, as a chip. */
export function deliveryChip(status) {
  return h("span", { class: `chip ${KINDS[status] ?? ""}` }, t(`webhooks.status_${status}`));
}

/**
 * Show a delivery by its id, for as long as it is open and until an abort.
 * @param {string} id
 * @param {{until:AbortSignal, put:(delivery:object) => void}} parts `put` is told how it stands
 */
export function openDelivery(id, { until, put }) {
  const closing = new AbortController();
  const both = AbortSignal.any([until, closing.signal]);
  const body = h("div", { class: "stack" }, h("p", { class: "muted" }, t("shell.loading")));
  const again = h("button", { type: "button", class: "plain", hidden: true, onclick: redeliver },
    icon("again"), t("webhooks.redeliver"));
  const { close } = openDialog({ title: t("webhooks.delivery"), body, actions: [again],
    onclose: () => closing.abort() });
  until.addEventListener("abort", close);
  let timer = 0;
  let was = "";
  both.addEventListener("abort", () => clearTimeout(timer));

  async function draw() {
    clearTimeout(timer);
    try {
      const found = await get(`/webhooks/deliveries/${encodeURIComponent(id)}`, {}, both);
      const now = JSON.stringify(found);
      if (now !== was) replace(body, inFull(found, close));
      was = now;
      const { tries: _, ...delivery } = found;
      put(delivery);
      again.hidden = !found.url || !may("submit");
      if (found.status === "pending") timer = setTimeout(draw, POLL_MS);
    } catch (error) {
      if (both.aborted) return;
      isShown(error);
      replace(body, problem(error, { retry: draw }));
    }
  }

  async function redeliver() {
    try {
      put(await post(`/webhooks/deliveries/${encodeURIComponent(id)}/redeliver`));
      toast(t("webhooks.redelivering"), { kind: "good" });
    } catch (error) {
      isShown(error);
      toast(error.faults[0]?.message ?? plain(error), { kind: "bad" });
    }
    if (!both.aborted) await draw();
  }

  draw();
}

function inFull(found, close) {
  const facts = [
    ["status", [deliveryChip(found.status), " ", whenNext(found)]],
    ["job", h("a", { href: jobAt(found.job_id), onclick: close }, found.job_id)],
    ["url", h("code", null, found.url ?? t("webhooks.forgotten"))],
    ["id", h("code", null, found.id)],
    ["made", moment(found.created_at, EXACT)],
  ];
  return [
    h("dl", { class: "list-facts" }, facts.map(([name, value]) =>
      [h("dt", null, t(`webhooks.${name}`)), h("dd", null, value)])),
    h("h3", null, t("webhooks.tries")),
    found.tries.length ? triesOf(found.tries) : h("p", { class: "muted" }, t("webhooks.no_tries")),
  ];
}

/** Where a job is shown. */
export const jobAt = (id) => `#/jobs/${encodeURIComponent(id)}`;

/** When it was taken, or is tried next. */
export function whenNext({ delivered_at: done, next_at: next }) {
  if (done) return h("span", { class: "small muted" }, moment(done, EXACT));
  if (!next) return null;
  const isSoon = new Date(next) - Date.now() < DAY_MS / 2;
  const at = moment(next, isSoon ? { timeStyle: "medium" } : EXACT);
  return h("span", { class: "small muted" }, t("webhooks.next_at", { at }));
}

function triesOf(tries) {
  const names = ["index", "at", "answer", "took"];
  return h("div", { class: "scroll", role: "region", tabindex: "0",
    "aria-label": t("webhooks.tries") },
  h("table", null,
    h("thead", null, h("tr", null, names.map((name) =>
      h("th", { scope: "col", class: name === "took" ? "number" : null },
        t(`webhooks.try_${name}`))))),
    h("tbody", null, tries.map((each) => h("tr", null,
      h("td", { class: "number list-left" }, each.index + 1),
      h("td", null, moment(each.at, EXACT)),
      h("td", null, answerOf(each.status, each.error)),
      h("td", { class: "number" }, duration(each.took_ms)))))));
}

/** How a receiver answered, and why that was not enough. */
export function answerOf(status, error) {
  if (status === null && !error) return "–";
  return [status === null ? t("webhooks.no_answer") : plainly(status),
    error ? h("div", { class: "small muted" }, error) : null];
}
