/**
 * A list of jobs, newest first, brought page by page.
 * It does not know what is shown of them.
 */

import { get } from "../api.js";
import { isShown } from "../problem.js";
import { runs } from "../runs.js";
import { state } from "../state.js";

/** As many as a page keeps at once; older ones are found by their days. */
export const NUM_JOBS_MAX = 20_000;
/** A search looks through a part of the list per call: so many parts for one page at the most. */
const NUM_TRIES_MAX = 50;

/**
 * A list that has nothing yet.
 * @param {object} query of `GET /jobs`
 * @param {AbortSignal} until
 * @param {number} limit how many a page brings
 * @returns a state with `jobs`, `next` (null at the end), `isLoading` and `error`, and its verbs
 */
export function createFeed(query, until, limit) {
  const feed = state({ jobs: [], next: "", isLoading: false, error: null });
  const known = new Map();

  async function more() {
    const { isLoading, next, jobs } = feed.value;
    if (isLoading || next === null || jobs.length >= NUM_JOBS_MAX) return;
    feed.patch({ isLoading: true, error: null });
    try {
      const page = await pageFrom(next);
      feed.patch({ ...merged(page.data), next: page.next_before, isLoading: false });
    } catch (error) {
      if (until.aborted) return;
      isShown(error);
      feed.patch({ isLoading: false, error });
    }
  }

  async function pageFrom(first) {
    let before = first;
    for (let numTries = 1; ; numTries += 1) {
      const page = await get("/jobs", { ...query, before, limit }, until);
      const isOver = page.next_before === null || numTries === NUM_TRIES_MAX;
      if (page.data.length || isOver) return page;
      before = page.next_before;
    }
  }

  /** Put jobs where they belong by their age; known ones are brought up to date. */
  function merged(found) {
    const fresh = found.filter((job) => !known.has(job.id));
    for (const job of found) known.set(job.id, job);
    const jobs = feed.value.jobs.map((job) => known.get(job.id));
    jobs.push(...fresh);
    // Ids are in the order of time.
    if (fresh.length) jobs.sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
    return { jobs };
  }

  return {
    feed,
    more,
    put: (...jobs) => feed.patch(merged(jobs)),
    drop: (id) => {
      known.delete(id);
      feed.patch({ jobs: feed.value.jobs.filter((job) => job.id !== id) });
    },
    has: (id) => known.has(id),
    named: (id) => known.get(id),
  };
}

/** Be told of every job of this page that ends, until an abort. */
export function whenRunsEnd(tell, until) {
  const seen = new WeakSet();
  runs.watch((list) => {
    for (const run of list) {
      if (seen.has(run)) continue;
      seen.add(run);
      run.watch(({ phase, job }) => phase === "ended" && tell(job), until);
    }
  }, until);
}
