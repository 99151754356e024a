/**
 * The jobs: a table of all of them, whatever became of them, that keeps up with those under way.
 * It does not know how one of them is shown in full.
 */

import { get } from "../api.js";
import { h, listen, replace } from "../dom.js";
import { prepare, t } from "../i18n.js";
import { icon } from "../icons.js";
import { isShown, problem } from "../problem.js";
import { hrefOf, style } from "../routes.js";
import { isOver } from "../runs.js";
import { createFeed, whenRunsEnd } from "../history/feed.js";
import {
  drawFilters, filtersOf, keepFilters, keyNames, matches, queryOf,
} from "../history/filters.js";
import { openJob } from "../history/job_dialog.js";
import { drawRow } from "../history/job_row.js";

const PAGE = 50;
const NUM_ROWS_MAX = 1000;
const POLL_MS = 3000;
/** Jobs under way that are not on the newest page: so many are asked about at a time. */
const NUM_ASKED_MAX = 10;
const COLUMNS = ["when", "status", "prompt", "model", "came", "pictures", "times", "price"];

export async function show(main, { query, rest, until }) {
  await Promise.all([prepare("history"), style("history")]);
  const names = await keyNames(until);
  let filters = filtersOf(query);
  let leaving = new AbortController();
  const list = h("div", { class: "stack" });
  const controls = h("div");
  const begin = () => {
    leaving.abort();
    leaving = new AbortController();
    const both = AbortSignal.any([until, leaving.signal]);
    drawList(list, filters, { names, until: both, clear });
  };
  const search = (next) => {
    filters = next;
    keepFilters("jobs", filters);
    begin();
  };
  const drawControls = () => replace(controls, drawFilters(filters, search, { until }));
  const clear = () => {
    search({});
    drawControls();
    controls.querySelector("input").focus();
  };
  drawControls();
  replace(main, h("h1", { class: "jobs-title" }, t("jobs.title")), controls, list);
  begin();
  if (rest[0]) await openNamed(rest[0], names, until);
}

/** Show the job that the address names. */
async function openNamed(id, names, until) {
  try {
    openJob(await get(`/jobs/${encodeURIComponent(id)}`, {}, until), { names });
  } catch (error) {
    if (until.aborted) return;
    isShown(error);
    document.querySelector(".jobs-title").after(problem(error));
  }
}

/** The table of what some filters leave, from now on. */
function drawList(list, filters, { names, until, clear }) {
  const source = createFeed(queryOf(filters), until, PAGE);
  const { feed, more, put, drop, has } = source;
  const change = (job) => has(job.id) && put(job);
  const open = (job) => openJob(job, { names, change, drop: (id) => forget(id) });
  const body = h("tbody", { role: "rowgroup" });
  const rows = new Map();
  const head = h("tr", { role: "row" }, COLUMNS.map((name) =>
    h("th", { role: "columnheader", scope: "col", class: `jobs-${name}` }, t(`jobs.${name}`))));
  const table = h("table", { class: "jobs-table", role: "table" },
    h("caption", { class: "hidden" }, t("jobs.title")),
    h("thead", { role: "rowgroup" }, head), body);
  const live = h("p", { class: "hidden", role: "status" });
  const foot = h("div", { class: "history-foot" });
  replace(list, live, h("div", { class: "scroll", hidden: true }, table), foot);

  function forget(id) {
    rows.get(id)?.node.remove();
    rows.delete(id);
    drop(id);
  }

  feed.watch((now) => {
    const nodes = now.jobs.map((job) => {
      const old = rows.get(job.id);
      if (old?.job === job) return old.node;
      const node = drawRow(job, { names, open });
      const hadFocus = old?.node.contains(document.activeElement);
      old?.node.replaceWith(node);
      if (hadFocus) node.querySelector("button").focus();
      rows.set(job.id, { job, node });
      return node;
    });
    nodes.forEach((node, n) => body.children[n] !== node &&
      body.insertBefore(node, body.children[n] ?? null));
    table.parentElement.hidden = nodes.length === 0;
    drawFoot(foot, now, { filters, more, clear });
    const numOpen = now.jobs.filter((job) => !isOver(job)).length;
    live.textContent = now.isLoading ? "" : t("jobs.shown", { n: nodes.length, open: numOpen });
  }, until);
  whenRunsEnd((job) => (has(job.id) || matches(job, filters)) && put(job), until);
  keepUp(source, filters, until);
  more();
}

/** Ask again about jobs under way, while somebody looks. */
function keepUp({ feed, put }, filters, until) {
  let isAsking = false;
  const ask = async () => {
    const open = feed.value.jobs.filter((job) => !isOver(job));
    if (document.hidden || isAsking || !open.length) return;
    isAsking = true;
    try {
      const { data } = await get("/jobs", { ...queryOf(filters), limit: PAGE }, until);
      const told = new Set(data.map((job) => job.id));
      const others = open.filter((job) => !told.has(job.id)).slice(0, NUM_ASKED_MAX);
      const found = await Promise.all(others.map((job) => get(`/jobs/${job.id}`, {}, until)));
      put(...changed(feed.value.jobs, [...data, ...found]));
    } catch (error) {
      if (!until.aborted) isShown(error); // the next time may be better
    } finally {
      isAsking = false;
    }
  };
  const timer = setInterval(ask, POLL_MS);
  until.addEventListener("abort", () => clearInterval(timer));
  listen(document, "visibilitychange", ask, until);
}

/** Only jobs that are not as they were, so that nothing else is drawn anew. */
function changed(jobs, found) {
  const known = new Map(jobs.map((job) => [job.id, job]));
  return found.filter((job) => {
    const old = known.get(job.id);
    return !old || old.status !== job.status || old.progress !== job.progress ||
      old.deleted_at !== job.deleted_at || old.starred !== job.starred;
  });
}

function drawFoot(foot, { jobs, next, isLoading, error }, { filters, more, clear }) {
  if (error) return replace(foot, problem(error, { retry: more }));
  if (isLoading) return replace(foot, h("p", { class: "muted" }, t("shell.loading")));
  if (next !== null && jobs.length >= NUM_ROWS_MAX) {
    return replace(foot, h("p", { class: "muted" }, t("jobs.full")));
  }
  if (next !== null) {
    return replace(foot, h("button", { type: "button", class: "plain", onclick: more },
      t("shell.more")));
  }
  if (jobs.length) return replace(foot);
  const isNarrow = Object.keys(filters).length > 0;
  return replace(foot, h("div", { class: "history-empty" }, icon(isNarrow ? "search" : "list"),
    h("h2", null, t(isNarrow ? "history.no_match" : "jobs.empty")),
    h("p", { class: "muted" }, t(isNarrow ? "history.no_match_more" : "jobs.empty_more")),
    isNarrow ? h("button", { type: "button", class: "plain", onclick: clear }, t("history.clear"))
      : h("a", { class: "button primary", href: hrefOf("") }, icon("brush"), t("history.make"))));
}
