/**
 * What a list of jobs is narrowed by: the controls, the address that keeps them, the query.
 * It does not know what the list shows.
 */

import { get } from "../api.js";
import { h, newId, settle } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { isShown } from "../problem.js";
import { hrefOf } from "../routes.js";
import { may, models, session } from "../session.js";

const NAMES = ["q", "status", "model", "dialect", "key", "starred", "from", "to"];
const STATUSES = ["queued", "running", "succeeded", "failed", "canceled", "expired"];
const TYPING_MS = 250;
const NUM_CHARS_MAX = 200;
const WIDE = "(min-width: 901px)";

/** The filters that an address names. */
export function filtersOf(query) {
  const found = NAMES.map((name) => [name, query.get(name) ?? ""]);
  return Object.fromEntries(found.filter(([, value]) => value));
}

/** Keep filters in the address, so that a reload and the way back find them. */
export function keepFilters(view, filters) {
  history.replaceState(history.state, "", hrefOf(view, filters));
}

/** The query of `GET /jobs` for some filters; days are the reader's own. */
export function queryOf({ from, to, ...rest }) {
  return { ...rest, from: midnight(from), to: midnight(to, 1) };
}

function midnight(day, numLater = 0) {
  const at = new Date(`${day}T00:00`);
  if (!day || Number.isNaN(at.getTime())) return undefined;
  at.setDate(at.getDate() + numLater);
  return at.toISOString();
}

/** Whether a job that the page knows belongs to the list. */
export function matches(job, filters) {
  const { from, to } = queryOf(filters);
  const prompt = job.prompt.toLowerCase();
  const words = (filters.q ?? "").toLowerCase().split(/\s+/);
  return words.every((word) => prompt.includes(word)) &&
    isOneOf(filters.status, job.status) && isOneOf(filters.dialect, job.dialect) &&
    isOneOf(filters.key, job.key_id) && isOneOf(filters.model, ...namesOf(job.model)) &&
    isOneOf(filters.starred, String(job.starred)) &&
    (!from || new Date(job.created_at) >= new Date(from)) &&
    (!to || new Date(job.created_at) < new Date(to));
}

const isOneOf = (wanted, ...found) => !wanted || found.includes(wanted);

function namesOf(name) {
  const same = models.value.filter((model) => model.resolves_to === name);
  return [name, ...same.map((model) => model.name)];
}

/** The names of the keys that a reader may know, by their ids. */
export async function keyNames(until) {
  const { key } = session.value;
  const names = new Map([[key.id, key.name]]);
  if (may("admin")) {
    const { data } = await get("/keys", { limit: 100 }, until);
    for (const each of data) names.set(each.id, each.name);
  }
  return names;
}

/**
 * The controls.
 * @param {object} filters what is chosen now
 * @param {(filters:object) => void} onchange with all that is chosen then
 * @param {{until:AbortSignal, statuses?:string[]}} options
 */
export function drawFilters(filters, onchange, { until, statuses = STATUSES }) {
  let current = { ...filters };
  const change = (name, value) => {
    const { [name]: _, ...others } = current;
    current = value ? { ...others, [name]: value } : others;
    count();
    onchange(current);
  };
  const dialects = listOf("dialect", [], current, change);
  const keys = listOf("key", [], current, change);
  const num = h("span", { class: "chip", hidden: true });
  const count = () => {
    const { q, starred, ...inside } = current;
    num.textContent = Object.keys(inside).length;
    num.hidden = num.textContent === "0";
  };
  count();
  fill(dialects.select, keys.select, current, until).catch(isShown);
  const isOpen = matchMedia(WIDE).matches || Object.keys(current).length > 0;
  return h("search", { class: "filters" },
    search(current, change), star(current, change),
    h("details", { class: "filters-more", open: isOpen },
      h("summary", { class: "button plain" }, icon("list"), t("history.filters"), num),
      h("div", { class: "filters-fields" },
        listOf("status", statuses.map((name) => [name, t(`history.status_${name}`)]),
          current, change).field,
        listOf("model", models.value.map(({ name }) => [name, name]), current, change).field,
        dialects.field, keys.field,
        dayOf("from", current, change), dayOf("to", current, change))));
}

function search(current, change) {
  const typed = settle(TYPING_MS, (value) => change("q", value.trim()));
  return h("div", { class: "filters-search" }, icon("search"),
    h("input", { type: "search", value: current.q ?? "", maxlength: NUM_CHARS_MAX,
      placeholder: t("history.search"), "aria-label": t("history.search"), autocomplete: "off",
      oninput: (event) => typed(event.target.value) }));
}

function star(current, change) {
  const toggle = ({ currentTarget: button }) => {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", isOn);
    change("starred", isOn ? "true" : "");
  };
  return h("button", { type: "button", class: "plain", onclick: toggle,
    "aria-pressed": String(current.starred === "true") }, icon("star"), t("history.starred"));
}

function listOf(name, options, current, change) {
  const id = newId(name);
  const select = h("select", { id, onchange: (event) => change(name, event.target.value) },
    h("option", { value: "" }, t("history.any")), optionsOf(options));
  select.value = current[name] ?? "";
  if (current[name] && select.value !== current[name]) add(select, current[name], current[name]);
  return { select, field: h("div", { class: "field" },
    h("label", { for: id }, t(`history.by_${name}`)), select) };
}

const optionsOf = (pairs) => pairs.map(([value, words]) => h("option", { value }, words));

function add(select, value, words) {
  select.append(h("option", { value }, words));
  select.value = value;
}

function dayOf(name, current, change) {
  const id = newId(name);
  return h("div", { class: "field" }, h("label", { for: id }, t(`history.by_${name}`)),
    h("input", { id, type: "date", value: current[name] ?? "",
      onchange: (event) => change(name, event.target.value) }));
}

/** Bring the dialects that have prices, and the keys. */
async function fill(dialects, keys, current, until) {
  const [card, names] = await Promise.all([get("/rate-card", {}, until), keyNames(until)])
    .catch((error) => {
      if (until.aborted) return [{ rates: [] }, new Map()];
      throw error;
    });
  const known = [...new Set(card.rates.map((rate) => rate.dialect))].sort();
  const put = (select, name, pairs) => {
    const chosen = current[name] ?? select.value;
    select.replaceChildren(select.firstElementChild, ...optionsOf(pairs));
    select.value = chosen;
    if (chosen && select.value !== chosen) add(select, chosen, chosen);
  };
  put(dialects, "dialect", known.map((name) => [name, name]));
  put(keys, "key", [...names]);
}
