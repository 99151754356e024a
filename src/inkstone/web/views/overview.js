/**
 * The overview: what the account has, what it spends, how much of its limits is used, what moved.
 * It does not know how any of it is counted.
 */

import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { whileSeen } from "../dash/figures.js";
import { createFigures } from "../dash/overview_figures.js";
import { createLedger, createStatement } from "../dash/overview_ledger.js";
import { createUsage } from "../dash/overview_usage.js";
import { style } from "../routes.js";
import { balance, refreshBalance } from "../session.js";

/** Others spend as well, so the balance is looked at now and then. */
const LOOK_EVERY_MS = 10_000;

/** Show the view. */
export async function show(main, { query, until }) {
  await style("chart");
  if (until.aborted) return;
  const figures = createFigures(until);
  const usage = createUsage(query, until);
  const ledger = createLedger(until);
  const statement = createStatement(until);
  const parts = [figures, usage, ledger, statement];
  replace(main, h("div", { class: "dash" },
    h("h1", null, t("overview.title")),
    figures.nodes,
    usage.node,
    h("div", { class: "books" }, ledger.node, statement.node)));
  let seen = sumOf(balance.value);
  balance.changed((found) => {
    const isMoved = seen !== null && sumOf(found) !== seen;
    seen = sumOf(found);
    if (isMoved) parts.forEach((part) => part.refresh());
  }, until);
  whileSeen(LOOK_EVERY_MS, refreshBalance, until);
  await Promise.all(parts.map((part) => part.refresh()));
}

const sumOf = (found) => found && `${found.balance_micros} ${found.held_micros}`;
