/**
 * What is wrong with the draft, in words, before anything is sent: by the model's schema and its
 * limits. It does not know how a fault is shown.
 */

import { draft } from "../draft.js";
import { number, t } from "../i18n.js";
import { may, modelNamed } from "../session.js";
import { state } from "../state.js";
import { isAddress } from "./addresses.js";
import { sizeFault } from "./size_rules.js";
import { underWay } from "./uploads.js";

const METADATA_NAME_CHARS_MAX = 64;

/**
 * What is wrong now. One that is `isQuiet` holds the request up and is nobody's mistake yet.
 * @type {{value: {field:string, text:string, isQuiet?:boolean}[]}}
 */
export const faults = state([]);

/** Keep `faults` true until an abort. */
export function checkDraft(until) {
  const check = () => {
    const model = modelNamed(draft.value.model);
    const found = model ? faultsOf(draft.value, model) : [quiet("model", t("studio.no_model"))];
    if (JSON.stringify(found) !== JSON.stringify(faults.value)) faults.value = found;
  };
  draft.watch(check, until);
  underWay.changed(check, until);
}

/** Everything that is wrong with a draft; the first is what to mend first. */
export function faultsOf(value, model) {
  const fields = model.parameters.properties;
  const size = sizeFault(value, model);
  return [
    may("submit") ? null : quiet("model", t("studio.fault_scope")),
    promptFault(value.prompt, model),
    underWay.value ? quiet("images", t("studio.fault_uploading")) : null,
    size ? { field: "size", text: size } : null,
    ...Object.entries(fields).map(([name, schema]) => fieldFault(name, schema, value)),
  ].filter(Boolean);
}

const quiet = (field, text) => ({ field, text, isQuiet: true });

function promptFault(prompt, model) {
  if (!prompt.trim()) return quiet("prompt", t("studio.fault_no_prompt"));
  const most = model.parameters.properties.prompt.maxLength ?? Infinity;
  const length = numChars(prompt);
  if (length <= most) return null;
  return { field: "prompt", text: t("studio.fault_long", { most, over: length - most }) };
}

/** How long a text is as the server counts it: in code points. */
export function numChars(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function fieldFault(name, schema, value) {
  if (name === "prompt" || (name === "seed" && !value.isSeedLocked)) return null;
  const text = name === "metadata" ? metadataFault(schema, value.metadata)
    : name === "webhook_url" ? addressFault(schema, value.webhook_url)
    : valueFault(schema, value[name], name === "n" || name === "seed");
  return text ? { field: name, text } : null;
}

function valueFault(schema, value, isNeeded) {
  if (schema.type === "integer" || schema.type === "number") {
    return numberFault(schema, value, isNeeded);
  }
  return schema.type === "string" && typeof value === "string" ? longFault(schema, value) : "";
}

function longFault({ maxLength: most = Infinity }, value) {
  const over = numChars(value) - most;
  return over > 0 ? t("studio.fault_long", { most, over }) : "";
}

/** The least and the most that a schema lets a number be. */
export function boundsOf({ type, minimum, maximum, exclusiveMaximum }) {
  const below = exclusiveMaximum === undefined ? Infinity
    : exclusiveMaximum - (type === "integer" ? 1 : 0);
  return { least: minimum ?? -Infinity, most: Math.min(maximum ?? Infinity, below) };
}

function numberFault(schema, value, isNeeded) {
  if (value === null || value === undefined) return isNeeded ? t("studio.fault_number") : "";
  const { least, most } = boundsOf(schema);
  if (value < least || value > most) {
    return t("studio.fault_range", { least: number(least), most: number(most) });
  }
  return schema.type === "integer" && !Number.isInteger(value) ? t("studio.fault_whole") : "";
}

function addressFault(schema, value) {
  return value && !isAddress(value) ? t("studio.fault_address") : longFault(schema, value);
}

function metadataFault(schema, metadata) {
  const pairs = Object.entries(metadata);
  const { maxProperties: most = Infinity, additionalProperties: each } = schema;
  if (pairs.length > most) return t("studio.fault_metadata_many", { most });
  const charsMax = each?.maxLength ?? Infinity;
  const isLong = ([name, text]) =>
    numChars(name) > METADATA_NAME_CHARS_MAX || numChars(text) > charsMax;
  return pairs.some(isLong)
    ? t("studio.fault_metadata_long", { name: METADATA_NAME_CHARS_MAX, text: charsMax }) : "";
}
