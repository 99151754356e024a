"""What somebody writes who means harm, how it would show in a page, and a vendor that answers it.

It does not know where the page shows it.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: Each would set `__hacked`, open a dialog, load something or break the page, were it not text.
CORPUS = (
    "<script>window.__hacked=1</script>",
    "<ScRiPt >window.__hacked=1</sCrIpT >",
    "<script src=//attacker.invalid/x.js></script>",
    "<script type=module>window.__hacked=1</script>",
    "<img src=x onerror=window.__hacked=1>",
    "<img src=x onerror=alert(1)//",
    '"><img src=x onerror="alert(1)">',
    "'><svg/onload=alert(1)>",
    "<svg><script>window.__hacked=1</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    '<svg><use href="data:image/svg+xml;base64,PHN2Zy8+#x"/></svg>',
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>parent.__hacked=1</script>"></iframe>',
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<base href=//attacker.invalid/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//attacker.invalid/x.css>",
    "<form action=javascript:alert(1)><button autofocus>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<a href=javascript:alert(1)>click</a>",
    "javascript:window.__hacked=1",
    "java\tscript:window.__hacked=1",
    " JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "</title><script>window.__hacked=1</script>",
    "</textarea><script>window.__hacked=1</script>",
    "</style><script>window.__hacked=1</script>",
    "--><script>window.__hacked=1</script><!--",
    "]]><script>window.__hacked=1</script>",
    '{"prompt": "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e"}',
    '"}]};window.__hacked=1;//',
    "\\u003cimg src=x onerror=alert(1)\\u003e",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "${window.__hacked=1} `${alert(1)}`",
    "{{constructor.constructor('window.__hacked=1')()}}",
    "#{7*7} <%= 7*7 %> {n|one|many} {prompt}",
    "{x}{{version}}{{preload}}",
    "background:url(javascript:alert(1));}</style><script>alert(1)</script>",
    "x;position:fixed;inset:0;z-index:99;background:url(//attacker.invalid/x)",
    "expression(alert(1)) @import '//attacker.invalid/x.css'",
    "\u202ereversed\u202c and \u2066isolated\u2069 \u200b\u200d\ufeffnothing",
    "a\u0300\u0301\u0302\u0303\u0304\u0305" * 12 + " marks on marks",
    "__proto__ constructor toString hasOwnProperty",
    "W" * 400,
    "' OR 1=1 -- %_ \\",
    "%3Cscript%3Ealert(1)%3C/script%3E",
)

#: Where somebody may send a reader.
ADDRESSES = (
    "#/<img src=x onerror=alert(1)>",
    "#/history?q=<script>window.__hacked=1</script>",
    "#/jobs?q=%22><img src=x onerror=alert(1)>",
    "#/verify?url=javascript:alert(1)",
    "#/verify?url=%00%ff",
    "#/sign-in?link=__proto__",
    "#/__proto__",
    "#/constructor",
    "#/%E0%A4%A",
    "#/compare?a=javascript:alert(1)&b=<svg/onload=alert(1)>",
    "#//attacker.invalid/",
    "#/" + "a/" * 2000,
)
#: What in a page would run, load or lead somewhere, had it been made of somebody's words.
FOUND = """() => {
  const bad = [];
  const say = (element, why) => bad.push(`${why}: ${element.outerHTML.slice(0, 160)}`);
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    const src = element.getAttribute("src") ?? "";
    if (name === "script" && !(src.startsWith("/page/") && !element.textContent.trim())) {
      say(element, "script");
    }
    if (["iframe", "object", "embed", "base", "applet", "style"].includes(name)) say(element, name);
    if (name === "meta" && element.httpEquiv) say(element, "meta");
    if (name === "link" && !element.getAttribute("href").match(/^\\/page\\/|^http/)) {
      say(element, "link");
    }
    for (const { name: attribute, value } of element.attributes) {
      if (attribute.startsWith("on")) say(element, attribute);
      if (attribute === "srcdoc") say(element, attribute);
      if (!/^(href|src|action|formaction|data|poster|xlink:href)$/.test(attribute)) continue;
      const plain = value.replace(/[\\u0000-\\u0020]/g, "").toLowerCase();
      if (/^(javascript|vbscript|data:(?!image\\/(png|jpeg|webp|gif);))/.test(plain)) {
        say(element, attribute);
      }
      if (plain.includes("attacker.invalid")) say(element, attribute);
    }
  }
  if (window.__hacked !== undefined) bad.push("something ran");
  return [...bad, ...window.__violations];
}"""
#: Notes what the browser refuses, from a page's first moment.
WATCH = """
window.__violations = [];
addEventListener("securitypolicyviolation", (event) =>
  window.__violations.push(`violation: ${event.violatedDirective} ${event.blockedURI}`));
"""


class _Vendor(BaseHTTPRequestHandler):
    """A language model and a maker of pictures, both with bad manners."""

    def do_POST(self) -> None:
        size = int(self.headers.get("content-length", "0"))
        self.rfile.read(size)
        if self.path.endswith("/chat/completions"):
            words = json.dumps({"rewritten_prompt": f"a red fox {' '.join(CORPUS[:12])}"})
            message = {"role": "assistant", "content": words}
            self._answer(200, {"choices": [{"message": message, "finish_reason": "stop"}]})
            return
        text = " ".join(CORPUS[:12])
        error = {"message": text, "code": CORPUS[0], "type": CORPUS[6], "param": CORPUS[4]}
        self._answer(400, {"error": error})

    def do_GET(self) -> None:
        self._answer(200, {"object": "list", "data": [{"id": "m", "object": "model"}]})

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing."""

    def _answer(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def vendor() -> Iterator[str]:
    """Its address, for the length of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Vendor)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
