/**
 * What is known of a picture, as `POST /verify` tells it: the verdict first, then why.
 * It does not know how the picture was brought. All that a file says may be anybody's words.
 */

import { h } from "../dom.js";
import { hasWords, moment, number, t } from "../i18n.js";
import { icon } from "../icons.js";
import { copy } from "../toast.js";
import { matches } from "./matches.js";
import { facts, named, part } from "./parts.js";
import { parameters } from "./told.js";

/** How each verdict looks: a kind of chip and an icon. */
const LOOKS = {
  made_here: ["good", "shield"],
  edited_here: ["good", "shield"],
  signed_by_others: ["", "key"],
  labelled_as_ai: ["", "tag"],
  looks_alike: ["warn", "compare"],
  changed_since_signed: ["bad", "alert"],
  credentials_invalid: ["bad", "alert"],
  unknown: ["", "info"],
};
const STATES = { trusted: "good", valid: "warn", invalid: "bad" };
const LIST_MAX = 32;

/**
 * Everything about a picture.
 * @param {object} found the answer
 * @param {{picture:string, name:string}} about an address to show it by, or none; what it is called
 */
export function report(found, { picture, name }) {
  return h("article", { class: "verify-report" },
    h("div", { class: "card verify-top" }, shownAs(picture, name), verdict(found, name)),
    found.unreadable.length ? unreadable(found.unreadable) : null,
    h("div", { class: "verify-parts" },
      matches(found.matches),
      part("credentials", credentials(found.credentials)),
      part("labels", labels(found)),
      parameters(found.parameters),
      part("watermark", watermark(found.watermark)),
      part("file", file(found))),
    h("details", null, h("summary", null, t("verify.raw")),
      h("pre", { tabindex: "0" }, JSON.stringify(found, null, 2))));
}

function shownAs(picture, name) {
  if (!picture) return null;
  const image = h("img", { src: picture, alt: t("verify.picture_alt", { name }) });
  image.addEventListener("error", () => image.remove()); // not every browser shows a TIFF
  return image;
}

function verdict({ verdict: name, summary }, called) {
  const [kind, sign] = LOOKS[name] ?? LOOKS.unknown;
  const isKnown = hasWords(`verify.verdict_${name}`);
  return h("div", { class: "stack verify-verdict" },
    h("p", { class: "row" },
      h("strong", { class: `chip verify-badge ${kind}` }, icon(sign),
        isKnown ? t(`verify.badge_${name}`) : name)),
    h("h2", { tabindex: "-1" }, isKnown ? t(`verify.verdict_${name}`) : summary),
    isKnown ? h("p", null, t(`verify.means_${name}`)) : null,
    h("p", { class: "hint verify-name" }, called));
}

function unreadable(parts) {
  return h("p", { class: "verify-unreadable" }, icon("alert"), h("span", null,
    t("verify.unreadable", { parts: parts.map((name) => named("part", name)).join(", ") })));
}

function credentials(found) {
  if (!found) return h("p", { class: "muted" }, t("verify.no_credentials"));
  const time = found.signed_at
    ? `${when(found.signed_at)} (${t(found.is_time_stamped ? "verify.stamped" : "verify.claimed")})`
    : null;
  return [
    h("p", { class: "row" },
      h("strong", { class: `chip ${STATES[found.state] ?? ""}` }, named("state", found.state)),
      h("span", { class: "small" }, named("state_means", found.state))),
    facts([
      ["signed_by", found.signed_by],
      ["signed_at", time],
      ["generator", found.generator],
      ["source_type", sourceType(found.source_type)],
      ["manifest", found.manifest_id && h("code", null, found.manifest_id)],
      ["problems", found.problems.length ? codes(found.problems) : null],
    ]),
    listed("actions", found.actions, (action) =>
      [named("action", (action.action ?? "").replace("c2pa.", "")), action.software_agent,
        when(action.when)]),
    listed("ingredients", found.ingredients, (each) =>
      [each.title ?? t("verify.nameless"), each.relationship && named("as", each.relationship),
        t(each.manifest_id ? "verify.with_credentials" : "verify.without_credentials")]),
  ];
}

function codes(problems) {
  return h("ul", null, problems.slice(0, LIST_MAX).map((code) =>
    h("li", null, h("code", null, code))));
}

function listed(name, items, said) {
  if (!items.length) return null;
  return h("div", null, h("h4", { class: "label" }, t(`verify.${name}`)),
    h("ol", { class: "verify-list" }, items.slice(0, LIST_MAX).map((item) =>
      h("li", null, said(item).filter(Boolean).join(" · ")))));
}

/** A time as somebody wrote it: in words where it is one, else as it stands. */
function when(text) {
  return text && !Number.isNaN(Date.parse(text)) ? moment(text) : (text ?? "");
}

/** The last word of IPTC's address, in ours. */
function sourceType(address) {
  return address ? named("source", address.split("/").pop()) : null;
}

function labels({ ai_labels: says, labels: found }) {
  const aigc = Object.entries(found?.aigc ?? {}).filter(([, value]) => value);
  return [
    says.length
      ? h("p", { class: "row" }, says.map((name) =>
          h("span", { class: "chip" }, icon("tag"), named("ai", name))))
      : h("p", { class: "muted" }, t("verify.no_labels")),
    found ? facts([
      ["source_type", sourceType(found.digital_source_type)],
      ["creator_tool", found.creator_tool],
      ["create_date", when(found.create_date)],
    ]) : null,
    aigc.length ? h("div", null, h("h4", { class: "label" }, t("verify.aigc")),
      facts(aigc, new Set())) : null,
    says.length || aigc.length ? h("p", { class: "hint" }, t("verify.labels_unsigned")) : null,
  ];
}

function watermark(found) {
  if (!found) return h("p", { class: "muted" }, t("verify.no_watermark"));
  return facts([
    ["watermark_id", h("code", null, found.id)],
    ["sigmas", number(found.sigmas, { maximumFractionDigits: 1 })],
  ]);
}

function file(found) {
  const sum = h("span", { class: "verify-sum" }, h("code", null, found.sha256),
    h("button", { type: "button", class: "quiet icon-only", "aria-label": t("verify.copy_sum"),
      onclick: () => copy(found.sha256, t("shell.copied")) }, icon("copy")));
  return facts([
    ["media_type", found.media_type],
    ["pixels", `${found.width} × ${found.height}`],
    ["sha256", sum],
  ]);
}
