/**
 * Trying a receiver out: an address, a button, and in words what came of it.
 * It does not know what the message says.
 */

import { ApiError, post } from "../api.js";
import { h, newId, replace } from "../dom.js";
import { duration, number, t } from "../i18n.js";
import { icon } from "../icons.js";
import { problem } from "../problem.js";

/** The form and its result. */
export function drawPing(until) {
  const ids = { url: newId("ping"), fault: newId("fault") };
  const fault = h("p", { class: "form-fault", id: ids.fault });
  const input = h("input", { id: ids.url, type: "url", maxlength: 4096, required: true,
    placeholder: "https://", autocomplete: "off", spellcheck: "false",
    "aria-describedby": ids.fault, oninput: () => say("") });
  const button = h("button", { type: "submit", class: "plain" }, icon("right"),
    t("webhooks.ping"));
  const told = h("div", { role: "status" });
  let isBusy = false;

  const say = (text) => {
    fault.textContent = text;
    input.setAttribute("aria-invalid", String(Boolean(text)));
  };

  async function send(event) {
    event.preventDefault();
    if (isBusy) return;
    const url = input.value.trim();
    if (!url) return say(t("webhooks.fault_url")), input.focus();
    isBusy = true;
    say("");
    replace(told, h("p", { class: "muted" }, t("webhooks.pinging")));
    try {
      const found = await post("/webhooks/ping", { url }, { signal: until });
      replace(told, resultOf(found));
    } catch (error) {
      if (until.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      const { message } = error.faults[0] ?? {};
      replace(told, message ? null : problem(error));
      if (message) say(message), input.focus();
    } finally {
      isBusy = false;
    }
  }

  return h("form", { class: "stack", novalidate: true, onsubmit: send },
    h("div", { class: "field" }, h("label", { for: ids.url }, t("webhooks.ping_url")),
      h("div", { class: "form-line" }, input, button), fault), told);
}

function resultOf({ delivered, status, error, took_ms: took, id }) {
  const time = duration(took);
  const said = delivered ? t("webhooks.ping_good", { status: plainly(status), time })
    : status ? t("webhooks.ping_bad", { status: plainly(status), time })
      : t("webhooks.ping_none", { time });
  return h("div", { class: `ping-told ${delivered ? "good" : "bad"}` },
    h("p", { class: "row" }, icon(delivered ? "check" : "alert"), h("strong", null, said)),
    error && !delivered ? h("p", null, error) : null,
    h("p", { class: "small muted" }, "webhook-id ", h("code", null, id)));
}

/** A status as it is written everywhere. */
export const plainly = (status) => number(status, { useGrouping: false });
