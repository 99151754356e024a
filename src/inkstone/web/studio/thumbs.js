/**
 * The brought pictures as small pictures in their order: moved by dragging or by buttons, removed,
 * and the last one masked. It does not know how pictures are brought.
 */

import { own } from "../api.js";
import { draft } from "../draft.js";
import { h, hidden, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

/** What a dragged picture of the list is known by, so that it is not taken for a new one. */
export const DRAGGED = "application/x-inkstone-picture";

const drawn = new WeakMap();

/** Draw the list anew if it has changed; the keyboard stays where it was. */
export function drawThumbs(list, { images, mask }, until) {
  const key = JSON.stringify([images, mask]);
  if (drawn.get(list) === key) return;
  drawn.set(list, key);
  const focused = list.contains(document.activeElement)
    ? document.activeElement.dataset.key : undefined;
  replace(list, images.map((image, index) => thumb(image, index, images.length, mask)));
  if (focused) refocus(list, focused);
  for (const image of images) if (!image.width) measure(image, until);
}

/** Go back to the button that was pressed, or to one beside it where that one is off or gone. */
function refocus(list, key) {
  const wanted = [...list.querySelectorAll("button")].find((each) => each.dataset.key === key);
  const near = (wanted?.closest("li") ?? list).querySelector("button:not(:disabled)");
  (wanted?.disabled === false ? wanted : near)?.focus();
}

function thumb(image, index, count, mask) {
  const name = t("studio.ref_name", { index: index + 1, name: image.name });
  const isLast = index === count - 1;
  const button = (key, look, onclick, isOff = false) =>
    h("button", { type: "button", class: "quiet icon-only", title: t(`studio.ref_${key}`),
      "aria-label": `${t(`studio.ref_${key}`)}: ${name}`, disabled: isOff, onclick,
      dataset: { key: `${key} ${image.ref}` } }, icon(look));
  return h("li", { class: "ref", draggable: count > 1 ? "true" : null, ...dragging(index) },
    h("div", { class: "ref-picture" },
      h("span", { class: "ref-number number", "aria-hidden": "true" }, index + 1),
      shown(image.thumbnail, name),
      isLast && mask ? shown(mask.thumbnail, t("studio.mask_of"), "ref-mask") : null),
    h("bdi", { class: "cut small", title: image.name }, image.name),
    h("p", { class: "hint number" },
      image.width ? `${image.width} × ${image.height}` : t("studio.ref_size_unknown")),
    h("div", { class: "ref-buttons" },
      count > 1 ? [
        button("left", "left", () => move(index, index - 1), index === 0),
        button("right", "right", () => move(index, index + 1), isLast),
      ] : null,
      button("remove", "trash", () => remove(index))),
    isLast ? maskButtons(image, mask) : null);
}

function shown(address, alt, look = "") {
  if (!address) return h("span", { class: "ref-none" }, icon("image"), hidden(alt));
  const gone = () => picture.replaceWith(shown("", alt));
  const picture = h("img", { src: own(address), alt, class: look, loading: "lazy",
    draggable: "false", onerror: gone });
  return picture;
}

function maskButtons(image, mask) {
  const fields = draft.value;
  const paint = async () => {
    const { openMask } = await import("./mask.js");
    const found = await openMask(image, fields.mask);
    const isStill = draft.value.images.at(-1)?.ref === image.ref;
    if (found && isStill) draft.patch({ mask: { name: "", width: null, height: null, ...found } });
  };
  return h("div", { class: "ref-masking" },
    h("button", { type: "button", class: "plain", onclick: paint, dataset: { key: "mask" } },
      icon("brush"), t(mask ? "studio.mask_change" : "studio.mask_paint")),
    mask
      ? h("button", { type: "button", class: "quiet icon-only", title: t("studio.mask_remove"),
          "aria-label": t("studio.mask_remove"), dataset: { key: "unmask" },
          onclick: () => draft.patch({ mask: null }) }, icon("close"))
      : null);
}

/** Put other pictures into the draft; the mask stays with the picture that it was painted on. */
function put(images) {
  const { images: before, mask } = draft.value;
  const isSame = images.at(-1)?.ref === before.at(-1)?.ref;
  draft.patch({ images, mask: isSame ? mask : null });
}

function remove(index) {
  put(draft.value.images.filter((_, each) => each !== index));
}

function move(from, to) {
  const images = [...draft.value.images];
  if (from === to || !images[from] || !images[to]) return;
  images.splice(to, 0, ...images.splice(from, 1));
  put(images);
}

function dragging(index) {
  const isOurs = (event) => event.dataTransfer.types.includes(DRAGGED);
  return {
    ondragstart: (event) => {
      event.dataTransfer.setData(DRAGGED, String(index));
      event.dataTransfer.effectAllowed = "move";
    },
    ondragover: (event) => isOurs(event) && event.preventDefault(),
    ondrop: (event) => {
      if (!isOurs(event)) return;
      event.preventDefault();
      event.stopPropagation();
      move(Number(event.dataTransfer.getData(DRAGGED)), index);
    },
  };
}

/** Find out how large a picture of ours is whose size nobody told. */
function measure(image, until) {
  if (!image.thumbnail || !image.ref.includes("/files/")) return;
  const picture = new Image();
  picture.onload = () => {
    if (until.aborted) return;
    const { naturalWidth: width, naturalHeight: height } = picture;
    const images = draft.value.images.map((each) =>
      each.ref === image.ref && !each.width ? { ...each, width, height } : each);
    draft.patch({ images });
  };
  picture.src = own(image.ref);
}
