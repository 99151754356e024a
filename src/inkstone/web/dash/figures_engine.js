/**
 * An engine as a card: how it is, what it serves, its queue, and what it tells of itself.
 * It does not know when it is looked at.
 */

import { h, replace } from "../dom.js";
import { bytes, duration, hasWords, number, t } from "../i18n.js";
import { icon } from "../icons.js";
import { spark } from "./chart_spark.js";
import { figure, meter } from "./figures.js";

/** Figures that are told together with others, or that say nothing to people. */
const TOLD_ELSEWHERE = new Set(["prefix_cache_hits", "prefix_cache_misses",
  "device_memory_total_bytes", "device_memory_allocated_bytes"]);
const FORMATS = { bytes, s: (value) => duration(value * 1000), count: (value) => number(value) };

/**
 * A card that can be drawn anew with what is known now.
 * @param {string} name of the engine
 */
export function createEngine(name) {
  const head = h("div", { class: "engine-head" });
  const lines = h("dl", { class: "sparks" });
  const figures = h("div", { class: "stack" });
  const models = h("details", { class: "engine-models" });
  const node = h("article", { class: "card stack engine", "aria-label": name },
    head, lines, figures, models);
  let served = "";
  return {
    node,
    /** @param {object} engine as the API tells it; @param {import("./chart_spark.js").Past} past */
    show(engine, past) {
      replace(head, headOf(engine));
      replace(lines, sparksOf(engine, past));
      replace(figures, figuresOf(engine));
      if (served === engine.models.join()) return; // an open list stays as it is
      served = engine.models.join();
      replace(models, h("summary", null, t("engines.serves", { n: engine.models.length })),
        h("ul", { class: "row" }, engine.models.map((model) =>
          h("li", { class: "chip" }, h("code", null, model)))));
    },
  };
}

function headOf({ name, is_up: isUp, reason, retry_after_s: retryS, checkpoint, revision,
  is_remote: isRemote, deterministic }) {
  return [
    h("p", { class: "row spread" }, h("h2", { class: "engine-name" }, name),
      h("span", { class: `chip ${isUp ? "good" : "bad"}` }, icon(isUp ? "check" : "alert"),
        t(isUp ? "engines.up" : "engines.away"))),
    reason ? h("p", null, reason) : null,
    isUp || retryS === null ? null
      : h("p", { class: "hint" }, t("engines.again", { time: duration(retryS * 1000) })),
    checkpoint ? h("p", { class: "small" }, h("code", null, checkpoint, revision ? `@${revision}`
      : "")) : null,
    h("p", { class: "row" },
      isRemote === null ? null : h("span", { class: "chip" },
        t(isRemote ? "engines.remote" : "engines.local")),
      deterministic ? h("span", { class: "chip" }, t("engines.deterministic")) : null),
  ];
}

/** What is drawn as a line: the queue, and for who runs the server what runs and the memory. */
function sparksOf({ name, running, figures }, past) {
  const one = (what, series, format = number, words = what) => spark({ label: t(`engines.${words}`),
    points: past.of(`${name} ${what}`), format, series });
  const hasMemory = valueOf(figures, "device_memory_allocated_bytes") !== null;
  return [one("queued", 2), running === null ? null : one("running", 1),
    hasMemory ? one("memory", 4, bytes, "device_memory") : null];
}

function figuresOf({ figures, oldest_queued_s: oldestS }) {
  const all = valueOf(figures, "device_memory_total_bytes");
  const taken = valueOf(figures, "device_memory_allocated_bytes");
  const hits = valueOf(figures, "prefix_cache_hits");
  const misses = valueOf(figures, "prefix_cache_misses");
  const asked = hits + misses;
  const rest = figures.filter((each) => !TOLD_ELSEWHERE.has(each.name) || (all === null &&
    each.name === "device_memory_allocated_bytes"));
  const listed = [
    oldestS === null ? null : figure(t("engines.oldest"), duration(oldestS * 1000)),
    hits === null || misses === null ? null : figure(t("engines.hit_rate"),
      asked ? number(hits / asked, { style: "percent", maximumFractionDigits: 1 }) : "–",
      t("engines.hits_of", { hits, asked })),
    ...rest.map((each) => figure(labelOf(each.name), FORMATS[each.unit]?.(each.value) ??
      number(each.value))),
  ].filter(Boolean);
  return [
    all === null || taken === null ? null : meter({ label: t("engines.device_memory"),
      text: t("engines.used_of", { used: bytes(taken), all: bytes(all) }), used: taken,
      limit: all, isPlain: true }),
    listed.length ? h("dl", { class: "engine-figures" }, listed) : null,
  ];
}

/** A figure's value by its name; null where the engine does not tell it. */
export function valueOf(figures, name) {
  return figures.find((each) => each.name === name)?.value ?? null;
}

/** What a figure is called; one that is new here keeps the engine's own word. */
function labelOf(name) {
  const key = `engines.figure_${name}`;
  return hasWords(key) ? t(key) : name.replaceAll("_", " ");
}
