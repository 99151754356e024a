/**
 * OpenAI's interface: a native request in its words, edits with their pictures as files.
 * It does not know how code is written.
 */

import { only, reading } from "./asked.js";
import { curl } from "./curl.js";
import { javascript } from "./javascript.js";
import { openaiJs } from "./javascript_openai.js";
import { python } from "./python.js";
import { openaiPython } from "./python_sdks.js";

const GUIDANCE_MAX = 20;

export const openai = {
  name: "openai",
  title: "OpenAI",
  modes: ["wait"],
  languages: [curl, openaiPython, python, openaiJs, javascript],
  translate(body, about) {
    const asked = reading(body, about);
    const format = asked.take("output_format");
    const guidance = asked.take("guidance");
    if (guidance > GUIDANCE_MAX) {
      asked.note({ kind: "refused", field: "guidance", most: GUIDANCE_MAX });
    }
    const size = asked.size({ isOpenAlike: true });
    const pictures = asked.images();
    const mask = asked.take("mask");
    const said = only({
      model: body.model ?? "qwen-image-2.0",
      prompt: asked.prompt(),
      n: asked.take("n"),
      size: size?.join("x"),
      output_format: format,
      output_compression: format ? (asked.take("quality") ?? 90) : undefined,
      negative_prompt: asked.take("negative_prompt"),
      seed: asked.take("seed"),
      num_inference_steps: asked.take("steps"),
      true_cfg_scale: guidance,
      prompt_extend: asked.take("enhance"),
      watermark: asked.take("watermark"),
    });
    asked.take("model");
    // Here a mask is of the first picture, and of the last one there.
    const images = mask ? [...pictures.slice(-1), ...pictures.slice(0, -1)] : pictures;
    const plan = {
      path: `/openai/v1/images/${asked.isEdit ? "edits" : "generations"}`,
      body: { ...said, response_format: "url" },
      good: null,
      pictures: { list: ["data"], each: ["url"] },
      count: body.n ?? 1,
      suffix: format === "jpeg" ? "jpg" : (format ?? "png"),
    };
    return { plan: asked.isEdit ? edit(plan, images, mask) : plan, notes: asked.notes() };
  },
};

/** The same call with pictures: as a form with files, and as JSON where those are not had. */
function edit(plan, images, mask) {
  const part = images.length > 1 ? "image[]" : "image";
  const files = images.map((url, index) => ({ part, url, file: `input-${index + 1}.png` }));
  if (mask) files.push({ part: "mask", url: mask, file: "input-mask.png" });
  return {
    ...plan,
    body: {
      ...plan.body,
      images: images.map((url) => ({ image_url: url })),
      ...(mask ? { mask: { image_url: mask } } : {}),
    },
    form: { texts: plan.body, files },
  };
}
