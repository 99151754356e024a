/**
 * What a request would cost in every dialect, asked of the server as one chooses.
 * It does not know the prices.
 */

import * as api from "../api.js";
import { h, newId, replace, settle } from "../dom.js";
import { money, t } from "../i18n.js";
import { models, session } from "../session.js";
import { refresher } from "./figures.js";
import { dialectName, priceOf } from "./money_rules.js";

const WAIT_MS = 250;
/** A picture to start from is needed for the price of an edit; this one is sent and forgotten. */
const BLANK_SIDE_PX = 64;

/**
 * The calculator.
 * @param {string[]} dialects whose prices there are
 * @param {AbortSignal} until
 */
export function createBill(dialects, until) {
  const asked = { model: models.value[0].name, size: "1024x1024", n: 1, isEdit: false,
    isEnhanced: false };
  const hasEnhancer = session.value.server.enhancer;
  const columns = ["dialect", "each", ...(hasEnhancer ? ["beside"] : []), "all"];
  const news = h("div");
  const rows = h("tbody");
  const most = h("p", { class: "hint", role: "status" });
  const table = h("div", { class: "bill scroll", tabindex: "0", role: "region",
    "aria-label": t("prices.bill") },
  h("table", { class: "prices" },
    h("caption", { class: "hidden" }, t("prices.bill")),
    h("thead", null, h("tr", null, columns.map((name) =>
      h("th", { scope: "col", class: name === "dialect" ? null : "number" },
        t(`prices.bill_${name}`))))), rows));
  const refresh = refresher(news, async (signal) => {
    table.setAttribute("aria-busy", "true");
    try {
      const body = bodyOf(asked);
      const bills = await Promise.all(dialects.map((dialect) => billOf(dialect, body, signal)));
      replace(rows, bills.map((bill) => row(bill, hasEnhancer)));
      replace(most, spread(bills.filter((bill) => bill.quote)));
    } catch (error) {
      if (!signal.aborted) replace(rows), replace(most);
      throw error;
    } finally {
      if (!signal.aborted) table.removeAttribute("aria-busy");
    }
  }, until);
  const soon = settle(WAIT_MS, () => until.aborted || refresh());
  const form = drawForm(asked, soon, hasEnhancer);
  return { node: h("div", { class: "card stack" }, form, news, table, most), refresh };
}

function bodyOf({ model, size, n, isEdit, isEnhanced }) {
  return { model, size, n, prompt: "-", enhance: isEnhanced,
    ...(isEdit ? { images: [blank()] } : {}) };
}

function blank() {
  const canvas = h("canvas", { width: BLANK_SIDE_PX, height: BLANK_SIDE_PX });
  return canvas.toDataURL("image/png");
}

/** What a dialect would charge; its quote is null where it has no price for this. */
async function billOf(dialect, body, signal) {
  try {
    return { dialect, quote: await api.post("/estimate", body, { query: { dialect }, signal }) };
  } catch (error) {
    if (error.code !== "price_unknown") throw error;
    return { dialect, quote: null };
  }
}

function row({ dialect, quote }, hasEnhancer) {
  if (!quote) {
    return h("tr", null, h("th", { scope: "row" }, dialectName(dialect)),
      h("td", { class: "muted number", colspan: hasEnhancer ? 3 : 2 }, t("prices.no_price")));
  }
  const { currency } = quote;
  return h("tr", null, h("th", { scope: "row" }, dialectName(dialect)),
    h("td", { class: "number" },
      priceOf(quote.per_image_micros, quote.list_per_image_micros, currency)),
    hasEnhancer ? h("td", { class: "number" }, money(quote.extra_micros, currency)) : null,
    h("td", { class: "number" }, h("strong", null, money(quote.amount_micros, currency))));
}

/** The least and the most that it costs, in a sentence. */
function spread(bills) {
  if (!bills.length) return null;
  const sorted = bills.sort((a, b) => a.quote.amount_micros - b.quote.amount_micros);
  const cash = ({ quote }) => money(quote.amount_micros, quote.currency);
  const [least, last] = [sorted[0], sorted.at(-1)];
  return least.quote.amount_micros === last.quote.amount_micros
    ? t("prices.same", { amount: cash(least) })
    : t("prices.spread", { least: cash(least), most: cash(last),
        dialect: dialectName(last.dialect) });
}

function drawForm(asked, changed, hasEnhancer) {
  const field = (name, control) => {
    const id = newId("bill");
    control.id = id;
    return h("div", { class: "field" }, h("label", { for: id }, t(`prices.ask_${name}`)), control);
  };
  const take = (name) => (event) => {
    asked[name] = event.target.value;
    if (name === "model") drawSizes();
    changed();
  };
  const sizes = h("select", { onchange: take("size") });
  const model = () => models.value.find((each) => each.name === asked.model);
  const check = (name) => h("input", { type: "checkbox", onchange: (event) => {
    asked[name] = event.target.checked;
    changed();
  } });
  const edit = check("isEdit");
  const num = h("input", { type: "number", min: 1, max: model().limits.num_images_max, value: 1,
    inputmode: "numeric", onchange: (event) => {
      const { num_images_max: max } = model().limits;
      asked.n = Math.max(1, Math.min(max, Math.round(Number(event.target.value)) || 1));
      event.target.value = asked.n;
      changed();
    } });
  const drawSizes = () => {
    const { sizes: table, limits, capabilities } = model();
    const named = Object.entries(table).flatMap(([ratio, each]) => Object.entries(each)
      .map(([resolution, size]) => ({ size, label: `${ratio} · ${resolution}` })))
      .filter(({ size }) => area(size) <= limits.area_px_max);
    replace(sizes, named.map(({ size, label }) => h("option", { value: size },
      `${label} · ${size.replace("x", " × ")}`)));
    if (!named.some(({ size }) => size === asked.size)) asked.size = named[0]?.size ?? "auto";
    sizes.value = asked.size;
    num.max = limits.num_images_max;
    edit.disabled = !capabilities.edits;
    if (edit.disabled) asked.isEdit = edit.checked = false;
  };
  drawSizes();
  return h("div", { class: "bill-form" },
    field("model", h("select", { onchange: take("model"), value: asked.model },
      models.value.map((each) => h("option", { value: each.name }, each.name)))),
    field("size", sizes), field("n", num),
    h("label", { class: "check" }, edit, t("prices.ask_edit")),
    hasEnhancer ? h("label", { class: "check" }, check("isEnhanced"), t("prices.enhance")) : null);
}

const area = (size) => size.split("x").reduce((all, side) => all * Number(side), 1);
