/**
 * The frame around every view: menu, balance, language, theme, sign-out.
 * It does not know what a view shows.
 */

import { h, hidden, replace } from "./dom.js";
import { language, LANGUAGES, money, speak, t } from "./i18n.js";
import { icon } from "./icons.js";
import { isShown, plain } from "./problem.js";
import { here, hrefOf, MENU, VIEWS } from "./routes.js";
import { showShortcuts } from "./shortcuts.js";
import { balance, may, session, signOut } from "./session.js";
import { theme, THEMES } from "./theme.js";
import { toast } from "./toast.js";

const bar = document.querySelector(".bar");
const app = document.getElementById("app");
const THEME_ICONS = { auto: "auto", light: "sun", dark: "moon" };
let until = new AbortController();

/** Draw the frame for who is signed in, in the language that is chosen. */
export function drawShell() {
  until.abort();
  until = new AbortController();
  const isIn = session.value !== null;
  replace(
    bar,
    h("a", { class: "skip", href: "#main", onclick: skip }, t("shell.skip")),
    isIn ? menuButton() : null,
    h("a", { class: "brand", href: hrefOf("") },
      h("span", { class: "seal", lang: "zh", "aria-hidden": "true" }, "砚"), "Inkstone"),
    isIn ? h("span", { class: "bar-engine" }, engineName()) : null,
    h("span", { class: "bar-space" }),
    isIn ? balanceLink() : null,
    languageButton(),
    themeButton(),
    isIn ? signOutButton() : null,
  );
  document.querySelector(".side")?.remove();
  if (isIn) app.insertBefore(menu(), document.getElementById("main"));
}

function skip(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

function engineName() {
  const { engine, engine_why: why } = session.value.server;
  return h("a", { class: "chip", href: hrefOf("welcome"), title: why },
    hidden(t("shell.engine")), icon("engine"), engine);
}

function balanceLink() {
  const amount = h("span", { class: "number" });
  balance.watch((found) => {
    replace(amount, found ? money(found.available_micros, found.currency) : "…");
  }, until.signal);
  return h("a", { class: "chip balance", href: hrefOf("overview") },
    hidden(t("shell.balance")), amount);
}

function menuButton() {
  const toggle = () => {
    const isOpen = app.classList.toggle("menu-open");
    button.setAttribute("aria-expanded", isOpen);
    if (isOpen) document.querySelector(".side a")?.focus();
  };
  const button = h("button",
    { type: "button", class: "quiet icon-only menu-button", "aria-expanded": "false",
      "aria-controls": "menu", "aria-label": t("shell.menu"), onclick: toggle }, icon("menu"));
  app.classList.remove("menu-open");
  return button;
}

function menu() {
  const current = here().name;
  const item = (name) => h("li", null,
    h("a", { href: hrefOf(name), "aria-current": name === current ? "page" : null },
      icon(VIEWS[name].icon), t(`shell.title_${name || "studio"}`)));
  const part = (name) => [
    h("h2", { class: "side-title" }, t(`shell.menu_${name}`)),
    h("ul", null, MENU[name].filter(isLet).map(item)),
  ];
  return h("nav", { class: "side", id: "menu", "aria-label": t("shell.menu") },
    Object.keys(MENU).map(part),
    h("ul", { class: "side-foot" },
      h("li", null, h("a", { href: "/docs" }, icon("code"), t("shell.docs"))),
      h("li", null, h("button", { type: "button", class: "as-link", onclick: showShortcuts },
        icon("info"), t("shell.shortcuts")))));
}

function isLet(name) {
  const { needs } = VIEWS[name];
  return !needs || (needs === "operator" ? session.value.is_operator : may(needs));
}

function languageButton() {
  const names = Object.keys(LANGUAGES);
  const other = names[(names.indexOf(language.value) + 1) % names.length];
  return h("button",
    { type: "button", class: "quiet", lang: other, onclick: () => speak(other),
      id: "language" }, icon("language"), LANGUAGES[other]);
}

function themeButton() {
  const button = h("button", { type: "button", class: "quiet icon-only", id: "theme" });
  button.addEventListener("click", () => {
    theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length];
  });
  theme.watch((name) => {
    replace(button, icon(THEME_ICONS[name]), hidden(t(`shell.theme_${name}`)));
    button.title = t(`shell.theme_${name}`);
  }, until.signal);
  return button;
}

async function leave() {
  try {
    await signOut();
  } catch (error) {
    isShown(error);
    toast(plain(error), { kind: "bad" }); // nobody must think that it is done
  }
}

function signOutButton() {
  return h("button",
    { type: "button", class: "quiet icon-only", id: "sign-out", "aria-label": t("shell.sign_out"),
      title: `${session.value.account.name} · ${session.value.key.name}`, onclick: leave },
    icon("out"));
}
