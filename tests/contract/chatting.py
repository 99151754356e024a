"""A chat server on loopback, in a thread, that rewrites every prompt in the same simple way.

It does not know who asks it.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-of-the-enhancer"
MODEL = "little-writer"


class Chatting:
    """What it was asked, and what it answers."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        #: Put before each prompt.
        self.before = "better "
        self.ratio = "16:9"
        #: What it answers with where that is not 200.
        self.status = 200
        self.url = ""

    @property
    def prompts(self) -> list[str]:
        """The prompts that it was asked about."""
        return [_text(body["messages"][-1]["content"]) for body in self.asked]

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        """A chat completion, thoughts included."""
        self.asked.append(body)
        prompt = _text(body["messages"][-1]["content"])
        said = json.dumps({"rewritten_prompt": self.before + prompt, "wh_ratio": self.ratio})
        content = f"<think>They want {prompt}.</think>\n{said}"
        message = {"role": "assistant", "content": content}
        return {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}


def _text(content: Any) -> str:
    """The prompt in a message: the last of its parts."""
    return content if isinstance(content, str) else content[-1]["text"]


@contextmanager
def chatting() -> Iterator[Chatting]:
    """A chat server for the length of the block."""
    told = Chatting()

    class Handler(BaseHTTPRequestHandler):
        """One connection."""

        def do_GET(self) -> None:
            self._answer({"data": [{"id": MODEL}]})

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self._answer(told.answer(json.loads(self.rfile.read(length))))

        def _answer(self, document: dict[str, Any]) -> None:
            is_known = self.headers.get("Authorization") == f"Bearer {KEY}"
            status = told.status if is_known else 401
            body = json.dumps(document if status == 200 else {"error": {"message": "no"}}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()
