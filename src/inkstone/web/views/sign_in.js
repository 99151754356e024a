/**
 * The sign-in view: a field for a key, where a key is found, and why one was not taken.
 * It keeps no key, and does not know how one is checked.
 */

import { ApiError } from "../api.js";
import { h, newId, replace, set } from "../dom.js";
import { hasWords, t } from "../i18n.js";
import { icon } from "../icons.js";
import { problem } from "../problem.js";
import { hrefOf } from "../routes.js";
import { signIn } from "../session.js";
import { command } from "./command.js";

const NEW_KEY = "inkstone keys create browser";

/** Show the view. */
export async function show(main, { query, until }) {
  const field = keyField();
  const news = h("div", { class: "sign-in-news" });
  const button = h("button", { type: "submit", class: "primary" }, t("sign_in.go"));
  const send = async (event) => {
    event.preventDefault();
    const { input } = field;
    if (!input.value.trim()) return input.focus();
    button.disabled = true;
    replace(news);
    try {
      const entered = await signIn(input.value);
      if (!entered && !until.aborted) replace(news, refused(noCookie()));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (until.aborted) return;
      replace(news, refused(error));
      set(input, "aria-invalid", error.status === 401 ? "true" : null);
      input.select();
      input.focus();
    } finally {
      button.disabled = false;
    }
  };
  main.append(
    h("div", { class: "sign-in" },
      h("section", { class: "card sign-in-card", "aria-labelledby": "sign-in-title" },
        h("span", { class: "seal sign-in-seal", lang: "zh", "aria-hidden": "true" }, "砚"),
        h("h1", { id: "sign-in-title" }, t("sign_in.title")),
        h("p", { class: "muted" }, t("sign_in.how")),
        linkNews(query.get("link")),
        h("form", { class: "stack", onsubmit: send }, field.node, news, button)),
      h("section", { class: "sign-in-where", "aria-labelledby": "sign-in-where" },
        h("h2", { id: "sign-in-where" }, t("sign_in.where")),
        places()),
      h("p", { class: "small" },
        h("a", { class: "row", href: hrefOf("verify") }, icon("shield"), t("sign_in.verify")))),
  );
  field.input.focus();
}

function keyField() {
  const id = newId("key");
  const input = h("input", {
    id, type: "password", name: "key", autocomplete: "current-password", autocapitalize: "none",
    spellcheck: "false", required: true, maxlength: "512",
    oninput: () => set(input, "aria-invalid", null),
  });
  const toggle = () => {
    const isShown = input.type === "password";
    input.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", isShown);
  };
  const button = h("button",
    { type: "button", class: "plain", "aria-pressed": "false", onclick: toggle },
    t("sign_in.reveal"));
  const node = h("div", { class: "field" },
    h("label", { for: id }, t("sign_in.key")),
    h("div", { class: "sign-in-key" }, input, button));
  return { input, node };
}

/** What became of a link that did not sign in. */
function linkNews(link) {
  const name = `sign_in.link_${link}`;
  if (!link || !hasWords(name)) return null;
  return h("p", { class: "sign-in-link", role: "status" }, icon("info"), h("span", null, t(name)));
}

/** Why nobody was signed in, in words that fit a key that was typed. */
function refused(error) {
  const name = `sign_in.status_${error.status}`;
  if (!hasWords(name)) return problem(error);
  return h("div", { class: "problem", role: "alert" },
    h("p", { class: "problem-what" }, icon("alert"),
      h("strong", null, t(name, { seconds: error.retryAfterS || 60 }))));
}

/** The key was good, and yet the browser brought no cookie. */
function noCookie() {
  return new ApiError({ status: 1, code: "no_cookie", message: t("sign_in.no_cookie") });
}

function places() {
  return h("dl", { class: "sign-in-places" },
    h("dt", null, t("sign_in.place_link")),
    h("dd", null, t("sign_in.place_link_how")),
    h("dt", null, t("sign_in.place_line")),
    h("dd", null, t("sign_in.place_line_how")),
    h("dt", null, t("sign_in.place_setting")),
    h("dd", null, t("sign_in.place_setting_how")),
    h("dt", null, t("sign_in.place_new")),
    h("dd", null, t("sign_in.place_new_how"), command(NEW_KEY, t("sign_in.place_new"))));
}
