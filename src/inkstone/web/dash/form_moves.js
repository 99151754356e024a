/**
 * Money that an operator moves: granted, adjusted, given back for a job; each with a reason.
 * It does not know what an account has.
 */

import { post } from "../api.js";
import { money, t } from "../i18n.js";
import { refreshBalance, session } from "../session.js";
import { toast } from "../toast.js";
import { openForm } from "./form.js";
import { amount, text } from "./form_fields.js";
import { isOwnAccount, pathOf } from "./form_account.js";

const REASON_CHARS_MAX = 500;
const JOB_ID = /^job_[0-9a-z]{26}$/;

/** Put money into an account. */
export function grant(account, about) {
  move(account, "grant", "grants", about);
}

/** Set right what an account has, up or down. */
export function adjust(account, about) {
  move(account, "adjust", "adjustments", about);
}

function move(account, name, call, { until, done }) {
  const { currency } = account;
  const intent = intents();
  openForm({
    title: t(`accounts.${name}_title`, { name: account.name }), yes: t(`accounts.${name}`), until,
    lead: t("accounts.has_now", { amount: money(account.available_micros, currency) }),
    parts: [
      amount("amount_micros", { label: t("accounts.amount"), currency, isRequired: true, min: 1,
        isSigned: name === "adjust", hint: t(`accounts.${name}_hint`) }),
      reason(),
    ],
    send: (body) => post(`${pathOf(account)}/${call}`, body,
      { headers: { "Idempotency-Key": intent(body) } }),
    done(changed) {
      toast(t("accounts.has_then", { name: changed.name,
        amount: money(changed.available_micros, currency) }), { kind: "good" });
      if (isOwnAccount(account)) refreshBalance();
      done(changed);
    },
  });
}

/** Give back what a job was charged, or a part of it. */
export function refund({ until, done }) {
  const job = text("job", { label: t("accounts.refund_job"), isRequired: true, max: 64 });
  const input = job.node.querySelector("input");
  const { check } = job;
  job.check = () => check() || (JOB_ID.test(input.value.trim()) ? "" : t("accounts.fault_job"));
  openForm({
    title: t("accounts.refund"), yes: t("accounts.refund_yes"), until,
    lead: t("accounts.refund_lead"),
    parts: [
      job,
      amount("amount_micros", { label: t("accounts.refund_part"), min: 1, isOptional: true,
        currency: session.value.currency, hint: t("accounts.refund_hint") }),
      reason(),
    ],
    send: ({ job: id, ...body }) => post(`/jobs/${id}/refund`, body),
    done(given) {
      const amountOf = money(given.amount_micros, given.currency);
      toast(t("accounts.refunded", { amount: amountOf }), { kind: "good" });
      refreshBalance();
      done(given);
    },
  });
}

const reason = () => text("reason", { label: t("accounts.reason"), lines: 2, isRequired: true,
  max: REASON_CHARS_MAX, hint: t("accounts.reason_hint") });

/**
 * One word for one intent: the same body, sent again, moves money once; another is another intent.
 */
function intents() {
  const words = new Map();
  return (body) => {
    const said = JSON.stringify(body);
    if (!words.has(said)) words.set(said, newWord());
    return words.get(said);
  };
}

/** `randomUUID` is only there where the page came by https. */
function newWord() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
