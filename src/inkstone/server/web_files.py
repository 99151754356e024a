"""The page's files: read and packed once at the start, served under a version that is their hash.

It does not know what the page does.
"""

import gzip
import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from importlib import resources
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from inkstone.server.errors import refusal

#: What every answer of the page carries: it runs what it brings, asks us, and nobody else.
HEADERS: Mapping[str, str] = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_TYPES: Mapping[str, str] = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
_INDEX, _SCRIPT = "index.html", "app.js"
_LASTING = "public, max-age=31536000, immutable"
#: What a module needs before it runs; `import(…)` waits until it is called, and is not among it.
_IMPORT = re.compile(
    r"""^[ \t]*(?:import|export)\b[^"';]*?\bfrom\s*["'](\.[^"'\n]+)["']"""
    r"""|^[ \t]*import\s*["'](\.[^"'\n]+)["']""",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """One file as it is served."""

    data: bytes
    packed: bytes
    media_type: str
    #: Without quotes.
    etag: str


class WebFiles:
    """The files below one folder."""

    def __init__(self, root: Traversable | None = None) -> None:
        """Read them.

        Args:
            root: where they are; those of this package where it is left out.
        """
        found = dict(_found(root or resources.files("inkstone") / "web", ""))
        self.version = _version(found)
        self._index = self._filled(found)
        self._files = {name: _file(name, data) for name, data in found.items() if name != _INDEX}

    def routes(self) -> list[Route]:
        """The route of all files; no key is needed, as they are in everybody's package."""
        return [Route("/page/{version}/{name:path}", self.get, methods=["GET"])]

    def index(self) -> Response:
        """The page itself."""
        headers = {**HEADERS, "cache-control": "no-store"}
        return Response(self._index, media_type=_TYPES[".html"], headers=headers)

    def address(self, name: str) -> str:
        """The path of a file, good for as long as this server runs."""
        return f"/page/{self.version}/{name}"

    async def get(self, request: Request) -> Response:
        """One file."""
        file = self._files.get(request.path_params["name"])
        if file is None:
            return refusal(404, "The page has no such file.", code="not_found", headers=HEADERS)
        is_packed = _takes_gzip(request.headers.get("accept-encoding", ""))
        etag = f'"{file.etag}-gzip"' if is_packed else f'"{file.etag}"'
        is_lasting = request.path_params["version"] == self.version
        headers = {
            **HEADERS,
            "cache-control": _LASTING if is_lasting else "no-cache",
            "etag": etag,
            "vary": "Accept-Encoding",
        }
        if _is_known(etag, request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        if is_packed:
            headers["content-encoding"] = "gzip"
        data = file.packed if is_packed else file.data
        return Response(data, media_type=file.media_type, headers=headers)

    def _filled(self, found: Mapping[str, bytes]) -> bytes:
        """The page with the addresses of its files in it."""
        lines = [
            f'<link rel="modulepreload" href="{escape(self.address(name))}">'
            for name in _needed(found, _SCRIPT)
        ]
        html = found[_INDEX].decode("utf-8").replace("{{version}}", self.version)
        return html.replace("{{preload}}", "\n".join(lines)).encode("utf-8")


def _found(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    """Every file of a type that is served, by its path below the root, in order."""
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            yield from _found(each, f"{prefix}{each.name}/")
        elif posixpath.splitext(each.name)[1] in _TYPES:
            yield prefix + each.name, each.read_bytes()


def _version(found: Mapping[str, bytes]) -> str:
    total = hashlib.sha256()
    for name, data in found.items():
        total.update(f"{name}\0{len(data)}\0".encode() + data)
    return total.hexdigest()[:16]


def _file(name: str, data: bytes) -> _File:
    return _File(
        data=data,
        packed=gzip.compress(data, mtime=0),
        media_type=_TYPES[posixpath.splitext(name)[1]],
        etag=hashlib.sha256(data).hexdigest()[:16],
    )


def _needed(found: Mapping[str, bytes], name: str) -> list[str]:
    """The modules that a module's imports lead to, nearest first, without itself."""
    known = [name]
    for each in known:
        text = found.get(each, b"").decode("utf-8")
        for match in _IMPORT.finditer(text):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(each), match[1] or match[2]))
            if path in found and path not in known:
                known.append(path)
    return known[1:]


def _takes_gzip(accepted: str) -> bool:
    """Whether an `Accept-Encoding` names gzip, and does not say that it is unwanted."""
    for each in accepted.lower().split(","):
        name, _, weight = (part.strip() for part in each.partition(";"))
        if name == "gzip":
            return re.fullmatch(r"q=0(\.0*)?", weight) is None
    return False


def _is_known(etag: str, if_none_match: str) -> bool:
    """Whether the caller says that it has this version already."""
    named = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return bool(named & {etag, "*"})
