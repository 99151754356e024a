/**
 * Bringing pictures: files go to the server one after another and then into the draft; addresses
 * go there as they are. It does not know where a file came from.
 */

import { ApiError, post } from "../api.js";
import { addPictures, draft, pictureAt } from "../draft.js";
import { bytes, t } from "../i18n.js";
import { plain } from "../problem.js";
import { modelNamed, session } from "../session.js";
import { state } from "../state.js";
import { isAddress } from "./addresses.js";

const NAME_CHARS_MAX = 120;
const URL_CHARS_MAX = 2048;
const NUM_REFUSED_MAX = 5;

/** The file that is being sent: { name, index, count }; null where none is. */
export const underWay = state(null);
/** What could not be brought: { name, why }. */
export const refused = state([]);
/** What the brought files say of their making, by what the request calls them. */
export const told = state({});

let line = Promise.resolve();
let numWaiting = 0;

/** How many more pictures the draft can take. */
export function room() {
  const most = modelNamed(draft.value.model)?.limits.num_inputs_max ?? 0;
  return Math.max(0, most - draft.value.images.length - numWaiting);
}

/** Upload files and add them to the draft; done when all of them are there, or refused. */
export function bring(files) {
  const given = [...files];
  const taken = given.slice(0, room());
  refused.value = given.length > taken.length ? [tooMany(given[taken.length])] : [];
  numWaiting += taken.length;
  for (const [index, file] of taken.entries()) {
    line = line.catch(() => {}).then(() => add(file, index + 1, taken.length));
  }
  return line;
}

async function add(file, index, count) {
  const name = nameOf(file);
  underWay.value = { name, index, count };
  try {
    const picture = await upload(file, name);
    if (addPictures([picture])) refuse(name, t("studio.no_room", { most: mostInputs() }));
    else readSettings(file, picture.ref);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    refuse(name, error.faults[0]?.message ?? plain(error));
  } finally {
    numWaiting -= 1;
    if (numWaiting === 0 || index === count) underWay.value = null;
  }
}

async function upload(file, name) {
  const most = session.value?.server.upload_bytes_max ?? Infinity;
  if (file.type && !file.type.startsWith("image/")) throw local(t("studio.not_a_picture"));
  if (file.size > most) throw local(t("studio.too_large", { most: bytes(most) }));
  // The server judges by the content; a name or a type of the file's own says nothing.
  const body = new Blob([file], { type: "application/octet-stream" });
  const found = await post("/uploads", body);
  const { width, height } = found;
  return { ...pictureAt(found.url), ref: found.id, name, width, height };
}

/** Add a picture by its address; whether it was one. */
export function bringAddress(text) {
  const url = text.trim();
  if (url.length > URL_CHARS_MAX || !isAddress(url)) return false;
  refused.value = [];
  if (room() === 0) refuse(url, t("studio.no_room", { most: mostInputs() }));
  else addPictures([pictureAt(url)]);
  return true;
}

async function readSettings(file, ref) {
  const { readParameters } = await import("./parameters.js");
  const asked = await readParameters(file);
  const isThere = (name) => draft.value.images.some((image) => image.ref === name);
  const rest = Object.entries(told.value).filter(([name]) => isThere(name));
  told.value = { ...Object.fromEntries(rest), ...(asked ? { [ref]: asked } : {}) };
}

const mostInputs = () => modelNamed(draft.value.model)?.limits.num_inputs_max ?? 0;
const nameOf = (file) => (file.name || t("studio.pasted")).slice(0, NAME_CHARS_MAX);
const local = (message) => new ApiError({ status: 1, code: "not_sent", message });
const tooMany = (file) => ({
  name: nameOf(file), why: t("studio.no_room", { most: mostInputs() }),
});

function refuse(name, why) {
  refused.value = [...refused.value, { name, why }].slice(-NUM_REFUSED_MAX);
}
