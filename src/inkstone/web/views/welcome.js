/**
 * The welcome: what draws here and how to change it, the models and prices, first prompts, and
 * how to call the API. It does not know how an engine is chosen.
 */

import { h, newId } from "../dom.js";
import { draft, EMPTY } from "../draft.js";
import { money, t } from "../i18n.js";
import { icon } from "../icons.js";
import { go, hrefOf } from "../routes.js";
import { balance, may, models, session } from "../session.js";
import { command } from "./command.js";
import { seen } from "./welcome_seen.js";

/** The kinds of engine, and what to paste so that each draws here, by the names of its words. */
const WAYS = {
  sketch: [["serve", "inkstone serve --engine sketch"]],
  diffusion: [
    ["libraries", "scripts/setup --diffusion"],
    ["look", "inkstone doctor"],
    ["weights", "inkstone models pull qwen-image-2.0"],
    ["serve", "inkstone serve"],
  ],
  upstream: [
    ["dashscope",
      "export DASHSCOPE_API_KEY=sk-…\n" +
      "export DASHSCOPE_HTTP_BASE_URL=https://dashscope-intl.aliyuncs.com/api/v1"],
    ["look", "inkstone doctor"],
    ["serve", "inkstone serve"],
  ],
};
const GUIDES = {
  sketch: "docs/how-to/draw-sketches.md",
  diffusion: "docs/how-to/use-a-gpu.md",
  upstream: "docs/how-to/use-upstreams.md",
};
const NUM_EXAMPLES = 3;

/** Show the view. */
export async function show(main) {
  seen();
  const { server, account } = session.value;
  const kind = kindOf(server.engine);
  main.append(
    h("div", { class: "welcome" },
      h("header", { class: "welcome-head" },
        h("h1", null, t("welcome.title")),
        h("p", { class: "muted" }, t("welcome.lead"))),
      part("welcome.try", examples()),
      part("welcome.draws", here(server, kind), h("div", { class: "welcome-ways" },
        Object.keys(WAYS).map((name) => way(name, name === kind)))),
      part("welcome.models", prices(account)),
      part("welcome.call", h("p", { class: "muted" }, t("welcome.call_how")),
        command(curl(server.base_url), t("welcome.call")), links())),
  );
}

function part(title, ...children) {
  const id = newId("part");
  return h("section", { class: "welcome-part", "aria-labelledby": id },
    h("h2", { id }, t(title)), children);
}

/** Which kind of engine one is, by its name: whatever is not ours is an upstream. */
export function kindOf(engine) {
  if (engine === "echo" || engine === "ray") return engine === "ray" ? "diffusion" : "echo";
  return engine in WAYS ? engine : "upstream";
}

function examples() {
  const numbers = Array.from({ length: NUM_EXAMPLES }, (_, index) => index + 1);
  const fill = (prompt) => {
    draft.value = { ...EMPTY, model: draft.value.model, prompt };
    go("");
  };
  return h("ul", { class: "welcome-examples" }, numbers.map((number) => {
    const prompt = t(`welcome.example_${number}`);
    return h("li", null,
      h("button", { type: "button", class: "plain", onclick: () => fill(prompt) },
        icon("brush"), h("span", null, prompt)));
  }));
}

function here(server, kind) {
  return h("div", { class: "card stack" },
    h("p", { class: "row" },
      h("strong", { class: "chip good" }, icon("engine"), server.engine),
      h("span", { class: "muted" }, server.engine_why)),
    h("p", null, t(`welcome.means_${kind}`)));
}

function way(kind, isHere) {
  return h("details", { class: "card" },
    h("summary", null,
      h("strong", null, t(`welcome.kind_${kind}`)),
      isHere ? h("span", { class: "chip good" }, icon("check"), t("welcome.is_here")) : null,
      h("span", { class: "welcome-kind muted" }, t(`welcome.short_${kind}`))),
    h("ol", { class: "welcome-steps" }, WAYS[kind].map(([step, lines]) => {
      const label = t(`welcome.step_${step}`);
      return h("li", null, h("p", null, label), command(lines, label));
    })),
    h("p", { class: "hint" }, t(`welcome.note_${kind}`), " ",
      t("welcome.guide"), " ", h("code", null, GUIDES[kind])));
}

function prices(account) {
  const head = ["model", "tier", "price", "does"].map((name) =>
    h("th", { scope: "col", class: name === "price" ? "number" : null }, t(`welcome.${name}`)));
  const row = (model) => h("tr", null,
    h("td", null, h("code", null, model.name)),
    h("td", null, h("span", { class: "chip" }, model.tier)),
    h("td", { class: "number" }, money(model.per_image_micros, model.currency)),
    h("td", null, t(does(model))));
  const undated = models.value.filter((model) => !/-\d{4}-\d{2}-\d{2}$/.test(model.name));
  const has = balance.value
    ? t("welcome.has", { name: account.name,
        amount: money(balance.value.available_micros, balance.value.currency) })
    : "";
  return [
    h("div", { class: "scroll", tabindex: "0", role: "region",
      "aria-label": t("welcome.models") },
      h("table", null, h("thead", null, h("tr", null, head)),
        h("tbody", null, undated.map(row)))),
    h("p", { class: "hint" }, t("welcome.charged"), " ", has),
  ];
}

function does(model) {
  return model.capabilities.edits ? "welcome.draws_edits" : "welcome.draws_only";
}

/** A line that makes a picture when pasted into a shell. */
function curl(base) {
  const body = JSON.stringify({ prompt: t("welcome.example_curl"), size: "1:1" });
  return `curl -s "${base}/inkstone/v1/jobs?wait=60" ` +
    '-H "Authorization: Bearer $INKSTONE_API_KEY" ' +
    `-H "Content-Type: application/json" -d '${body.replaceAll("'", "'\\''")}'`;
}

function links() {
  const link = (href, name, words) => h("li", null,
    h("a", { class: "row", href }, icon(name), t(words)));
  return h("ul", { class: "welcome-links" },
    link("/docs", "code", "welcome.reference"),
    may("admin") ? link(hrefOf("keys"), "key", "welcome.keys") : null,
    link(hrefOf("engines"), "engine", "welcome.engines"),
    link(hrefOf("verify"), "shield", "welcome.verify"));
}
