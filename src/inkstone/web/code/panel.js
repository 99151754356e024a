/**
 * The dialog with the code for a request: which interface, which language, how to hear of the end.
 * It does not know how the code is written.
 */

import { openDialog } from "../dialog.js";
import { h, newId, replace } from "../dom.js";
import { prepare, t } from "../i18n.js";
import { icon } from "../icons.js";
import { problem } from "../problem.js";
import { style } from "../routes.js";
import { models, session } from "../session.js";
import { keep, kept } from "../state.js";
import { copy } from "../toast.js";
import { DIALECTS, languagesOf, modesOf, snippet } from "./dialects.js";
import { withAddresses } from "./pictures.js";

const CHOICE = "code";
const WEBHOOK = "https://example.com/webhook";

/**
 * Show code that asks for what a request asks for.
 * @param {object} body of `POST /jobs`
 * @param {{job?:object}} [options] what it became, if it did
 */
export async function openCode(body, { job } = {}) {
  await Promise.all([prepare("code"), style("code")]);
  const chosen = { dialect: "native", language: "", mode: "wait", ...kept(CHOICE, {}) };
  const view = h("div", { class: "code" }, h("p", { class: "muted" }, t("shell.loading")));
  openDialog({ title: t("code.title"), body: view, wide: true });
  let [known, failure] = [body, null];
  try {
    known = await withAddresses(body);
  } catch (error) {
    failure = problem(error);
  }
  const about = {
    base_url: session.value.server.base_url,
    webhook: body.webhook_url ?? WEBHOOK,
    newest: Object.fromEntries(models.value.map((model) => [model.name, model.resolves_to])),
    made: sizeOf(job),
  };
  const draw = () => replace(view, failure, drawn({ body, known, about, chosen, choose }));
  const choose = (fields, { isKept = true } = {}) => {
    Object.assign(chosen, fields);
    if (isKept) keep(CHOICE, chosen);
    const { id } = document.activeElement ?? {};
    draw();
    if (id) document.getElementById(id)?.focus();
  };
  draw();
}

/** What a job's pictures measure; null while there is none. */
function sizeOf(job) {
  const picture = job?.images?.[0];
  return picture ? [picture.width, picture.height] : null;
}

/** What can be chosen, as it stands, and the code for it. */
function drawn({ body, known, about, chosen, choose }) {
  const dialect = named(DIALECTS, chosen.dialect);
  const asked = dialect.name === "native" ? body : known;
  const [usual] = dialect.modes;
  const languages = languagesOf(dialect, asked, { ...about, mode: usual });
  const language = named(languages, chosen.language);
  const modes = modesOf(dialect, language);
  const mode = modes.includes(chosen.mode) ? chosen.mode : modes[0];
  const made = snippet(dialect, language, asked, { ...about, mode });
  return [
    h("div", { class: "code-choices" },
      choices("dialect", DIALECTS, dialect, choose),
      choices("language", languages, language, choose),
      modes.length > 1
        ? choices("mode", modes.map((name) => ({ name, title: t(`code.mode_${name}`) })),
          { name: mode }, choose)
        : null),
    mode === "webhook" ? webhookField(about, choose) : null,
    notes(made.notes, dialect),
    steps(language),
    listing(made.text, language),
    asked.images?.length ? h("p", { class: "hint" }, t("code.addresses")) : null,
  ];
}

const named = (list, name) => list.find((each) => each.name === name) ?? list[0];

/** A row of buttons of which one is pressed. */
function choices(what, list, current, choose) {
  const id = newId("code");
  const button = ({ name, title }) =>
    h("button", { type: "button", class: "plain", id: `code-${what}-${name}`,
      "aria-pressed": String(name === current.name), onclick: () => choose({ [what]: name }) },
    title);
  return h("div", { class: "field" },
    h("span", { class: "label", id }, t(`code.${what}`)),
    h("div", { class: "row", role: "group", "aria-labelledby": id }, list.map(button)));
}

function webhookField(about, choose) {
  const change = ({ target }) => {
    about.webhook = target.value.trim() || WEBHOOK;
    choose({}, { isKept: false });
  };
  return h("div", { class: "field" },
    h("label", { for: "code-webhook" }, t("code.webhook")),
    h("input", { type: "url", id: "code-webhook", value: about.webhook, onchange: change }));
}

/** What the code cannot ask for, in words. */
function notes(found, dialect) {
  if (!found.length) return null;
  const left = found.filter((note) => note.kind === "left_out");
  const others = found.filter((note) => note.kind !== "left_out");
  const dialectName = dialect.title;
  return h("div", { class: "code-notes", role: "note" },
    icon("alert"),
    h("ul", { class: "stack" },
      left.length ? h("li", null, t("code.left_out", { dialect: dialectName }), " ",
        left.map(({ field, value }) => h("code", { class: "chip" }, `${field}: ${short(value)}`)))
        : null,
      others.map((note) => h("li", null, t(wordsFor(note), { dialect: dialectName, ...note })))));
}

const wordsFor = ({ kind, field }) => `code.note_${kind}${kind === "refused" ? `_${field}` : ""}`;

const short = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** What is typed before and after: the key, what to install, how to run it. */
function steps({ install, run }) {
  const lines = ["export INKSTONE_API_KEY=…", install, run].filter(Boolean);
  return h("p", { class: "code-steps" }, t("code.run"), " ",
    lines.map((line) => h("code", { class: "chip" }, line)));
}

function listing(text, { file }) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const link = h("a", { href: url, download: file });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };
  return h("div", { class: "code-listing" },
    h("div", { class: "code-bar" },
      h("span", { class: "muted small" }, file),
      h("button", { type: "button", class: "quiet", id: "code-save", onclick: save },
        icon("download"), t("code.save")),
      h("button", { type: "button", class: "primary", id: "code-copy",
        onclick: () => copy(text, t("shell.copied")) }, icon("copy"), t("code.copy"))),
    h("pre", { tabindex: "0", role: "region", "aria-label": t("code.listing") },
      h("code", null, text)));
}
