/**
 * A native request as other interfaces read it: what each took of it, what was left, what changed.
 * It does not know any of them.
 */

/** Ratio → its pixels at 1K and at 2K. */
export const RATIOS = {
  "1:1": { "1K": [1024, 1024], "2K": [2048, 2048] },
  "4:3": { "1K": [1152, 864], "2K": [2048, 1536] },
  "3:4": { "1K": [864, 1152], "2K": [1536, 2048] },
  "16:9": { "1K": [1280, 720], "2K": [2048, 1152] },
  "9:16": { "1K": [720, 1280], "2K": [1152, 2048] },
  "3:2": { "1K": [1248, 832], "2K": [2048, 1360] },
  "2:3": { "1K": [832, 1248], "2K": [1360, 2048] },
};
/** What it is as good as saying nothing to say. */
const USUAL = {
  n: 1, size: "auto", enhance: false, watermark: false, invisible_watermark: false,
  output_format: "png", quality: 90, priority: 0,
};
const SEED_LIMIT = 2 ** 31;

/**
 * @typedef {object} About what is known beside the request
 * @property {string} base_url where the server is
 * @property {"wait"|"poll"|"webhook"} mode
 * @property {string} webhook where the end is told
 * @property {Record<string, string>} newest undated name of a model → the dated one it means
 * @property {number[]|null} made width and height that such a request came to before
 */

/**
 * @typedef {object} Note something that the code cannot ask for as it was asked
 * @property {"left_out"|"changed"|"refused"|"own_size"|"open_size"|"line_breaks"} kind
 * @property {string} [field]
 * @property {string} [value] what was asked
 * @property {string} [to] what the code asks instead
 * @property {number} [most] the bound that it is beyond
 */

/**
 * A request, and what has been taken of it so far.
 * @param {object} body of `POST /jobs`
 * @param {About} about
 */
export function reading(body, about) {
  const said = Object.entries(body).filter(
    ([name, value]) => value !== null && value !== undefined && value !== USUAL[name] &&
      !(Array.isArray(value) && !value.length),
  );
  const left = new Map(said);
  const notes = [];
  const take = (name) => {
    const value = left.get(name);
    left.delete(name);
    return value;
  };
  return {
    isEdit: left.has("images"),
    prompt(most = Infinity) {
      const text = take("prompt") ?? "";
      if ([...text].length > most) notes.push({ kind: "refused", field: "prompt", most });
      return text;
    },
    images(most = Infinity) {
      const found = take("images") ?? [];
      if (found.length > most) notes.push({ kind: "refused", field: "images", most });
      return found;
    },
    /** The pixels that are asked for; undefined where none are, and the interface does as ours. */
    size({ isOpenAlike = false } = {}) {
      const [size, resolution] = [take("size"), take("resolution")];
      const pixels = /^(\d+)[xX*×](\d+)$/.exec(size ?? "");
      if (pixels) return [Number(pixels[1]), Number(pixels[2])];
      if (size || resolution) return RATIOS[size ?? "1:1"]?.[resolution ?? "1K"];
      if (isOpenAlike) return undefined;
      return this.isEdit ? about.made ?? undefined : RATIOS["1:1"]["1K"];
    },
    /** The tier and the date of the model: `["qwen-image-2.0", "-pro", "-2026-03-03"]`. */
    model() {
      const asked = take("model") ?? "qwen-image-2.0";
      const name = asked.replace(/^(alibaba|wavespeed-ai)\//, "").replace("-2-0", "-2.0");
      const parts = /^(qwen-image-2\.0)(-pro)?(-\d{4}-\d\d-\d\d)?$/.exec(name);
      if (parts) return { asked, family: parts[1], tier: parts[2] ?? "", day: parts[3] ?? "" };
      return { asked, family: "", tier: "", day: "" };
    },
    /** Ask for a model by another name, and say so where that may be another model. */
    instead({ asked, family, tier, day }, to) {
      const name = family + tier;
      if (!family || (day && about.newest[name] !== name + day)) {
        notes.push({ kind: "changed", field: "model", value: asked, to });
      }
      return to;
    },
    /** Say that a size cannot be asked for; another is made, an edit's after its last picture. */
    otherSize([width, height], to) {
      const value = `${width}x${height}`;
      notes.push(this.isEdit ? { kind: "own_size", field: "size", value }
        : { kind: "changed", field: "size", value, to });
    },
    take,
    note: (note) => notes.push(note),
    /** What a call is made again for, where one call makes one picture. */
    repeated() {
      const [n, seed] = [take("n") ?? 1, take("seed")];
      const seeds = Array.from({ length: n }, (_, index) => (seed + index) % SEED_LIMIT);
      if (n === 1) return { seed, repeat: null };
      if (seed === undefined) {
        return { seed, repeat: { name: "number", values: seeds.map((_, index) => index + 1) } };
      }
      return { seed: "seed", repeat: { name: "seed", values: seeds } };
    },
    /** Everything that the code cannot say. */
    notes() {
      if (!left.has("output_format")) left.delete("quality");
      const rest = [...left].map(([field, value]) => ({
        kind: "left_out", field, value: typeof value === "string" ? value : JSON.stringify(value),
      }));
      return [...rest, ...notes];
    },
  };
}

/** An object without what is undefined. */
export const only = (fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
