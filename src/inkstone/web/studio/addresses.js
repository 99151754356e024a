/**
 * Addresses that a server can be asked for. It does not know who asks.
 */

/** Whether a text is one. */
export function isAddress(text) {
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}
