/**
 * The API keys: who may ask for what, how much of it was spent, and all that is done to them.
 * It does not know a key itself: that is seen once, in the dialog that makes it.
 */

import { get } from "../api.js";
import { h, listen, newId, replace, settle } from "../dom.js";
import { ago, day, moment, t } from "../i18n.js";
import { icon } from "../icons.js";
import { hrefOf, style } from "../routes.js";
import { may, models, session } from "../session.js";
import { changeKey, createKey, isOwn, revokeKey, rotateKey } from "../dash/form_key.js";
import { createTable, nothing } from "../dash/table.js";
import { drawLimits } from "../dash/table_limits.js";
import { accountNames } from "../dash/table_names.js";

const PAGE = 100;
const TYPING_MS = 350;

/** Show the view. */
export async function show(main, { query, until }) {
  await style("forms", "forms_list");
  if (!may("admin")) return replace(main, h("h1", null, t("keys.title")), notAdmin());
  const { is_operator: isOperator } = session.value;
  const names = await accountNames(until);
  if (until.aborted) return;
  const filters = { account: query.get("account") ?? "", ended: query.get("ended") === "true" };
  const table = keyTable(filters, names, until);
  const create = () => createKey({ account: filters.account, until,
    accounts: isOperator ? names.all : null, done: (key) => table.put([key], { isFirst: false }) });
  replace(main, h("div", { class: "list-view" },
    h("header", { class: "row spread" },
      h("div", null, h("h1", null, t("keys.title")),
        h("p", { class: "muted" }, t(isOperator ? "keys.lead_operator" : "keys.lead"))),
      h("button", { type: "button", class: "primary", onclick: create }, icon("plus"),
        t("keys.create"))),
    drawFilters(filters, names, table),
    table.node));
  const renew = () => document.hidden || table.items.length > PAGE || table.reload();
  listen(document, "visibilitychange", renew, until);
  await table.reload();
}

function notAdmin() {
  return nothing(t("keys.not_admin"), t("keys.not_admin_more"));
}

function drawFilters(filters, names, table) {
  const kept = () => history.replaceState(history.state, "", hrefOf("keys",
    { ...(filters.account && { account: filters.account }),
      ...(filters.ended && { ended: "true" }) }));
  const id = newId("account");
  const list = newId("accounts");
  const typed = settle(TYPING_MS, (value) => {
    filters.account = value;
    kept();
    table.reload();
  });
  const account = session.value.is_operator ? h("div", { class: "field" },
    h("label", { for: id }, t("keys.by_account")),
    h("input", { id, type: "search", list, value: filters.account, maxlength: 200,
      autocomplete: "off", placeholder: t("keys.any_account"),
      oninput: (event) => typed(event.target.value) }),
    h("datalist", { id: list }, names.all.map((value) => h("option", { value })))) : null;
  const ended = h("label", { class: "check" },
    h("input", { type: "checkbox", checked: filters.ended, onchange: ({ target }) => {
      filters.ended = target.checked;
      kept();
      table.draw();
    } }), t("keys.show_ended"));
  return h("search", { class: "list-filters" }, account, ended);
}

function keyTable(filters, names, until) {
  const isOperator = session.value.is_operator;
  const columns = [["name", t("keys.name")],
    ...(isOperator ? [["account", t("keys.account")]] : []),
    ["scopes", t("keys.may")], ["limits", t("keys.limits")], ["times", t("keys.times")],
    ["actions", t("keys.actions")]];
  const done = (key) => table.put([key]);
  const table = createTable({
    label: t("keys.title"), name: "keys", columns, until,
    isIn: (key) => filters.ended || !endOf(key),
    empty: () => nothing(t(filters.account ? "keys.none_of" : "keys.none"), t("keys.none_more")),
    async load(cursor) {
      const page = await pageOf(filters.account, cursor, until);
      await names.learn(page.data.map((key) => key.account_id));
      return { data: page.data, next: page.next_after };
    },
    cells: (key) => [nameOf(key), ...(isOperator ? [accountOf(key, names)] : []), mayOf(key),
      drawLimits(key.limits, key.spending, session.value.currency), timesOf(key),
      actionsOf(key, until, done)],
  });
  return table;
}

async function pageOf(account, after, until) {
  try {
    return await get("/keys", { account, after, limit: PAGE }, until);
  } catch (error) {
    if (error.code !== "account_not_found") throw error;
    return { data: [], next_after: null }; // its name is still being typed
  }
}

/** Why a key is refused by now; empty where it is not. */
function endOf({ revoked_at: revoked, expires_at: expires }) {
  if (revoked) return "revoked";
  return expires && new Date(expires) <= new Date() ? "expired" : "";
}

function nameOf(key) {
  const end = endOf(key);
  const until = key.previous_until && new Date(key.previous_until) > new Date()
    ? key.previous_until : null;
  return [
    h("div", { class: "list-title" }, key.name),
    h("div", { class: "row" }, h("code", { class: "muted" }, `${key.prefix.replace(/…$/, "")}…`),
      isOwn(key) ? h("span", { class: "chip good" }, t("keys.this_page")) : null,
      end ? h("span", { class: "chip bad" }, t(`keys.is_${end}`)) : null),
    until && !end ? h("p", { class: "chip warn" }, t("keys.old_until", { at: moment(until) }))
      : null,
  ];
}

function accountOf(key, names) {
  return h("a", { href: `#/accounts/${encodeURIComponent(key.account_id)}` },
    names.of(key.account_id));
}

function mayOf(key) {
  const isSet = Object.values(key.policy).some((value) => value !== null);
  return h("div", { class: "row" },
    key.scopes.map((name) => h("span", { class: "chip", title: t(`keys.scope_${name}_more`) },
      t(`keys.scope_${name}`))),
    key.models ? key.models.map((name) => h("span", { class: "chip" }, icon("image"), name))
      : h("span", { class: "small muted" }, t("keys.all_models", { n: models.value.length })),
    isSet ? h("span", { class: "chip", title: t("keys.policy") }, icon("shield"),
      t("keys.own_policy")) : null);
}

function timesOf(key) {
  const { last_used_at: used, expires_at: expires, revoked_at: revoked } = key;
  const time = (at, words) => h("time", { datetime: at, title: moment(at) }, words);
  return h("div", { class: "small" },
    h("p", null, used ? time(used, t("keys.used", { ago: ago(used) }))
      : h("span", { class: "muted" }, t("keys.never_used"))),
    revoked ? h("p", null, time(revoked, t("keys.revoked_on", { day: day(revoked) })))
      : expires ? h("p", null, time(expires, t(endOf(key) ? "keys.ended_on" : "keys.ends_on",
        { day: day(expires) }))) : null,
    h("p", { class: "muted" }, time(key.created_at,
      t("keys.made_on", { day: day(key.created_at) }))));
}

function actionsOf(key, until, done) {
  if (key.revoked_at) return null;
  const action = (kind, words, run) => h("button", { type: "button", class: `${kind} list-act`,
    "aria-label": `${t(words)}: ${key.name}`, onclick: () => run(key, { until, done }) }, t(words));
  return h("div", { class: "row" }, action("plain", "keys.change", changeKey),
    endOf(key) ? null : action("plain", "keys.rotate", rotateKey),
    action("danger", "keys.revoke", revokeKey));
}
