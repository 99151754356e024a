/**
 * The verify view: brings a picture by drop, paste, choice or address, and shows what is known.
 * It keeps no picture, and does not know how one is examined.
 */

import { ApiError, post } from "../api.js";
import { h, listen, newId, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { problem } from "../problem.js";
import { hrefOf } from "../routes.js";
import { session } from "../session.js";
import { report } from "../verify/report.js";

const ACCEPTED = "image/png,image/jpeg,image/webp,image/gif,image/avif,image/tiff,image/bmp";

/** Show the view. */
export async function show(main, { query, until }) {
  const result = h("div", { class: "verify-result", "aria-live": "polite" });
  const run = asking(result, until);
  const bring = (file) => run({ file });
  main.append(
    h("div", { class: "verify" },
      h("header", { class: "stack verify-head" },
        h("h1", null, t("verify.title")), h("p", { class: "muted" }, t("verify.lead"))),
      h("div", { class: "verify-ways" }, dropZone(bring, until),
        session.value ? addressForm(run, query.get("url") ?? "") : null),
      result,
      h("aside", { class: "hint verify-aside" }, icon("info"),
        h("p", null, t("verify.proves_nothing")))),
  );
  listen(document, "paste", (event) => {
    const [file] = event.clipboardData?.files ?? [];
    if (file) bring(file);
  }, until);
  const url = query.get("url");
  if (url && session.value && isOurs(url)) run({ url });
}

/** Whether an address is this server's; others are asked for only once somebody says so. */
function isOurs(url) {
  try {
    const { origin } = new URL(url, location.href);
    return [location.origin, new URL(session.value.server.base_url).origin].includes(origin);
  } catch {
    return false;
  }
}

/** Ask about a picture and show the answer; of two questions at once the later counts. */
function asking(result, until) {
  let turn = 0;
  let shown = "";
  until.addEventListener("abort", () => URL.revokeObjectURL(shown));
  return async function run({ file, url }) {
    turn += 1;
    const mine = turn;
    replace(result, h("p", { class: "row muted" }, icon("search"), t("verify.looking")));
    try {
      // Under its own type a file could pass for JSON.
      const sent = file ? new Blob([file], { type: "application/octet-stream" }) : { image: url };
      const found = await post("/verify", sent, { signal: until });
      if (mine !== turn) return;
      URL.revokeObjectURL(shown);
      shown = file ? URL.createObjectURL(file) : "";
      replace(result, report(found, { picture: shown || ownPath(url), name: file?.name ?? url }));
      result.querySelector("h2")?.focus();
    } catch (error) {
      if (error.name === "AbortError" || mine !== turn) return;
      if (!(error instanceof ApiError)) throw error;
      replace(result, error.status === 401 ? needsKey()
        : problem(error, { retry: () => run({ file, url }) }));
    }
  };
}

/** Where this page can show an address itself: only from here. */
function ownPath(url) {
  if (!isOurs(url)) return "";
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}

function needsKey() {
  return h("div", { class: "problem", role: "alert" },
    h("p", { class: "problem-what" }, icon("key"), h("strong", null, t("verify.needs_key"))),
    h("p", null, h("a", { href: hrefOf("sign-in") }, t("verify.sign_in"))));
}

function dropZone(bring, until) {
  const id = newId("file");
  const input = h("input", { id, type: "file", accept: ACCEPTED, class: "hidden" });
  input.addEventListener("change", () => {
    const [file] = input.files;
    if (file) bring(file);
    input.value = "";
  });
  const zone = h("div", { class: "verify-drop" }, input,
    h("label", { for: id }, icon("image"), h("strong", null, t("verify.choose")),
      h("span", { class: "hint" }, t("verify.drop"))));
  const mark = (isOver) => zone.classList.toggle("is-over", isOver);
  listen(document, "dragover", (event) => (event.preventDefault(), mark(true)), until);
  listen(document, "dragleave", (event) => event.relatedTarget || mark(false), until);
  listen(document, "drop", (event) => {
    event.preventDefault();
    mark(false);
    const [file] = event.dataTransfer?.files ?? [];
    if (file) bring(file);
  }, until);
  return zone;
}

function addressForm(run, url) {
  const id = newId("address");
  const input = h("input", { id, type: "url", value: url, required: true, maxlength: "2048",
    placeholder: "https://", autocomplete: "off" });
  const send = (event) => (event.preventDefault(), run({ url: input.value.trim() }));
  return h("form", { class: "field", onsubmit: send },
    h("label", { for: id }, t("verify.address")),
    h("div", { class: "verify-address" }, input,
      h("button", { type: "submit", class: "plain" }, icon("search"), t("verify.look"))));
}
