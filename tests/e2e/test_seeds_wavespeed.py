"""The samples of WaveSpeed's pages of Qwen Image 2.0 against our server, pasted into a shell.

Source: the vendor's pages of text-to-image and of edit, read on 2026-11-20, which have cURL alone.
Address and key are ours. Both samples leave out what their own tables require.
"""

import json
from typing import Any

import pytest

from e2e.edits import RED, flat, saved, upload
from e2e.pictures import png_size
from e2e.server import Server, until

SUBMIT = """
curl -sS --location --request POST "$BASE/api/v3/wavespeed-ai/qwen-image-2.0/$TASK" \
  --header "Content-Type: application/json" \
  --header "Authorization: Bearer ${WAVESPEED_API_KEY}" \
  --data-raw "$BODY"
"""
RESULT = """
curl -sS --location --request GET "$BASE/api/v3/predictions/${requestId}/result" \
  --header "Authorization: Bearer ${WAVESPEED_API_KEY}"
"""
PICTURE = 'curl -sS --location "$URL" | od -An -v -tx1'
#: The bodies as the pages have them.
AS_SHOWN = {"text-to-image": {"size": "1024*1024", "seed": -1}, "edit": {"seed": -1}}
BOTH = pytest.mark.parametrize("prefix", ["", "/wavespeed"])


def pasted(server: Server, line: str, prefix: str, **more: str) -> dict[str, Any]:
    """What a pasted sample prints."""
    out = server.shell(line, BASE=server.url + prefix, WAVESPEED_API_KEY=server.key, **more)
    return dict(json.loads(out))


@BOTH
@pytest.mark.parametrize("task", sorted(AS_SHOWN))
def test_a_sample_as_shown_is_told_what_it_lacks(server: Server, prefix: str, task: str) -> None:
    answer = pasted(server, SUBMIT, prefix, TASK=task, BODY=json.dumps(AS_SHOWN[task]))

    assert (answer["code"], answer["data"]) == (400, {"code": 1400})
    assert "`prompt` is missing" in answer["message"]
    assert ("`images` is missing" in answer["message"]) == (task == "edit")


@BOTH
@pytest.mark.parametrize("task", sorted(AS_SHOWN))
def test_a_sample_with_what_it_lacks_ends_with_a_picture(
    server: Server, prefix: str, task: str
) -> None:
    body: dict[str, Any] = {**AS_SHOWN[task], "prompt": "Ein roter Drachen 风筝"}
    if task == "edit":
        with server.client() as client:
            body["images"] = [upload(client, saved(flat(RED, (640, 640))))["url"]]
    submitted = pasted(server, SUBMIT, prefix, TASK=task, BODY=json.dumps(body))
    assert (submitted["code"], submitted["message"]) == (200, "success")

    def done() -> dict[str, Any] | None:
        found = pasted(server, RESULT, prefix, requestId=submitted["data"]["id"])["data"]
        assert found["status"] in {"created", "processing", "completed"}, found
        return dict(found) if found["status"] == "completed" else None

    data = until(done, what="the picture")
    assert data is not None
    picture = bytes.fromhex(server.shell(PICTURE, URL=data["outputs"][0]))
    assert png_size(picture) == (1024, 1024)
