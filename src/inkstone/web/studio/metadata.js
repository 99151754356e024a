/**
 * Metadata: pairs of texts that come back with the job.
 * It does not know what they are for.
 */

import { draft } from "../draft.js";
import { h, newId, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { faultLine } from "./field.js";

/** A row for each pair, and a button for another one. */
export function metadataField(schema, until) {
  const id = newId("metadata");
  const list = h("div", { class: "stack pairs" });
  let rows = [];
  const meant = () => Object.fromEntries(rows.filter(([name]) => name));
  const tell = () => draft.patch({ metadata: meant() });
  const input = (row, part, index) =>
    h("input", { value: row[part], "aria-label":
      t(part ? "studio.metadata_value" : "studio.metadata_name", { index: index + 1 }),
    placeholder: t(part ? "studio.metadata_value_hint" : "studio.metadata_name_hint"),
    oninput: (event) => ((row[part] = event.target.value), tell()) });
  const show = () => replace(list, rows.map((row, index) =>
    h("div", { class: "pair-row" }, input(row, 0, index), input(row, 1, index),
      h("button", { type: "button", class: "quiet icon-only",
        "aria-label": t("studio.metadata_remove", { index: index + 1 }),
        onclick: () => (rows.splice(index, 1), tell(), show(), add.focus()) }, icon("trash")))));
  const more = () => {
    rows.push(["", ""]);
    show();
    list.lastElementChild.querySelector("input").focus();
    add.disabled = rows.length >= (schema.maxProperties ?? Infinity);
  };
  const add = h("button", { type: "button", class: "plain small", onclick: more }, icon("plus"),
    t("studio.metadata_add"));
  draft.watch(({ metadata }) => {
    add.disabled = rows.length >= (schema.maxProperties ?? Infinity);
    if (JSON.stringify(metadata) === JSON.stringify(meant())) return;
    rows = Object.entries(metadata);
    show();
  }, until);
  return h("div", { class: "field", role: "group", "aria-labelledby": id,
    dataset: { field: "metadata" } },
    h("p", { class: "label", id }, t("studio.field_metadata")),
    h("p", { class: "hint" }, t("studio.hint_metadata")), list, h("div", null, add),
    faultLine("metadata", [add], until));
}
