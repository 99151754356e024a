/**
 * The history: every picture of the account as a grid to look through, search, star and clear.
 * It does not know how a grid is drawn, nor how a picture is shown large.
 */

import { h, replace } from "../dom.js";
import { duration, t } from "../i18n.js";
import { icon } from "../icons.js";
import { problem } from "../problem.js";
import { hrefOf } from "../routes.js";
import { session } from "../session.js";
import { isTyping } from "../shortcuts.js";
import { Chosen } from "../history/chosen.js";
import { erase, openLarge, star } from "../history/actions.js";
import { createFeed, NUM_JOBS_MAX, whenRunsEnd } from "../history/feed.js";
import { drawFilters, filtersOf, keepFilters, matches, queryOf } from "../history/filters.js";
import { Grid } from "../history/grid.js";
import { mosaicOf } from "../history/layout.js";
import { drawTile, updateTile } from "../history/tile.js";

const PAGE = 100;
const STATUSES = ["succeeded", "canceled", "failed", "expired"];
const BLANK_ASPECT = 0.8;

export async function show(main, { query, until }) {
  let filters = filtersOf(query);
  let leaving = new AbortController();
  const list = h("div", { class: "history-list" });
  const search = (next) => {
    filters = next;
    keepFilters("history", filters);
    begin();
  };
  const begin = () => {
    leaving.abort();
    leaving = new AbortController();
    drawList(list, filters, { until: AbortSignal.any([until, leaving.signal]), clear });
  };
  const controls = h("div");
  const drawControls = () => replace(controls,
    drawFilters(filters, search, { until, statuses: STATUSES }));
  const clear = () => {
    search({});
    drawControls();
    controls.querySelector("input").focus();
  };
  drawControls();
  const kept = duration(session.value.server.url_lifetime_s * 1000);
  replace(main,
    h("header", { class: "row spread history-head" }, h("h1", null, t("history.title")),
      h("p", { class: "hint" }, t("history.kept", { time: kept }))),
    controls, list);
  begin();
}

/** The grid of what some filters leave, from now on. */
function drawList(list, filters, { until, clear }) {
  const { feed, more, put, drop, has, named } =
    createFeed(queryOf({ status: "succeeded", ...filters }), until, PAGE);
  const chosen = new Chosen({ put: change, drop: dropped });
  const grid = new Grid({
    label: t("history.title"),
    draw: (item) => drawTile(item, chosen.has(item.id)),
    update: (cell, item) => updateTile(cell, item, chosen.has(item.id)),
    onnear: more,
    until,
  });
  chosen.onchange = (id) => {
    const item = grid.items[grid.indexOf(id)];
    if (item) grid.renew(item);
  };
  const foot = h("div", { class: "history-foot" });
  const news = h("p", { class: "hidden", role: "status" });
  replace(list, news, grid.node, foot, chosen.bar);

  /** Show a job as it is now; one that nobody lists any more stays until a reload. */
  function change(job) {
    if (has(job.id)) put(job);
  }

  function dropped(id) {
    chosen.leave(id);
    drop(id);
  }

  let shown = [];
  feed.watch((now) => {
    if (now.jobs !== shown) {
      const isSame = isSameOrder(shown, now.jobs);
      if (isSame) now.jobs.forEach((job, n) => job !== shown[n] && grid.renew(itemOf(job)));
      else grid.show(now.jobs.filter(isLeft).map(itemOf));
      shown = now.jobs;
    }
    drawFoot(foot, now, grid.items.length, { filters, clear, more });
    news.textContent = now.isLoading ? "" : t("history.shown", { n: grid.items.length });
  }, until);
  whenRunsEnd((job) => {
    if (matches(job, { status: "succeeded", ...filters })) put(job);
  }, until);
  press(grid, { chosen, named, change, dropped });
  more();
}

/** What was deleted by hand has nothing left to show. */
const isLeft = (job) => !job.deleted_at || job.prompt !== "";

function isSameOrder(a, b) {
  return a.length === b.length && a.every((job, n) => job.id === b[n].id && isLeft(job) ===
    isLeft(b[n]) && job.images.length === b[n].images.length);
}

function itemOf(job) {
  const aspect = job.images.length ? mosaicOf(job.images).aspect : BLANK_ASPECT;
  return { id: job.id, aspect, job };
}

/** What presses and keys in the grid do. */
function press(grid, { chosen, named, change, dropped }) {
  const open = async (job, index = 0) => {
    if (!job.images.length) {
      location.hash = hrefOf(`jobs/${job.id}`);
      return;
    }
    const jobs = grid.items.map((item) => item.job).filter((each) => each.images.length);
    await openLarge(job, index, jobs, (now, was) => (now ? change(now) : dropped(was)));
  };
  const upTo = (id) => chosen.extend(grid.items.map((item) => item.job), named(id));
  grid.node.addEventListener("click", (event) => {
    const id = event.target.closest(".tile")?.dataset.id;
    if (!id) return;
    const job = named(id);
    if (event.target.closest(".tile-star")) star([job], !job.starred, change);
    else if (event.shiftKey) upTo(id);
    else if (event.target.closest(".tile-mark") || event.ctrlKey || event.metaKey) {
      chosen.toggle(job);
    } else open(job, Number(event.target.closest("[data-index]")?.dataset.index ?? 0));
  });
  grid.node.addEventListener("keydown", (event) => {
    const job = named(grid.active?.id);
    const isForButton = event.target.tagName === "BUTTON" || isTyping(event);
    if (!job || isForButton || event.altKey) return;
    const act = {
      Enter: () => open(job),
      " ": () => (event.shiftKey ? upTo(job.id) : chosen.toggle(job)),
      s: () => star([job], !job.starred, change),
      Delete: () => erase(chosen.jobs.length ? chosen.jobs : [job], dropped),
      Escape: () => chosen.clear(),
      a: event.ctrlKey || event.metaKey
        ? () => chosen.all(grid.items.map((item) => item.job)) : null,
    }[event.key];
    if (!act || (event.key !== "a" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    act();
  });
}

/** What is below the grid: more to come, the end, nothing, or what went wrong. */
function drawFoot(foot, { jobs, next, isLoading, error }, num, { filters, clear, more }) {
  if (error) return replace(foot, problem(error, { retry: more }));
  if (isLoading) return replace(foot, h("p", { class: "muted" }, t("shell.loading")));
  if (next !== null) {
    const isFull = jobs.length >= NUM_JOBS_MAX;
    return replace(foot, isFull ? h("p", { class: "muted" }, t("history.full")) :
      h("button", { type: "button", class: "plain", onclick: more }, t("shell.more")));
  }
  const numErased = jobs.length - num;
  const erased = numErased
    ? h("p", { class: "hint" }, t("history.not_shown", { n: numErased }), " ",
        h("a", { href: hrefOf("jobs") }, t("history.all_jobs"))) : null;
  if (num) return replace(foot, h("p", { class: "muted" }, t("history.end")), erased);
  const isNarrow = Object.keys(filters).length > 0;
  return replace(foot, h("div", { class: "history-empty" }, icon(isNarrow ? "search" : "image"),
    h("h2", null, t(isNarrow ? "history.no_match" : "history.empty")),
    h("p", { class: "muted" }, t(isNarrow ? "history.no_match_more" : "history.empty_more")),
    isNarrow ? h("button", { type: "button", class: "plain", onclick: clear }, t("history.clear"))
      : h("a", { class: "button primary", href: hrefOf("") }, icon("brush"), t("history.make")),
    erased));
}
