/**
 * The choice of a model: every name that there is, and what the chosen one costs, is drawn by, and
 * is licensed under. It does not know what a model can be asked for.
 */

import { draft } from "../draft.js";
import { h, newId, replace } from "../dom.js";
import { hasWords, money, t } from "../i18n.js";
import { modelNamed, models } from "../session.js";

/** The part of the form that holds it. */
export function modelPart(until) {
  const id = newId("model");
  const select = h("select", { id, onchange: () => draft.patch({ model: select.value }) },
    [...Map.groupBy(models.value, (model) => model.tier)].map(([tier, some]) =>
      h("optgroup", { label: tierWords(tier) }, some.map(option))));
  const about = h("div", { class: "model-about" });
  let shown = "";
  draft.watch((value) => {
    const model = modelNamed(value.model);
    if (!model || shown === model.name) return;
    shown = model.name;
    select.value = model.name;
    replace(about, aboutOf(model));
  }, until);
  return h("section", { class: "part", dataset: { field: "model" } },
    h("label", { for: id }, t("studio.model")), select, about);
}

const tierWords = (tier) =>
  hasWords(`studio.tier_${tier}`) ? t(`studio.tier_${tier}`) : tier;

function option(model) {
  const price = priceOf(model);
  return h("option", { value: model.name }, price ? `${model.name} · ${price}` : model.name);
}

function priceOf({ per_image_micros: micros, currency }) {
  return micros === null ? "" : money(micros, currency);
}

function aboutOf(model) {
  const price = priceOf(model);
  const isMoving = model.resolves_to !== model.name;
  return [
    h("p", { class: "row" },
      h("span", { class: "chip" }, tierWords(model.tier)),
      h("span", { class: "chip number" },
        price ? t("studio.model_price", { price }) : t("studio.model_no_price")),
      h("span", { class: "chip" }, t("studio.model_engine", { name: model.engine.name }))),
    h("details", null,
      h("summary", { class: "hint" }, t("studio.model_about")),
      h("p", { class: "small", lang: "en" }, model.summary),
      h("dl", { class: "model-facts small" },
        isMoving ? fact("studio.model_means", model.resolves_to) : null,
        model.aliases.length ? fact("studio.model_aliases", model.aliases.join(", ")) : null,
        fact("studio.model_checkpoint", model.engine.checkpoint),
        fact("studio.model_weights", model.checkpoint),
        fact("studio.model_licence", model.licence))),
  ];
}

const fact = (words, text) => [h("dt", null, t(words)), h("dd", null, text)];
