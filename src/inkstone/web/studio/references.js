/**
 * Pictures to start from: how they are brought, in what order they count, which one a mask is for.
 * It does not know how they are sent.
 */

import { draft, load } from "../draft.js";
import { h, listen, newId, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { modelNamed } from "../session.js";
import { toast } from "../toast.js";
import { drawThumbs } from "./thumbs.js";
import { bring, bringAddress, refused, told, underWay } from "./uploads.js";

export { bring };

/** The part of the form that holds them. */
export function references(until) {
  const id = newId("references");
  const list = h("ol", { class: "refs" });
  const count = h("span", { class: "hint number" });
  const order = h("p", { class: "hint" });
  const news = h("div", { role: "status", class: "refs-news" });
  const bringers = h("div", { class: "refs-add" }, picker(), addressField());
  draft.watch((value) => {
    const most = modelNamed(value.model)?.limits.num_inputs_max ?? 0;
    drawThumbs(list, value, until);
    replace(count, t("studio.num_refs", { count: value.images.length, most }));
    replace(order, orderWords(value, most));
    bringers.hidden = most === 0;
  }, until);
  const tell = () => replace(news, newsOf());
  for (const source of [underWay, refused, told]) source.watch(tell, until);
  return h("section", { class: "part", "aria-labelledby": id, dataset: { field: "images" } },
    h("div", { class: "row spread" }, h("h2", { id }, t("studio.refs")), count),
    list, order, bringers, news);
}

function orderWords({ images }, most) {
  if (most === 0) return images.length ? t("studio.refs_unused") : t("studio.refs_none");
  return t(images.length > 1 ? "studio.refs_order" : images.length ? "studio.refs_one"
    : "studio.refs_how");
}

function picker() {
  const input = h("input", { type: "file", accept: "image/*", multiple: true, hidden: true,
    "aria-label": t("studio.refs_choose"), onchange: () => {
      bring(input.files);
      input.value = ""; // the same file may be chosen again
    } });
  return [input, h("button", { type: "button", class: "plain", onclick: () => input.click() },
    icon("plus"), t("studio.refs_choose"))];
}

function addressField() {
  const id = newId("address");
  const input = h("input", { id, type: "url", inputmode: "url", autocomplete: "off",
    placeholder: t("studio.address_hint"), "aria-label": t("studio.address") });
  const add = () => {
    const isTaken = bringAddress(input.value);
    input.setCustomValidity(isTaken ? "" : t("studio.fault_address"));
    if (isTaken) input.value = "";
    else input.reportValidity();
  };
  listen(input, "input", () => input.setCustomValidity(""));
  listen(input, "keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    add();
  });
  return h("div", { class: "refs-address" }, input,
    h("button", { type: "button", class: "plain icon-only", "aria-label": t("studio.address_add"),
      title: t("studio.address_add"), onclick: add }, icon("link")));
}

/** What is being sent, what was refused, and whose settings can be had. */
function newsOf() {
  const sending = underWay.value;
  const known = draft.value.images.filter((image) => told.value[image.ref]);
  return [
    sending
      ? h("p", { class: "row hint" }, t("studio.uploading", {
          index: sending.index, count: sending.count,
        }), h("bdi", { class: "cut" }, sending.name))
      : null,
    refused.value.map(({ name, why }) =>
      h("p", { class: "fault" }, h("bdi", { class: "cut" }, name), ": ", why)),
    sending ? null : known.map(settingsOffer),
  ];
}

function settingsOffer(image) {
  const take = () => {
    const before = draft.value;
    load(told.value[image.ref]);
    const undo = { label: t("studio.undo"), run: () => (draft.value = before) };
    toast(t("studio.settings_taken"), { kind: "good", action: undo });
    told.value = {};
  };
  return h("p", { class: "row refs-offer" },
    h("span", null, h("bdi", { class: "cut" }, image.name), " ", t("studio.settings_there")),
    h("button", { type: "button", class: "plain", onclick: take },
      icon("again"), t("studio.settings_take")));
}
