/**
 * Which view an address shows, and what it needs first: its words and its style sheet.
 * It does not know what a view does.
 */

/**
 * @typedef {{load:() => Promise<{show: Function}>, areas:string[], css:string[],
 *     icon:string, needs?:string}} View `needs` is `operator`, a scope, or nothing
 */

/** @type {Record<string, View>} by the first part of the address behind `#/` */
export const VIEWS = {
  "": view("views/studio.js", ["studio", "runs"], ["studio", "runs"], "brush"),
  history: view("views/history.js", ["history", "runs"], ["history", "runs"], "history"),
  compare: view("views/compare.js", ["compare", "runs"], ["compare", "runs"], "compare"),
  verify: view("views/verify.js", ["verify"], ["verify"], "shield"),
  overview: view("views/overview.js", ["overview"], ["dash"], "chart"),
  jobs: view("views/jobs.js", ["jobs", "runs"], ["jobs", "runs"], "list"),
  prices: view("views/prices.js", ["prices"], ["dash"], "tag"),
  engines: view("views/engines.js", ["engines"], ["dash"], "engine"),
  keys: view("views/keys.js", ["keys"], ["dash"], "key", "admin"),
  webhooks: view("views/webhooks.js", ["webhooks"], ["dash"], "hook"),
  accounts: view("views/accounts.js", ["accounts"], ["dash"], "people", "operator"),
  welcome: view("views/welcome.js", ["welcome"], ["welcome"], "info"),
  "sign-in": view("views/sign_in.js", ["sign_in"], ["welcome"], "key"),
};

/** The names in the two parts of the menu. */
export const MENU = {
  make: ["", "history", "compare", "verify"],
  run: ["overview", "jobs", "prices", "engines", "keys", "webhooks", "accounts"],
};

function view(file, areas, css, icon, needs = "") {
  return { load: () => import(`./${file}`), areas, css, icon, needs };
}

/** The view and the parameters that the address names: `#/history?q=cat` and such. */
export function here() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, ...rest] = path.split("/").map(decoded);
  const found = Object.hasOwn(VIEWS, name) ? name : "";
  return { name: found, rest, query: new URLSearchParams(query) };
}

/** What a part of an address says; anybody may have written it, so it may say nothing. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

/** Where a view is. */
export function hrefOf(name, query = {}) {
  const words = new URLSearchParams(query);
  return `#/${name}${words.size ? `?${words}` : ""}`;
}

/** Go to a view. */
export function go(name, query) {
  location.hash = hrefOf(name, query);
}

const styles = new Map();

/** Have some style sheets at hand. */
export function style(...names) {
  return Promise.all(
    names.map((name) => {
      if (!styles.has(name)) styles.set(name, sheet(name));
      return styles.get(name);
    }),
  );
}

function sheet(name) {
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(`./css/${name}.css`, import.meta.url).href;
    link.onload = resolve;
    link.onerror = () => (styles.delete(name), link.remove(), resolve());
    document.head.append(link);
  });
}
