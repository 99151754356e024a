/**
 * What is done to accounts, each in its dialog: opened, changed, suspended, erased.
 * It does not know how money is moved.
 */

import { patch, post, remove } from "../api.js";
import { confirm } from "../dialog.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { isShown, plain } from "../problem.js";
import { session } from "../session.js";
import { toast } from "../toast.js";
import { openForm } from "./form.js";
import { amount, text, whole } from "./form_fields.js";
import { limits, policy } from "./form_terms.js";

const PLAN_CHARS_MAX = 64;
const WEIGHT_MAX = 1_000;

/** Whether an account is the one whose key signed this page in. */
export const isOwnAccount = (account) => account.id === session.value.account.id;

/** The path of an account's calls. */
export const pathOf = ({ id }) => `/accounts/${encodeURIComponent(id)}`;

/** Open an account. */
export function createAccount({ until, done }) {
  openForm({
    title: t("accounts.create"), yes: t("accounts.create_yes"), until,
    parts: [
      text("name", { label: t("accounts.name"), hint: t("accounts.name_hint"),
        isRequired: true }),
      amount("grant_micros", { label: t("accounts.grant_first"), hint: t("accounts.grant_hint"),
        currency: session.value.currency, isOptional: true }),
      ...terms({ plan: "", weight: 1, limits: {}, policy: {} }, session.value.currency),
    ],
    send: (body) => post("/accounts", body),
    done: (made) => (toast(t("accounts.made", { name: made.name }), { kind: "good" }), done(made)),
  });
}

/** Change what an account may do; only what was changed is sent. */
export function changeAccount(account, { until, done }) {
  openForm({
    title: t("accounts.change_title", { name: account.name }), yes: t("shell.save"),
    isChange: true, until, parts: terms(account, account.currency),
    send: (body) => patch(pathOf(account), body),
    done: (changed) => (toast(t("accounts.changed"), { kind: "good" }), done(changed)),
  });
}

function terms(has, currency) {
  return [
    limits(has.limits, currency),
    text("plan", { label: t("accounts.plan"), hint: t("accounts.plan_hint"), value: has.plan,
      max: PLAN_CHARS_MAX }),
    whole("weight", { label: t("accounts.weight"), hint: t("accounts.weight_hint"),
      value: has.weight, max: WEIGHT_MAX, isRequired: true }),
    policy(has.policy, "account"),
  ];
}

/** Suspend an account once that is confirmed, or let it spend again. */
export async function toggleAccount(account, { done }) {
  const isActive = account.status === "active";
  const isSure = await confirm({
    title: t(isActive ? "accounts.suspend_title" : "accounts.resume_title",
      { name: account.name }),
    text: t(isActive ? "accounts.suspend_text" : "accounts.resume_text"),
    yes: t(isActive ? "accounts.suspend" : "accounts.resume"), danger: isActive,
  });
  if (!isSure) return;
  try {
    done(await patch(pathOf(account), { status: isActive ? "suspended" : "active" }));
    toast(t(isActive ? "accounts.suspended_done" : "accounts.resumed_done",
      { name: account.name }), { kind: "good" });
  } catch (error) {
    isShown(error);
    toast(plain(error), { kind: "bad" });
  }
}

/** Erase an account, once its name was typed. */
export function eraseAccount(account, { until, done }) {
  const typed = text("confirm", { label: t("accounts.erase_type", { name: account.name }),
    isRequired: true, isExact: true, max: 200 });
  const input = typed.node.querySelector("input");
  const form = openForm({
    title: t("accounts.erase_title", { name: account.name }), yes: t("accounts.erase_yes"),
    kind: "danger", until,
    parts: [
      h("ul", { class: "form-list" }, ["keys", "pictures", "words", "ledger"].map((name) =>
        h("li", null, t(`accounts.erase_${name}`)))),
      typed,
    ],
    send: () => remove(pathOf(account), { confirm: input.value }),
    done(answer) {
      toast(t("accounts.erased_done", { n: answer.num_jobs }), { kind: "good" });
      done(answer);
    },
  });
  const check = () => (form.button.disabled = input.value !== account.name);
  input.addEventListener("input", check);
  check();
}
