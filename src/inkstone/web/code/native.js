/**
 * Inkstone's own interface: the body goes as it is.
 * It does not know how code is written.
 */

import { curl } from "./curl.js";
import { javascript } from "./javascript.js";
import { python } from "./python.js";
import { inkstone } from "./python_sdks.js";

export const native = {
  name: "native",
  title: "Inkstone",
  modes: ["wait", "poll", "webhook"],
  languages: [curl, inkstone, python, javascript],
  translate(body, { mode, webhook }) {
    const jobs = "/inkstone/v1/jobs";
    const plan = {
      path: mode === "wait" ? `${jobs}?wait=240` : jobs,
      body: mode === "webhook" ? { ...body, webhook_url: webhook } : body,
      poll: { id: ["id"], before: `${jobs}/`, status: ["status"], waiting: ["queued", "running"] },
      good: { path: ["status"], value: "succeeded" },
      pictures: { list: ["images"], each: ["url"] },
      count: body.n ?? 1,
      suffix: body.output_format === "jpeg" ? "jpg" : (body.output_format ?? "png"),
    };
    return { plan, notes: [] };
  },
};
