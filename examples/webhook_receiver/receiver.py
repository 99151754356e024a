"""Receive webhooks with the library for Standard Webhooks, and print how jobs ended.

pip install standardwebhooks
INKSTONE_WEBHOOK_SECRET=whsec_… python examples/webhook_receiver/receiver.py 9000
"""

# ruff: noqa: T201

import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

WEBHOOK = Webhook(os.environ["INKSTONE_WEBHOOK_SECRET"])
BODY_BYTES_MAX = 1024 * 1024


class Receiver(BaseHTTPRequestHandler):
    """Takes each message once, however often it comes."""

    #: Who sends half a message does not hold a thread for ever.
    timeout = 10
    seen: set[str] = set()  # noqa: RUF012 - a service would keep it in its database

    def do_POST(self) -> None:
        """Check a message, answer at once, and only then look at it."""
        size = self.headers.get("content-length", "")
        if not size.isdecimal() or int(size) > BODY_BYTES_MAX:
            self.answer(413)
            return
        body = self.rfile.read(int(size))
        try:
            # Over the bytes as they came: a parsed and rewritten body has another signature.
            message = WEBHOOK.verify(body, dict(self.headers.items()))
        except (WebhookVerificationError, ValueError):
            self.answer(401)
            return
        self.answer(204)
        delivery_id = self.headers["webhook-id"]
        if delivery_id not in self.seen:
            self.seen.add(delivery_id)
            print(message["type"], message["data"]["id"], flush=True)

    def answer(self, status: int) -> None:
        """Answer with a status and nothing else."""
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Print nothing else."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
    print(f"Listening on http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
