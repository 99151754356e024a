/**
 * Which jobs of a grid are chosen, and the bar with what can be done to them.
 * It does not know how a choice is shown on them.
 */

import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { download, erase, openPair, pairOf, star } from "./actions.js";

/** As many as are deleted or starred in one go. */
const NUM_MAX = 500;

export class Chosen {
  #jobs = new Map();
  #anchorId = "";

  /**
   * @param {{put:(job:object) => void, drop:(id:string) => void}} list shows a changed job, and
   *     takes a deleted one off
   */
  constructor(list) {
    this.list = list;
    /** Told the id of each job whose choice changes. */
    this.onchange = () => {};
    this.bar = h("div", { class: "chosen", role: "region", "aria-label": t("history.chosen"),
      hidden: true });
    this.#draw();
  }

  /** The chosen jobs, in the order of their choice. */
  get jobs() {
    return [...this.#jobs.values()];
  }

  has(id) {
    return this.#jobs.has(id);
  }

  /** Choose a job, or no longer. */
  toggle(job) {
    this.#anchorId = job.id;
    if (this.has(job.id)) this.#jobs.delete(job.id);
    else this.#add(job);
    this.#changed(job.id);
  }

  /** Choose all from the last one chosen to this. */
  extend(jobs, job) {
    const from = jobs.findIndex((each) => each.id === this.#anchorId);
    const to = jobs.findIndex((each) => each.id === job.id);
    if (from < 0) return this.toggle(job);
    return this.all(jobs.slice(Math.min(from, to), Math.max(from, to) + 1));
  }

  /** Choose all of them. */
  all(jobs) {
    const fresh = jobs.filter((job) => !this.has(job.id));
    for (const job of fresh) this.#add(job);
    this.#changed(...fresh.map((job) => job.id));
  }

  /** Choose none. */
  clear() {
    const ids = [...this.#jobs.keys()];
    this.#jobs.clear();
    this.#changed(...ids);
  }

  /** Forget one that is gone. */
  leave(id) {
    if (this.#jobs.delete(id)) this.#changed();
  }

  #add(job) {
    if (this.#jobs.size < NUM_MAX) this.#jobs.set(job.id, job);
  }

  #changed(...ids) {
    for (const id of ids) this.onchange(id);
    this.#draw();
  }

  #put(job) {
    if (this.has(job.id)) this.#jobs.set(job.id, job);
    this.list.put(job);
  }

  #draw() {
    const { jobs } = this;
    this.bar.hidden = jobs.length === 0;
    const pair = jobs.length ? pairOf(jobs) : null;
    const isStarred = jobs.every((job) => job.starred);
    const act = (kind, name, words, run, isOff = false) => h("button",
      { type: "button", class: kind, disabled: isOff, onclick: run },
      icon(name), h("span", null, words));
    const at = [...this.bar.children].indexOf(document.activeElement);
    replace(this.bar,
      h("strong", { role: "status" }, t("history.num_chosen", { n: jobs.length })),
      act("plain", "compare", t("history.compare_two"), () => openPair(...pair), !pair),
      act("plain", "star", t(isStarred ? "history.unstar" : "history.star"),
        () => star(this.jobs, !isStarred, (job) => this.#put(job)).then(() => this.#draw())),
      act("plain", "download", t("history.download"), () => download(this.jobs)),
      act("danger", "trash", t("history.erase"), () => erase(this.jobs, this.list.drop)),
      act("quiet", "close", t("history.choose_none"), () => this.clear()));
    if (at >= 0) this.bar.children[at].focus();
  }
}
