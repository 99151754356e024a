// Receive webhooks and print how jobs ended; Node.js alone is needed.
//
// INKSTONE_WEBHOOK_SECRET=whsec_… node examples/webhook_receiver/receiver.mjs 9000

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const KEY = Buffer.from(process.env.INKSTONE_WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");
const AGE_S_MAX = 300;
const BODY_BYTES_MAX = 1024 * 1024;
const seen = new Set(); // a service would keep it in its database

/** Whether a message was signed with our secret, not long ago. */
function isGenuine(headers, body) {
  const id = headers["webhook-id"] ?? "";
  const sentAt = headers["webhook-timestamp"] ?? "";
  if (!/^[0-9]{1,12}$/.test(sentAt)) return false;
  if (Math.abs(Date.now() / 1000 - Number(sentAt)) > AGE_S_MAX) return false;
  // Over the bytes as they came: a parsed and rewritten body has another signature.
  const wanted = createHmac("sha256", KEY).update(`${id}.${sentAt}.`).update(body).digest();
  const given = (headers["webhook-signature"] ?? "").split(" ");
  return given.some((each) => {
    const [version, signature] = each.split(",");
    const bytes = Buffer.from(signature ?? "", "base64");
    return version === "v1" && bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
  });
}

/** A request's body; null where it is too large. */
async function bodyOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Check a message, answer at once, and only then look at it. */
async function receive(request, response) {
  const body = await bodyOf(request);
  if (body === null) return response.writeHead(413, { Connection: "close" }).end();
  if (!isGenuine(request.headers, body)) return response.writeHead(401).end();
  response.writeHead(204).end();
  const id = request.headers["webhook-id"];
  if (seen.has(id)) return undefined; // a message may come twice
  seen.add(id);
  const message = JSON.parse(body.toString("utf-8"));
  console.log(message.type, message.data.id);
  return undefined;
}

const server = createServer((request, response) => {
  receive(request, response).catch(() => response.destroy()); // whoever sends may hang up
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}/`);
});
