/**
 * Webhooks: what messages are signed with, trying a receiver out, and what was told to whom.
 * It does not know what a message says.
 */

import { get } from "../api.js";
import { h, listen, newId, replace, settle } from "../dom.js";
import { ago, moment, prepare, t } from "../i18n.js";
import { icon } from "../icons.js";
import { isShown } from "../problem.js";
import { hrefOf, style } from "../routes.js";
import { may } from "../session.js";
import { drawPing } from "../dash/form_ping.js";
import { howToVerify } from "../dash/form_verify.js";
import { drawSecrets } from "../dash/form_webhook_secrets.js";
import { createTable, nothing } from "../dash/table.js";
import {
  answerOf, deliveryChip, jobAt, openDelivery, whenNext,
} from "../dash/table_delivery.js";

const PAGE = 30;
const POLL_MS = 2500;
/** Pending ones that are not on the newest page: so many are asked about at a time. */
const NUM_ASKED_MAX = 8;
const TYPING_MS = 350;
const STATUSES = ["pending", "delivered", "failed"];
const JOB_ID = /^job_[0-9a-z]{26}$/;

/** Show the view. */
export async function show(main, { query, rest, until }) {
  await Promise.all([prepare("keys"), style("forms", "forms_list")]);
  const status = query.get("status") ?? "";
  const filters = { status: STATUSES.includes(status) ? status : "", job: query.get("job") ?? "" };
  const table = may("read") ? deliveryTable(filters, until) : null;
  replace(main, h("div", { class: "list-view" },
    h("header", null, h("h1", null, t("webhooks.title")),
      h("p", { class: "muted" }, t("webhooks.lead"))),
    h("div", { class: "list-pair" },
      section("secrets", may("submit") ? [drawSecrets(until), howToVerify()] : refused("submit")),
      section("test", may("submit") ? drawPing(until) : refused("submit"))),
    h("section", { class: "stack" },
      h("div", { class: "row spread" }, h("h2", null, t("webhooks.deliveries")),
        table ? renewal(table) : null),
      table ? [drawFilters(filters, table), table.node] : refused("read"))));
  if (!table) return;
  keepUp(table, filters, until);
  if (rest[0]) openDelivery(rest[0], { until, put: (found) => renewOne(table, found) });
  await table.reload();
}

function section(name, body) {
  const id = newId("part");
  return h("section", { class: "card stack", "aria-labelledby": id },
    h("div", null, h("h2", { id }, t(`webhooks.${name}`)),
      h("p", { class: "hint" }, t(`webhooks.${name}_lead`))), body);
}

const refused = (scope) => h("p", { class: "muted" },
  t("webhooks.not_let", { scope: t(`keys.scope_${scope}`) }));

function renewal(table) {
  return h("button", { type: "button", class: "quiet icon-only", title: t("webhooks.renew"),
    "aria-label": t("webhooks.renew"), onclick: table.reload }, icon("again"));
}

function drawFilters(filters, table) {
  const ids = { status: newId("status"), job: newId("job"), fault: newId("fault") };
  const change = (name, value) => {
    filters[name] = value;
    const kept = Object.entries(filters).filter(([, each]) => each);
    history.replaceState(history.state, "", hrefOf("webhooks", Object.fromEntries(kept)));
    table.reload();
  };
  const fault = h("p", { class: "form-fault", id: ids.fault });
  const typed = settle(TYPING_MS, (value) => {
    const isGood = !value || JOB_ID.test(value);
    fault.textContent = isGood ? "" : t("webhooks.fault_job");
    if (isGood) change("job", value);
  });
  const options = STATUSES.map((name) =>
    h("option", { value: name }, t(`webhooks.status_${name}`)));
  return h("search", { class: "list-filters" },
    h("div", { class: "field" }, h("label", { for: ids.status }, t("webhooks.by_status")),
      h("select", { id: ids.status, value: filters.status,
        onchange: ({ target }) => change("status", target.value) },
      h("option", { value: "" }, t("webhooks.any")), options)),
    h("div", { class: "field" }, h("label", { for: ids.job }, t("webhooks.by_job")),
      h("input", { id: ids.job, type: "search", value: filters.job, maxlength: 64,
        placeholder: "job_…", autocomplete: "off", spellcheck: "false",
        "aria-describedby": ids.fault, oninput: ({ target }) => typed(target.value.trim()) }),
      fault));
}

function deliveryTable(filters, until) {
  const names = ["when", "state", "job", "url", "tries", "answer"];
  const table = createTable({
    label: t("webhooks.deliveries"), name: "deliveries", until,
    columns: names.map((name) => [name, t(`webhooks.column_${name}`)]),
    empty: () => (filters.status || filters.job ? nothing(t("webhooks.none_such"))
      : nothing(t("webhooks.none"), t("webhooks.none_more"))),
    isIn: (each) => (!filters.status || each.status === filters.status) &&
      (!filters.job || each.job_id === filters.job),
    async load(cursor) {
      const page = await get("/webhooks/deliveries", { ...queryOf(filters), before: cursor },
        until);
      return { data: page.data, next: page.next_before };
    },
    cells: (each) => cellsOf(each, () => open(each)),
    onrow: (each) => open(each),
  });
  const open = ({ id }) => openDelivery(id, { until, put: (found) => renewOne(table, found) });
  return table;
}

const queryOf = ({ status, job }) => ({ status, job: JOB_ID.test(job) ? job : "", limit: PAGE });

function cellsOf(each, open) {
  const when = h("time", { datetime: each.created_at, title: moment(each.created_at) },
    ago(each.created_at));
  return [
    h("button", { type: "button", class: "list-link", onclick: open,
      "aria-label": t("webhooks.open", { at: moment(each.created_at) }) }, when),
    [deliveryChip(each.status), each.status === "pending" ? h("div", null, whenNext(each)) : null],
    h("a", { href: jobAt(each.job_id), title: each.job_id },
      h("code", null, `…${each.job_id.slice(-8)}`)),
    h("code", { title: each.url ?? "" }, each.url ?? t("webhooks.forgotten")),
    each.num_tries,
    answerOf(each.last_status, each.last_status === null ? each.last_error : null),
  ];
}

/** Bring the list up to date; what is as it was is not drawn anew. */
function renew(table, found) {
  const known = new Map(table.items.map((item) => [item.id, JSON.stringify(item)]));
  const fresh = found.filter((item) => known.get(item.id) !== JSON.stringify(item));
  const isNew = (item) => !known.has(item.id);
  // The newest page comes newest first, and each new one is put before the others.
  if (fresh.length) table.put([...fresh.filter((item) => !isNew(item)),
    ...fresh.filter(isNew).reverse()]);
}

/** Bring one up to date that the list has. */
function renewOne(table, found) {
  if (table.items.some(({ id }) => id === found.id)) renew(table, [found]);
}

/** Ask again while some wait, for as long as somebody looks. */
function keepUp(table, filters, until) {
  let isAsking = false;
  const ask = async () => {
    const pending = table.items.filter(({ status }) => status === "pending");
    if (document.hidden || isAsking || !pending.length) return;
    isAsking = true;
    try {
      const { data } = await get("/webhooks/deliveries", queryOf(filters), until);
      const told = new Set(data.map(({ id }) => id));
      const others = pending.filter(({ id }) => !told.has(id)).slice(0, NUM_ASKED_MAX);
      const found = await Promise.all(others.map(({ id }) =>
        get(`/webhooks/deliveries/${id}`, {}, until)));
      renew(table, [...data, ...found.map(({ tries: _, ...each }) => each)]);
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
