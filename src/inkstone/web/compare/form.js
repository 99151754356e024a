/**
 * The form of a comparison: prompts, columns, seed, size, and the price before the start.
 * It does not know what happens after it.
 */

import { ApiError } from "../api.js";
import { h, newId, replace, settle } from "../dom.js";
import { money, t } from "../i18n.js";
import { icon } from "../icons.js";
import { plain } from "../problem.js";
import { may } from "../session.js";
import {
  cellsOf, columnsOf, columnsOffered, NUM_CELLS_MAX, NUM_COLUMNS_MAX, plan, priceColumns,
  randomSeed, shapesOf,
} from "./plan.js";
import { toast } from "../toast.js";
import { board, isBusy } from "./board.js";

const PRICING_MS = 300;
const FILE_BYTES_MAX = 200_000;
const SEED_MAX = 2 ** 31 - 1;
/** In words they would stand for something else. */
const BRACES = { open: "{", close: "}" };

/**
 * The form.
 * @param {(priced:object) => void} onstart with the prompts, the columns and the price
 * @param {AbortSignal} until
 */
export function drawForm(onstart, until) {
  const submit = (event) => {
    event.preventDefault();
    if (begin.disabled) return;
    if (isBusy(board.value)) toast(t("compare.busy"));
    else onstart(priced);
  };
  let priced = null;
  const begin = h("button", { type: "submit", class: "primary", disabled: true },
    icon("compare"), t("compare.start"));
  const price = h("p", { class: "compare-price", role: "status" });
  const form = h("form", { class: "card compare-form", onsubmit: submit },
    prompts(until), columns(until),
    h("div", { class: "compare-fixed" }, seed(until), size(until)),
    h("div", { class: "row spread compare-foot" }, price, begin));
  form.addEventListener("keydown", (event) => {
    const isMeant = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (isMeant && !event.repeat) form.requestSubmit();
  });

  let numAsked = 0;
  const ask = async (value) => {
    const mine = (numAsked += 1);
    const found = cellsOf(value);
    const why = whyNot(found);
    if (why) return replace(price, why);
    try {
      const each = await priceColumns(value, found.prompts, found.columns);
      if (mine !== numAsked || until.aborted) return;
      const sum = each.reduce((all, one) => all + one.amount_micros, 0) * found.prompts.length;
      priced = { ...found, price: sum, currency: each[0].currency };
      begin.disabled = false;
      replace(price, t("compare.total", { n: found.num }), " ",
        h("strong", { class: "number" }, money(sum, each[0].currency)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const faults = error.faults.map((fault) => ` ${fault.message}`);
      if (mine === numAsked) {
        replace(price, h("span", { class: "compare-wrong" }, plain(error), faults));
      }
    }
  };
  const askSoon = settle(PRICING_MS, ask);
  plan.watch((value) => {
    begin.disabled = true;
    numAsked += 1;
    askSoon(value);
  }, until);
  return form;
}

/** Why a plan cannot be carried out; nothing where it can. */
function whyNot({ prompts, columns, num, isTooMany }) {
  if (!may("submit")) return t("errors.permission_denied");
  if (!prompts.length) return t("compare.no_prompt");
  if (columns.length < 2) return t("compare.few_columns");
  if (isTooMany) return t("compare.too_many", { n: num, most: NUM_CELLS_MAX });
  return "";
}

function prompts(until) {
  const id = newId("prompts");
  const count = h("span", { class: "hint" });
  const area = h("textarea", { id, rows: 4, value: plan.value.text, "aria-describedby": `${id}-how`,
    placeholder: t("compare.prompts_example", BRACES),
    oninput: ({ target }) => plan.patch({ text: target.value }) });
  const file = h("input", { type: "file", accept: ".txt,.csv,text/plain,text/csv", hidden: true,
    "aria-label": t("compare.file"), onchange: () => readFile(file) });
  plan.watch((value) => {
    if (area.value !== value.text) area.value = value.text;
    count.textContent = t("compare.num_prompts", { n: cellsOf(value).prompts.length });
  }, until);
  return h("div", { class: "field" },
    h("div", { class: "row spread" }, h("label", { for: id }, t("compare.prompts")),
      h("div", { class: "row" }, count,
        h("button", { type: "button", class: "quiet", onclick: () => file.click() },
          icon("list"), t("compare.file")), file)),
    area, h("p", { class: "hint", id: `${id}-how` }, t("compare.prompts_how", BRACES)));
}

async function readFile(input) {
  const [found] = input.files;
  input.value = "";
  if (!found) return;
  if (found.size > FILE_BYTES_MAX) toast(t("errors.payload_too_large"), { kind: "bad" });
  else plan.patch({ text: await found.text() });
}

/** Which models and engines are put beside each other. */
function columns(until) {
  const list = h("div", { class: "compare-columns" });
  const toggle = (id) => {
    const now = columnsOf(plan.value).map((column) => column.id);
    plan.patch({ columns: now.includes(id) ? now.filter((each) => each !== id) : [...now, id] });
  };
  const buttons = columnsOffered().map((column) => {
    const { id, model, engine } = column;
    const cost = model.per_image_micros === null ? ""
      : money(model.per_image_micros, model.currency);
    return h("button", { type: "button", class: "plain compare-column", "data-id": id,
      title: engine ? t("compare.only_engine", { engine }) : model.summary,
      onclick: () => toggle(id) },
    h("span", null, nameOf(column)), h("span", { class: "small muted number" }, cost));
  });
  replace(list, buttons);
  plan.watch((value) => {
    const chosen = columnsOf(value).map((column) => column.id);
    for (const button of buttons) {
      const isChosen = chosen.includes(button.dataset.id);
      button.setAttribute("aria-pressed", isChosen);
      button.disabled = !isChosen && chosen.length >= NUM_COLUMNS_MAX;
    }
  }, until);
  return h("fieldset", { class: "field" },
    h("legend", { class: "label" }, t("compare.columns", { most: NUM_COLUMNS_MAX })), list);
}

/** How a column is called. */
export const nameOf = ({ model, engine }) => (engine ? `${model.name} · ${engine}` : model.name);

function seed(until) {
  const id = newId("seed");
  const input = h("input", { id, type: "number", min: 0, max: SEED_MAX, step: 1, required: true,
    onchange: () => {
      const value = Number(input.value);
      const isGood = Number.isInteger(value) && value >= 0 && value <= SEED_MAX;
      plan.patch({ seed: isGood && input.value ? value : randomSeed() });
      input.value = plan.value.seed;
    } });
  plan.watch((value) => (input.value = value.seed), until);
  return h("div", { class: "field" }, h("label", { for: id }, t("compare.seed")),
    h("div", { class: "compare-seed" }, input,
      h("button", { type: "button", class: "plain icon-only", title: t("compare.dice"),
        "aria-label": t("compare.dice"), onclick: () => plan.patch({ seed: randomSeed() }) },
      icon("dice"))));
}

function size(until) {
  const id = newId("size");
  const select = h("select", { id, onchange: () => {
    const [shape, resolution] = select.value.split(" ");
    plan.patch({ shape, resolution });
  } });
  let known = "";
  plan.watch((value) => {
    const shapes = shapesOf(columnsOf(value));
    const now = JSON.stringify(shapes);
    if (now !== known) {
      known = now;
      replace(select, shapes.flatMap(([shape, sizes]) => Object.entries(sizes).map(
        ([resolution, pixels]) => h("option", { value: `${shape} ${resolution}` },
          `${shape} · ${pixels.replace("x", " × ")}`))));
    }
    select.value = `${value.shape} ${value.resolution}`;
    const [first] = select.options;
    if (!select.value && first) {
      const [shape, resolution] = first.value.split(" ");
      queueMicrotask(() => plan.patch({ shape, resolution }));
    }
  }, until);
  return h("div", { class: "field" }, h("label", { for: id }, t("compare.size")), select);
}
