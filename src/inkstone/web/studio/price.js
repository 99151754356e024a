/**
 * The price of the draft before it is sent, as the server would charge it.
 * It does not know how it is shown.
 */

import { ApiError, post } from "../api.js";
import { bodyOf, draft } from "../draft.js";
import { listen, settle } from "../dom.js";
import { state } from "../state.js";
import { faults } from "./check.js";

const WAIT_MS = 200;
/** What the server could not tell just now is asked for again after so long. */
const AGAIN_MS = 4000;

/**
 * What is known: { estimate, error, isAsking }; the estimate is of the draft as it was when it was
 * asked, so it counts only while `isAsking` is false.
 */
export const price = state({ estimate: null, error: null, isAsking: false });

/** Keep the price true until an abort. */
export function watchPrice(until) {
  let asked = "";
  let round = new AbortController();
  let timer = 0;
  until.addEventListener("abort", () => (round.abort(), clearTimeout(timer)));
  const ask = settle(WAIT_MS, async (body) => {
    if (until.aborted) return;
    const mine = (round = new AbortController());
    try {
      const estimate = await post("/estimate", body, { signal: mine.signal });
      if (!mine.signal.aborted) price.value = { estimate, error: null, isAsking: false };
    } catch (error) {
      if (mine.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      price.value = { estimate: null, error, isAsking: false };
      if (isFleeting(error)) timer = setTimeout(anew, Math.max(AGAIN_MS, error.retryAfterS * 1e3));
    }
  });
  const look = () => {
    const isReady = faults.value.every((each) => each.isQuiet && each.field === "prompt");
    const body = bodyOf(draft.value);
    // Words cost nothing, whatever they are: typing asks for nothing.
    const key = isReady ? JSON.stringify({ ...body, prompt: "" }) : "";
    if (key === asked) return;
    asked = key;
    round.abort();
    clearTimeout(timer);
    price.value = isReady ? { ...price.value, isAsking: true }
      : { estimate: null, error: null, isAsking: false };
    if (isReady) ask({ ...body, prompt: body.prompt?.trim() ? body.prompt : "…" });
  };
  const anew = () => {
    asked = "";
    look();
  };
  anew();
  draft.changed(look, until);
  faults.changed(look, until);
  listen(window, "online", anew, until);
}

function isFleeting({ status }) {
  return status === 0 || status === 429 || status >= 500;
}
