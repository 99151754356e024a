"""Every route of every dialect, failing in every way there is, answers as its vendor would.

What that is stands in `tests/golden/<dialect>/errors.json`: status, body and headers by class of
error. A new class is written there by `INKSTONE_WRITE_GOLDEN=1 pytest tests/contract/...`, and
then compared with the vendor's page by whoever adds it.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from contract.test_dialect import OPEN_ROUTES, TICKET_ROUTES, _calls, _classes, _error
from inkstone.dialects import registry
from inkstone.dialects.endings import JobCancelled, JobExpired, WaitTooLong
from inkstone.domain.errors import InkstoneError
from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio

GOLDEN = Path(__file__).parent.parent / "golden"
#: Where a vendor says what its errors are; where it says nothing, docs/dialects says what we do.
SOURCES = {
    "aimlapi": "docs.aimlapi.com, errors and messages; HTTP 413 and 410 are ours",
    "dashscope": "help.aliyun.com, model-studio/error-code-start; the vendor's SDK, v2/errors.py",
    "empiriolabs": "docs.empiriolabs.ai, errors; HTTP 413 and 410 are ours",
    "gccai": "the vendor's image page and its twin's; types are those that its clients read",
    "native": "docs/dialects/native.md: our own",
    "openai": "developers.openai.com, guides/error-codes; the vendor's SDK, what it retries",
    "wavespeed": "wavespeed.ai/docs/error-codes; the body of an HTTP error is ours",
}
#: What differs from call to call.
_VARYING = {"request_id", "requestId", "timestamp", "path"}
#: Headers that say something of an error.
_TELLING = ("retry-after", "www-authenticate", "x-should-retry")


def every_class() -> Iterator[type[InkstoneError]]:
    yield from _classes()
    yield from (JobCancelled, JobExpired, WaitTooLong)


def told(answer: Any) -> dict[str, Any]:
    """An answer as the golden file keeps it."""
    headers = {name: answer.headers[name] for name in _TELLING if name in answer.headers}
    body = _still(answer.json())
    if "error" in body:
        # GCCAI's balances say beside the error what their clients look for.
        body = {k: v for k, v in body.items() if k not in {"success", "message"}}
    return {"status": answer.status_code, "headers": headers, "body": body}


def _still(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: "…" if k in _VARYING else _still(v) for k, v in value.items()}
    return [_still(each) for each in value] if isinstance(value, list) else value


def _without_key(dialect: str) -> set[str]:
    """Routes that ask for no key, but perhaps for a ticket."""
    return OPEN_ROUTES[dialect] | set(TICKET_ROUTES.get(dialect, set()))


def _needing_key(platform: Platform, dialect: str) -> Iterator[tuple[str, str]]:
    for method, path in _calls(platform):
        if path not in _without_key(dialect):
            yield method, path


@pytest.mark.parametrize("dialect", sorted(registry.FACTORIES))
async def test_every_route_tells_every_error_as_the_vendor_does(
    dialect: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = GOLDEN / dialect / "errors.json"
    async with run(tmp_path, dialect=dialect, works=False) as platform:
        raised: list[InkstoneError] = []

        async def fail(_: Any, __: Any) -> Any:
            raise raised[-1]

        monkeypatch.setattr(type(platform.services.keys), "authenticate", fail)
        calls = list(_needing_key(platform, dialect))
        assert len(calls) >= 1
        found: dict[str, Any] = {}
        for cls in every_class():
            raised.append(_error(cls))
            answers = [
                told(await platform.client.request(m, p, headers=dict(platform.headers)))
                for m, p in calls
            ]
            odd = [(c, a) for c, a in zip(calls, answers, strict=True) if a != answers[0]]
            assert not odd, (cls, odd[0], answers[0])
            found[cls.__name__] = answers[0]
        if os.environ.get("INKSTONE_WRITE_GOLDEN"):
            file.parent.mkdir(exist_ok=True)
            record = {"source": SOURCES[dialect], "read_on": "2026-11-20", "errors": found}
            file.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
        assert found == json.loads(file.read_text(encoding="utf-8"))["errors"]
        # A path that no call of the suite has would be proven by nobody.
        tried = {path for _, path in calls} | _without_key(dialect)
        assert len(tried) == len({r.path for r in platform.app.routes if isinstance(r, APIRoute)})
