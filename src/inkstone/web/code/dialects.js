/**
 * The interfaces that a request can be copied for, and what a snippet of one is.
 * It does not know how a snippet is shown.
 */

import { aimlapi } from "./aimlapi.js";
import { dashscope } from "./dashscope.js";
import { empiriolabs } from "./empiriolabs.js";
import { gccai } from "./gccai.js";
import { native } from "./native.js";
import { openai } from "./openai.js";
import { wavespeed } from "./wavespeed.js";

/** In the order in which they are offered. */
export const DIALECTS = [native, openai, dashscope, wavespeed, empiriolabs, gccai, aimlapi];

/** The ways to hear of the end that a dialect has in a language. */
export const modesOf = (dialect, language) =>
  dialect.modes.filter((mode) => language.modes?.includes(mode) ?? true);

/** The languages of a dialect that can ask for this. */
export function languagesOf(dialect, body, about) {
  const { plan } = dialect.translate(given(body), about);
  return dialect.languages.filter((language) => language.can?.(plan) ?? true);
}

/** What is said; nothing is as good as null. */
const given = (body) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));

/**
 * Code that asks for what a request asks for.
 * @param {object} dialect one of the list above
 * @param {object} language one of the dialect's
 * @param {object} body of `POST /jobs`
 * @param {import("./asked.js").About} about
 * @returns {{text:string, notes:import("./asked.js").Note[], left_out:string[]}}
 */
export function snippet(dialect, language, body, about) {
  const { plan, notes } = dialect.translate(given(body), about);
  const { mode, base_url } = about;
  const text = language.write({ headers: {}, repeat: null, form: null, ...plan, mode, base_url });
  const all = [...notes, ...(language.notes?.(plan) ?? [])];
  return {
    text,
    notes: all,
    left_out: all.filter((note) => note.kind === "left_out").map((note) => note.field),
  };
}
