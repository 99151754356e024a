/**
 * WaveSpeed's interface: a native request in its words, one call for each picture.
 * It does not know how code is written.
 */

import { only, reading } from "./asked.js";
import { curl } from "./curl.js";
import { javascript } from "./javascript.js";
import { Name } from "./literals.js";
import { python } from "./python.js";
import { wavespeedPython } from "./python_sdks.js";

const [SIDE_MIN, SIDE_MAX] = [256, 1536];

export const wavespeed = {
  name: "wavespeed",
  title: "WaveSpeed",
  modes: ["wait", "poll", "webhook"],
  languages: [curl, wavespeedPython, python, javascript],
  translate(body, about) {
    const asked = reading(body, about);
    const { mode } = about;
    const model = asked.model();
    const name = asked.instead(model, `wavespeed-ai/qwen-image-2.0${model.tier}`);
    const given = mode === "wait" ? undefined : asked.take("webhook_url");
    const told = mode === "webhook" ? about.webhook : given;
    const { seed, repeat } = asked.repeated();
    const images = asked.images(6);
    const call = `${name}/${asked.isEdit ? "edit" : "text-to-image"}`;
    const input = only({
      prompt: asked.prompt(800),
      images: asked.isEdit ? images : undefined,
      size: sized(asked),
      seed: repeat && seed !== undefined ? new Name(seed) : seed,
    });
    const plan = {
      path: `/api/v3/${call}${told ? `?webhook=${encodeURIComponent(told)}` : ""}`,
      call,
      input,
      body: mode === "wait" ? { ...input, enable_sync_mode: true } : input,
      repeat,
      poll: { id: ["data", "id"], before: "/api/v3/predictions/", after: "/result",
        status: ["data", "status"], waiting: ["created", "processing"] },
      good: { path: ["data", "status"], value: "completed" },
      pictures: { list: ["data", "outputs"], each: [] },
      count: body.n ?? 1,
      suffix: "png",
    };
    return { plan, notes: asked.notes() };
  },
};

function sized(asked) {
  const size = asked.size({ isOpenAlike: true });
  if (size?.some((side) => side < SIDE_MIN || side > SIDE_MAX)) {
    asked.note({ kind: "refused", field: "size", most: SIDE_MAX });
  }
  return size?.join("*");
}
