/**
 * What went wrong, in plain words: why, whether it cost anything, what to do, and the id to quote.
 * It does not know what was being done.
 */

import { ApiError } from "./api.js";
import { h } from "./dom.js";
import { hasWords, t } from "./i18n.js";
import { icon } from "./icons.js";

/**
 * A box that says what went wrong.
 * @param {unknown} error an ApiError, or a job's error ({ code, message })
 * @param {{retry?:() => void, charged?:string|null, requestId?:string}} [options] `charged` is a
 *     sentence about money; null says nothing of it
 */
export function problem(error, { retry, charged = null, requestId = "" } = {}) {
  const id = error?.requestId || requestId;
  return h(
    "div",
    { class: "problem", role: "alert" },
    h("p", { class: "problem-what" }, icon("alert"), h("strong", null, plain(error))),
    said(error),
    charged === null ? null : h("p", { class: "problem-money" }, charged),
    h(
      "p",
      { class: "problem-foot" },
      retry
        ? h("button", { type: "button", class: "plain", onclick: retry }, icon("again"),
            t("errors.retry"))
        : null,
      error?.code ? h("code", null, error.code) : null,
      id ? h("span", { class: "request-id" }, t("errors.request_id"), " ", h("code", null, id))
        : null,
    ),
  );
}

/** One sentence about an error. */
export function plain(error) {
  const code = error?.code ?? "";
  for (const name of [`errors.${code}`, `errors.status_${error?.status}`]) {
    if (hasWords(name)) return t(name, { seconds: error.retryAfterS ?? 0 });
  }
  return error?.message || t("errors.unknown");
}

/** What the server said beside it: each fault by its field, or its one message. */
function said(error) {
  if (error?.faults?.length) {
    return h("ul", { class: "problem-faults" },
      error.faults.map((fault) => h("li", null, fault.message)));
  }
  const isMore = error?.message && error.message !== plain(error);
  return isMore ? h("p", { class: "problem-said" }, error.message) : null;
}

/** Whether an error is one of the API's, which a page may show; anything else is a bug. */
export function isShown(error) {
  if (error instanceof ApiError) return true;
  throw error;
}
