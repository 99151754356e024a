/**
 * How a receiver checks that a message is genuine: a few lines of code to copy.
 * It does not know any secret.
 */

import { h } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { copy } from "../toast.js";

const CODE = `import base64, hashlib, hmac, time

def is_genuine(headers, body: bytes, secret: str) -> bool:
    sent_at = headers.get("webhook-timestamp", "")
    if not sent_at.isdecimal() or abs(time.time() - int(sent_at)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers.get('webhook-id', '')}.{sent_at}.".encode() + body
    wanted = b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    given = headers.get("webhook-signature", "").encode().split(b" ")
    return any(hmac.compare_digest(wanted, each) for each in given)
`;

/** The lines, folded away. */
export function howToVerify() {
  const label = t("webhooks.verify");
  return h("details", { class: "form-fold" }, h("summary", null, label),
    h("p", { class: "hint" }, t("webhooks.verify_lead")),
    h("div", { class: "form-line" },
      h("pre", { tabindex: "0", "aria-label": label }, CODE),
      h("button", { type: "button", class: "plain", "aria-label": `${t("shell.copy")}: ${label}`,
        onclick: () => copy(CODE, t("shell.copied")) }, icon("copy"), t("shell.copy"))),
    h("p", { class: "hint" }, t("webhooks.verify_more"), " ",
      h("code", null, "docs/how-to/webhooks.md"), " · ",
      h("a", { href: "/docs" }, t("shell.docs"))));
}
