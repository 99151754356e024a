/**
 * Parameters that a picture's file tells of its making: a PNG's are read here, others' by the
 * server. Anybody may have written the file: what is read is bounded and checked, never trusted.
 * It does not know what is done with them.
 */

import { post } from "../api.js";
import { models, session } from "../session.js";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const KEYWORD = "inkstone:parameters";
/** What comes later in a file is not looked at. */
const READ_BYTES_MAX = 8 * 2 ** 20;
const NUM_CHUNKS_MAX = 4096;
const TEXT_BYTES_MAX = 2 ** 20;
const SEED_LIMIT = 2 ** 31;
const SIDE_PX_MAX = 16_384;
const PROMPT_CHARS_MAX = 4000;
const NEGATIVE_PROMPT_CHARS_MAX = 500;

/**
 * What a picture says of its making, as a job's `asked` says it; null where it says nothing.
 * @param {Blob} file
 * @returns {Promise<object|null>}
 */
export async function readParameters(file) {
  try {
    const head = new Uint8Array(await file.slice(0, READ_BYTES_MAX).arrayBuffer());
    const isPng = SIGNATURE.every((byte, index) => head[index] === byte);
    return askedFrom(isPng ? await fromPng(head) : await fromServer(file));
  } catch {
    return null; // it is no picture, it is broken, or nobody answers: nothing is told
  }
}

/**
 * What `POST /jobs` would be asked for to have the like again; null where nothing is of use.
 * @param {unknown} told parameters as an Inkstone writes them into a file
 */
export function askedFrom(told) {
  if (typeof told !== "object" || told === null || Array.isArray(told)) return null;
  const { width, height, prompt, negative_prompt: negative, seed, model } = told;
  const isSized = [width, height].every((side) => isWhole(side, 1, SIDE_PX_MAX + 1));
  const asked = {
    model: isKnown(model) ? model : undefined,
    prompt: text(prompt, PROMPT_CHARS_MAX),
    negative_prompt: text(negative, NEGATIVE_PROMPT_CHARS_MAX),
    size: isSized ? `${width}x${height}` : undefined,
    seed: isWhole(seed, 0, SEED_LIMIT) ? seed : undefined,
    watermark: told.watermark === true ? true : undefined,
    enhance: typeof told.revised_prompt === "string" ? true : undefined,
  };
  const said = Object.entries(asked).filter(([, value]) => value !== undefined);
  return said.length ? Object.fromEntries(said) : null;
}

function isWhole(value, least, limit) {
  return Number.isSafeInteger(value) && value >= least && value < limit;
}

function isKnown(name) {
  return models.value.some((model) => model.name === name || model.aliases.includes(name));
}

function text(value, numCharsMax) {
  return typeof value === "string" && value ? [...value].slice(0, numCharsMax).join("") : undefined;
}

/** Ask the server what the file says; nothing of it is kept there. */
async function fromServer(file) {
  if (!file.type.startsWith("image/")) return null;
  if (file.size > (session.value?.server.upload_bytes_max ?? 0)) return null;
  // Under its own type a file could pass for JSON.
  const found = await post("/verify", new Blob([file], { type: "application/octet-stream" }));
  return found.parameters;
}

/** The text under our keyword among a PNG's chunks; the last counts, as on the server. */
async function fromPng(bytes) {
  const view = new DataView(bytes.buffer);
  let found = null;
  let at = SIGNATURE.length;
  for (let num = 0; num < NUM_CHUNKS_MAX && at + 12 <= bytes.length; num += 1) {
    const length = view.getUint32(at);
    const start = at + 8;
    if (start + length > bytes.length) break;
    if (view.getUint32(at + 4) === 0x69545874 /* iTXt */) {
      found = textOf(bytes.subarray(start, start + length)) ?? found;
    }
    at = start + length + 4;
  }
  if (!found) return null;
  const { isPacked, data } = found;
  if (!isPacked && data.length > TEXT_BYTES_MAX) return null;
  return JSON.parse(isPacked ? await unpacked(data) : utf8(data));
}

/** Where the text of an iTXt chunk lies, if it is ours: keyword, 0, packed?, method, tongue, … */
function textOf(chunk) {
  const end = chunk.indexOf(0);
  if (end !== KEYWORD.length || utf8(chunk.subarray(0, end)) !== KEYWORD) return null;
  const afterLanguage = chunk.indexOf(0, end + 3);
  const afterKeyword = afterLanguage < 0 ? -1 : chunk.indexOf(0, afterLanguage + 1);
  if (afterKeyword < 0) return null;
  return { isPacked: chunk[end + 1] === 1, data: chunk.subarray(afterKeyword + 1) };
}

function utf8(bytes) {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/** Unpack a zlib stream, as far as a text may be long. */
async function unpacked(data) {
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"))
    .getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > TEXT_BYTES_MAX) {
      await reader.cancel();
      throw new RangeError("The text is too long.");
    }
    parts.push(value);
  }
  return utf8(new Uint8Array(await new Blob(parts).arrayBuffer()));
}
