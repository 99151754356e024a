/**
 * A plan as lines for a shell, with curl and nothing that a system might lack.
 * It does not know whose interface it calls.
 */

import { literal, word } from "./literals.js";

/** The longest argument that every system takes, with room to spare. */
const ARGUMENT_MAX = 100_000;
const KEY = '-H "Authorization: Bearer $INKSTONE_API_KEY"';
const REFUSED = `printf '%s\\n' "$answer" >&2`;

export const curl = { name: "curl", title: "cURL", file: "picture.sh", install: "",
  run: "sh picture.sh", write };

function write(plan) {
  const lines = [`BASE=${word(plan.base_url)}`, ""];
  const files = plan.form?.files ?? [];
  for (const { url, file } of files) lines.push(`curl -sSL --fail -o ${file} ${word(url)}`);
  if (files.length) lines.push("");
  const once = [...submitted(plan), ...rest(plan)];
  if (!plan.repeat) return `${[...lines, ...once].join("\n")}\n`;
  const { name, values } = plan.repeat;
  if (name !== "number") once.unshift("number=$((number + 1))");
  if (name !== "number") lines.push("number=0");
  lines.push(`for ${name} in ${values.join(" ")}; do`, ...once, "done");
  return `${lines.join("\n")}\n`;
}

function submitted(plan) {
  const head = [`answer=$(curl -sS "$BASE${plan.path}"`, KEY];
  if (plan.form) {
    const texts = Object.entries(plan.form.texts).map(
      ([name, value]) => `--form-string ${word(`${name}=${value}`)}`,
    );
    const files = plan.form.files.map(({ part, file }) => `-F ${word(`${part}=@${file}`)}`);
    return [`${[...head, ...texts, ...files].join(" \\\n  ")})`, ""];
  }
  for (const [name, value] of Object.entries(plan.headers)) head.push(`-H '${name}: ${value}'`);
  head.push("-H 'Content-Type: application/json'");
  const body = literal(plan.body, "shell", "  ");
  if (body.length > ARGUMENT_MAX) {
    const text = literal(plan.body, "json");
    return [`${[...head, "-d @-"].join(" \\\n  ")} <<'END'`, text, "END", ")", ""];
  }
  return [`${[...head, `-d '${body}'`].join(" \\\n  ")})`, ""];
}

function rest(plan) {
  if (plan.mode === "webhook") return [`printf '%s\\n' "$answer"`];
  return [...(plan.mode === "poll" ? polled(plan.poll) : []), ...saved(plan)];
}

/** The texts under a name in the answer, a line each. */
function found(name, { isListed = false } = {}) {
  const pattern = `"${name}": *${isListed ? "\\[" : ""}"[^"]*"`;
  return `printf '%s' "$answer" | grep -o '${pattern}' | cut -d'"' -f4`;
}

function polled({ id, before, after = "", status, waiting }) {
  const name = status.at(-1);
  const cases = waiting.map((each) => `*'"${name}":"${each}"'*`).join(" | ");
  return [
    `id=$(${found(id.at(-1))} | head -n 1)`,
    'while [ -n "$id" ]; do',
    `  answer=$(curl -sS "$BASE${before}$id${after}" ${KEY})`,
    '  case "$answer" in',
    `    ${cases}) sleep 1 ;;`,
    "    *) break ;;",
    "  esac",
    "done",
    "",
  ];
}

function saved({ pictures, count, repeat, suffix }) {
  const path = [...pictures.list, "", ...pictures.each];
  const name = path.filter((part) => typeof part === "string" && part).at(-1);
  const isListed = typeof path.at(-1) === "number" || path.at(-1) === "";
  const urls = found(name, { isListed });
  if (count > 1 && !repeat) {
    return [
      `${urls} | {`,
      "  number=0",
      "  while read -r url; do",
      "    number=$((number + 1))",
      `    ${fetched(`"picture-$number.${suffix}"`)}`,
      "  done",
      `  [ "$number" -gt 0 ] || { ${REFUSED}; false; }`,
      "}",
    ];
  }
  const file = repeat ? `"picture-$number.${suffix}"` : `picture.${suffix}`;
  return [
    `url=$(${urls} | head -n 1)`,
    'if [ -n "$url" ]; then',
    `  ${fetched(file)}`,
    "else",
    `  ${REFUSED}`,
    "  false",
    "fi",
  ];
}

const fetched = (file) => `curl -sS --fail -o ${file} "$url" && echo ${file}`;
