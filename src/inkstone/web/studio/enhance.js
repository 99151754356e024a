/**
 * Having the prompt rewritten: the other words are shown beside the writer's own, and used only
 * where the writer says so. It does not know who rewrites.
 */

import { post } from "../api.js";
import { draft, isEdit } from "../draft.js";
import { h, newId, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { isShown, problem } from "../problem.js";
import { modelNamed, session } from "../session.js";
import { check } from "./field.js";

/** The button, the check box and the panel; nothing is shown where nobody rewrites. */
export function enhancing(until) {
  const panel = h("div", { class: "enhanced-place" });
  const button = h("button", { type: "button", class: "plain small",
    onclick: () => rewrite(button, panel, until) }, icon("sparkle"), t("studio.enhance"));
  const always = h("div", null, check("enhance", t("studio.enhance_always"), until,
    { hint: t("studio.enhance_always_why") }));
  draft.watch((value) => {
    const model = modelNamed(value.model);
    const isThere = session.value.server.enhancer && model?.capabilities.enhance;
    button.hidden = !isThere;
    always.hidden = !isThere;
    if (!isThere) replace(panel);
  }, until);
  return { button, always, panel };
}

async function rewrite(button, panel, until) {
  const { value } = draft;
  if (!value.prompt.trim()) return document.querySelector("main textarea").focus();
  button.disabled = true;
  replace(panel, h("p", { class: "hint", role: "status" }, t("studio.enhancing")));
  try {
    const body = {
      prompt: value.prompt,
      ...(isEdit(value) ? { images: value.images.map((image) => image.ref) } : {}),
      ...(value.isSeedLocked ? { seed: value.seed } : {}),
    };
    const found = await post("/enhance", body, { signal: until });
    replace(panel, choice(found, value, panel));
    panel.querySelector("textarea").focus();
  } catch (error) {
    if (until.aborted) return;
    isShown(error);
    replace(panel, problem(error, { retry: () => rewrite(button, panel, until) }));
  } finally {
    button.disabled = false;
  }
}

/** Both prompts, and what is to become of them. */
function choice(found, before, panel) {
  const id = newId("enhanced");
  const area = h("textarea", { id, rows: "5", value: found.prompt });
  const isOffered = found.ratio in (modelNamed(before.model)?.sizes ?? {});
  const shape = h("input", { type: "checkbox", checked: before.shape === "auto" });
  const leave = () => {
    replace(panel);
    document.querySelector("main textarea").focus();
  };
  const use = () => {
    const isShaped = isOffered && shape.checked;
    const shaped = isShaped ? { shape: found.ratio } : {};
    draft.patch({ prompt: area.value, enhance: false, ...shaped });
    leave();
  };
  return h("div", { class: "card enhanced", role: "group", "aria-label": t("studio.enhanced") },
    h("div", { class: "enhanced-both" },
      h("div", { class: "field" },
        h("p", { class: "label" }, t("studio.enhanced_mine")),
        h("p", { class: "enhanced-mine" }, before.prompt)),
      h("div", { class: "field" }, h("label", { for: id }, t("studio.enhanced_theirs")), area)),
    found.warnings.map((each) => h("p", { class: "hint" }, each.message)),
    isOffered
      ? h("label", { class: "check" }, shape, t("studio.enhanced_shape", { ratio: found.ratio }))
      : null,
    h("div", { class: "row" },
      h("button", { type: "button", class: "primary", onclick: use }, t("studio.enhanced_use")),
      h("button", { type: "button", class: "plain", onclick: leave }, t("studio.enhanced_keep")),
      h("span", { class: "hint" }, t("studio.enhanced_by", { name: found.enhancer }))));
}
