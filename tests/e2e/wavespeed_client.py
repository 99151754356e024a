"""WaveSpeed's own client at a test's pace, and its calls without it.

It does not know what a test proves.
"""

from typing import Any

import httpx
import pytest
import wavespeed

from e2e.pictures import png_size
from e2e.server import Server, until

MODEL = "wavespeed-ai/qwen-image-2.0"
TEXT_TO_IMAGE, EDIT = f"{MODEL}/text-to-image", f"{MODEL}/edit"
#: Small, so that tests spend their time on what they test.
SMALL = {"size": "256*256", "seed": 7}
BOTH = pytest.mark.parametrize("prefix", ["", "/wavespeed"])


class Client(wavespeed.Client):  # type: ignore[misc]
    """The vendor's client, polling as often as a test likes."""

    def run(self, *args: Any, **kwargs: Any) -> Any:
        return super().run(*args, **{"poll_interval": 0.02, **kwargs})


def sdk(server: Server, prefix: str = "", *, key: str = "") -> Client:
    """The vendor's client, as its page makes it."""
    return Client(api_key=key or server.key, base_url=server.url + prefix)


def size_at(url: str) -> tuple[int, int]:
    """The size of the picture at an address, fetched as anybody would."""
    answer = httpx.get(url, timeout=60)
    assert answer.status_code == 200, answer.text
    return png_size(answer.content)


def post(client: httpx.Client, path: str, **body: Any) -> httpx.Response:
    return client.post(f"/api/v3/{path}", json=body)


def ended(client: httpx.Client, job_id: str) -> dict[str, Any]:
    """A prediction at its end."""

    def found() -> dict[str, Any] | None:
        answer = client.get(f"/api/v3/predictions/{job_id}/result")
        assert answer.status_code == 200, answer.text
        data: dict[str, Any] = answer.json()["data"]
        return None if data["status"] in {"created", "processing"} else data

    data = until(found, what=f"{job_id} ends")
    assert data is not None
    return data
