/**
 * The parameters that the chosen model takes, as its JSON schema tells them: those that are known
 * here have a control of their own, any other one by its type.
 * It does not know what a parameter does.
 */

import { draft } from "../draft.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { modelNamed } from "../session.js";
import { metadataField } from "./metadata.js";
import { boundsOf } from "./check.js";
import { check, choice, field, numberInput, tie } from "./field.js";
import { seedField } from "./seed.js";

/** Parameters with a part of the form to themselves. */
const ELSEWHERE = new Set(["model", "prompt", "images", "mask", "size", "resolution", "enhance"]);
/** Where the known ones stand, in their order; what is not named comes after the usual ones. */
const FIRST = ["n", "seed"];
const USUAL = ["negative_prompt", "output_format", "quality", "steps", "guidance", "engine",
  "watermark", "invisible_watermark"];
const ADVANCED = ["deadline_s", "priority", "webhook_url", "metadata"];
const KNOWN = new Set([...FIRST, ...USUAL, ...ADVANCED, ...ELSEWHERE]);

/** The part of the form that holds them; drawn anew where another model takes others. */
export function parameters(until) {
  const place = h("div", { class: "parts" });
  let drawn = "";
  let round = new AbortController();
  until.addEventListener("abort", () => round.abort());
  draft.watch((value) => {
    const model = modelNamed(value.model);
    if (!model) return;
    const key = JSON.stringify([model.parameters.properties, model.engines]);
    if (drawn === key) return;
    drawn = key;
    round.abort();
    round = new AbortController();
    replace(place, draw(model, round.signal));
  }, until);
  return place;
}

function draw(model, until) {
  const fields = model.parameters.properties;
  const some = (names) => names.filter((name) => name in fields)
    .map((name) => (CONTROLS[name] ?? generic)(fields[name], until, name, model));
  const others = Object.keys(fields).filter((name) => !KNOWN.has(name));
  return [
    h("section", { class: "part pair" }, some(FIRST)),
    fold(t("studio.more"), some([...USUAL, ...others])),
    fold(t("studio.advanced"), some(ADVANCED)),
  ];
}

function fold(title, controls) {
  const found = controls.filter(Boolean);
  if (!found.length) return null;
  return h("details", { class: "part fold" }, h("summary", null, title),
    h("div", { class: "stack" }, found));
}

const label = (name) => t(`studio.field_${name}`);

/** By the name of the parameter: (schema, until, name, model) => a field, or null. */
const CONTROLS = {
  n: stepper,
  seed: seedField,
  negative_prompt: (_, until, name) => field(name, {
    label: label(name), hint: t("studio.negative_hint"),
    control: tie(h("textarea", { rows: "2" }), name, until),
  }, until),
  output_format: (schema, until, name) => field(name, {
    label: label(name),
    control: choice(name, schema.enum.map((each) => [each, each.toUpperCase()]), until),
  }, until),
  quality: qualityField,
  steps: number("1"),
  guidance: number("0.1"),
  engine: engineField,
  watermark: (_, until, name) => check(name, label(name), until),
  invisible_watermark: (_, until, name) => check(name, label(name), until),
  deadline_s: number("1"),
  priority: number("1"),
  webhook_url: (_, until, name) => field(name, {
    label: label(name), hint: t("studio.webhook_hint"),
    control: tie(h("input", { type: "url", inputmode: "url", autocomplete: "off" }), name, until),
  }, until),
  metadata: metadataField,
};

/** A field for a number that may be left to the server. */
function number(step) {
  return (schema, until, name) => {
    const { least: min, most: max } = boundsOf(schema);
    const hint = t(`studio.hint_${name}`);
    const control = numberInput(name, until, { min, max, step,
      inputmode: step === "1" ? "numeric" : "decimal" });
    return field(name, { label: label(name), hint, control }, until);
  };
}

function stepper(schema, until, name) {
  const { least: min, most: max } = boundsOf(schema);
  const control = numberInput(name, until, { min, max, step: "1" });
  const step = (by) => () => {
    const next = (draft.value.n ?? min) + by;
    draft.patch({ n: Math.min(max, Math.max(min, next)) });
  };
  const button = (words, sign, by) =>
    h("button", { type: "button", class: "plain icon-only", "aria-label": t(words),
      title: t(words), onclick: step(by) }, sign);
  const around = h("div", { class: "stepper" },
    button("studio.fewer", "−", -1), control, button("studio.another", icon("plus"), 1));
  return field(name, { label: label(name), control, around }, until);
}

function qualityField(schema, until, name) {
  const { least: min, most: max } = boundsOf(schema);
  const shown = h("output", { class: "hint number" });
  const control = h("input", { type: "range", min, max, step: "1" });
  tie(control, name, until, { read: (input) => Number(input.value) });
  const node = field(name, { label: label(name), control, beside: shown }, until);
  draft.watch(({ quality, output_format: format }) => {
    replace(shown, quality);
    node.hidden = format === "png";
  }, until);
  return node;
}

/** Who draws, where there is a choice. */
function engineField(_, until, name, { engines }) {
  if (engines.length < 2) return null;
  const options = [["", t("studio.engine_any")], ...engines.map((each) => [each, each])];
  return field(name, { label: label(name), hint: t("studio.engine_hint"),
    control: choice(name, options, until) }, until);
}

/** A control for a parameter that this page does not know; null where its type says too little. */
function generic(schema, until, name) {
  const words = name.replaceAll("_", " ");
  const { description: hint, default: usual } = schema;
  if (schema.type === "boolean") return check(name, words, until, { hint, usual });
  const control = genericControl(schema, until, name);
  return control && field(name, { label: words, hint, control }, until);
}

function genericControl(schema, until, name) {
  const { default: usual } = schema;
  const none = usual === undefined ? [["", "–"]] : [];
  if (schema.enum) {
    return choice(name, [...none, ...schema.enum.map((each) => [each, each])], until, usual);
  }
  if (schema.type === "integer" || schema.type === "number") {
    const { least: min, most: max } = boundsOf(schema);
    const step = schema.type === "integer" ? "1" : "any";
    return numberInput(name, until, { min, max, step, usual });
  }
  return schema.type === "string" ? tie(h("input", { type: "text" }), name, until, { usual })
    : null;
}
