/**
 * Values as the source text of a language: whatever a text says, it stays that text.
 * It does not know what a value is for.
 */

/** Stands in a value for a variable of the code around it. */
export class Name {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }
}

/** What would end a text, or would not be seen in it; the joiner within an emoji may stay. */
const ODD = /["\\]|(?!\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;
const SHORT = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const IDENTIFIER = /^[A-Za-z_]\w*$/;

const unit = (code) => `\\u${code.toString(16).padStart(4, "0")}`;
const units = (text) => text.split("").map((each) => unit(each.charCodeAt(0))).join("");
const point = (text) =>
  text.length > 1 ? `\\U${text.codePointAt(0).toString(16).padStart(8, "0")}` : units(text);

const quoted = (text, odd) => `"${text.replace(ODD, (each) => SHORT[each] ?? odd(each))}"`;
const json = (text) => quoted(text, units);
/** JSON between a shell's single quotes. */
const inShell = (text) => json(text).replaceAll("'", "'\\''");
/** A name that a literal of JavaScript takes as it is, and not as its prototype. */
const property = (name) =>
  name === "__proto__" ? '["__proto__"]' : IDENTIFIER.test(name) ? name : json(name);

const PLAIN = { true: "true", false: "false", null: "null" };
const STYLES = {
  json: { text: json, key: json, words: PLAIN, step: 2, last: "", name: (name) => name },
  shell: { text: inShell, key: inShell, words: PLAIN, step: 2, last: "",
    name: (name) => `'"$${name}"'` },
  python: { text: (text) => quoted(text, point), key: (text) => quoted(text, point), step: 4,
    words: { true: "True", false: "False", null: "None" }, last: ",", name: (name) => name },
  javascript: { text: json, key: property, words: PLAIN, step: 2, last: ",",
    name: (name) => name },
};

/**
 * A value as source text.
 * @param {any} value as JSON has it; a `Name` in it is a variable
 * @param {"json"|"shell"|"python"|"javascript"} language `shell`: JSON for within single quotes
 * @param {string} [margin] what its second and further lines begin with
 */
export function literal(value, language, margin = "") {
  const style = STYLES[language];
  if (value instanceof Name) return style.name(value.name);
  if (typeof value === "string") return style.text(value);
  if (typeof value === "boolean" || value === null) return style.words[value];
  if (typeof value !== "object") return String(value);
  const inner = margin + " ".repeat(style.step);
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((each) => literal(each, language, inner))
    : Object.entries(value).map(
      ([name, each]) => `${style.key(name)}: ${literal(each, language, inner)}`,
    );
  const [open, close] = isList ? "[]" : "{}";
  if (!parts.length) return open + close;
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}${style.last}\n${margin}${close}`;
}

/** A text as one word of a shell. */
export const word = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Lines, further in. */
export function further(lines, by) {
  const margin = " ".repeat(by);
  return lines.map((line) => (line ? margin + line.replaceAll("\n", `\n${margin}`) : line));
}

/** How the parts of an answer are reached: `["output"]["choices"][0]`. */
export const inPython = (path) =>
  path.map((part) => `[${typeof part === "number" ? part : JSON.stringify(part)}]`).join("");

/** The same as `.output.choices[0]`. */
export const inJavaScript = (path) =>
  path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
