/**
 * The draft: what the form on the page would ask for, kept in this browser between visits.
 * It does not know how the form looks, nor what the server does with it.
 */

import { own, thumbnailOf } from "./api.js";
import { modelNamed } from "./session.js";
import { keep, kept, state } from "./state.js";

/**
 * A picture that the draft starts from.
 * @typedef {{ref:string, thumbnail:string, name:string, width:number|null, height:number|null}}
 *     Picture  `ref` is what the request says: an upload's id or an address
 */

export const EMPTY = {
  model: "qwen-image-2.0",
  prompt: "",
  negative_prompt: "",
  /** @type {Picture[]} */
  images: [],
  /** @type {Picture|null} for the last image */
  mask: null,
  /** `auto`, a ratio such as `16:9`, or `pixels` for the width and height below. */
  shape: "auto",
  resolution: "1K",
  width: 1024,
  height: 1024,
  n: 1,
  seed: 0,
  isSeedLocked: false,
  steps: null,
  guidance: null,
  enhance: false,
  watermark: false,
  invisible_watermark: false,
  output_format: "png",
  quality: 90,
  engine: "",
  deadline_s: null,
  priority: 0,
  webhook_url: "",
  metadata: {},
};

/** What the form says now. */
export const draft = state({ ...EMPTY, ...fitting(kept("draft", {})) });
draft.changed((value) => keep("draft", value));

/** What of a kept draft is as this page writes it; an older one may have kept something else. */
function fitting(found) {
  const kindOf = (value) => (Array.isArray(value) ? "array" : typeof value);
  const isFit = ([name, value]) => value !== null && value !== undefined &&
    (!(name in EMPTY) || EMPTY[name] === null || kindOf(value) === kindOf(EMPTY[name]));
  return Object.fromEntries(Object.entries(found ?? {}).filter(isFit));
}

/** Whether the draft asks for an edit. */
export const isEdit = (value = draft.value) => value.images.length > 0;

/**
 * The body of `POST /jobs` that a draft stands for: only what the model takes, and only what
 * differs from its default.
 * @param {object} value a draft
 * @param {object} [model] as `GET /models` tells it
 */
export function bodyOf(value, model = modelNamed(value.model)) {
  const fields = model?.parameters.properties ?? {};
  const wanted = {
    ...unlisted(value, fields),
    prompt: value.prompt,
    images: isEdit(value) ? value.images.map((image) => image.ref) : undefined,
    mask: isEdit(value) ? value.mask?.ref : undefined,
    negative_prompt: value.negative_prompt || undefined,
    ...sizeOf(value),
    n: value.n,
    seed: value.isSeedLocked ? value.seed : undefined,
    steps: value.steps ?? undefined,
    guidance: value.guidance ?? undefined,
    enhance: value.enhance,
    watermark: value.watermark,
    invisible_watermark: value.invisible_watermark,
    output_format: value.output_format,
    quality: value.output_format === "png" ? undefined : value.quality,
    engine: value.engine || undefined,
    deadline_s: value.deadline_s ?? undefined,
    priority: value.priority,
    webhook_url: value.webhook_url || undefined,
    metadata: Object.keys(value.metadata).length ? value.metadata : undefined,
  };
  const kept = Object.entries(wanted).filter(
    ([name, each]) =>
      each !== undefined && each !== null && name in fields && each !== fields[name].default,
  );
  return { model: value.model, ...Object.fromEntries(kept) };
}

/** What a model takes that this page has no control of its own for, under its own name. */
function unlisted(value, fields) {
  const names = Object.keys(fields).filter((name) => !(name in EMPTY));
  return Object.fromEntries(names.map((name) => [name, value[name] === "" ? null : value[name]]));
}

function sizeOf({ shape, resolution, width, height }) {
  if (shape === "auto") return {};
  if (shape === "pixels") return { size: `${width}x${height}` };
  return { size: shape, resolution };
}

/**
 * Put into the form what a job asked for; what it does not say goes back to its default.
 * @param {object} asked of a job, or parameters that a file told
 * @param {{keepSeed?:boolean}} [options] whether its seed is locked
 */
export function load(asked, { keepSeed = true } = {}) {
  const size = /^(\d+)x(\d+)$/.exec(asked.size ?? "");
  draft.value = {
    ...EMPTY,
    ...Object.fromEntries(Object.keys(EMPTY).filter((k) => k in asked).map((k) => [k, asked[k]])),
    images: (asked.images ?? []).map(pictureAt),
    mask: asked.mask ? pictureAt(asked.mask) : null,
    shape: size ? "pixels" : (asked.size ?? "auto"),
    ...(size ? { width: Number(size[1]), height: Number(size[2]) } : {}),
    isSeedLocked: keepSeed && asked.seed !== undefined,
  };
}

/** A picture of ours, by its signed address, to start from. */
export function pictureAt(url) {
  const isOurs = new URL(url, location.href).pathname.includes("/files/");
  const thumbnail = isOurs ? thumbnailOf(url) : "";
  return { ref: url, thumbnail, name: own(url).split("/").pop(), width: null, height: null };
}

/** Add pictures to start from, as far as the model takes so many; how many were left out. */
export function addPictures(pictures) {
  const most = modelNamed(draft.value.model)?.limits.num_inputs_max ?? 0;
  const taken = pictures.slice(0, Math.max(0, most - draft.value.images.length));
  if (taken.length) draft.patch({ images: [...draft.value.images, ...taken], mask: null });
  return pictures.length - taken.length;
}
