/**
 * Words in the reader's language, and numbers, money, dates and sizes as it writes them.
 * It does not know where words are shown.
 */

import { keep, kept, state } from "./state.js";

export const LANGUAGES = { en: "English", zh: "中文" };
const TAGS = { en: "en", zh: "zh-CN" };
const words = { en: {}, zh: {} };
const loaded = new Set();

/** The language that is shown. */
export const language = state(first());

function first() {
  const chosen = kept("language", null);
  if (chosen in LANGUAGES) return chosen;
  return navigator.languages.some((tag) => /^zh\b/i.test(tag)) &&
    !/^en\b/i.test(navigator.language) ? "zh" : "en";
}

/** Show another language from now on; what is shown is drawn anew by who watches. */
export async function speak(name) {
  const areas = [...new Set([...loaded].map((each) => each.split("/")[1]))];
  await Promise.all(areas.map((area) => load(name, area)));
  keep("language", name);
  document.documentElement.lang = TAGS[name];
  language.value = name;
}

/** Have the words of some areas at hand; every view says which it needs. */
export async function prepare(...areas) {
  document.documentElement.lang = TAGS[language.value];
  await Promise.all(areas.map((area) => load(language.value, area)));
}

async function load(name, area) {
  const key = `${name}/${area}`;
  if (loaded.has(key)) return;
  const { default: found } = await import(`./strings/${key}.js`);
  Object.assign(words[name], found);
  loaded.add(key);
}

/**
 * The words under a name, with `{places}` filled; `{n|one|many}` picks by a number.
 * @param {string} name an area and a name, with a dot between
 * @param {Record<string, string|number>} [values]
 */
export function t(name, values = {}) {
  const text = words[language.value][name];
  if (text === undefined) {
    console.warn(`No words for ${name} in ${language.value}`);
    return name;
  }
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, key, one, many) => {
    const value = values[key] ?? "";
    return many === undefined ? shown(value) : Number(value) === 1 ? one : many;
  });
}

/** Whether there are words under a name, such as for an error's code. */
export function hasWords(name) {
  return words[language.value][name] !== undefined;
}

const shown = (value) => (typeof value === "number" ? number(value) : value);
const tag = () => TAGS[language.value];

/** A number with the language's separators. */
export function number(value, options) {
  return new Intl.NumberFormat(tag(), options).format(value);
}

/**
 * Money, exact: as many decimals as it needs, two at the least.
 * @param {number} micros millionths
 * @param {string} currency
 */
export function money(micros, currency = "USD") {
  const decimals = String(Math.abs(micros) % 1_000_000).padStart(6, "0").replace(/0+$/, "").length;
  return number(micros / 1_000_000, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: Math.max(2, decimals),
    maximumFractionDigits: 6,
  });
}

/** A day and a time, as the reader's clock has them. */
export function moment(iso, options = { dateStyle: "medium", timeStyle: "short" }) {
  return iso ? new Intl.DateTimeFormat(tag(), options).format(new Date(iso)) : "";
}

/** A day. */
export const day = (iso) => moment(iso, { dateStyle: "medium" });

/** A time span in words as short as they can be. */
export function duration(ms) {
  if (ms === null || ms === undefined) return "–";
  const units = ms < 1000 ? [ms, "millisecond"] : ms < 90_000 ? [ms / 1000, "second"]
    : ms < 5_400_000 ? [ms / 60_000, "minute"] : ms < 172_800_000 ? [ms / 3_600_000, "hour"]
    : [ms / 86_400_000, "day"];
  const [value, unit] = units;
  const digits = unit === "millisecond" ? 0 : 1;
  return number(value, {
    style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits,
  });
}

/** How long ago, in words. */
export function ago(iso) {
  const seconds = (new Date(iso) - Date.now()) / 1000;
  const steps = [[60, "second", 1], [3600, "minute", 60], [86400, "hour", 3600]];
  const [, unit, size] = steps.find(([limit]) => Math.abs(seconds) < limit) ?? [0, "day", 86400];
  const format = new Intl.RelativeTimeFormat(tag(), { numeric: "auto" });
  return format.format(Math.round(seconds / size), unit);
}

/** A size in bytes. */
export function bytes(value) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const power = Math.min(4, Math.max(0, Math.floor(Math.log(value || 1) / Math.log(1024))));
  return number(value / 1024 ** power, {
    style: "unit", unit: units[power], unitDisplay: "short", maximumFractionDigits: 1,
  });
}
