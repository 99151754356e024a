/**
 * GCCAI's interface: a native request in its words, which have ratios for sizes and no seeds.
 * It does not know how code is written.
 */

import { only, RATIOS, reading } from "./asked.js";
import { curl } from "./curl.js";
import { javascript } from "./javascript.js";
import { python } from "./python.js";

export const gccai = {
  name: "gccai",
  title: "GCCAI",
  modes: ["poll"],
  languages: [curl, python, javascript],
  translate(body, about) {
    const asked = reading(body, about);
    const model = asked.model();
    const images = asked.images(3);
    const plan = {
      path: "/gccai/v1/images/generations",
      body: only({
        model: model.family
          ? model.family + model.tier + model.day : asked.instead(model, "qwen-image-2.0"),
        prompt: asked.prompt(800),
        image_urls: asked.isEdit ? images : undefined,
        ...shaped(asked),
        n: asked.take("n"),
        negative_prompt: asked.take("negative_prompt"),
      }),
      poll: { id: ["data", 0, "task_id"], before: "/gccai/v1/tasks/", status: ["data", "status"],
        waiting: ["submitted", "pending", "processing"] },
      good: { path: ["data", "status"], value: "completed" },
      pictures: { list: ["data", "result", "images"], each: ["url", 0] },
      count: body.n ?? 1,
      suffix: "png",
    };
    return { plan, notes: asked.notes() };
  },
};

function shaped(asked) {
  const size = asked.size();
  for (const [ratio, pixels] of Object.entries(RATIOS)) {
    for (const [resolution, each] of Object.entries(pixels)) {
      if (size && String(each) === String(size)) return { size: ratio, resolution };
    }
  }
  const value = size ? size.join("x") : "auto";
  asked.note({ kind: "changed", field: "size", value, to: "1024x1024" });
  return {};
}
