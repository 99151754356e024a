/**
 * Where pictures lie in a grid of full rows, each in its own shape: numbers in, numbers out.
 * It does not know the document.
 */

const ASPECT_MIN = 0.5;
const ASPECT_MAX = 3;
/** A row lower than this part of the wanted height gives its last picture to the next. */
const LOW = 0.72;
/** A row that is given up for being low may be this many times as high as wanted. */
const HIGH = 1.6;

/** How wide a job's pictures are together, over how high, and in how many columns. */
export function mosaicOf(images) {
  if (!images.length) return { aspect: 1, numColumns: 1 };
  const aspect = images[0].width / images[0].height;
  const num = images.length;
  const cost = (numColumns) => {
    const numRows = Math.ceil(num / numColumns);
    const shape = (aspect * numColumns) / numRows;
    return Math.abs(Math.log(shape / 1.2)) + (numColumns * numRows - num) * 0.4;
  };
  let numColumns = 1;
  for (let each = 2; each <= num; each += 1) if (cost(each) < cost(numColumns)) numColumns = each;
  return { aspect: (aspect * numColumns) / Math.ceil(num / numColumns), numColumns };
}

/** How high rows are meant to be where there is so much room. */
export const rowHeight = (width) => Math.min(320, Math.max(150, width / 5.2));

/**
 * Rows that fill the width.
 * @param {number[]} aspects width over height, in order
 * @param {number} width of a row in pixels
 * @param {number} gap between pictures in pixels
 * @returns {{rows:{top:number, height:number, first:number, widths:number[]}[], height:number}}
 */
export function layRows(aspects, width, gap) {
  const wanted = rowHeight(width);
  const rows = [];
  let top = 0;
  let row = { first: 0, shapes: [], sum: 0 };
  const heightOf = ({ sum, shapes }) => (width - gap * (shapes.length - 1)) / sum;
  const end = (height) => {
    rows.push({ top, height, first: row.first, widths: row.shapes.map((each) => each * height) });
    top += height + gap;
    row = { first: row.first + row.shapes.length, shapes: [], sum: 0 };
  };
  for (const aspect of aspects) {
    const shape = Math.min(ASPECT_MAX, Math.max(ASPECT_MIN, aspect));
    const wider = { ...row, shapes: [...row.shapes, shape], sum: row.sum + shape };
    const isLow = heightOf(wider) < wanted * LOW;
    if (isLow && row.shapes.length && heightOf(row) <= wanted * HIGH) {
      end(heightOf(row));
      row = { ...row, shapes: [shape], sum: shape };
    } else {
      row = wider;
    }
    if (heightOf(row) <= wanted) end(heightOf(row));
  }
  if (row.shapes.length) end(Math.min(wanted, heightOf(row)));
  return { rows, height: Math.max(0, top - gap) };
}

/** The first row that ends below a height. */
export function rowAt(rows, y) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].top + rows[middle].height > y) high = middle;
    else low = middle + 1;
  }
  return Math.min(low, Math.max(0, rows.length - 1));
}

/** The row that has a picture. */
export function rowOf(rows, index) {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (rows[middle].first <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}
