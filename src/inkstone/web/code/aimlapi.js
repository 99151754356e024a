/**
 * AIML API's interface: a native request in its words, one call for each picture.
 * It does not know how code is written.
 */

import { only, reading } from "./asked.js";
import { curl } from "./curl.js";
import { javascript } from "./javascript.js";
import { Name } from "./literals.js";
import { python } from "./python.js";

const [SIDE_MIN, SIDE_MAX, MULTIPLE] = [512, 1440, 32];

export const aimlapi = {
  name: "aimlapi",
  title: "AIML API",
  modes: ["wait"],
  languages: [curl, python, javascript],
  translate(body, about) {
    const asked = reading(body, about);
    const model = asked.model();
    const images = asked.images(3);
    const { seed, repeat } = asked.repeated();
    const plan = {
      path: "/aimlapi/v1/images/generations",
      body: only({
        model: asked.instead(model, `alibaba/qwen-image-2-0${model.tier}`),
        prompt: asked.prompt(2000),
        image_urls: asked.isEdit ? images : undefined,
        image_size: sized(asked),
        enhance_prompt: asked.take("enhance") ?? false,
        negative_prompt: asked.take("negative_prompt"),
        seed: repeat && seed !== undefined ? new Name(seed) : seed,
        watermark: asked.take("invisible_watermark"), // nobody sees this interface's
      }),
      repeat,
      good: null,
      pictures: { list: ["data"], each: ["url"] },
      count: body.n ?? 1,
      suffix: "png",
    };
    return { plan, notes: asked.notes() };
  },
};

function sized(asked) {
  const size = asked.size();
  const isIn = (side) => side >= SIDE_MIN && side <= SIDE_MAX && side % MULTIPLE === 0;
  if (size?.every(isIn)) return { width: size[0], height: size[1] };
  asked.note({ kind: "changed", field: "size", value: size?.join("x") ?? "auto", to: "1024x768" });
  return "landscape_4_3";
}
