/**
 * Prices in words: the rules of the rate card, one sentence each, and dialects by their names.
 * It does not know which rule counts; the server does.
 */

import { h, hidden } from "../dom.js";
import { hasWords, money, number, t } from "../i18n.js";

/** A dialect as its vendor writes itself. */
export function dialectName(dialect) {
  const name = `prices.dialect_${dialect}`;
  return hasWords(name) ? t(name) : dialect;
}

/** The price of a picture, beside the one before a discount if there is any. */
export function priceOf(price, list, currency) {
  const isLess = list !== null && list > price;
  return h("span", null,
    isLess ? [hidden(t("prices.before")), h("s", { class: "number" }, money(list, currency)), " ",
      hidden(t("prices.now"))] : null,
    h("span", { class: "number" }, money(price, currency)));
}

/** A number of pixels, in megapixels where that is exact. */
function pixels(area) {
  const isRound = area % 10_000 === 0;
  return isRound ? t("prices.megapixels", { n: number(area / 1_000_000) })
    : t("prices.pixels", { n: number(area) });
}

function subjectOf({ edit, model, tier }) {
  if (edit !== null) return t(edit ? "prices.edits" : "prices.no_edits");
  return model === null && tier === null ? null : t("prices.any");
}

/** What a rule is for: its conditions, in words. */
function conditionsOf(rule) {
  const said = [
    subjectOf(rule),
    rule.model === null ? null : t("prices.of_model", { model: rule.model }),
    rule.tier === null ? null : t("prices.of_tier", { tier: tierName(rule.tier) }),
    rule.area_px_over === null ? null : t("prices.over", { area: pixels(rule.area_px_over) }),
    rule.area_px_up_to === null ? null : t("prices.up_to", { area: pixels(rule.area_px_up_to) }),
    rule.num_images_from === null ? null : t("prices.num_from", { n: rule.num_images_from }),
    rule.dialect === null ? null : t("prices.through", { dialect: dialectName(rule.dialect) }),
    rule.plan === null ? null : t("prices.on_plan", { plan: rule.plan }),
    rule.account === null ? null : t("prices.for_account", { account: rule.account }),
  ].filter(Boolean);
  if (!said.length) return t("prices.everything");
  const text = said.join(t("prices.joint"));
  return text[0].toLocaleUpperCase() + text.slice(1);
}

/** A tier in words. */
export function tierName(tier) {
  const name = `prices.tier_${tier}`;
  return hasWords(name) ? t(name) : tier;
}

/** A rule in plain words. */
export function ruleLine(rule, currency) {
  const price = rule.price_micros === null
    ? t("prices.off", { percent: number(Number(rule.discount_percent) / 100,
        { style: "percent", maximumFractionDigits: 6 }) })
    : priceOf(rule.price_micros, rule.list_price_micros, currency);
  return h("li", null, conditionsOf(rule), t("prices.colon"), h("strong", null, price));
}
