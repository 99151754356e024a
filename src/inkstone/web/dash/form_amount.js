/**
 * Money as it is typed: decimals to millionths and back, exact, without a float in between.
 * It does not know what the money is for.
 */

const TYPED = /^([+-]?)(\d{1,10})(?:\.(\d{0,6}))?$/;

/**
 * The millionths of what was typed.
 * @param {string} text such as `12.5`; digits of any width
 * @returns {number|null} null where it is no amount
 */
export function microsOf(text) {
  const plain = text.normalize("NFKC").replace(/\s/g, "").replace("−", "-").replace("。", ".");
  const found = TYPED.exec(plain);
  if (!found) return null;
  const [, sign, whole, part = ""] = found;
  const micros = Number(BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, "0")));
  return sign === "-" ? 0 - micros : micros;
}

/** Millionths as they are typed: no more decimals than there are, and no separators. */
export function typed(micros) {
  if (micros === null || micros === undefined) return "";
  const digits = String(Math.abs(micros)).padStart(7, "0");
  const part = digits.slice(-6).replace(/0+$/, "");
  return `${micros < 0 ? "-" : ""}${digits.slice(0, -6)}${part ? `.${part}` : ""}`;
}
