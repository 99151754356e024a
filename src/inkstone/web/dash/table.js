/**
 * A list that comes page by page: a table where there is room, cards where there is none.
 * It does not know what is in a row.
 */

import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { isShown, problem } from "../problem.js";

/** As many rows as one list holds at once. */
const NUM_ROWS_MAX = 2_000;
/** Pages of which nothing is shown are passed over, so many at a time. */
const NUM_PASSED_MAX = 10;

/**
 * A list that has nothing yet; call `reload`.
 * @param {{label:string, name:string, columns:[string, string][], until:AbortSignal,
 *     load:(cursor:string) => Promise<{data:object[], next:string|null}>,
 *     cells:(item:object) => any[], isIn?:(item:object) => boolean, empty:() => Node,
 *     onrow?:(item:object) => void}} about `columns` are the class and the words of each; `cells`
 *     are in their order; `onrow` is a press on a row, which has a button that does the same
 */
export function createTable(about) {
  const { label, name, columns, until, load, cells, isIn = () => true, empty, onrow } = about;
  const rows = new Map();
  let items = [];
  let next = "";
  let turn = 0;
  const body = h("tbody", { role: "rowgroup" });
  const head = columns.map(([kind, words]) =>
    h("th", { role: "columnheader", scope: "col", class: `list-${kind}` }, words));
  const table = h("div", { class: "list-frame", hidden: true },
    h("table", { class: `list list-of-${name}`, role: "table", "aria-label": label },
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, head)), body));
  const told = h("p", { class: "hidden", role: "status" });
  const foot = h("div", { class: "list-foot" });

  async function reload() {
    turn += 1;
    await bring("", []);
  }

  /** Bring pages until there is something new to see. */
  async function bring(from, before) {
    const mine = turn;
    let cursor = from;
    const found = [];
    if (!before.length) replace(foot, h("p", { class: "muted" }, t("shell.loading")));
    try {
      for (let num = 0; num < NUM_PASSED_MAX && cursor !== null; num += 1) {
        const page = await load(cursor);
        if (until.aborted || mine !== turn) return;
        found.push(...page.data);
        cursor = page.next;
        if (found.some(isIn)) break;
      }
    } catch (error) {
      if (until.aborted || mine !== turn) return;
      isShown(error);
      replace(foot, problem(error, { retry: () => bring(from, before) }));
      return;
    }
    items = unique([...before, ...found]);
    next = cursor;
    draw();
  }

  function draw() {
    const shown = items.filter(isIn);
    const ids = new Set(shown.map(({ id }) => id));
    for (const [id, { node }] of rows) if (!ids.has(id)) (node.remove(), rows.delete(id));
    shown.forEach((item, n) => {
      const node = rowOf(item);
      if (body.children[n] !== node) body.insertBefore(node, body.children[n] ?? null);
    });
    table.hidden = shown.length === 0;
    told.textContent = t("keys.shown", { n: shown.length });
    drawFoot(shown.length);
  }

  /** The row of an item; one that is as it was keeps its place and its focus. */
  function rowOf(item) {
    const old = rows.get(item.id);
    if (old?.item === item) return old.node;
    const node = h("tr", { role: "row", "data-id": item.id, class: onrow ? "list-open" : null,
      onclick: onrow ? (event) => press(event, item) : null },
    cells(item).map((cell, n) => h("td",
      { role: "cell", class: `list-${columns[n][0]}`, "data-label": columns[n][1] }, cell)));
    const focused = old ? focusIn(old.node) : -1;
    old?.node.replaceWith(node);
    if (focused >= 0) controls(node)[focused]?.focus();
    rows.set(item.id, { item, node });
    return node;
  }

  function press(event, item) {
    if (!event.target.closest("a, button") && getSelection().isCollapsed) onrow(item);
  }

  function drawFoot(numShown) {
    if (next !== null && items.length >= NUM_ROWS_MAX) {
      return replace(foot, h("p", { class: "muted" }, t("keys.full")));
    }
    if (next !== null) {
      const more = async () => {
        const hadFocus = document.activeElement === button;
        await bring(next, items);
        if (hadFocus) controls(body.children[numShown])[0]?.focus();
      };
      const button = h("button", { type: "button", class: "plain", onclick: more },
        t("shell.more"));
      return replace(foot, button);
    }
    return replace(foot, numShown ? null : empty());
  }

  return {
    node: h("div", { class: "stack" }, told, table, foot),
    get items() {
      return items;
    },
    reload,
    draw,
    /** Bring some items up to date; one that is not there comes first, or last. */
    put(found, { isFirst = true } = {}) {
      for (const item of found) {
        const n = items.findIndex(({ id }) => id === item.id);
        if (n >= 0) items = items.with(n, item);
        else items = isFirst ? [item, ...items] : [...items, item];
      }
      draw();
    },
  };
}

const controls = (node) => [...(node?.querySelectorAll("button, a") ?? [])];
const focusIn = (node) => controls(node).indexOf(document.activeElement);
const unique = (items) => [...new Map(items.map((item) => [item.id, item])).values()];

/** What is shown where there is nothing. */
export function nothing(words, more = "") {
  return h("div", { class: "list-empty" }, h("h2", null, words),
    more ? h("p", { class: "muted" }, more) : null);
}
