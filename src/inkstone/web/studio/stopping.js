/**
 * Stopping the newest run by a key, and saying what that costs.
 * It does not know how a run is stopped.
 */

import { ApiError } from "../api.js";
import { t } from "../i18n.js";
import { plain } from "../problem.js";
import { costOf } from "../results/stage.js";
import { cancel, isActive, runs } from "../runs.js";
import { toast } from "../toast.js";

/** Stop the newest run that is under way, if there is one. */
export async function stopLast() {
  const run = runs.value.find((each) => isActive(each) && !each.value.isStopping);
  if (!run) return;
  toast(t("studio.stopping"));
  try {
    await cancel(run);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(plain(error), { kind: "bad" });
    return;
  }
  const done = new AbortController();
  run.watch((value) => {
    if (isActive(run)) return;
    done.abort();
    const cost = costOf(value);
    if (cost) toast(cost);
  }, done.signal);
}
