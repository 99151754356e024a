/**
 * What is dropped or pasted anywhere on the view: files and addresses of pictures.
 * It does not know what becomes of them.
 */

import { own } from "../api.js";
import { addPictures, pictureAt } from "../draft.js";
import { listen } from "../dom.js";
import { t } from "../i18n.js";
import { isTyping } from "../shortcuts.js";
import { toast } from "../toast.js";
import { isAddress } from "./addresses.js";
import { DRAGGED } from "./thumbs.js";
import { bring, bringAddress, room } from "./uploads.js";

/** Take what is dropped and pasted until an abort; `view` is marked while something hovers. */
export function takeDrops(view, until) {
  let depth = 0;
  const mark = (change) => {
    depth = Math.max(0, change === null ? 0 : depth + change);
    view.classList.toggle("dropping", depth > 0);
  };
  const heed = (name, take) => listen(window, name, (event) => {
    const types = event.dataTransfer?.types ?? [];
    const isMeant = types.includes("Files") || types.includes("text/uri-list");
    if (!isMeant || types.includes(DRAGGED) || isAside()) return;
    event.preventDefault();
    take(event);
  }, until);
  heed("dragenter", () => mark(1));
  heed("dragleave", () => mark(-1));
  heed("dragover", (event) => (event.dataTransfer.dropEffect = "copy"));
  heed("drop", (event) => {
    mark(null);
    drop(event.dataTransfer);
  });
  listen(window, "paste", paste, until);
}

const isAside = () => document.querySelector("dialog[open]") !== null;

function drop(data) {
  const files = [...data.files];
  const lines = data.getData("text/uri-list").split(/\r?\n/);
  const address = lines.find((each) => each && !each.startsWith("#")) ?? "";
  if (isOurs(address)) takeOurs(address);
  else if (files.length) bring(files);
  else if (!bringAddress(address)) toast(t("studio.nothing_dropped"), { kind: "bad" });
}

/** Whether an address is of a picture that this server keeps. */
function isOurs(address) {
  if (!isAddress(address)) return false;
  const { origin, pathname } = new URL(address);
  return origin === location.origin && pathname.includes("/files/");
}

/** A picture that was dragged over from the runs: nothing needs to be sent. */
function takeOurs(address) {
  const url = new URL(own(address), location.origin);
  for (const name of ["view", "download"]) url.searchParams.delete(name);
  if (room() === 0) toast(t("studio.full"), { kind: "bad" });
  else addPictures([pictureAt(url.href)]);
}

function paste(event) {
  if (isAside()) return;
  const files = [...event.clipboardData.files];
  if (files.length) {
    event.preventDefault();
    bring(files);
  } else if (!isTyping(event) && bringAddress(event.clipboardData.getData("text/plain"))) {
    event.preventDefault();
  }
}
