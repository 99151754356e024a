/**
 * DashScope's interface: a native request in its words.
 * It does not know how code is written.
 */

import { only, reading } from "./asked.js";
import { curl } from "./curl.js";
import { javascript } from "./javascript.js";
import { python } from "./python.js";
import { dashscopePython } from "./python_sdks.js";

const [AREA_MIN, AREA_MAX, SIDE_MIN] = [512 ** 2, 2048 ** 2, 256];
const BASE = "/dashscope/api/v1";
const SERVICES = `${BASE}/services/aigc`;

export const dashscope = {
  name: "dashscope",
  title: "DashScope",
  modes: ["wait", "poll"],
  languages: [curl, dashscopePython, python, javascript],
  translate(body, about) {
    const asked = reading(body, about);
    const { mode } = about;
    const content = [
      ...asked.images(3).map((image) => ({ image })),
      { text: asked.prompt(800) },
    ];
    const plan = {
      path: `${SERVICES}/${mode === "poll" ? "image" : "multimodal"}-generation/generation`,
      headers: mode === "poll" ? { "X-DashScope-Async": "enable" } : {},
      body: {
        model: body.model ?? "qwen-image-2.0",
        input: { messages: [{ role: "user", content }] },
        parameters: only({
          size: sized(asked),
          n: asked.take("n"),
          seed: asked.take("seed"),
          negative_prompt: asked.take("negative_prompt"),
          prompt_extend: asked.take("enhance") ?? false,
          watermark: asked.take("watermark"),
        }),
      },
      poll: { id: ["output", "task_id"], before: `${BASE}/tasks/`,
        status: ["output", "task_status"], waiting: ["PENDING", "RUNNING"] },
      good: mode === "poll" ? { path: ["output", "task_status"], value: "SUCCEEDED" } : null,
      pictures: { list: ["output", "choices", 0, "message", "content"], each: ["image"] },
      count: body.n ?? 1,
      suffix: "png",
    };
    asked.take("model");
    return { plan, notes: asked.notes() };
  },
};

function sized(asked) {
  const size = asked.size();
  if (!size) {
    asked.note({ kind: "open_size", field: "size" });
    return undefined;
  }
  const [width, height] = size;
  const isIn = width * height >= AREA_MIN && width * height <= AREA_MAX &&
    Math.min(width, height) >= SIDE_MIN;
  if (isIn) return size.join("*");
  asked.otherSize(size, "2048x2048");
  return undefined;
}
