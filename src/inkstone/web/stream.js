/**
 * Following a job: its events as they come, again after every cut, until its end. Where too many
 * streams are open already, or nobody looks at the page, it asks from time to time instead.
 * It does not know what is shown of them.
 */

import { ApiError, get, signedOut } from "./api.js";

const FIRST_WAIT_MS = 300;
const WAIT_MS_MAX = 5000;
/** The server sends a sign of life every 15 s; a stream without one is dead. */
const SILENCE_MS_MAX = 40000;
/** Answers after which asking again is of no use. */
const FINAL = new Set([401, 403, 404, 410]);
/** A browser has six connections to a server for all its tabs; calls and pictures need some. */
const NUM_STREAMS_MAX = 2;
const POLL_MS = 1000;
/** So much longer for each job that is asked for, so that many are no burden. */
const POLL_MORE_MS = 250;

let numStreams = 0;
let numPolled = 0;

/**
 * Follow a job to its end.
 * @param {string} jobId
 * @param {(name: string, data: any) => void} tell called with `status`, `queue`, `progress`,
 *     `preview`, `warning`, `done`; with `job` where it is asked for; and with `connection`
 *     ({ isUp }) at a cut and after it
 * @param {AbortSignal} until
 * @returns {Promise<void>} fulfilled after `done` or an abort
 * @throws {ApiError} the job is gone, or the session is over
 */
export async function follow(jobId, tell, until) {
  const at = { path: `/jobs/${encodeURIComponent(jobId)}`, last: "", waitMs: FIRST_WAIT_MS };
  while (!until.aborted) {
    const isStreamed = numStreams < NUM_STREAMS_MAX && !document.hidden;
    const isCut = await (isStreamed ? streamed : polled)(at, tell, until);
    if (isCut === null || until.aborted) return;
    if (!isCut) continue;
    tell("connection", { isUp: false });
    await pause(at.waitMs, until);
    at.waitMs = Math.min(at.waitMs * 2, WAIT_MS_MAX);
  }
}

/** Read a stream; null once the job has ended, else whether it was the network that cut it. */
async function streamed(at, tell, until) {
  const beat = heart(until);
  numStreams += 1;
  try {
    const response = await fetch(`/inkstone/v1${at.path}/events`, {
      headers: { "Inkstone-Page": "1", ...(at.last ? { "Last-Event-ID": at.last } : {}) },
      signal: beat.signal,
    });
    if (FINAL.has(response.status)) throw await gone(response);
    if (!response.ok) return true;
    tell("connection", { isUp: true });
    for await (const event of events(response.body, beat.tick)) {
      at.waitMs = FIRST_WAIT_MS;
      if (event.id) at.last = event.id;
      try {
        tell(event.name, event.data);
      } catch (error) {
        reportError(error); // what is shown of it is no reason to ask again
      }
      if (event.name === "done") return null;
    }
    return true;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    return !document.hidden;
  } finally {
    numStreams -= 1;
    beat.stop();
  }
}

/** Wait a while and ask once; answers as `streamed` does. */
async function polled(at, tell, until) {
  numPolled += 1;
  try {
    await pause(POLL_MS + POLL_MORE_MS * numPolled, until);
    if (until.aborted) return false;
    const job = await get(at.path);
    at.waitMs = FIRST_WAIT_MS;
    if (until.aborted) return false;
    tell("connection", { isUp: true });
    const isOver = job.status !== "queued" && job.status !== "running";
    tell(isOver ? "done" : "job", job);
    return isOver ? null : false;
  } catch (error) {
    if (!(error instanceof ApiError) || FINAL.has(error.status)) throw error;
    return true;
  } finally {
    numPolled -= 1;
  }
}

async function gone(response) {
  if (response.status === 401) signedOut.dispatchEvent(new Event("signed-out"));
  const { error = {} } = await response.json().catch(() => ({}));
  return new ApiError({
    status: response.status,
    code: error.code ?? "stream_refused",
    message: error.message ?? "",
    requestId: error.request_id,
  });
}

/** What ends a request when its stream has been silent for too long, or nobody looks or is on. */
function heart(until) {
  const control = new AbortController();
  const { signal } = control;
  const stop = () => control.abort();
  let timer = setTimeout(stop, SILENCE_MS_MAX);
  until.addEventListener("abort", stop, { signal });
  addEventListener("offline", stop, { signal });
  document.addEventListener("visibilitychange", () => document.hidden && stop(), { signal });
  return {
    signal,
    tick() {
      clearTimeout(timer);
      timer = setTimeout(stop, SILENCE_MS_MAX);
    },
    stop() {
      clearTimeout(timer);
      stop();
    },
  };
}

/** Wait, but no longer than until the network or the reader is back. */
export function pause(waitMs, until) {
  return new Promise((resolve) => {
    const control = new AbortController();
    const { signal } = control;
    const end = () => {
      clearTimeout(timer);
      control.abort();
      resolve();
    };
    const timer = setTimeout(end, waitMs);
    addEventListener("online", end, { signal });
    document.addEventListener("visibilitychange", () => document.hidden || end(), { signal });
    until.addEventListener("abort", end, { signal });
    if (until.aborted) end();
  });
}

/** The events of a stream, as the standard frames them. */
async function* events(stream, tick) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    tick();
    text += value;
    let end;
    while ((end = text.search(/\r?\n\r?\n/)) >= 0) {
      const frame = text.slice(0, end);
      text = text.slice(end).replace(/^\r?\n\r?\n/, "");
      const event = parsed(frame);
      if (event) yield event;
    }
  }
}

function parsed(frame) {
  const event = { id: "", name: "message", data: "" };
  for (const line of frame.split(/\r?\n/)) {
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === "id") event.id = value;
    else if (field === "event") event.name = value;
    else if (field === "data") event.data += value;
  }
  if (!event.data) return null;
  try {
    return { ...event, data: JSON.parse(event.data) };
  } catch {
    return null;
  }
}
