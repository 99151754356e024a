/**
 * What a report is put together from: parts with a heading, facts, and names in words.
 * It does not know what is reported.
 */

import { h, newId } from "../dom.js";
import { hasWords, t } from "../i18n.js";

/** A part of the report: a heading and what it says. */
export function part(name, ...children) {
  const id = newId("part");
  return h("section", { class: "card stack", "aria-labelledby": id },
    h("h3", { id }, t(`verify.${name}`)), children);
}

/**
 * Names and what they stand for; what is empty is left out.
 * @param {[string, unknown][]} pairs
 * @param {Set<string>} [ours] which of the names are ours, where a file may have others
 */
export function facts(pairs, ours) {
  const said = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h("dl", { class: "verify-facts" }, said.map(([name, value]) => [
    h("dt", null, !ours || ours.has(name) ? t(`verify.${name}`) : name),
    h("dd", null, value instanceof Node ? value : String(value)),
  ]));
}

/** The words for one of a few names; where it is none of them, the name. */
export function named(area, name) {
  const key = `verify.${area}_${name}`;
  return hasWords(key) ? t(key) : String(name);
}
