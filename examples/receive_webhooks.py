"""Receive webhooks and print how jobs ended; only the standard library is needed.

INKSTONE_WEBHOOK_SECRET=whsec_… python examples/receive_webhooks.py 9000
"""

# ruff: noqa: T201

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = os.environ["INKSTONE_WEBHOOK_SECRET"]
AGE_S_MAX = 300
BODY_BYTES_MAX = 1024 * 1024


def is_genuine(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a message was signed with our secret, not long ago."""
    sent_at = headers.get("webhook-timestamp", "")
    if not sent_at.isdecimal() or abs(time.time() - int(sent_at)) > AGE_S_MAX:
        return False
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = f"{headers.get('webhook-id', '')}.{sent_at}.".encode() + body
    wanted = b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    given = headers.get("webhook-signature", "").encode().split(b" ")
    return any(hmac.compare_digest(wanted, each) for each in given)


class Receiver(BaseHTTPRequestHandler):
    """Takes each message once, however often it comes."""

    seen: set[str] = set()  # noqa: RUF012 - a service would keep it in its database

    def do_POST(self) -> None:
        """Check a message, answer at once, and only then look at it."""
        size_bytes = int(self.headers.get("content-length", "0"))
        body = self.rfile.read(min(size_bytes, BODY_BYTES_MAX))
        if not is_genuine(self.headers, body):  # type: ignore[arg-type]
            self.send_response(401)
            self.end_headers()
            return
        self.send_response(204)
        self.end_headers()
        if self.headers["webhook-id"] not in self.seen:
            self.seen.add(self.headers["webhook-id"])
            message = json.loads(body)
            print(message["type"], message["data"]["id"], flush=True)

    def log_message(self, *_: object) -> None:
        """Print nothing else."""


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
    print(f"Listening on http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
