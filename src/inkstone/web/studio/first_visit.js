/**
 * The line that greets a new reader: which engine draws here, and where to read how to switch.
 * It does not know what the engines are.
 */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { hrefOf } from "../routes.js";
import { session } from "../session.js";
import { isFirstVisit, seen } from "../views/welcome_seen.js";

/** The line, until it is waved away or followed; null for who has seen it. */
export function firstVisit() {
  if (!isFirstVisit()) return null;
  const { engine, engine_why: why } = session.value.server;
  const end = () => (seen(), node.remove());
  const node = h("div", { class: "card row spread first-visit" },
    h("p", null, t("studio.first_visit", { engine, why }), " ",
      h("a", { href: hrefOf("welcome") }, t("studio.first_visit_more"))),
    h("button", { type: "button", class: "quiet icon-only", onclick: end,
      "aria-label": t("studio.first_visit_end") }, icon("close")));
  return node;
}
