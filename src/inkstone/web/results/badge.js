/**
 * What can be proved of a picture: its verdict, its credentials, its labels, its watermark.
 * It does not know how they are checked.
 */

import { post } from "../api.js";
import { h, replace } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { isShown, plain } from "../problem.js";
import { hrefOf } from "../routes.js";

const KINDS = {
  made_here: "good",
  edited_here: "good",
  changed_since_signed: "bad",
  credentials_invalid: "bad",
  signed_by_others: "warn",
  looks_alike: "warn",
};

/**
 * A box that says it, once it is known.
 * @param {object} image of a job
 * @param {AbortSignal} until
 */
export function drawBadge(image, until) {
  const node = h("div", { class: "badge", role: "status" }, t("runs.checking"));
  check(node, image, until);
  return node;
}

async function check(node, image, until) {
  try {
    const found = await post("/verify", { image: image.url }, { signal: until });
    replace(node, said(found, image));
  } catch (error) {
    if (error.name === "AbortError") return;
    isShown(error);
    replace(node, plain(error));
  }
}

function said({ verdict, credentials, ai_labels: labels, watermark }, image) {
  const kind = KINDS[verdict] ?? "";
  return [
    h("p", { class: "row" },
      h("span", { class: `chip ${kind}` }, icon(kind === "bad" ? "alert" : "shield"),
        t(`runs.verdict_${verdict}`))),
    h("ul", { class: "badge-list" },
      h("li", null, t(`runs.credentials_${credentials?.state ?? "none"}`,
        { by: credentials?.signed_by ?? "" })),
      h("li", null, labels.length
        ? t("runs.labels", { labels: labels.map((name) => t(`runs.label_${name}`)).join(", ") })
        : t("runs.labels_none")),
      h("li", null, watermark ? t("runs.watermark", { id: watermark.id })
        : t("runs.watermark_none"))),
    h("a", { href: hrefOf("verify", { url: image.url }), onclick: leave }, t("runs.to_verify")),
  ];
}

/** What is behind a dialog is not seen until it is closed. */
function leave(event) {
  event.target.closest("dialog")?.close();
}
