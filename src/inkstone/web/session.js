/**
 * Who is signed in, what the server offers, and what the account has.
 * It does not know how a key is checked.
 */

import * as api from "./api.js";
import { keep, kept, state } from "./state.js";

/** What `GET /session` told; null while nobody is signed in. */
export const session = state(null);
/** What `GET /balance` told; null until it has. */
export const balance = state(null);
/** The models that can be asked for, with their schemas. */
export const models = state([]);

/** Read who is signed in, and the models; null where nobody is. */
export async function enter() {
  try {
    const [found, listed] = await Promise.all([api.get("/session"), api.get("/models")]);
    if (isAnother(found.account.id)) return null;
    models.value = listed.data;
    session.value = found;
  } catch (error) {
    if (error.status !== 401) throw error;
    session.value = null;
  }
  if (session.value) refreshBalance();
  return session.value;
}

/** Whether somebody else signed in than last time here, who must find nothing of theirs. */
function isAnother(id) {
  const before = kept("account", id);
  keep("account", id);
  if (before === id) return false;
  forget();
  location.reload();
  return true;
}

/** Forget in this browser what an account wrote. */
function forget() {
  for (const name of ["draft", "prompts", "compare"]) keep(name, null);
}

/** Sign in with a key; the browser keeps a cookie and never the key. */
export async function signIn(key) {
  await api.post("/page/session", { key: key.trim() });
  return enter();
}

/** Forget the session. */
export async function signOut() {
  await api.remove("/page/session");
  forget();
  location.reload();
}

/** Read the balance anew; called whenever money may have moved. */
export async function refreshBalance() {
  try {
    balance.value = await api.get("/balance");
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
  }
}

/** Whether the session's key may do something. */
export function may(scope) {
  return session.value?.scopes.includes(scope) ?? false;
}

/** A model by its name or an alias; the first where there is none so called. */
export function modelNamed(name) {
  const exact = models.value.find((model) => model.name === name);
  const found = exact ?? models.value.find(
    (model) => model.resolves_to === name || model.aliases.includes(name),
  );
  return found ?? models.value[0];
}
