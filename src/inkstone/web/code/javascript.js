/**
 * A plan as JavaScript with fetch, as Node and others run it.
 * It does not know whose interface it calls.
 */

import { further, inJavaScript, literal } from "./literals.js";

export const javascript = { name: "fetch", title: "JavaScript · fetch", file: "picture.mjs",
  install: "", run: "node picture.mjs", write };

const text = (value, margin) => literal(value, "javascript", margin);

function write(plan) {
  const lines = [
    'import { writeFile } from "node:fs/promises";',
    "",
    `const BASE = ${text(plan.base_url)};`,
    "const headers = {",
    "  Authorization: `Bearer ${process.env.INKSTONE_API_KEY}`,",
    '  "Content-Type": "application/json",',
    ...Object.entries(plan.headers).map((each) => `  ${each.map((one) => text(one)).join(": ")},`),
    "};",
    "",
    ...(plan.mode === "webhook" ? [] : SAVE),
    ...repeated(plan, [...submitted(plan), ...rest(plan)]),
  ];
  if (plan.mode === "webhook") lines.splice(0, 2);
  return `${lines.join("\n")}\n`;
}

const SAVE = [
  "async function save(url, name) {",
  "  const answer = await fetch(url);",
  "  if (!answer.ok) throw new Error(await answer.text());",
  "  await writeFile(name, Buffer.from(await answer.arrayBuffer()));",
  "  console.log(name);",
  "}",
  "",
];

function repeated({ repeat }, lines) {
  if (!repeat) return lines;
  const values = `[${repeat.values.join(", ")}]`;
  const head = repeat.name === "number" ? `for (const number of ${values}) {`
    : `for (const [index, ${repeat.name}] of ${values}.entries()) {`;
  const counted = repeat.name === "number" ? [] : ["const number = index + 1;"];
  return [head, ...further([...counted, ...lines], 2), "}"];
}

function submitted({ mode, path, body }) {
  return [
    `${mode === "poll" ? "let" : "const"} answer = await fetch(BASE + ${text(path)}, {`,
    '  method: "POST",',
    "  headers,",
    `  body: JSON.stringify(${text(body, "  ")}),`,
    "});",
    `if (${mode === "wait" ? "answer.status !== 200" : "!answer.ok"}) `
      + "throw new Error(await answer.text());",
  ];
}

function rest(plan) {
  if (plan.mode === "webhook") return ["console.log(await answer.text());"];
  const isPolled = plan.mode === "poll";
  const lines = isPolled ? polled(plan.poll) : ["const made = await answer.json();"];
  if (plan.good) {
    const { path, value } = plan.good;
    const is = `made${inJavaScript(path)} !== ${text(value)}`;
    lines.push(`if (${is}) throw new Error(JSON.stringify(made));`);
  }
  return [...lines, ...saved(plan)];
}

function polled({ id, before, after, status, waiting }) {
  const end = after ? ` + ${text(after)}` : "";
  return [
    "let made = await answer.json();",
    `const url = BASE + ${text(before)} + made${inJavaScript(id)}${end};`,
    "do {",
    "  await new Promise((resolve) => setTimeout(resolve, 1000));",
    "  answer = await fetch(url, { headers });",
    "  if (!answer.ok) throw new Error(await answer.text());",
    "  made = await answer.json();",
    `} while ([${waiting.map((each) => text(each)).join(", ")}]`
      + `.includes(made${inJavaScript(status)}));`,
  ];
}

function saved({ pictures, count, repeat, suffix }) {
  const all = `made${inJavaScript(pictures.list)}`;
  const each = inJavaScript(pictures.each);
  if (count > 1 && !repeat) {
    return [
      `for (const [index, picture] of ${all}.entries()) {`,
      `  await save(picture${each}, \`picture-\${index + 1}.${suffix}\`);`,
      "}",
    ];
  }
  const file = repeat ? `\`picture-\${number}.${suffix}\`` : `"picture.${suffix}"`;
  return [`await save(${all}[0]${each}, ${file});`];
}
