/**
 * A plan as Python with a client library: Inkstone's own, OpenAI's, DashScope's, WaveSpeed's.
 * It does not know whose server answers.
 */

import { literal } from "./literals.js";
import { repeated } from "./python.js";

const text = (value, margin) => literal(value, "python", margin);
const KEY = 'os.environ["INKSTONE_API_KEY"]';
const language = (name, parts) => ({
  name, title: `Python · ${name}`, file: "picture.py", install: `pip install ${name}`,
  run: "python picture.py", ...parts,
});
const joined = (...parts) => `${parts.flat().join("\n")}\n`;

/** A call with a line for each argument. */
function call(what, args, named) {
  const names = Object.entries(named).map(([name, value]) => `${name}=${text(value, "    ")}`);
  return [`${what}(`, ...[...args, ...names].map((each) => `    ${each},`), ")"];
}

/** The file of the picture with a number. */
const fileOf = ({ count, suffix }) =>
  count > 1 ? `f"picture-{number}.${suffix}"` : `"picture.${suffix}"`;

/** Inkstone's client comes with Inkstone. */
export const inkstone = language("inkstone", { install: "", write: writeInkstone });

function writeInkstone(plan) {
  const { prompt = "", images = [], ...named } = plan.body;
  const isEdit = images.length > 0;
  const isWaiting = plan.mode === "wait";
  const verb = !isWaiting ? "submit" : isEdit ? "edit" : "generate";
  const args = [text(prompt), ...(isEdit ? [text(images, "    ")] : [])];
  return joined(
    "import inkstone",
    "",
    "# The key is read from INKSTONE_API_KEY.",
    `client = inkstone.Client(base_url=${text(plan.base_url)})`,
    "",
    call(`job = client.${verb}`, args, named),
    plan.mode === "webhook" ? ["print(job.id)"] : [
      ...(isWaiting ? [] : ["job = client.wait(job)", 'if job.status != "succeeded":',
        "    raise SystemExit(job.error)"]),
      "for number, image in enumerate(job.images, 1):",
      `    print(image.save(${fileOf(plan)}))`,
    ],
  );
}

export const openaiPython = language("openai", { write: writeOpenai });

/** What the library has arguments for; the rest goes beside them. */
const OF_OPENAI = new Set(["model", "prompt", "n", "size", "output_format", "output_compression"]);

function writeOpenai(plan) {
  const { response_format: _, images: __, mask: ___, ...said } = plan.body;
  const files = plan.form?.files ?? [];
  const opened = ({ file }) => `open(${text(file)}, "rb")`;
  const pictures = files.filter(({ part }) => part !== "mask");
  const mask = files.find(({ part }) => part === "mask");
  const entries = Object.entries(said);
  const named = Object.fromEntries(entries.filter(([name]) => OF_OPENAI.has(name)));
  const beside = Object.fromEntries(entries.filter(([name]) => !OF_OPENAI.has(name)));
  if (Object.keys(beside).length) named.extra_body = beside;
  const isOne = pictures.length === 1;
  const args = files.length ? [
    `image=${isOne ? opened(pictures[0]) : `[${pictures.map(opened).join(", ")}]`}`,
    ...(mask ? [`mask=${opened(mask)}`] : []),
  ] : [];
  return joined(
    "import base64",
    "import os",
    ...(files.length ? ["import urllib.request"] : []),
    "",
    "import openai",
    "",
    "client = openai.OpenAI(",
    `    base_url=${text(`${plan.base_url}/openai/v1`)}, api_key=${KEY}`,
    ")",
    "",
    ...files.map(({ url, file }) => `urllib.request.urlretrieve(${text(url)}, ${text(file)})`),
    call(`made = client.images.${files.length ? "edit" : "generate"}`, args, named),
    "for number, picture in enumerate(made.data, 1):",
    `    name = ${fileOf(plan)}`,
    '    with open(name, "wb") as file:',
    "        file.write(base64.b64decode(picture.b64_json))",
    "    print(name)",
  );
}

export const wavespeedPython = language("wavespeed", { modes: ["wait", "poll"],
  write: writeWavespeed });

function writeWavespeed(plan) {
  const how = plan.mode === "wait" ? { enable_sync_mode: true } : {};
  const inner = plan.repeat ? "        " : "    ";
  const args = [text(plan.call), text(plan.input, inner).replaceAll(`\n${inner}`, "\n    ")];
  return joined(
    "import os",
    "import urllib.request",
    "",
    "import wavespeed",
    "",
    `client = wavespeed.Client(api_key=${KEY}, base_url=${text(plan.base_url)})`,
    "",
    repeated(plan, [
      ...call("made = client.run", args, how),
      `name = ${fileOf(plan)}`,
      'urllib.request.urlretrieve(made["outputs"][0], name)',
      "print(name)",
    ]),
  );
}

/** The library takes a text that looks like a path for a file, and would bring that. */
const PATH_LIKE = /^(?:file|oss):\/\/|^~\S*$|^\S*[./]\S*$/;

export const dashscopePython = language("dashscope", {
  can: (plan) => !PATH_LIKE.test(plan.body.input.messages[0].content.at(-1).text),
  write: writeDashscope,
});

function writeDashscope(plan) {
  const { model, input, parameters } = plan.body;
  const isPolled = plan.mode === "poll";
  const named = { model, messages: input.messages, ...parameters };
  const what = isPolled ? "ImageGeneration" : "MultiModalConversation";
  return joined(
    "import os",
    "import urllib.request",
    "",
    "import dashscope",
    isPolled ? "from dashscope.aigc.image_generation import ImageGeneration"
      : "from dashscope import MultiModalConversation",
    "",
    `dashscope.base_http_api_url = ${text(`${plan.base_url}/dashscope/api/v1`)}`,
    `dashscope.api_key = ${KEY}`,
    "",
    call(`answer = ${what}.${isPolled ? "async_call" : "call"}`, [], named),
    ...(isPolled ? ["if answer.status_code == 200:",
      "    answer = ImageGeneration.wait(answer)"] : []),
    "if answer.status_code != 200 or not answer.output.choices:",
    "    raise SystemExit(str(answer))",
    "for number, part in enumerate(answer.output.choices[0].message.content, 1):",
    `    name = ${fileOf(plan)}`,
    '    urllib.request.urlretrieve(part["image"], name)',
    "    print(name)",
  );
}
