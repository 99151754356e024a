/**
 * The accounts, for who runs the server: all of them, one of them, and the audit log.
 * It does not know how one of them is shown.
 */

import { get } from "../api.js";
import { h, replace } from "../dom.js";
import { money, prepare, t } from "../i18n.js";
import { icon } from "../icons.js";
import { go, hrefOf, style } from "../routes.js";
import { session } from "../session.js";
import { createAccount } from "../dash/form_account.js";
import { refund } from "../dash/form_moves.js";
import { showAccount, statusOf } from "../dash/table_account.js";
import { auditTable } from "../dash/table_audit.js";
import { createTable, nothing } from "../dash/table.js";
import { drawLimits } from "../dash/table_limits.js";
import { accountNames } from "../dash/table_names.js";

const PAGE = 100;

/** Show the view. */
export async function show(main, { rest, query, until }) {
  await Promise.all([prepare("keys"), style("forms", "forms_list")]);
  if (!session.value.is_operator) {
    return replace(main, h("h1", null, t("accounts.title")), nothing(t("accounts.not_operator"),
      t("accounts.not_operator_more")));
  }
  const names = await accountNames(until);
  if (until.aborted) return;
  const leave = () => go("accounts");
  if (rest[0]) await showAccount(main, rest[0], { names, until, leave });
  else await showAll(main, query, { names, until });
}

async function showAll(main, query, { names, until }) {
  let wanted = query.get("q") ?? "";
  const matches = ({ name, id, plan }) => wanted.toLowerCase().split(/\s+/)
    .every((word) => [name, id, plan].some((text) => text.toLowerCase().includes(word)));
  const table = accountTable(matches, () => wanted, until);
  const log = auditTable({ names, until });
  const search = h("input", { type: "search", value: wanted, maxlength: 200, autocomplete: "off",
    placeholder: t("accounts.search"), "aria-label": t("accounts.search"),
    oninput: ({ target }) => {
      wanted = target.value.trim();
      history.replaceState(history.state, "", hrefOf("accounts", wanted ? { q: wanted } : {}));
      table.draw();
    } });
  const create = () => createAccount({ until, done: (made) => {
    table.put([made]);
    log.reload();
  } });
  const giveBack = () => refund({ until, done: () => (table.reload(), log.reload()) });
  replace(main, h("div", { class: "list-view" },
    h("header", { class: "row spread" },
      h("div", null, h("h1", null, t("accounts.title")),
        h("p", { class: "muted" }, t("accounts.lead"))),
      h("div", { class: "row" },
        h("button", { type: "button", class: "plain", onclick: giveBack }, icon("undo"),
          t("accounts.refund")),
        h("button", { type: "button", class: "primary", onclick: create }, icon("plus"),
          t("accounts.create")))),
    h("search", { class: "list-filters" }, search),
    table.node,
    h("section", { class: "stack" }, h("h2", null, t("accounts.audit")), log.node)));
  await Promise.all([table.reload(), log.reload()]);
}

function accountTable(matches, wanted, until) {
  const names = ["name", "money", "limits", "terms"];
  const open = ({ id }) => (location.hash = addressOf(id));
  return createTable({
    label: t("accounts.title"), name: "accounts", until, onrow: open,
    columns: names.map((name) => [name, t(`accounts.column_${name}`)]),
    isIn: (account) => !wanted() || matches(account),
    empty: () => nothing(t(wanted() ? "accounts.no_match" : "accounts.none")),
    async load(cursor) {
      const page = await get("/accounts", { after: cursor, limit: PAGE }, until);
      return { data: page.data, next: page.next_after };
    },
    cells: (account) => [nameOf(account), moneyOf(account),
      drawLimits(account.limits, account.spending, account.currency), termsOf(account)],
  });
}

const addressOf = (id) => `#/accounts/${encodeURIComponent(id)}`;

function nameOf(account) {
  return [h("a", { class: "list-title", href: addressOf(account.id) },
    account.name || account.id), h("div", { class: "row" }, statusOf(account))];
}

function moneyOf({ available_micros: available, held_micros: held, currency }) {
  return [h("div", { class: "number" }, money(available, currency)),
    held ? h("div", { class: "small muted" },
      t("accounts.and_held", { amount: money(held, currency) })) : null];
}

function termsOf({ plan, weight, policy }) {
  const isSet = Object.values(policy).some((value) => value !== null);
  return h("div", { class: "row small" },
    plan ? h("span", { class: "chip" }, icon("tag"), plan)
      : h("span", { class: "muted" }, t("accounts.plan_usual")),
    weight === 1 ? null : h("span", { class: "chip" }, t("accounts.weight_of", { n: weight })),
    isSet ? h("span", { class: "chip" }, icon("shield"), t("keys.own_policy")) : null);
}
