/**
 * The audit log: what was administered, when and by whom, in words.
 * It does not know how anything is administered.
 */

import { get } from "../api.js";
import { h } from "../dom.js";
import { duration, hasWords, moment, money, number, t } from "../i18n.js";
import { session } from "../session.js";
import { createTable, nothing } from "./table.js";

const PAGE = 25;
const EXACT = { dateStyle: "medium", timeStyle: "medium" };
const NUM_CHARS_MAX = 300;

/**
 * The log, of all accounts or of one.
 * @param {{account?:string, names:object, until:AbortSignal}} about
 */
export function auditTable({ account = "", names, until }) {
  const columns = ["at", "what", ...(account ? [] : ["account"]), "actor", "details"];
  const keys = keyNames(until);
  return createTable({
    label: t("accounts.audit"), name: "audit", until,
    columns: columns.map((name) => [name, t(`accounts.audit_${name}`)]),
    empty: () => nothing(t("accounts.audit_none")),
    async load(cursor) {
      const page = await get("/audit", { account, before: cursor, limit: PAGE }, until);
      await Promise.all([names.learn(page.data.map((each) => each.account_id)),
        keys.learn(page.data.map((each) => each.actor))]);
      return { data: page.data, next: page.next_before };
    },
    cells: (each) => columns.map((name) => CELLS[name](each, { names, keys })),
  });
}

/** Names of the keys that did something, by their ids. */
function keyNames(until) {
  const { key } = session.value;
  const known = new Map([[key.id, key.name]]);
  const one = async (id) => {
    const found = await get(`/keys/${encodeURIComponent(id)}`, {}, until).catch(() => null);
    known.set(id, found?.name ?? id);
  };
  return {
    of: (id) => known.get(id) ?? id,
    async learn(ids) {
      const others = [...new Set(ids)].filter((id) => id.startsWith("key_") && !known.has(id));
      await Promise.all(others.map(one));
    },
  };
}

const CELLS = {
  at: ({ at }) => h("time", { datetime: at }, moment(at, EXACT)),
  what: ({ action }) => actionOf(action),
  account: ({ account_id: id }, { names }) => (id
    ? h("a", { href: `#/accounts/${encodeURIComponent(id)}` }, names.of(id)) : "–"),
  actor: ({ actor }, { keys }) => actorOf(actor, keys),
  details: (entry, { keys }) => detailsOf(entry, keys),
};

/** An action in words; one that has none is named as the log names it. */
function actionOf(action) {
  const name = `accounts.act_${action.replace(".", "_")}`;
  return hasWords(name) ? t(name) : h("code", null, action);
}

function actorOf(actor, keys) {
  if (actor === "server") return t("accounts.by_server");
  if (actor === "command line") return t("accounts.by_command");
  return h("span", { title: actor }, keys.of(actor));
}

const WRITERS = {
  amount_micros: (value) => money(value, session.value.currency),
  grant_micros: (value) => money(value, session.value.currency),
  overlap_s: (value) => duration(value * 1000),
  status: (value) => t(`accounts.status_${value}`),
  expires_at: (value) => moment(value),
  scopes: (value) => value.map((name) => t(`keys.scope_${name}`)).join(", "),
  limits: (value) => pairs(value, limitOf),
  policy: (value) => pairs(value, markOf),
};

const pairs = (value, write) => Object.entries(value).filter(([, each]) => !isNothing(each))
  .map(([name, each]) => write(name, each)).join(", ");

function limitOf(name, value) {
  const said = name.endsWith("_micros") ? money(value, session.value.currency) : number(value);
  return `${t(`keys.limit_${name}`)} ${said}`;
}

function detailsOf({ subject, details }, keys) {
  const told = Object.entries(details).filter(([, value]) => !isNothing(value));
  const about = subject.startsWith("key_") || subject.startsWith("job_")
    ? h("code", { class: "small", title: subject }, keys.of(subject)) : null;
  return [about, h("dl", { class: "list-told" }, told.map(([name, value]) =>
    h("div", null, h("dt", null, wordsOf(name)), h("dd", null, written(name, value)))))];
}

const isNothing = (value) => value === null || value === "" || value === 0 ||
  (typeof value === "object" && Object.values(value).every(isNothing));

/** A mark of a policy, and whether it is made. */
export function markOf(name, value) {
  const said = typeof value === "boolean" ? t(value ? "keys.policy_yes" : "keys.policy_no")
    : t(`keys.moderation_${value}`);
  return `${t(`keys.policy_${name}`)}: ${said}`;
}

function wordsOf(name) {
  const words = `accounts.detail_${name}`;
  return hasWords(words) ? t(words) : name;
}

/** A detail as it reads best; the log's shape may be any, so nothing of it is relied on. */
function written(name, value) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  try {
    return (WRITERS[name]?.(value) ?? plain(value)).slice(0, NUM_CHARS_MAX);
  } catch {
    return text.slice(0, NUM_CHARS_MAX);
  }
}

/** What is within an object, as far as it says something. */
function plain(value) {
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.map(String).join(", ");
  return Object.entries(value).filter(([, each]) => each !== null)
    .map(([name, each]) => `${name} ${String(each)}`).join(", ");
}
