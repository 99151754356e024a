/**
 * Calls to the native API, with the session's cookie; a refusal is an ApiError.
 * It does not know what is asked.
 */

const ROOT = "/inkstone/v1";
/** Without it the cookie does not count, and no other site can send it. */
const HEADERS = { "Inkstone-Page": "1" };

/** A call that was refused, or never answered. */
export class ApiError extends Error {
  /** @param {{status:number, code:string, message:string, faults?:object[], requestId?:string,
   *    retryAfterS?:number, exchange?:object}} about status is 0 where nobody answered */
  constructor(about) {
    super(about.message);
    this.name = "ApiError";
    this.status = about.status;
    this.code = about.code;
    this.faults = about.faults ?? [];
    this.requestId = about.requestId ?? "";
    this.retryAfterS = about.retryAfterS ?? 0;
    this.exchange = about.exchange ?? null;
  }

  /** Whether it is unknown if the server ever saw the call. */
  get isLost() {
    return this.status === 0;
  }
}

/** Who is told that the session has ended. */
export const signedOut = new EventTarget();

/**
 * Send a call and have everything about it: the request as sent, the answer as it came.
 * @param {string} method
 * @param {string} path under the native API, such as `/jobs`; from `/page/` on as it is
 * @param {{body?:unknown, query?:object, headers?:object, signal?:AbortSignal}} [options] a body
 *     that is a Blob or FormData goes as it is, anything else as JSON
 * @returns {Promise<{request:object, status:number, headers:object, body:any, tookMs:number}>}
 */
export async function exchange(method, path, options = {}) {
  const request = described(method, path, options);
  const began = performance.now();
  let response;
  try {
    response = await fetch(request.url, {
      method,
      headers: { ...HEADERS, ...request.headers },
      body: encoded(options.body),
      signal: options.signal,
      credentials: "same-origin",
      redirect: "error",
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError({ status: 0, code: "unreachable", message: "", exchange: { request } });
  }
  let body;
  try {
    body = await read(response);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError({ status: 0, code: "cut_off", message: "", exchange: { request } });
  }
  const made = {
    request,
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body,
    tookMs: Math.round(performance.now() - began),
  };
  if (!response.ok) throw refusal(response, made);
  return made;
}

function described(method, path, { body, query, headers = {} }) {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  const words = new URLSearchParams(given.filter(([, value]) => value !== null && value !== ""));
  const base = path.startsWith("/page/") ? path : ROOT + path;
  const isJson = body !== undefined && !isRaw(body);
  return {
    method,
    url: words.size ? `${base}?${words}` : base,
    headers: isJson ? { "Content-Type": "application/json", ...headers } : { ...headers },
    body: isRaw(body) ? null : body,
  };
}

function isRaw(body) {
  return body instanceof Blob || body instanceof FormData;
}

function encoded(body) {
  return body === undefined || isRaw(body) ? body : JSON.stringify(body);
}

async function read(response) {
  if (response.status === 204) return null;
  const type = response.headers.get("content-type") ?? "";
  return type.startsWith("application/json") ? response.json() : response.blob();
}

function refusal(response, made) {
  const error = made.body?.error ?? {};
  if (response.status === 401) signedOut.dispatchEvent(new Event("signed-out"));
  return new ApiError({
    status: response.status,
    code: error.code ?? `http_${response.status}`,
    message: error.message ?? "",
    faults: error.faults,
    requestId: error.request_id ?? response.headers.get("x-request-id") ?? "",
    retryAfterS: Number(response.headers.get("retry-after")) || 0,
    exchange: made,
  });
}

async function body(method, path, options) {
  return (await exchange(method, path, options)).body;
}

/** Read something. */
export const get = (path, query, signal) => body("GET", path, { query, signal });
/** Send something; it answers with what became of it. */
export const post = (path, sent, options) => body("POST", path, { ...options, body: sent });
/** Change some fields. */
export const patch = (path, sent) => body("PATCH", path, { body: sent });
/** Remove something. */
export const remove = (path, query) => body("DELETE", path, { query });

/**
 * An address of ours as this page reaches it, whatever public name the server gave it.
 * @param {string} url absolute, signed
 */
export function own(url) {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}

/** The small form of a signed address of a picture. */
export function thumbnailOf(url) {
  const path = own(url);
  return path.includes("view=thumbnail") ? path : `${path}&view=thumbnail`;
}
