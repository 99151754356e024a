/**
 * Names of accounts by their ids, as far as whoever looks may know them.
 * It does not know where they are shown.
 */

import { get } from "../api.js";
import { isShown } from "../problem.js";
import { session } from "../session.js";

const PAGE = 100;

/**
 * The names that are known at first, and a way to learn others.
 * @param {AbortSignal} until
 * @returns {Promise<{of:(id:string) => string, all:string[],
 *     learn:(ids:string[]) => Promise<void>}>}
 */
export async function accountNames(until) {
  const { account, is_operator: isOperator } = session.value;
  const names = new Map([[account.id, account.name]]);
  if (isOperator) {
    const { data } = await get("/accounts", { limit: PAGE }, until);
    for (const each of data) names.set(each.id, each.name);
  }
  const one = async (id) => {
    try {
      names.set(id, (await get(`/accounts/${encodeURIComponent(id)}`, {}, until)).name);
    } catch (error) {
      if (until.aborted) return;
      isShown(error);
      names.set(id, id); // it is gone
    }
  };
  return {
    of: (id) => names.get(id) || id,
    all: [...names.values()].filter(Boolean),
    async learn(ids) {
      const others = [...new Set(ids)].filter((id) => id && !names.has(id));
      if (isOperator) await Promise.all(others.map(one));
    },
  };
}
