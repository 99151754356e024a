/**
 * A plan of OpenAI's interface as JavaScript with OpenAI's library.
 * It does not know whose server answers.
 */

import { literal } from "./literals.js";

export const openaiJs = { name: "openai-js", title: "JavaScript · openai", file: "picture.mjs",
  install: "npm install openai", run: "node picture.mjs", write, notes };

const text = (value, margin) => literal(value, "javascript", margin);
const BREAK = /[\r\n]/;

/** A form of JavaScript's ends its lines with CR LF, whatever they were. */
function notes({ form }) {
  const isOther = form && Object.values(form.texts).some((value) => BREAK.test(value));
  return isOther ? [{ kind: "line_breaks", field: "prompt" }] : [];
}

function write(plan) {
  const { response_format: _, images: __, mask: ___, ...said } = plan.body;
  const files = plan.form?.files ?? [];
  const pictures = files.filter(({ part }) => part !== "mask").map(opened);
  const mask = files.filter(({ part }) => part === "mask").map(opened);
  const fields = text(said, "").slice(2, -2);
  const isMany = plan.count > 1;
  return `${[
    'import { writeFile } from "node:fs/promises";',
    `import OpenAI${files.length ? ", { toFile }" : ""} from "openai";`,
    "",
    "const client = new OpenAI({",
    `  baseURL: ${text(`${plan.base_url}/openai/v1`)},`,
    "  apiKey: process.env.INKSTONE_API_KEY,",
    "});",
    "",
    `const made = await client.images.${files.length ? "edit" : "generate"}({`,
    ...(pictures.length > 1 ? ["  image: [", ...pictures.map((each) => `    ${each},`), "  ],"]
      : pictures.map((each) => `  image: ${each},`)),
    ...mask.map((each) => `  mask: ${each},`),
    fields,
    "});",
    "for (const [index, picture] of made.data.entries()) {",
    isMany ? `  const name = \`picture-\${index + 1}.${plan.suffix}\`;`
      : `  const name = "picture.${plan.suffix}";`,
    '  await writeFile(name, Buffer.from(picture.b64_json, "base64"));',
    "  console.log(name);",
    "}",
  ].join("\n")}\n`;
}

const opened = ({ url, file }) => `await toFile(await fetch(${text(url)}), ${text(file)})`;
