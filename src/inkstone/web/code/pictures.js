/**
 * The pictures of a request by address: other interfaces know none of our uploads by their ids.
 * It does not know who is told the addresses.
 */

import { get, post } from "../api.js";

const DATA = /^data:([\w/+.-]*)(;[^,]*)?;base64,(.*)$/is;

/**
 * A request whose pictures can be named anywhere.
 * @param {object} body of `POST /jobs`
 */
export async function withAddresses(body) {
  const { images, mask } = body;
  if (!images?.length) return body;
  const [mine, ...rest] = await Promise.all([mask, ...images].map(addressOf));
  return { ...body, images: rest, ...(mask ? { mask: mine } : {}) };
}

async function addressOf(named) {
  if (!named || /^https?:/i.test(named)) return named;
  const data = DATA.exec(named);
  if (!data) return (await get(`/uploads/${encodeURIComponent(named)}`)).url;
  const bytes = Uint8Array.from(atob(data[3]), (each) => each.charCodeAt(0));
  return (await post("/uploads", new Blob([bytes]))).url;
}
