"""A hub on loopback: as much of its protocol as a client needs to list and fetch a repository.

It serves a folder under an id, and can be told to break off or to refuse.
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from huggingface_hub import constants

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """What is served, and what was asked for."""

    #: Id → the folder with its files.
    repositories: dict[str, Path] = field(default_factory=dict)
    #: Ids that are given to nobody here.
    gated: set[str] = field(default_factory=set)
    card: dict[str, str] = field(default_factory=lambda: {"license": "apache-2.0"})
    #: A file whose first body ends after so many bytes.
    broken_file: str = ""
    broken_after: int = 0
    #: A file that cannot be had.
    refused_file: str = ""
    url: str = ""
    #: Method, path and range of each request.
    asked: list[tuple[str, str, str]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        hub = self.server.hub
        path = unquote(urlsplit(self.path).path)
        hub.asked.append((self.command, path, self.headers.get("Range", "")))
        is_api = path.startswith("/api/models/")
        parts = path.removeprefix("/api/models/").strip("/").split("/")
        name, rest = "/".join(parts[:2]), parts[2:]
        if name in hub.gated and not is_api:
            self._answer(403, b"{}", {"X-Error-Code": "GatedRepo", "X-Error-Message": "gated"})
        elif name not in hub.repositories:
            self._answer(401, b"{}", {"X-Error-Code": "RepoNotFound", "X-Error-Message": "none"})
        elif is_api:
            self._about(name, rest)
        else:
            self._file(hub.repositories[name] / "/".join(rest[2:]), "/".join(rest[2:]))

    do_HEAD = do_GET  # noqa: N815 - the library's spelling

    def _about(self, name: str, rest: list[str]) -> None:
        folder = self.server.hub.repositories[name]
        files = sorted(p for p in folder.rglob("*") if p.is_file())
        if rest[:1] == ["revision"] and rest[1] not in {"main", COMMIT}:
            self._answer(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
        elif rest[:1] == ["tree"]:
            rows = [
                {
                    "type": "file",
                    "path": str(p.relative_to(folder)),
                    "size": p.stat().st_size,
                    "oid": _etag(p),
                }
                for p in files
            ]
            self._answer(200, json.dumps(rows).encode())
        else:
            about = {
                "_id": "1",
                "id": name,
                "sha": COMMIT,
                "cardData": self.server.hub.card,
                "siblings": [{"rfilename": str(p.relative_to(folder))} for p in files],
            }
            self._answer(200, json.dumps(about).encode())

    def _file(self, file: Path, name: str) -> None:
        hub = self.server.hub
        if not file.is_file():
            self._answer(404, b"", {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT})
            return
        body = file.read_bytes()
        begin = int((self.headers.get("Range") or "bytes=0-").partition("=")[2].split("-")[0])
        headers = {"ETag": f'"{_etag(file)}"', "X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"}
        if begin:
            headers["Content-Range"] = f"bytes {begin}-{len(body) - 1}/{len(body)}"
        if name == hub.refused_file and self.command == "GET":
            self._answer(403, b"{}")
            return
        if name == hub.broken_file and self.command == "GET" and not begin:
            headers["Content-Length"] = str(len(body))
            self._answer(200, body[: hub.broken_after], headers)
            self.close_connection = True
            return
        self._answer(206 if begin else 200, body[begin:], headers)

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    hub: Hub


def _etag(file: Path) -> str:
    return hashlib.sha1(file.read_bytes(), usedforsecurity=False).hexdigest()


def use(monkeypatch: pytest.MonkeyPatch, *, url: str, cache: Path) -> None:
    """Have the hub's client, in this process, call a hub of ours and keep what comes in a cache."""
    # The library reads the environment when it is imported, so these would be too late there.
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(constants, "ENDPOINT", url)
    template = url + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)


@contextmanager
def serving() -> Iterator[Hub]:
    """A hub that listens for the length of the block."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.hub = Hub(url=f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
