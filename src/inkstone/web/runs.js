/**
 * What this page has asked for: each request is kept until the server has taken it, sent under one
 * idempotency key however often the network fails, and followed to its end.
 * It does not know how a run is shown.
 */

import * as api from "./api.js";
import { refreshBalance, session } from "./session.js";
import { keep, kept, state } from "./state.js";
import { follow, pause } from "./stream.js";

const OUTBOX = "outbox";
const NUM_KEPT_MAX = 50;
/** What is older is sent only when its reader says so; so it is from half a key's life on. */
const KEPT_MS_MAX = 12 * 3_600_000;
const keptMsMax = () =>
  Math.min(KEPT_MS_MAX, 500 * (session.value?.server.idempotency_ttl_s ?? 0));
/** Ended runs beyond these are in the history alone. */
const NUM_RUNS_MAX = 100;
/** So many of a tab's runs are shown again after it is loaded anew. */
const SHOWN = "inkstone.shown";
const NUM_SHOWN_MAX = 12;
const FIRST_WAIT_MS = 500;
const WAIT_MS_MAX = 8000;
/** Refusals that say no more than "not now". */
const FLEETING = new Set([0, 502, 503, 504]);
/** How often a fleeting refusal is met by asking again; a lost network has no such end. */
const NUM_TRIES_MAX = 6;
/** So long is waited without asking the reader where the server names a time. */
const RETRY_AFTER_S_MAX = 30;

/** Every run of this page, newest first. */
export const runs = state([]);

/** Whose runs they are, and whose were taken up again. */
let account = "";
let resumed = "";

session.watch((found) => {
  const id = found?.account.id ?? "";
  if (id === account) return;
  account = id;
  resumed = "";
  // Nobody sees another account's runs, nor sends its requests.
  for (const run of runs.value) run.stop.abort();
  runs.value = [];
  if (id) resume().catch(passOver);
});

/**
 * Ask for pictures.
 * @param {object} body of `POST /jobs`
 * @param {{group?:string, label?:string}} [about] runs of one comparison share a group
 * @returns {object} the run: a state with `phase` (`sending`, `queued`, `running`, `ended`,
 *     `refused`), `body`, `job`, `queue`, `progress`, `previews`, `isUp`, `error`, `sent`
 */
export function start(body, about = {}) {
  const entry = { key: newKey(), account, at: Date.now(), body, ...about };
  writeOutbox([...readOutbox(), entry]);
  return launch(entry);
}

/** Send again what was never answered, and follow what is under way; each account's but once. */
export async function resume() {
  if (!account || resumed === account) return;
  const owner = (resumed = account);
  for (const entry of readOutbox()) if (entry.account === owner) launch(entry);
  const shown = readShown();
  const found = new Map();
  // A job may begin in between, so those that wait are asked for first.
  const queries = [{ status: "queued", limit: 20 }, { status: "running", limit: 20 }];
  for (const query of [...queries, ...(shown.length ? [{ limit: 40 }] : [])]) {
    for (const job of (await api.get("/jobs", query)).data) found.set(job.id, job);
  }
  if (account !== owner) return;
  const jobs = [...found.values()].filter((job) => !isOver(job) || shown.includes(job.id));
  jobs.sort((one, other) => Date.parse(one.created_at) - Date.parse(other.created_at));
  for (const job of jobs) if (!job.deleted_at) adopt(job);
}

/** Follow a job that was begun elsewhere, or before. */
export function adopt(job) {
  const known = runs.value.find((run) => run.value.job?.id === job.id);
  if (known) return known;
  const run = begun({ key: "", body: job.asked ?? {}, at: Date.parse(job.created_at) });
  taken(run, job);
  return run;
}

/** Send a refused run again, under the same key: what was done already is not done twice. */
export function retry(run) {
  const { key, body, group, label, job } = run.value;
  run.patch({ phase: job ? job.status : "sending", error: null, isStopping: false });
  if (job) return watch(run, job.id); // it was taken, and could not be followed
  const entry = { key, account, at: Date.now(), body, group, label };
  writeOutbox([...readOutbox().filter((each) => each.key !== key), entry]);
  return send(run, entry);
}

/**
 * Stop a run wherever it is, however long the server cannot be reached.
 * @returns {Promise<object|null>} the job as it then is; null where it is not known yet
 * @throws {api.ApiError} it may not be stopped
 */
export async function cancel(run) {
  run.patch({ isStopping: true, wasStopped: true });
  const { key } = run.value;
  const isIt = (each) => each.key === key;
  writeOutbox(readOutbox().map((each) => (isIt(each) ? { ...each, isStopping: true } : each)));
  for (let numTries = 1; !run.stop.signal.aborted; numTries += 1) {
    const { job } = run.value;
    if (!job) return null; // `taken` stops it as soon as it is known
    try {
      settleWith(run, await api.post(`/jobs/${job.id}/cancel`));
      break;
    } catch (error) {
      if (!(error instanceof api.ApiError) || !FLEETING.has(error.status)) {
        run.patch({ isStopping: false });
        throw error;
      }
      await pause(waitMs(numTries), run.stop.signal);
    }
  }
  return run.value.job;
}

/** Take a run off the list; what it made stays in the history. */
export function dismiss(run) {
  run.stop.abort();
  runs.value = runs.value.filter((each) => each !== run);
  remember();
}

function launch(entry) {
  const run = begun(entry);
  if (Date.now() - entry.at > keptMsMax()) {
    refuse(run, entry, new api.ApiError({ status: 0, code: "kept_too_long", message: "" }));
  } else send(run, entry);
  return run;
}

function begun({ key, body, group = "", label = "", at, isStopping = false }) {
  const run = state({
    key, body, group, label, phase: "sending", job: null, queue: null, progress: null,
    previews: [], isUp: true, isStopping, wasStopped: isStopping, error: null, sent: null, at,
  });
  run.stop = new AbortController();
  const isKept = (each, index) => index < NUM_RUNS_MAX || isActive(each);
  const sorted = [run, ...runs.value].sort((one, other) => other.value.at - one.value.at);
  runs.value = sorted.filter(isKept);
  return run;
}

async function send(run, entry) {
  for (let numTries = 1; !run.stop.signal.aborted; numTries += 1) {
    try {
      const headers = { "Idempotency-Key": entry.key };
      const sent = await api.exchange("POST", "/jobs", { body: entry.body, headers });
      forget(entry);
      if (run.stop.signal.aborted) return;
      run.patch({ sent });
      taken(run, sent.body);
      return;
    } catch (error) {
      if (!(error instanceof api.ApiError)) throw error;
      if (run.stop.signal.aborted) return;
      if (!mayPass(run, error, numTries)) {
        refuse(run, entry, error);
        return;
      }
      run.patch({ isUp: !error.isLost, sent: error.exchange });
      await pause(Math.max(error.retryAfterS * 1000, waitMs(numTries)), run.stop.signal);
    }
  }
}

/** Whether to ask again by ourselves. */
function mayPass(run, error, numTries) {
  // The server may have it: also who wants it stopped must know.
  if (error.isLost) return true;
  const isSoon = error.status === 429 && error.retryAfterS <= RETRY_AFTER_S_MAX;
  if ((!isSoon && !FLEETING.has(error.status)) || numTries >= NUM_TRIES_MAX) return false;
  return !run.value.isStopping || isUncertain(error);
}

/** Whether something refused that is not the server, which may have the request all the same. */
export function isUncertain(error) {
  return error.code.startsWith("http_5") || error.code === "kept_too_long";
}

function refuse(run, entry, error) {
  if (error.status !== 401) forget(entry); // it goes out after the next sign-in
  run.patch({ phase: "refused", error, sent: error.exchange, isStopping: false });
}

function taken(run, job) {
  // An answer that was lost: the job was found by itself meanwhile.
  const twin = runs.value.find((each) => each !== run && each.value.job?.id === job.id);
  if (twin) dismiss(twin);
  run.patch({ job, isUp: true, phase: phaseOf(job) });
  remember();
  if (isOver(job)) settled(run);
  else {
    refreshBalance();
    if (run.value.isStopping) cancel(run).catch((error) => run.patch({ error }));
    watch(run, job.id);
  }
}

async function watch(run, jobId) {
  try {
    await follow(jobId, (name, data) => TELLS[name]?.(run, data), run.stop.signal);
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    run.patch({ phase: "refused", error });
  }
}

/** What each event changes. */
const TELLS = {
  connection: (run, { isUp }) => run.patch({ isUp }),
  status: (run, { status }) => {
    const job = { ...run.value.job, status };
    // Its end is told in full by `done`; one that waits again begins again.
    const anew = status === "queued" ? { progress: null, previews: [] } : { queue: null };
    if (!isOver(job)) run.patch({ job, phase: status, ...anew });
  },
  queue: (run, queue) => run.patch({ queue }),
  progress: (run, progress) => run.patch({ progress, phase: "running" }),
  preview: (run, preview) => {
    const previews = [...run.value.previews];
    previews[preview.image] = preview;
    run.patch({ previews });
  },
  job: (run, job) => settleWith(run, job),
  done: (run, job) => settleWith(run, job),
};

function settleWith(run, job) {
  // An answer may be overtaken by the end.
  if (run.value.job && isOver(run.value.job)) return;
  run.patch({ job, phase: phaseOf(job) });
  if (isOver(job)) settled(run);
}

function settled(run) {
  run.stop.abort();
  run.patch({ isStopping: false, isUp: true });
  refreshBalance();
}

/** Whether nothing can follow. */
export function isOver(job) {
  return job.status !== "queued" && job.status !== "running";
}

/** Whether a run can still make something. */
export function isActive(run) {
  return run.value.phase !== "ended" && run.value.phase !== "refused";
}

function phaseOf(job) {
  return isOver(job) ? "ended" : job.status;
}

const readOutbox = () => kept(OUTBOX, []);
const writeOutbox = (entries) => keep(OUTBOX, entries.slice(-NUM_KEPT_MAX));
const forget = ({ key }) => writeOutbox(readOutbox().filter((each) => each.key !== key));
const waitMs = (numTries) => Math.min(FIRST_WAIT_MS * 2 ** (numTries - 1), WAIT_MS_MAX);

/** A word for one intent; `randomUUID` is only there where the page came by https. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Note what this tab shows, so that it does so after a reload. */
function remember() {
  const ids = runs.value.map((run) => run.value.job?.id).filter(Boolean);
  try {
    sessionStorage.setItem(SHOWN, JSON.stringify(ids.slice(0, NUM_SHOWN_MAX)));
  } catch {
    // Nothing is kept: the history has it all.
  }
}

function readShown() {
  try {
    return JSON.parse(sessionStorage.getItem(SHOWN)) ?? [];
  } catch {
    return [];
  }
}

function passOver(error) {
  if (!(error instanceof api.ApiError)) throw error;
}
