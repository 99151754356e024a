/**
 * What can be done with a picture and with its job: buttons, and what they do.
 * It does not know where they stand.
 */

import * as api from "../api.js";
import { own, thumbnailOf } from "../api.js";
import { h } from "../dom.js";
import { confirm } from "../dialog.js";
import { addPictures, draft, load, pictureAt } from "../draft.js";
import { moment, money, t } from "../i18n.js";
import { icon } from "../icons.js";
import { plain } from "../problem.js";
import { go } from "../routes.js";
import { dismiss, runs, start } from "../runs.js";
import { modelNamed, models } from "../session.js";
import { state } from "../state.js";
import { copy, toast } from "../toast.js";

/** The picture that another is to be compared with. */
const chosen = state(null);

/**
 * A button that says what it does; `isShort` shows its icon alone.
 * @param {string} words the name of its words
 */
function action(words, look, onclick, { isShort = true, ...props } = {}) {
  const name = t(words);
  const about = isShort ? { "aria-label": name, title: name } : {};
  const press = async (event) => {
    try {
      await onclick(event);
    } catch (error) {
      if (!(error instanceof api.ApiError)) throw error;
      toast(plain(error), { kind: "bad" });
    }
  };
  return h("button",
    { type: "button", class: isShort ? "quiet icon-only" : "plain", onclick: press, ...about,
      ...props }, icon(look), isShort ? null : name);
}

/** The seed of a picture; pressed, the form takes it. */
export function seedButton(image) {
  const use = () => {
    draft.patch({ seed: image.seed, isSeedLocked: true });
    go("");
    toast(t("runs.seed_taken", { seed: String(image.seed) }), { kind: "good" });
  };
  return h("button",
    { type: "button", class: "chip seed", title: t("runs.reuse_seed"), onclick: use },
    t("runs.seed", { seed: String(image.seed) }));
}

/**
 * The buttons of one picture.
 * @param {object} job
 * @param {object} image of the job
 * @param {{isShort?:boolean, until?:AbortSignal}} [options]
 */
export function pictureButtons(job, image, { isShort = true, until } = {}) {
  const name = t("runs.download");
  const about = isShort ? { "aria-label": name, title: name } : {};
  const compare = action("runs.compare", "compare", () => choose(job, image), { isShort });
  const isChosen = ({ url } = {}) => url && own(url) === own(image.url);
  chosen.watch((found) => {
    compare.setAttribute("aria-pressed", Boolean(isChosen(found?.image)));
  }, until);
  return [
    h("a", { class: isShort ? "button quiet icon-only" : "button plain", download: "",
      href: `${own(image.url)}&download=1`, ...about },
      icon("download"), isShort ? null : name),
    action("runs.use_as_reference", "image", () => refer(image), { isShort }),
    compare,
    action("runs.share", "link", () => share(image), { isShort }),
  ];
}

function refer(image) {
  const { width, height, url } = image;
  const picture = { ...pictureAt(url), width, height, thumbnail: thumbnailOf(url) };
  if (addPictures([picture])) return toast(t("runs.no_more_references"), { kind: "bad" });
  go("");
  toast(t("runs.reference_taken"), { kind: "good" });
}

function share(image) {
  const words = { until: moment(image.expires_at) };
  return copy(image.url, t("runs.link_copied", words));
}

async function choose(job, image) {
  const first = chosen.value;
  const isSame = first && own(first.image.url) === own(image.url);
  chosen.value = first || isSame ? null : { job, image };
  if (!first) return toast(t("runs.compare_pick"));
  if (isSame) return;
  const { openSlider } = await import("./slider.js");
  openSlider(sideOf(first), sideOf({ job, image }));
}

function sideOf({ job, image }) {
  const seed = String(image.seed);
  return { url: own(image.url), label: t("runs.compare_label", { prompt: job.prompt, seed }) };
}

/**
 * The buttons of a job.
 * @param {object} job
 * @param {{run?:object, isShort?:boolean, onchange?:(job: object|null) => void}} [options] `run`
 *     is what this page knows beside it; `onchange` is told of a star, and null once it is deleted
 */
export function jobButtons(job, { run, isShort = true, onchange = () => {} } = {}) {
  const pro = proOf(job);
  return [
    starButton(job, isShort, onchange),
    action("runs.remix", "brush", () => remix(job), { isShort: false, class: "quiet" }),
    pro && job.prompt
      ? action("runs.on_pro", "sparkle", () => onPro(job, pro), { isShort: false, class: "quiet" })
      : null,
    action("runs.code", "code", () => showCode(job), { isShort }),
    action("runs.raw", "list", () => showRaw(run ?? job), { isShort }),
    action("runs.delete", "trash", () => discard(job, onchange), { isShort }),
  ];
}

function starButton(job, isShort, onchange) {
  const button = action("runs.star", "star", async () => {
    const starred = button.getAttribute("aria-pressed") !== "true";
    const changed = await api.patch(`/jobs/${job.id}`, { starred });
    button.setAttribute("aria-pressed", changed.starred);
    onchange(changed);
  }, { isShort, "aria-pressed": String(job.starred) });
  return button;
}

function remix(job) {
  load(job.asked, { keepSeed: false });
  go("");
  toast(t("runs.remixed"), { kind: "good" });
}

/** The better model that there is for a job, if it was not made by one. */
function proOf(job) {
  const isPro = (model) => model.tier === "pro";
  return isPro(modelNamed(job.model) ?? { tier: "pro" }) ? null : models.value.find(isPro);
}

async function onPro(job, pro) {
  const body = { ...job.asked, model: pro.name };
  const { amount_micros: micros, currency } = await api.post("/estimate", body);
  const price = money(micros, currency);
  const yes = t("runs.on_pro_yes", { price });
  const text = t("runs.on_pro_text", { model: pro.name, price });
  if (!(await confirm({ title: t("runs.on_pro"), text, yes, danger: false }))) return;
  document.querySelector("dialog[open]")?.close();
  start(body);
  go("");
}

async function showCode(job) {
  const { openCode } = await import("../code/panel.js");
  await openCode(job.asked, { job });
}

/** Show the request and the answer of a run or a job as they were. */
export async function showRaw(about) {
  const { openRaw } = await import("./raw.js");
  await openRaw(about);
}

async function discard(job, onchange) {
  const words = { title: t("runs.delete"), text: t("runs.delete_text"), yes: t("runs.delete_yes") };
  if (!(await confirm(words))) return;
  await api.remove(`/jobs/${job.id}`);
  const mine = runs.value.find((each) => each.value.job?.id === job.id);
  if (mine) dismiss(mine);
  onchange(null);
  toast(t("runs.deleted"), { kind: "good" });
}
