/**
 * One job in the grid: its pictures together, or why there are none, with a mark and a star.
 * It does not know what a press on them does.
 */

import { get, own } from "../api.js";
import { h } from "../dom.js";
import { moment, t } from "../i18n.js";
import { icon } from "../icons.js";
import { mosaicOf } from "./layout.js";

const NUM_WORDS_CHARS_MAX = 140;

/**
 * A cell.
 * @param {{id:string, job:object}} item
 * @param {boolean} isChosen
 */
export function drawTile({ id, job }, isChosen) {
  return h("div",
    { class: "tile", role: "gridcell", tabindex: -1, "data-id": id,
      "aria-selected": String(isChosen), "aria-label": nameOf(job) },
    job.images.length ? pictures(job) : nothing(job),
    job.prompt && job.images.length
      ? h("p", { class: "tile-words", "aria-hidden": "true" }, cut(job.prompt)) : null,
    h("input", { type: "checkbox", class: "tile-mark", tabindex: -1, checked: isChosen,
      "aria-label": t("history.choose") }),
    h("button", { type: "button", class: "tile-star", tabindex: -1,
      "aria-pressed": String(job.starred), "aria-label": t("history.star"),
      title: t("history.star") }, icon("star")),
    job.images.length > 1
      ? h("span", { class: "tile-count", "aria-hidden": "true" }, icon("grid"), job.images.length)
      : null);
}

/** Bring a cell up to date whose pictures are as they were. */
export function updateTile(cell, { job }, isChosen) {
  cell.setAttribute("aria-selected", isChosen);
  cell.setAttribute("aria-label", nameOf(job));
  cell.querySelector(".tile-mark").checked = isChosen;
  cell.querySelector(".tile-star").setAttribute("aria-pressed", job.starred);
}

function pictures(job) {
  const { numColumns } = mosaicOf(job.images);
  const numShort = (numColumns - (job.images.length % numColumns)) % numColumns;
  const rest = { "--columns": numColumns, "--last": numShort + 1 };
  return h("div", { class: "mosaic", style: rest }, job.images.map((image, index) => {
    const picture = h("img", { alt: "", decoding: "async", draggable: "false",
      "data-index": index, "data-src": own(image.thumbnail_url) });
    // Its address has run out, or the network is away, or its file is gone.
    let isSecond = false;
    picture.addEventListener("error", async () => {
      if (!isSecond) {
        isSecond = true;
        const fresh = await addressOf(job.id, index);
        if (fresh) return (picture.src = fresh);
      }
      const gone = h("span", { class: "tile-gone" }, icon("image"), t("history.gone"));
      picture.replaceWith(gone);
    });
    return picture;
  }));
}

/** Where a picture is now; null where nobody knows. */
async function addressOf(jobId, index) {
  try {
    const { images } = await get(`/jobs/${jobId}`);
    return images[index] ? own(images[index].thumbnail_url) : null;
  } catch {
    return null;
  }
}

/** A job without pictures. */
function nothing(job) {
  return h("div", { class: "tile-nothing" },
    h("span", { class: job.status === "failed" ? "chip bad" : "chip" }, whyOf(job)),
    h("p", null, cut(job.prompt)));
}

function whyOf(job) {
  if (job.status !== "succeeded") return t(`history.status_${job.status}`);
  return t(job.prompt ? "history.gone" : "history.deleted");
}

/** What a screen reader says of it. */
export function nameOf(job) {
  return [
    cut(job.prompt) || t("history.deleted"),
    job.images.length ? t("history.pictures", { n: job.images.length }) : whyOf(job),
    job.model,
    moment(job.created_at),
    job.starred ? t("history.has_star") : "",
  ].filter(Boolean).join(", ");
}

function cut(text) {
  const points = [...text];
  const isLong = points.length > NUM_WORDS_CHARS_MAX;
  return isLong ? `${points.slice(0, NUM_WORDS_CHARS_MAX).join("")}…` : text;
}
