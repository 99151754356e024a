/**
 * The page: signs in, shows the view that the address names, and shows it anew where words or
 * the address change. It does not know what any view is for.
 */

import { signedOut } from "./api.js";
import { replace } from "./dom.js";
import { hasWords, language, prepare, t } from "./i18n.js";
import { isShown, problem } from "./problem.js";
import { go, here, style, VIEWS } from "./routes.js";
import "./runs.js";
import { balance, enter, may, session } from "./session.js";
import { drawShell } from "./shell.js";
import "./theme.js";
import { toast } from "./toast.js";

const main = document.getElementById("main");
let leaving = new AbortController();

async function begin() {
  const first = here();
  // What will most likely be shown comes while the server says who is signed in.
  bring(VIEWS[first.name]).catch(() => {});
  try {
    await prepare("shell", "errors");
    await enter();
  } catch (error) {
    replace(main, problem(error, { retry: () => location.reload() }));
    isShown(error);
    return;
  }
  await show();
  addEventListener("hashchange", show);
  language.changed(show);
  session.changed(show);
  signedOut.addEventListener("signed-out", () => {
    balance.value = null;
    session.value = null;
  });
}

/** A view with its words and its style. */
async function bring(view) {
  const [module] = await Promise.all([view.load(), prepare(...view.areas), style(...view.css)]);
  return module;
}

/** Show the view that the address names; the one before is told to end. */
async function show() {
  leaving.abort();
  const stay = new AbortController();
  leaving = stay;
  const place = where();
  const held = document.activeElement?.id;
  leaveDialogs(place.name);
  drawShell();
  try {
    const module = await bring(VIEWS[place.name]);
    if (stay.signal.aborted) return;
    document.title = `${t(`shell.title_${place.name || "studio"}`)} · Inkstone`;
    main.dataset.view = place.name || "studio";
    replace(main);
    scrollTo(0, 0);
    await module.show(main, { ...place, until: stay.signal });
    if (document.activeElement === document.body) focusOn(held);
  } catch (error) {
    if (stay.signal.aborted) return;
    replace(main, problem(error, { retry: show }));
    isShown(error);
  }
}

/** Dialogs go with the view that opened them; what is shown only once stays. */
function leaveDialogs(name) {
  if (main.dataset.view === (name || "studio")) return;
  for (const each of document.querySelectorAll("dialog[open]:not([data-stays])")) each.close();
}

/** Whoever uses no pointer goes on where they were, or at the top of what is new. */
function focusOn(id) {
  (document.getElementById(id) ?? main).focus({ preventScroll: true });
}

/** What is shown: only the sign-in and the verify page where nobody is signed in. */
function where() {
  const place = here();
  if (!session.value && !(place.name === "verify")) return { ...place, name: "sign-in" };
  if (session.value && place.name === "sign-in") return go(""), { ...place, name: "" };
  const { needs } = VIEWS[place.name];
  const isLet = !needs || (needs === "operator" ? session.value.is_operator : may(needs));
  return isLet ? place : { ...place, name: "overview" };
}

addEventListener("unhandledrejection", ({ reason }) => {
  if (reason?.name !== "AbortError" && hasWords("errors.unknown")) {
    toast(t("errors.unknown"), { kind: "bad" });
  }
});
begin();
