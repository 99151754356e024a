/**
 * The dialog that paints a mask over a picture, and the upload of what was painted.
 * It does not know how paint is kept, nor what the mask is for.
 */

import { own, post, thumbnailOf } from "../api.js";
import { confirm, openDialog } from "../dialog.js";
import { h, listen, newId, replace, settle } from "../dom.js";
import { language, prepare, t } from "../i18n.js";
import { icon } from "../icons.js";
import { problem } from "../problem.js";
import { style } from "../routes.js";
import { state } from "../state.js";
import { toast } from "../toast.js";
import { bar, FIRST_TOOLS, resize } from "./mask_bar.js";
import { Stage } from "./mask_stage.js";
import { Surface } from "./mask_surface.js";

const TELL_MS = 80;
/** How long a file that is saved may take to be written. */
const SAVE_MS = 10_000;

/**
 * Have a mask painted.
 * @param {import("../draft.js").Picture} picture what is painted over
 * @param {import("../draft.js").Picture|null} [current] a mask to go on with
 * @returns {Promise<import("../draft.js").Picture|null>} null where it was left
 */
export async function openMask(picture, current = null) {
  await Promise.all([prepare("mask"), style("mask")]);
  const [image, before] = await Promise.all([loaded(picture), loaded(current)]);
  if (!image) {
    toast(t("mask.no_picture"), { kind: "bad" });
    return null;
  }
  return new Promise((resolve) => {
    const left = new AbortController();
    const made = easel(picture, image, left.signal);
    if (before) made.paint.take(before);
    show(picture, made, left, resolve);
  });
}

/** Everything that paints: the surface, the stage and the bar over it. */
function easel(picture, image, until) {
  const how = newId("how");
  const news = h("p", { class: "hidden", role: "status" });
  const canvas = h("canvas", { class: "mask-canvas", tabindex: "0", role: "application",
    "aria-label": t("mask.canvas"), "aria-describedby": how });
  const tools = state(FIRST_TOOLS);
  const changes = new EventTarget();
  const paint = new Surface(canvas, sizeOf(picture, image),
    () => changes.dispatchEvent(new Event("change")));
  const stage = new Stage({ image, canvas, tools, until, say: (text) => replace(news, text) });
  const side = Math.max(paint.width, paint.height);
  tools.watch(({ share, size }) => {
    const wanted = (side * share) / 1000;
    if (wanted !== size) tools.patch({ size: wanted });
  }, until);
  const body = [h("p", { class: "hint mask-how", id: how }, t("mask.how")), news];
  return { paint, stage, tools, canvas, changes, body };
}

/** A picture's pixels; where a small one stands in for what no browser shows, as it was told. */
function sizeOf(picture, image) {
  return image.dataset.isSmall && picture.width
    ? { width: picture.width, height: picture.height }
    : { width: image.naturalWidth, height: image.naturalHeight };
}

function show(picture, { paint, stage, tools, canvas, changes, body }, left, resolve) {
  const until = left.signal;
  const fault = h("div", { class: "mask-fault" });
  const share = h("span", { class: "hint mask-share" });
  const buttons = bar({ tools, paint, stage, until });
  let answer = null;
  let isDirty = false;
  const use = async () => {
    done.disabled = true;
    replace(fault);
    try {
      answer = await uploaded(paint, until);
      dialog.close();
    } catch (error) {
      if (error.name === "AbortError") return;
      replace(fault, problem(error));
      done.disabled = false;
    }
  };
  const plain = (text, run, sign) =>
    h("button", { type: "button", class: "plain", onclick: run }, sign, text);
  const done = h("button", { type: "button", class: "primary", onclick: use }, icon("check"),
    t("mask.done"));
  const dialog = openDialog({
    title: t("mask.title"),
    body: [buttons.node, stage.node, fault, body],
    actions: [share, plain(t("mask.save"), () => save(paint, picture), icon("download")),
      plain(t("shell.no"), () => dialog.close()), done],
    onclose: () => (left.abort(), resolve(answer)),
  });
  dialog.node.classList.add("mask-dialog");
  const tell = () => {
    const part = paint.share();
    replace(share, t("mask.share", { share: Math.round(part * 100) }));
    done.disabled = part === 0;
  };
  const tellSoon = settle(TELL_MS, () => until.aborted || tell());
  listen(changes, "change", () => ((isDirty = true), buttons.tell(), tellSoon()), until);
  stage.use(paint);
  buttons.tell();
  tell();
  keys(dialog.node, { paint, tools, until });
  stay(dialog, () => isDirty && !answer, until);
  language.changed(() => dialog.close(), until);
  canvas.focus();
}

async function uploaded(paint, signal) {
  const upload = await post("/uploads", await paint.toFile(), { signal });
  return { ref: upload.id, thumbnail: thumbnailOf(upload.url), name: t("mask.file_name"),
    width: upload.width, height: upload.height };
}

function keys(node, { paint, tools, until }) {
  listen(node, "keydown", (event) => {
    const { key } = event;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && key.toLowerCase() === "z") {
      if (event.shiftKey) paint.redo();
      else paint.undo();
    } else if (!isCommand && (key === "[" || key === "]")) {
      resize(tools, key === "]");
    } else return;
    event.preventDefault();
  }, until);
}

/** Where leaving would lose paint, ask first: Escape and a press beside the dialog slip easily. */
function stay(dialog, isDirty, until) {
  const ask = async () => {
    const isSure = await confirm({ title: t("mask.leave_title"), text: t("mask.leave"),
      yes: t("mask.leave_yes") });
    if (isSure) dialog.close();
  };
  const hold = (event) => {
    if (event.target !== dialog.node || !isDirty()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask();
  };
  dialog.node.addEventListener("cancel", hold, { signal: until });
  dialog.node.addEventListener("pointerdown", hold, { signal: until, capture: true });
}

async function save(paint, { name }) {
  const url = URL.createObjectURL(await paint.toFile());
  const stem = name.replace(/\.[A-Za-z0-9]{1,5}$/, "") || "picture";
  h("a", { href: url, download: `${stem}-mask.png` }).click();
  setTimeout(() => URL.revokeObjectURL(url), SAVE_MS);
}

/** A picture of ours, whole where the browser shows it, else small; null where neither. */
async function loaded(picture) {
  if (!picture?.thumbnail) return null;
  const image = await tried(own(picture.thumbnail).replace(/[?&]view=thumbnail/, ""));
  if (image) return image;
  const small = await tried(picture.thumbnail);
  if (small) small.dataset.isSmall = "yes";
  return small;
}

async function tried(src) {
  const image = h("img", { src, alt: "", draggable: "false" });
  try {
    await image.decode();
    return image;
  } catch {
    return null;
  }
}
