/**
 * What is done to finished jobs: star, delete, download, compare, open.
 * It does not know where they are listed.
 */

import { own, patch, remove } from "../api.js";
import { confirm } from "../dialog.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { isShown, plain } from "../problem.js";
import { toast } from "../toast.js";

/** Browsers ask after a few files, and lose some that come too fast. */
const NUM_DOWNLOADS_MAX = 60;
const DOWNLOAD_WAIT_MS = 250;
const NUM_AT_ONCE = 4;

/**
 * Give jobs a star, or take it, at once for the reader; what is refused is undone and told.
 * @param {object[]} jobs
 * @param {boolean} isStarred
 * @param {(job:object) => void} put shows a job as it is
 */
export async function star(jobs, isStarred, put) {
  for (const job of jobs) put({ ...job, starred: isStarred });
  await each(jobs, async (job) => put(await patch(`/jobs/${job.id}`, { starred: isStarred })),
    (job) => put(job));
}

/**
 * Delete jobs, once the reader agrees.
 * @param {object[]} jobs
 * @param {(id:string) => void} drop takes one off the page
 * @returns {Promise<boolean>} whether the reader agreed
 */
export async function erase(jobs, drop) {
  const numPictures = jobs.reduce((sum, job) => sum + job.images.length, 0);
  const isSure = await confirm({
    title: t("history.erase_title", { n: jobs.length }),
    text: t("history.erase_text", { n: numPictures }),
    yes: t("history.erase"),
  });
  if (!isSure) return false;
  const numDone = await each(jobs, async (job) => {
    try {
      await remove(`/jobs/${job.id}`);
    } catch (error) {
      if (error.status !== 404) throw error; // it was deleted elsewhere
    }
    drop(job.id);
  });
  if (numDone) toast(t("history.erased", { n: numDone }), { kind: "good" });
  return true;
}

/** Do something to each, a few at once; how many it worked for. */
async function each(jobs, act, undo = () => {}) {
  const waiting = [...jobs];
  let numDone = 0;
  const errors = [];
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      try {
        await act(job);
        numDone += 1;
      } catch (error) {
        isShown(error);
        undo(job);
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: NUM_AT_ONCE }, work));
  if (errors.length) toast(plain(errors[0]), { kind: "bad" });
  return numDone;
}

/** Save the pictures of some jobs, one after the other. */
export async function download(jobs) {
  const files = jobs.flatMap((job) => job.images);
  if (files.length > NUM_DOWNLOADS_MAX) {
    toast(t("history.too_many", { most: NUM_DOWNLOADS_MAX }), { kind: "bad" });
    return;
  }
  for (const { url } of files) {
    save(`${own(url)}&download=1`);
    await new Promise((resolve) => setTimeout(resolve, DOWNLOAD_WAIT_MS));
  }
}

/** Have the browser save what is at an address; the server names it where nobody else does. */
export function save(url, name = "") {
  const link = h("a", { href: url, download: name, class: "hidden" });
  document.body.append(link);
  link.click();
  link.remove();
}

/** The two pictures that some jobs stand for; null where they are not two. */
export function pairOf(jobs) {
  const [first, second] = jobs;
  const images = jobs.length === 1 ? first.images : jobs.map((job) => job.images[0]);
  if (jobs.length > 2 || images.length !== 2 || images.includes(undefined)) return null;
  const labels = jobs.length === 1 ? images.map((image) => t("history.seed", { seed: image.seed }))
    : first.model === second.model ? jobs.map((job) => job.prompt) : jobs.map((job) => job.model);
  return images.map((image, index) => ({ url: own(image.url), label: labels[index] }));
}

/** Show two pictures over each other. */
export async function openPair(a, b) {
  const { openSlider } = await import("../results/slider.js");
  await openSlider(a, b);
}

/**
 * Show one picture large, with its neighbours beside it.
 * @param {object} job
 * @param {number} index
 * @param {object[]} jobs
 * @param {(job:object|null, id:string) => void} [onchange] told of a star, and null once deleted
 */
export async function openLarge(job, index, jobs, onchange) {
  const { openPicture } = await import("../results/picture.js");
  await openPicture(job, index, { jobs, onchange });
}

/** Show what was sent and answered. */
export async function openExchange(job) {
  const { openRaw } = await import("../results/raw.js");
  await openRaw(job);
}
