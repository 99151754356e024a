"""The page's files: under their version for ever, packed where that is taken, and no others."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from starlette.applications import Starlette

from inkstone.server.web_files import WebFiles

pytestmark = pytest.mark.anyio

FILES = {
    "index.html": '<link href="/page/{{version}}/a.css">\n{{preload}}\n{{version}}',
    "app.js": 'import { a } from "./a.js";\nimport "./late.js";\n',
    "a.js": 'import {\n  b,\n} from "./deep/b.js";\nexport const a = "砚";\n',
    "late.js": 'const later = () => import("./lazy.js");\nimport("./lazy.js");\n',
    "lazy.js": 'import "./only_lazy.js";\n',
    "only_lazy.js": "",
    "deep/b.js": "export * from '../c.js';\nimport x from './gone.js';\n",
    "c.js": '// import "./lazy.js";\nimport * as app from "./app.js";\nimport "../../etc.js";\n',
    "css/a.css": "a { color: red }\n" * 100,
    "icon.svg": "<svg/>",
    "notes.md": "not ours to show",
    "app.js.map": "{}",
}


def written(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def client(files: WebFiles) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Starlette(routes=files.routes()))
    plain = {"accept-encoding": "identity"}
    return httpx.AsyncClient(transport=transport, base_url="http://test", headers=plain)


async def test_a_file_of_the_version_is_kept_for_ever_and_of_another_asked_for(
    tmp_path: Path,
) -> None:
    files = WebFiles(written(tmp_path))
    async with client(files) as asking:
        now = await asking.get(files.address("a.js"))
        old = await asking.get("/page/0123456789abcdef/a.js")
    assert now.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert old.headers["cache-control"] == "no-cache"
    assert now.text == old.text == FILES["a.js"]
    assert now.headers["vary"] == old.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("app.js", "text/javascript; charset=utf-8"),
        ("css/a.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml; charset=utf-8"),
    ],
)
async def test_a_file_says_what_it_is(tmp_path: Path, name: str, kind: str) -> None:
    files = WebFiles(written(tmp_path))
    async with client(files) as asking:
        answer = await asking.get(files.address(name))
    assert answer.headers["content-type"] == kind
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; ")


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip, deflate, br, zstd", True),
        ("identity", False),
        ("", False),
        ("*", False),
        ("gzip;q=0", False),
        ("gzip; q=0.00", False),
        ("xgzip", False),
    ],
)
async def test_a_file_is_packed_for_who_takes_it(
    tmp_path: Path, accepted: str, is_packed: bool
) -> None:
    files = WebFiles(written(tmp_path))
    async with client(files) as asking:
        request = asking.build_request(
            "GET", files.address("css/a.css"), headers={"accept-encoding": accepted}
        )
        answer = await asking.send(request, stream=True)
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert ("content-encoding" in answer.headers) is is_packed
    assert (gzip.decompress(raw) if is_packed else raw).decode() == FILES["css/a.css"]
    assert int(answer.headers["content-length"]) == len(raw)
    assert len(raw) < 200 or not is_packed


async def test_who_has_a_file_is_told_so(tmp_path: Path) -> None:
    files = WebFiles(written(tmp_path))
    async with client(files) as asking:
        path = files.address("a.js")
        plain = (await asking.get(path)).headers["etag"]
        packed = (await asking.get(path, headers={"accept-encoding": "gzip"})).headers["etag"]
        assert plain != packed
        for known in (plain, f"W/{plain}", f'"x", {plain}', "*"):
            answer = await asking.get(path, headers={"if-none-match": known})
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"] == plain
        other = await asking.get(path, headers={"if-none-match": packed})
        assert other.status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "",
        "index.html",
        "notes.md",
        "app.js.map",
        "gone.js",
        "css",
        "css/",
        "../secret.js",
        "css/../a.js",
        "%2e%2e/secret.js",
        "..%2fsecret.js",
        "css%2Fa.css%00",
        "/etc/passwd",
        "A.JS",
        "a.js/",
        "./a.js%20",
    ],
)
async def test_only_the_files_that_were_there_at_the_start_are_served(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "secret.js").write_text("secret")
    files = WebFiles(written(tmp_path / "web"))
    # As the request's line has it: clients tidy paths up before they send them.
    path = f"/page/{files.version}/{unquote(name)}"
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        told.append(message)

    await Starlette(routes=files.routes())(scope, receive, send)
    assert told[0]["status"] == 404
    assert b"secret" not in told[1]["body"]


async def test_the_version_is_of_all_that_is_served(tmp_path: Path) -> None:
    one = WebFiles(written(tmp_path / "one")).version
    assert one == WebFiles(written(tmp_path / "same")).version
    for number, changed in enumerate(
        (
            {"a.js": FILES["a.js"] + "\n"},
            {"index.html": "other"},
            {"new.js": ""},
            {"a.js": "", "a2.js": FILES["a.js"]},
        )
    ):
        assert WebFiles(written(tmp_path / str(number), FILES | changed)).version != one
    notes = WebFiles(written(tmp_path / "notes", FILES | {"notes.md": "other"}))
    assert notes.version == one


async def test_the_page_asks_at_once_for_what_its_first_module_needs(tmp_path: Path) -> None:
    files = WebFiles(written(tmp_path))
    answer = files.index()
    text = bytes(answer.body).decode()
    version = files.version
    assert text.splitlines() == [
        f'<link href="/page/{version}/a.css">',
        *(
            f'<link rel="modulepreload" href="/page/{version}/{name}">'
            for name in ("a.js", "late.js", "deep/b.js", "c.js")
        ),
        version,
    ]


def test_the_page_of_this_package_names_only_files_that_are_there() -> None:
    import re

    files = WebFiles()
    text = bytes(files.index().body).decode()
    assert "{{" not in text
    named = re.findall(rf'(?:href|src)="/page/{files.version}/([^"]+)"', text)
    assert named
    assert set(named) <= set(files._files)
    assert "css/documents.css" in files._files
