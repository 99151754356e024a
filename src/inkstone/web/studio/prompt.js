/**
 * The prompt: its field with a counter, earlier prompts by the arrow keys, quotes for texts in the
 * picture, and examples where it is empty. It does not know what is done with it.
 */

import { draft, isEdit } from "../draft.js";
import { h, newId, replace, set } from "../dom.js";
import { number, t } from "../i18n.js";
import { modelNamed } from "../session.js";
import { numChars } from "./check.js";
import { faultLine, tie } from "./field.js";
import { past } from "./past.js";

/** The names of the examples; each shows something else that can be asked for. */
const EXAMPLES = ["poster", "scene", "menu", "couplet", "ink"];
const QUOTES = ["“", "”"];

/** The part of the form that holds it; `buttons` stand beside the quotes. */
export function promptPart(buttons, until) {
  const id = newId("prompt");
  const area = h("textarea", { id, rows: "4", class: "prompt", spellcheck: "true",
    autocapitalize: "sentences" });
  tie(area, "prompt", until);
  recallIn(area);
  const counter = h("span", { class: "hint number" });
  const examples = h("div", { class: "row examples" });
  const label = h("label", { for: id });
  let shown = "";
  draft.watch((value) => {
    const most = modelNamed(value.model)?.parameters.properties.prompt.maxLength;
    replace(counter, h("span", { class: "hidden" }, t("studio.prompt_chars")),
      `${number(numChars(value.prompt))} / ${number(most ?? 0)}`);
    replace(label, t(isEdit(value) ? "studio.prompt_edit" : "studio.prompt"));
    set(area, "placeholder", t(isEdit(value) ? "studio.prompt_hint_edit" : "studio.prompt_hint"));
    const isEmpty = !value.prompt && !isEdit(value);
    if (shown !== (shown = String(isEmpty))) {
      replace(examples, isEmpty ? exampleButtons(area) : null);
      examples.hidden = !isEmpty;
    }
    grow(area);
  }, until);
  const sizes = new ResizeObserver(() => grow(area));
  sizes.observe(document.body);
  until.addEventListener("abort", () => sizes.disconnect());
  return h("section", { class: "part", dataset: { field: "prompt" } },
    h("div", { class: "row spread" }, label, counter),
    area,
    faultLine("prompt", [area], until),
    h("div", { class: "row" }, quoteButton(area), buttons),
    examples);
}

/** As high as the text in it. */
function grow(area) {
  if (!area.isConnected) return requestAnimationFrame(() => area.isConnected && grow(area));
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

/** Put a text into the prompt, ready to be written on. */
export function write(area, text, from = text.length, to = from) {
  draft.patch({ prompt: text });
  area.focus();
  area.setSelectionRange(from, to);
}

function exampleButtons(area) {
  return [
    h("span", { class: "hint" }, t("studio.examples")),
    EXAMPLES.map((name) => {
      const text = t(`studio.example_${name}`);
      return h("button", { type: "button", class: "chip", title: text,
        onclick: () => write(area, text) }, t(`studio.example_name_${name}`));
    }),
  ];
}

function quoteButton(area) {
  const put = () => {
    const { value, selectionStart: from, selectionEnd: to } = area;
    const text = value.slice(0, from) + QUOTES[0] + value.slice(from, to) + QUOTES[1] +
      value.slice(to);
    write(area, text, from + 1, to + 1);
  };
  const hint = newId("quotes");
  return [
    h("button", { type: "button", class: "plain small", onclick: put, title: t("studio.quotes_why"),
      "aria-describedby": hint }, h("strong", null, QUOTES.join("\u2009")), t("studio.quotes")),
    h("span", { class: "hidden", id: hint }, t("studio.quotes_why")),
  ];
}

/** Let the arrow keys go through earlier prompts while the field is empty, or shows one of them. */
function recallIn(area) {
  let at = -1;
  area.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
      return;
    }
    const found = past();
    if (area.value !== (found[at] ?? "")) at = area.value ? found.length : -1;
    const next = event.key === "ArrowUp" ? at + 1 : event.key === "ArrowDown" ? at - 1 : null;
    if (next === null || at === found.length || next < -1 || next >= found.length) return;
    event.preventDefault();
    at = next;
    write(area, found[at] ?? "");
  });
}
