/**
 * What an account's messages are signed with: hidden until somebody wants to see it.
 * It does not know where messages go.
 */

import { get, post } from "../api.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { isShown, problem } from "../problem.js";
import { copy, toast } from "../toast.js";
import { openOverlap } from "./form_overlap.js";

const MASK = `whsec_${"•".repeat(16)}`;

/** The card of the secrets. */
export function drawSecrets(until) {
  const list = h("ul", { class: "secrets" });
  const rotate = h("button", { type: "button", class: "plain", onclick: () => openOverlap({
    title: t("webhooks.rotate_title"), lead: t("webhooks.rotate_lead"),
    hint: t("webhooks.rotate_hint"), until,
    send: (body) => post("/webhooks/secrets/rotate", body),
    done: () => (toast(t("webhooks.rotated"), { kind: "good" }), draw()),
  }) }, icon("again"), t("keys.rotate"));

  async function draw() {
    try {
      const { secrets } = await get("/webhooks/secrets", {}, until);
      replace(list, secrets.map((secret, n) => oneOf(secret, n)));
    } catch (error) {
      if (until.aborted) return;
      isShown(error);
      replace(list, h("li", null, problem(error, { retry: draw })));
    }
  }

  draw();
  return h("div", { class: "stack" }, list, h("div", { class: "row" }, rotate));
}

/** A secret; until it is wanted, the page does not show it to anybody. */
function oneOf(secret, n) {
  const name = t(n === 0 ? "webhooks.newest" : "webhooks.older", { n: n + 1 });
  const value = h("code", null, MASK);
  const toggle = () => {
    const isOpen = reveal.getAttribute("aria-pressed") !== "true";
    reveal.setAttribute("aria-pressed", isOpen);
    value.textContent = isOpen ? secret : MASK;
  };
  const reveal = h("button", { type: "button", class: "plain list-act", "aria-pressed": "false",
    "aria-label": `${t("webhooks.reveal")}: ${name}`, onclick: toggle }, t("webhooks.reveal"));
  return h("li", null, h("span", { class: n === 0 ? "chip good" : "chip warn" }, name), value,
    h("span", { class: "row" }, reveal,
      h("button", { type: "button", class: "plain list-act",
        "aria-label": `${t("shell.copy")}: ${name}`,
        onclick: () => copy(secret, t("shell.copied")) }, icon("copy"), t("shell.copy"))));
}
