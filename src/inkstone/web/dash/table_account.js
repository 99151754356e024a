/**
 * One account: what it has and may, what moved, what was administered, and all that is done to it.
 * It does not know the other accounts.
 */

import { get } from "../api.js";
import { h, newId, replace } from "../dom.js";
import { moment, money, number, t } from "../i18n.js";
import { icon } from "../icons.js";
import { hrefOf } from "../routes.js";
import {
  changeAccount, eraseAccount, isOwnAccount, pathOf, toggleAccount,
} from "./form_account.js";
import { adjust, grant, refund } from "./form_moves.js";
import { auditTable, markOf } from "./table_audit.js";
import { drawLimits } from "./table_limits.js";
import { drawStatement } from "./table_statement.js";

const KINDS = { active: "good", suspended: "warn", erased: "bad" };

/** Where an account stands, as a chip. */
export function statusOf({ status }) {
  return h("span", { class: `chip ${KINDS[status] ?? ""}` }, t(`accounts.status_${status}`));
}

/**
 * Show an account.
 * @param {Element} main
 * @param {string} id
 * @param {{names:object, until:AbortSignal, leave:() => void}} about `leave` is called once it is
 *     erased
 */
export async function showAccount(main, id, { names, until, leave }) {
  let account = await get(pathOf({ id }), {}, until);
  const head = h("div", { class: "stack" });
  const statement = drawStatement(account, until);
  const log = auditTable({ account: account.id, names, until });

  const done = (changed) => {
    account = changed;
    draw();
    statement.draw();
    log.reload();
  };
  const reread = async () => done(await get(pathOf(account), {}, until));
  const draw = () => replace(head, title(account), figures(account),
    account.status === "erased" ? adjusting(account, { until, done })
      : actions(account, { until, done, reread, leave }),
    allowed(account));

  draw();
  replace(main, h("div", { class: "list-view" },
    h("p", null, h("a", { class: "row", href: hrefOf("accounts") }, icon("left"),
      t("accounts.all"))),
    head, part("statement", statement.node), part("audit", log.node)));
  await log.reload();
}

function title(account) {
  return h("header", null,
    h("div", { class: "row" }, h("h1", null, account.name || account.id), statusOf(account),
      isOwnAccount(account) ? h("span", { class: "chip" }, t("accounts.own")) : null),
    h("p", { class: "muted small" }, h("code", null, account.id), " · ",
      t("accounts.since", { at: moment(account.created_at) })));
}

function figures(account) {
  const { currency } = account;
  const figure = (name) => h("div", { class: "card" },
    h("dt", { class: "hint" }, t(`accounts.${name}`)),
    h("dd", { class: "account-figure number" }, money(account[`${name}_micros`], currency)));
  return h("dl", { class: "account-figures" }, ["available", "balance", "held"].map(figure));
}

function actions(account, { until, done, reread, leave }) {
  const about = { until, done };
  const button = (kind, name, run) =>
    h("button", { type: "button", class: kind, onclick: run }, t(`accounts.${name}`));
  const isActive = account.status === "active";
  return h("div", { class: "row" },
    button("primary", "grant", () => grant(account, about)),
    button("plain", "change", () => changeAccount(account, about)),
    button("plain", "adjust", () => adjust(account, about)),
    button("plain", "refund", () => refund({ until, done: reread })),
    h("a", { class: "button plain", href: hrefOf("keys", { account: account.name }) },
      icon("key"), t("accounts.its_keys")),
    // Who is signed in would lock themselves out.
    isOwnAccount(account) ? null : [
      button(isActive ? "danger" : "plain", isActive ? "suspend" : "resume",
        () => toggleAccount(account, about)),
      button("danger", "erase", () => eraseAccount(account, { until, done: leave }))]);
}

/** What an erased account has left can still be set right. */
function adjusting(account, about) {
  return h("div", { class: "row" }, h("p", { class: "muted" }, t("accounts.is_erased")),
    h("button", { type: "button", class: "plain", onclick: () => adjust(account, about) },
      t("accounts.adjust")));
}

function allowed(account) {
  const { limits, spending, currency, plan, weight, policy } = account;
  const isLimited = Object.values(limits).some((value) => value !== null);
  const marks = Object.entries(policy).filter(([, value]) => value !== null);
  const facts = [
    ["plan", plan || t("accounts.plan_usual")],
    ["weight", number(weight)],
    ["policy", marks.length ? marks.map((mark) => h("div", null, markOf(...mark)))
      : t("keys.as_server")],
  ];
  return part("allowed",
    isLimited ? null : h("p", { class: "muted" }, t("accounts.unlimited")),
    drawLimits(limits, spending, currency),
    h("dl", { class: "list-facts" }, facts.map(([name, value]) =>
      [h("dt", null, t(`accounts.${name}`)), h("dd", null, value)])));
}

function part(name, ...children) {
  const id = newId("part");
  return h("section", { class: "card stack", "aria-labelledby": id },
    h("h2", { id }, t(`accounts.${name}`)), children);
}
