/**
 * The place of one picture in a card: empty, then what is seen of it so far, then the picture.
 * It does not know how far the rest of the job is.
 */

import { own } from "../api.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { pictureButtons, seedButton } from "./actions.js";
import { numAsked } from "./stage.js";

/**
 * The places of all pictures of a run.
 * @param {(job: object, index: number) => void} open shows one large
 * @param {AbortSignal} until
 * @returns {{node: HTMLElement, update: (value: object) => void}}
 */
export function drawTiles(open, until) {
  const node = h("div", { class: "tiles" });
  const tiles = [];
  return {
    node,
    update(value) {
      const { phase, job } = value;
      const isDone = phase === "ended" || phase === "refused";
      while (tiles.length < numAsked(value)) {
        tiles.push(drawTile(tiles.length, open, until));
        node.append(tiles.at(-1).node);
      }
      tiles.forEach((tile, index) => {
        const image = job?.images.find((each) => each.index === index);
        tile.node.hidden = isDone && !image;
        tile.update(value, image, isDone);
      });
      node.dataset.n = tiles.filter((tile) => !tile.node.hidden).length;
      node.hidden = node.dataset.n === "0";
    },
  };
}

function drawTile(index, open, until) {
  const box = h("div", { class: "tile-box" });
  const foot = h("figcaption", { class: "tile-foot" });
  const node = h("figure", { class: "tile" }, box, foot);
  let preview = null;
  let shown = "";
  const look = (found) => {
    if (found.data === shown) return;
    shown = found.data;
    const src = `data:${found.media_type};base64,${found.data}`;
    const next = h("img", { class: "preview", src, alt: t("runs.preview", { i: index + 1 }) });
    if (preview) preview.replaceWith(next);
    else box.append(next);
    preview = next;
  };
  const finish = (job, image) => {
    shown = image.url;
    const old = preview;
    const gone = () => old?.remove();
    box.append(picture(job, image, () => open(job, image.index), gone));
    replace(foot, seedButton(image),
      h("span", { class: "tile-buttons" }, pictureButtons(job, image, { until })));
  };
  return {
    node,
    update(value, image, isDone) {
      const [width, height] = sizeOf(value, image);
      node.style.setProperty("--ratio", `${width} / ${height}`);
      node.style.setProperty("--shape", width / height);
      box.classList.toggle("empty", !image);
      if (image && shown !== image.url) finish(value.job, image);
      else if (!image && !isDone && value.previews[index]) look(value.previews[index]);
    },
  };
}

/** The picture, which leads to itself: opened here, or in a tab of its own. */
function picture(job, image, open, onload) {
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  };
  return h("a", { class: "tile-open", href: own(image.url), title: t("runs.open"), onclick: press },
    h("img", { src: own(image.url), alt: altOf(job, image), width: image.width,
      height: image.height, loading: "lazy", decoding: "async", onload, onerror: onload }));
}

/** What a picture is said to show: what was asked for. */
export function altOf(job, image) {
  const n = job.images.length;
  const prompt = job.prompt || t("runs.forgotten");
  return n > 1 ? t("runs.alt_one", { prompt, i: image.index + 1, n }) : prompt;
}

/** Width and height, known or asked for, so that nothing moves when the picture comes. */
function sizeOf({ job, body }, image) {
  const { width, height } = image ?? job?.request ?? {};
  const asked = /^(\d+)[x:](\d+)$/.exec(body.size ?? "");
  return width ? [width, height] : asked ? [Number(asked[1]), Number(asked[2])] : [1, 1];
}
