/**
 * Prompts out of text: one a line, a column of a CSV file, and `{red|blue}` written out.
 * It does not know what becomes of them.
 */

/** More are never written out, so that nested choices cannot fill the memory. */
export const NUM_PROMPTS_MAX = 64;
const CHOICE = /\{([^{}]*\|[^{}]*)\}/;

/**
 * The prompts that a text stands for, each once.
 * @param {string} text
 * @returns {{prompts:string[], isCut:boolean}} `isCut` where there are more than can be made
 */
export function promptsOf(text) {
  const found = new Set();
  for (const line of linesOf(text)) {
    for (const prompt of written(line)) {
      if (found.has(prompt)) continue;
      if (found.size === NUM_PROMPTS_MAX) return { prompts: [...found], isCut: true };
      found.add(prompt);
    }
  }
  return { prompts: [...found], isCut: false };
}

/** The first line names a column `prompt` in CSV; anything else is a prompt a line. */
function linesOf(text) {
  const [first = []] = rowsOf(text.slice(0, text.indexOf("\n") + 1 || undefined));
  const column = first.findIndex((name) => name.trim().toLowerCase() === "prompt");
  const isTable = column >= 0 && (first.length > 1 || /^\s*"?prompt"?\s*\r?\n/i.test(text));
  if (isTable) {
    return rowsOf(text).slice(1).map((row) => (row[column] ?? "").trim()).filter(Boolean);
  }
  return text.split(/\r?\n/).map(bare).filter(Boolean);
}

/** A line; one wholly in quotes, as CSV has it, without them. */
function bare(line) {
  const quoted = /^\s*"((?:[^"]|"")*)"\s*,?\s*$/.exec(line);
  return (quoted ? quoted[1].replaceAll('""', '"') : line).trim();
}

/** The rows of a CSV text (RFC 4180); a quoted field may have line breaks. */
function rowsOf(text) {
  const rows = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g;
  for (const [all, quoted, plain, end] of text.matchAll(field)) {
    if (!all) break;
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.some((each) => each.trim()));
}

/** A prompt with each of its choices, in order. */
function* written(prompt) {
  const found = CHOICE.exec(prompt);
  if (!found) {
    yield prompt.replace(/\s{2,}/g, " ").trim();
    return;
  }
  const [choice, inside] = found;
  for (const each of inside.split("|")) {
    yield* written(prompt.slice(0, found.index) + each.trim() +
      prompt.slice(found.index + choice.length));
  }
}

/** A prompt as one line of the text that stands for it. */
export function lineOf(prompt) {
  return prompt.replace(/\s*\n\s*/g, " ");
}
