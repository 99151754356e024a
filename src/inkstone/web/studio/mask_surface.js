/**
 * The surface of a mask: what is painted, its past, and the file it becomes.
 * It works on a canvas of bounded size and does not know who paints, nor what is masked.
 */

/** The longest side that is painted on, and that a file has. */
const WORK_PX_MAX = 1024;
const FILE_PX_MAX = 4096;
const PAST_MAX = 30;
/** Rows that are written at a time, so that a large picture takes little memory. */
const STRIP_PX = 256;
/** From this much alpha or light on, of 255, a place counts as painted. */
const PAINTED = 128;
/** The colour of the paint: one that few pictures have. */
const INK = "#c81eff";

/** Paint on a canvas, with a past. */
export class Surface {
  #canvas;
  #paper;
  #picture;
  #changed;
  #past = [];
  #future = [];

  /**
   * @param {HTMLCanvasElement} canvas it takes a fitting size
   * @param {{width:number, height:number}} picture what is masked, in pixels
   * @param {() => void} changed called after each change
   */
  constructor(canvas, picture, changed) {
    [canvas.width, canvas.height] = within(picture, WORK_PX_MAX);
    this.#canvas = canvas;
    this.#paper = canvas.getContext("2d", { willReadFrequently: true });
    this.#picture = picture;
    this.#changed = changed;
  }

  get width() {
    return this.#canvas.width;
  }

  get height() {
    return this.#canvas.height;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** Remember what there is, before it changes. */
  begin() {
    this.#past.push(this.#look());
    if (this.#past.length > PAST_MAX) this.#past.shift();
    this.#future = [];
  }

  /** A line of a brush, from one place to the next; a dot where both are one. */
  line(from, to, size, erases) {
    this.#draw(erases ? "destination-out" : "source-over", (paper) => {
      paper.lineCap = "round";
      paper.lineWidth = size;
      paper.beginPath();
      paper.moveTo(from.x, from.y);
      paper.lineTo(to.x, to.y);
      paper.stroke();
    });
    this.#changed();
  }

  /** A filled rectangle. */
  box({ x, y, w, h }, erases) {
    this.begin();
    this.#draw(erases ? "destination-out" : "source-over", (paper) => paper.fillRect(x, y, w, h));
    this.#changed();
  }

  invert() {
    this.begin();
    this.#draw("xor", (paper) => paper.fillRect(0, 0, this.width, this.height));
    this.#changed();
  }

  clear() {
    this.begin();
    this.#paper.clearRect(0, 0, this.width, this.height);
    this.#changed();
  }

  undo() {
    this.#step(this.#past, this.#future);
  }

  redo() {
    this.#step(this.#future, this.#past);
  }

  /** How much is painted, from 0 to 1. */
  share() {
    const alphas = this.#look();
    let sum = 0;
    for (const alpha of alphas) sum += alpha >= PAINTED ? 1 : 0;
    return sum / alphas.length;
  }

  /** Begin with a mask that there is: what is light or transparent in it is painted. */
  take(image) {
    this.#paper.clearRect(0, 0, this.width, this.height);
    this.#paper.drawImage(image, 0, 0, this.width, this.height);
    const { data } = this.#paper.getImageData(0, 0, this.width, this.height);
    const alphas = new Uint8Array(this.width * this.height);
    for (let index = 0, at = 0; index < alphas.length; index += 1, at += 4) {
      const light = 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
      alphas[index] = light >= PAINTED || data[at + 3] < PAINTED ? 255 : 0;
    }
    this.#show(alphas);
  }

  /** A PNG of the picture's own size: white where it may change, black elsewhere, no grey. */
  toFile() {
    const [width, height] = within(this.#picture, FILE_PX_MAX);
    const sheet = new OffscreenCanvas(width, height);
    const paper = sheet.getContext("2d", { alpha: false });
    const strip = new OffscreenCanvas(width, Math.min(STRIP_PX, height));
    const part = strip.getContext("2d", { willReadFrequently: true });
    for (let top = 0; top < height; top += STRIP_PX) {
      part.clearRect(0, 0, width, strip.height);
      part.drawImage(this.#canvas, 0, -top, width, height);
      const rows = part.getImageData(0, 0, width, strip.height);
      const pixels = new Uint32Array(rows.data.buffer); // alpha is the highest byte
      for (let index = 0; index < pixels.length; index += 1) {
        pixels[index] = pixels[index] >>> 24 >= PAINTED ? 0xffffffff : 0xff000000;
      }
      paper.putImageData(rows, 0, top);
    }
    return sheet.convertToBlob({ type: "image/png" });
  }

  #step(from, to) {
    if (!from.length) return;
    to.push(this.#look());
    this.#show(from.pop());
  }

  /** What is painted, a byte for each pixel. */
  #look() {
    const { data } = this.#paper.getImageData(0, 0, this.width, this.height);
    const alphas = new Uint8Array(this.width * this.height);
    for (let index = 0; index < alphas.length; index += 1) alphas[index] = data[4 * index + 3];
    return alphas;
  }

  #show(alphas) {
    const sheet = this.#paper.createImageData(this.width, this.height);
    for (let index = 0; index < alphas.length; index += 1) {
      sheet.data[4 * index + 3] = alphas[index];
    }
    this.#paper.putImageData(sheet, 0, 0);
    // Whatever is painted takes the one colour.
    this.#draw("source-in", (paper) => paper.fillRect(0, 0, this.width, this.height));
    this.#changed();
  }

  #draw(mode, draw) {
    this.#paper.save();
    this.#paper.globalCompositeOperation = mode;
    this.#paper.fillStyle = this.#paper.strokeStyle = INK;
    draw(this.#paper);
    this.#paper.restore();
  }
}

/** Width and height, made smaller where the longer is over a limit. */
function within({ width, height }, sideMax) {
  const scale = Math.min(1, sideMax / Math.max(width, height));
  return [width, height].map((side) => Math.max(1, Math.round(side * scale)));
}
