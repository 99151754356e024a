/**
 * A plan as Python with requests.
 * It does not know whose interface it calls.
 */

import { further, inPython, literal } from "./literals.js";

export const python = { name: "requests", title: "Python · requests", file: "picture.py",
  install: "pip install requests", run: "python picture.py", write };

const text = (value) => literal(value, "python");
const REFUSED = "    raise SystemExit(answer.text)";

function write(plan) {
  const isPolled = plan.mode === "poll";
  const files = plan.form?.files ?? [];
  const lines = [
    "import os",
    ...(isPolled ? ["import time"] : []),
    "",
    "import requests",
    "",
    `BASE = ${text(plan.base_url)}`,
    `HEADERS = {"Authorization": f"Bearer {os.environ['INKSTONE_API_KEY']}"${extra(plan)}}`,
    "",
    ...(plan.mode === "webhook" ? [] : SAVE),
    ...files.map(({ url, file }) => `save(${text(url)}, ${text(file)})`),
    ...(files.length ? [""] : []),
    ...repeated(plan, [...submitted(plan), ...rest(plan)]),
  ];
  return `${lines.join("\n")}\n`;
}

const extra = ({ headers }) =>
  Object.entries(headers).map((each) => `, ${each.map(text).join(": ")}`).join("");

const SAVE = [
  "",
  "def save(url, name):",
  "    answer = requests.get(url, timeout=60)",
  "    answer.raise_for_status()",
  '    with open(name, "wb") as file:',
  "        file.write(answer.content)",
  "    print(name)",
  "",
  "",
];

/** The same again for each of some values, with the number of the picture. */
export function repeated({ repeat }, lines) {
  if (!repeat) return lines;
  const values = `[${repeat.values.join(", ")}]`;
  const head = repeat.name === "number" ? `for number in ${values}:`
    : `for number, ${repeat.name} in enumerate(${values}, 1):`;
  return [head, ...further(lines, 4)];
}

function submitted(plan) {
  const { path, mode, form } = plan;
  const url = `BASE + ${text(path)}`;
  const timeout = mode === "wait" ? 330 : 60;
  const lines = form ? asForm(form, url, timeout) : [
    `body = ${text(plan.body)}`,
    "answer = requests.post(",
    `    ${url}, headers=HEADERS, json=body, timeout=${timeout}`,
    ")",
  ];
  return [...lines, mode === "wait" ? "if answer.status_code != 200:" : "if not answer.ok:",
    REFUSED];
}

function asForm({ texts, files }, url, timeout) {
  const data = Object.fromEntries(Object.entries(texts).map(([k, v]) => [k, String(v)]));
  return [
    `data = ${text(data)}`,
    "files = [",
    ...files.map(({ part, file }) => `    (${text(part)}, open(${text(file)}, "rb")),`),
    "]",
    "answer = requests.post(",
    `    ${url}, headers=HEADERS, data=data, files=files, timeout=${timeout}`,
    ")",
  ];
}

function rest(plan) {
  if (plan.mode === "webhook") return ["print(answer.text)"];
  const lines = plan.mode === "poll" ? polled(plan.poll) : ["made = answer.json()"];
  if (plan.good) {
    lines.push(`if made${inPython(plan.good.path)} != ${text(plan.good.value)}:`, REFUSED);
  }
  return [...lines, ...saved(plan)];
}

function polled({ id, before, after, status, waiting }) {
  const end = after ? ` + ${text(after)}` : "";
  return [
    "",
    `url = BASE + ${text(before)} + answer.json()${inPython(id)}${end}`,
    "while True:",
    "    answer = requests.get(url, headers=HEADERS, timeout=60)",
    "    if not answer.ok:",
    "        raise SystemExit(answer.text)",
    "    made = answer.json()",
    `    if made${inPython(status)} not in (${waiting.map(text).join(", ")}):`,
    "        break",
    "    time.sleep(1)",
  ];
}

function saved({ pictures, count, repeat, suffix }) {
  const all = `made${inPython(pictures.list)}`;
  const each = inPython(pictures.each);
  const file = count > 1 ? `f"picture-{number}.${suffix}"` : `"picture.${suffix}"`;
  if (count > 1 && !repeat) {
    const head = `for number, picture in enumerate(${all}, 1):`;
    return ["", head, `    save(picture${each}, ${file})`];
  }
  return ["", `save(${all}[0]${each}, ${file})`];
}
