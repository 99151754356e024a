/**
 * The figures of a comparison as JSON and CSV, for a spreadsheet or a notebook.
 * It does not know how they are shown on the page.
 */

import { save } from "../history/actions.js";

const NAMES = ["prompt", "model", "engine", "seed", "status", "queued_ms", "engine_ms", "total_ms",
  "charged_micros", "currency", "width", "height", "job_id", "error"];
/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** One record a cell. */
export function figuresOf({ cells, columns }) {
  return cells.map(({ prompt, column, phase, run, body }) => {
    const { job = null, error = null } = run?.value ?? {};
    const [image] = job?.images ?? [];
    return {
      prompt,
      model: columns[column].model.name,
      engine: job?.engine?.name ?? columns[column].engine,
      seed: image?.seed ?? body.seed,
      status: job?.status ?? (phase === "started" ? run.value.phase : phase),
      queued_ms: job?.timings.queued_ms ?? null,
      engine_ms: job?.timings.engine_ms ?? null,
      total_ms: job?.timings.total_ms ?? null,
      charged_micros: job?.price.charged_micros ?? null,
      currency: job?.price.currency ?? null,
      width: image?.width ?? null,
      height: image?.height ?? null,
      job_id: job?.id ?? null,
      error: job?.error?.code ?? error?.code ?? null,
    };
  });
}

/** As CSV (RFC 4180). */
export function csvOf(figures) {
  const rows = [NAMES, ...figures.map((each) => NAMES.map((name) => each[name]))];
  return rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

function field(value) {
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value ?? "") ? `'${value}` : (value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Have the browser save the figures. */
export function exportFigures(board, format) {
  const figures = figuresOf(board);
  const [text, type] = format === "csv" ? [csvOf(figures), "text/csv"]
    : [JSON.stringify(figures, null, 2), "application/json"];
  const url = URL.createObjectURL(new Blob([text], { type }));
  save(url, `inkstone-compare-${board.seed}.${format}`);
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
