/**
 * The plan of a comparison: which prompts, which models and engines, one seed, one size, and what
 * that costs. It does not know how it is shown, nor how it is carried out.
 */

import { post } from "../api.js";
import { models, session } from "../session.js";
import { keep, kept, state } from "../state.js";
import { promptsOf } from "./prompts.js";

export const NUM_COLUMNS_MAX = 4;
export const NUM_CELLS_MAX = 64;
const SEED_LIMIT = 2 ** 31;
const NUM_KEPT_CHARS_MAX = 20_000;

export const randomSeed = () => crypto.getRandomValues(new Uint32Array(1))[0] % SEED_LIMIT;

/** What is to be compared; this browser keeps it. */
export const plan = state({
  text: "", columns: [], seed: randomSeed(), shape: "1:1", resolution: "1K",
  ...kept("compare", {}),
});
plan.changed((value) => value.text.length < NUM_KEPT_CHARS_MAX && keep("compare", value));

/**
 * What can be a column: each model, and each of its engines where it has several.
 * @returns {{id:string, model:object, engine:string}[]}
 */
export function columnsOffered() {
  return models.value.flatMap((model) => [
    { id: model.name, model, engine: "" },
    ...(model.engines.length > 1
      ? model.engines.map((engine) => ({ id: `${model.name}@${engine}`, model, engine })) : []),
  ]);
}

/** The columns that are chosen and still offered. */
export function columnsOf({ columns }) {
  const offered = columnsOffered();
  return columns.map((id) => offered.find((each) => each.id === id)).filter(Boolean);
}

/** The first of each tier, so that there is something to compare at once. */
export function usualColumns() {
  const tiers = new Map();
  for (const model of models.value) if (!tiers.has(model.tier)) tiers.set(model.tier, model.name);
  return [...tiers.values()].slice(0, 2);
}

/** The shapes that every chosen model makes, with their pixels by resolution. */
export function shapesOf(columns) {
  const [first, ...others] = columns;
  const sizes = Object.entries(first?.model.sizes ?? {});
  return sizes.filter(([shape]) => others.every((each) => shape in each.model.sizes));
}

/** The body of `POST /jobs` of one cell. */
export function bodyOf({ seed, shape, resolution }, prompt, { model, engine }) {
  const only = engine ? { engine } : {};
  return { model: model.name, prompt, seed, size: shape, resolution, ...only };
}

/** The cells of a plan, and whether there are too many. */
export function cellsOf(value) {
  const { prompts, isCut } = promptsOf(value.text);
  const columns = columnsOf(value);
  return { prompts, columns, num: prompts.length * columns.length,
    isTooMany: isCut || prompts.length * columns.length > NUM_CELLS_MAX };
}

/** The price of a cell depends on its column; so many calls say what all of them cost. */
const prices = new Map();
/** Prices may change at any moment, and who is signed in. */
const PRICE_MS = 30_000;
session.changed(() => prices.clear());

/**
 * What each column of a plan costs for one prompt.
 * @returns {Promise<{amount_micros:number, currency:string}[]>} in the order of the columns
 */
export function priceColumns(value, prompts, columns) {
  const longest = prompts.reduce((a, b) => (b.length > a.length ? b : a), "");
  return Promise.all(columns.map(async (column) => {
    const body = bodyOf(value, longest, column);
    const key = JSON.stringify({ ...body, prompt: longest.length, seed: 0 });
    const known = prices.get(key);
    if (known && Date.now() - known.at < PRICE_MS) return known.quote;
    if (prices.size > 200) prices.clear();
    const quote = await post("/estimate", body);
    prices.set(key, { at: Date.now(), quote });
    return quote;
  }));
}
