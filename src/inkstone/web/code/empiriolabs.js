/**
 * EmpirioLabs' interface: a native request in its words.
 * It does not know how code is written.
 */

import { only, reading } from "./asked.js";
import { curl } from "./curl.js";
import { javascript } from "./javascript.js";
import { python } from "./python.js";

const [SIDE_MIN, SIDE_MAX] = [512, 2048];

export const empiriolabs = {
  name: "empiriolabs",
  title: "EmpirioLabs",
  modes: ["wait", "poll"],
  languages: [curl, python, javascript],
  translate(body, about) {
    const asked = reading(body, about);
    const isWaiting = about.mode === "wait";
    const model = asked.model();
    const images = asked.images(3);
    const plan = {
      path: "/empiriolabs/v1/images/generations",
      body: only({
        model: "qwen-image-2-0",
        model_variant: model.family
          ? model.family + model.tier + model.day : asked.instead(model, "qwen-image-2.0"),
        prompt: asked.prompt(800),
        image: asked.isEdit ? images : undefined,
        ...sized(asked),
        num_images: asked.take("n"),
        seed: asked.take("seed"),
        negative_prompt: asked.take("negative_prompt"),
        prompt_extend: asked.take("enhance") ?? false,
        watermark: asked.take("watermark"),
        sync: isWaiting ? true : undefined,
      }),
      poll: { id: ["job_id"], before: "/empiriolabs/v1/jobs/", status: ["status"],
        waiting: ["queued", "processing"] },
      good: isWaiting ? null : { path: ["status"], value: "completed" },
      pictures: { list: isWaiting ? ["data"] : ["result", "data"], each: ["url"] },
      count: body.n ?? 1,
      suffix: "png",
    };
    return { plan, notes: asked.notes() };
  },
};

function sized(asked) {
  const size = asked.size();
  if (!size) {
    asked.note({ kind: "open_size", field: "size" });
    return {};
  }
  const [width, height] = size;
  if (size.every((side) => side >= SIDE_MIN && side <= SIDE_MAX)) {
    return { use_custom_size: true, custom_width: width, custom_height: height };
  }
  asked.otherSize(size, "2688x1536");
  return {};
}
