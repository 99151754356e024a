/**
 * What is done to keys, each in its dialog: made, changed, rotated, revoked.
 * It does not know how keys are listed.
 */

import { get, patch, post, remove } from "../api.js";
import { confirm } from "../dialog.js";
import { t } from "../i18n.js";
import { isShown, plain } from "../problem.js";
import { session, signOut } from "../session.js";
import { toast } from "../toast.js";
import { openForm } from "./form.js";
import { text } from "./form_fields.js";
import { openOverlap } from "./form_overlap.js";
import { showKey } from "./form_secret.js";
import { expiry, limits, modelsOf, policy, scopes } from "./form_terms.js";

const USUAL = ["submit", "read"];
const NONE = { scopes: USUAL, models: null, limits: {}, policy: {}, expires_at: null };

/** Whether a key is the one that this page is signed in with. */
export const isOwn = (key) => key.id === session.value.key.id;

/**
 * Make a key, and show it this once.
 * @param {{account?:string, accounts?:string[], until:AbortSignal,
 *     done:(key:object) => void}} about names of accounts, where one may choose
 */
export async function createKey({ account = "", accounts = null, until, done }) {
  const own = await ownTerms(until);
  if (!own) return;
  const name = text("name", { label: t("keys.name"), hint: t("keys.name_hint"),
    isRequired: true });
  const whose = accounts ? [text("account", { label: t("keys.account"), isExact: true, max: 200,
    options: accounts, hint: t("keys.account_hint", { name: session.value.account.name }) })] : [];
  const field = whose[0]?.node.querySelector("input");
  if (field) field.value = account;
  openForm({
    title: t("keys.create"), yes: t("keys.create_yes"), until,
    parts: [name, ...whose, ...terms({ ...NONE, scopes: given(USUAL), models: own.models,
      limits: own.limits, expires_at: own.expires_at }, own, { isNew: true })],
    send: (body) => post("/keys", body),
    done: (made) => showKey(made, { title: t("keys.made"), onclose: () => done(shown(made)) }),
  });
}

/** Give a key other terms; only what was changed is sent. */
export async function changeKey(key, { until, done }) {
  const own = await ownTerms(until);
  if (!own) return;
  const name = text("name", { label: t("keys.name"), value: key.name, isRequired: true });
  openForm({
    title: t("keys.change_title", { name: key.name }), yes: t("shell.save"), isChange: true, until,
    parts: [name, ...terms(key, own, { isNew: false })],
    send: (body) => patch(`/keys/${key.id}`, body),
    done: (changed) => (toast(t("keys.changed"), { kind: "good" }), done(changed)),
  });
}

function terms(has, own, { isNew }) {
  const { currency } = session.value;
  return [scopes(has.scopes), modelsOf(has.models, own.models), expiry(has.expires_at, { isNew }),
    limits(has.limits, currency), policy(has.policy, "key")];
}

/** What whoever asks may give at the most; an operator gives anything. */
async function ownTerms(until) {
  if (session.value.is_operator) return { models: null, limits: {}, expires_at: null };
  try {
    return await get("/key", {}, until);
  } catch (error) {
    if (!until.aborted && isShown(error)) toast(plain(error), { kind: "bad" });
    return null;
  }
}

const given = (names) => names.filter((name) =>
  session.value.is_operator || session.value.scopes.includes(name));

/** Make another key in the place of one, and show it this once. */
export function rotateKey(key, { until, done }) {
  openOverlap({
    title: t("keys.rotate_title", { name: key.name }),
    lead: t("keys.rotate_lead"), hint: t(isOwn(key) ? "keys.overlap_own" : "keys.overlap_hint"),
    until,
    send: (body) => post(`/keys/${key.id}/rotate`, body),
    async done(made) {
      const note = made.previous_until ? t("keys.rotated_overlap") : t("keys.rotated_now");
      showKey(made, { title: t("keys.rotated", { name: made.name }), note });
      if (isOwn(key)) await stay(made.key);
      done(shown(made));
    },
  });
}

/** The page goes on with the new key, as its own is about to end. */
async function stay(key) {
  try {
    await post("/page/session", { key });
  } catch (error) {
    isShown(error);
    toast(plain(error), { kind: "bad" });
  }
}

/** Refuse a key from now on, once that is confirmed. */
export async function revokeKey(key, { done }) {
  const isSure = await confirm({
    title: t("keys.revoke_title", { name: key.name }),
    text: `${t("keys.revoke_text")} ${isOwn(key) ? t("keys.revoke_own") : ""}`.trim(),
    yes: t("keys.revoke"),
  });
  if (!isSure) return;
  try {
    await remove(`/keys/${key.id}`);
    toast(t("keys.revoked_done", { name: key.name }), { kind: "good" });
    if (isOwn(key)) await signOut();
    else done({ ...key, revoked_at: new Date().toISOString(), previous_until: null });
  } catch (error) {
    isShown(error);
    toast(plain(error), { kind: "bad" });
  }
}

/** A key as the list has it: without what it is. */
function shown({ key: _, ...rest }) {
  return rest;
}
