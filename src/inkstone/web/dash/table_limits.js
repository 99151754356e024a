/**
 * Limits and what is spent of them, as bars.
 * It does not know whose they are.
 */

import { h } from "../dom.js";
import { money, number, t } from "../i18n.js";

/** From which share on a limit is nearly reached. */
const NEAR = 0.8;

/**
 * The bars of what is limited, and a line about the rest.
 * @param {object} limits as the API shows them
 * @param {object} spending the same
 * @param {string} currency
 */
export function drawLimits(limits, spending, currency) {
  const cash = (micros) => money(micros, currency);
  const rows = [
    ["jobs_max", spending.num_open, number],
    ["daily_micros", spending.today_micros, cash],
    ["total_micros", spending.total_micros, cash],
  ].map(([name, used, write]) => bar(name, used, limits[name], write));
  const rate = limits.requests_per_minute;
  return h("div", { class: "list-bars" }, rows,
    rate === null ? null : h("p", { class: "small" }, t("keys.rate", { n: rate })));
}

function bar(name, used, most, write) {
  const words = t(`keys.bar_${name}`);
  if (most === null) {
    // Nothing spent of no limit says nothing.
    return used ? h("p", { class: "list-bar small" }, h("span", { class: "muted" }, words),
      h("span", { class: "number" }, write(used))) : null;
  }
  const share = most ? Math.min(1, Math.max(0, used) / most) : 1;
  const said = t("keys.bar_of", { used: write(used), most: write(most) });
  const kind = share >= 1 ? "is-full" : share >= NEAR ? "is-near" : "";
  return h("div", { class: `list-bar small ${kind}` },
    h("span", { class: "muted" }, words), h("span", { class: "number" }, said),
    h("div", { class: "meter", role: "meter", "aria-label": words, "aria-valuemin": 0,
      "aria-valuemax": most, "aria-valuenow": Math.min(used, most), "aria-valuetext": said },
    h("span", { style: { width: `${share * 100}%` } })));
}
