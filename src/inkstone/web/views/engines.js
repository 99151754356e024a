/**
 * The engines, live: how each is, its queue, what it tells of itself, and what this server takes
 * of its machine. It does not know how an engine draws.
 */

import * as api from "../api.js";
import { h, replace } from "../dom.js";
import { bytes, duration, number, t } from "../i18n.js";
import { icon } from "../icons.js";
import { isShown, problem } from "../problem.js";
import { hrefOf, style } from "../routes.js";
import { Past, spark } from "../dash/chart_spark.js";
import { createEngine, valueOf } from "../dash/figures_engine.js";
import { figure, part, whileSeen } from "../dash/figures.js";

const LOOK_EVERY_MS = 2000;

/** Show the view. */
export async function show(main, { until }) {
  await style("engines");
  if (until.aborted) return;
  const cards = new Map();
  const past = new Past();
  const list = h("div", { class: "engines" });
  const machine = h("div");
  const failed = h("div");
  const news = h("p", { class: "hidden", role: "status" });
  let before = null;
  let isAsking = false;
  replace(main, h("div", { class: "dash" },
    h("header", { class: "row spread" }, h("h1", null, t("engines.title")),
      h("p", { class: "hint" }, t("engines.live"))),
    news, failed, list, machine,
    h("p", null, h("a", { class: "row", href: hrefOf("welcome") }, icon("engine"),
      t("engines.switch")))));

  async function look() {
    if (isAsking) return; // a slow answer is waited for
    isAsking = true;
    try {
      const found = await api.get("/engines", {}, until);
      draw(found);
      replace(failed);
      list.removeAttribute("aria-busy");
    } catch (error) {
      if (until.aborted) return;
      isShown(error);
      list.setAttribute("aria-busy", "true");
      if (!failed.childElementCount) replace(failed, problem(error, { retry: look }));
    } finally {
      isAsking = false;
    }
  }

  function draw(found) {
    remember(past, found);
    for (const engine of found.data) {
      if (!cards.has(engine.name)) cards.set(engine.name, createEngine(engine.name));
      cards.get(engine.name).show(engine, past);
    }
    const names = found.data.map((engine) => engine.name);
    if (names.join() !== [...list.children].map((each) => each.ariaLabel).join()) {
      replace(list, names.map((name) => cards.get(name).node));
    }
    const changed = before === null ? [] : found.data.filter((engine) =>
      before.data.some((each) => each.name === engine.name && each.is_up !== engine.is_up));
    if (changed.length) news.textContent = changed.map(turned).join(" ");
    replace(machine, found.process ? machineOf(found.process, before?.process ?? null, past)
      : h("p", { class: "hint" }, t("engines.more_for_operators")));
    before = found;
  }

  await look();
  if (!until.aborted) whileSeen(LOOK_EVERY_MS, look, until);
}

const turned = ({ name, is_up: isUp }) =>
  t(isUp ? "engines.came_back" : "engines.went_away", { name });

/** Keep what is drawn as lines. */
function remember(past, { data, process }) {
  for (const { name, queued, running, figures } of data) {
    past.add(`${name} queued`, queued);
    past.add(`${name} running`, running);
    past.add(`${name} memory`, valueOf(figures, "device_memory_allocated_bytes"));
  }
  if (process) past.add("memory", process.memory_bytes);
}

/** What the server's process takes, with its share of a processor since it was last asked. */
function machineOf(process, last, past) {
  const { memory_bytes: memory, uptime_s: uptimeS, cpu_s: cpuS } = process;
  const isSame = last !== null && uptimeS > last.uptime_s && cpuS >= last.cpu_s;
  const share = isSame ? (cpuS - last.cpu_s) / (uptimeS - last.uptime_s) : cpuS / (uptimeS || 1);
  return part(t("engines.process"), h("dl", { class: "card sparks" },
    memory === null ? null
      : spark({ label: t("engines.memory"), points: past.of("memory"), format: bytes, series: 4 }),
    figure(t("engines.cpu"), number(share, { style: "percent", maximumFractionDigits: 0 }),
      t("engines.cpu_all", { time: duration(cpuS * 1000) })),
    figure(t("engines.uptime"), duration(uptimeS * 1000))));
}
