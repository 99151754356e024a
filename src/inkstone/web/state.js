/**
 * State: a value that can be watched, and one that this browser keeps.
 * It does not know what a value means.
 */

/**
 * A value that tells its watchers when it changes.
 * @template T
 * @param {T} initial
 */
export function state(initial) {
  let current = initial;
  const watchers = new Set();
  return {
    get value() {
      return current;
    },
    set value(next) {
      if (Object.is(next, current)) return;
      current = next;
      for (const watcher of [...watchers]) watcher(current);
    },
    /** Change some fields of an object. */
    patch(fields) {
      this.value = { ...current, ...fields };
    },
    /** Be told now and at every change, until an abort. */
    watch(watcher, until) {
      if (until?.aborted) return;
      watchers.add(watcher);
      until?.addEventListener("abort", () => watchers.delete(watcher));
      watcher(current);
    },
    /** Be told at the next changes only. */
    changed(watcher, until) {
      if (until?.aborted) return;
      watchers.add(watcher);
      until?.addEventListener("abort", () => watchers.delete(watcher));
    },
  };
}

/**
 * What this browser keeps under a name; where it keeps nothing, or something else, the default.
 * @template T
 * @param {string} name
 * @param {T} fallback
 * @returns {T}
 */
export function kept(name, fallback) {
  try {
    const text = localStorage.getItem(`inkstone.${name}`);
    return text === null ? fallback : JSON.parse(text);
  } catch {
    return fallback; // private windows keep nothing
  }
}

/** Keep something in this browser; never a key. */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(`inkstone.${name}`);
    else localStorage.setItem(`inkstone.${name}`, JSON.stringify(value));
  } catch {
    // Full, or a private window: the page works without.
  }
}
