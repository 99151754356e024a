"""The watermark through the whole server: in its corner, said in the parameters, nothing else."""

import json

import httpx
import pytest
from PIL import Image, ImageChops

from e2e.conftest import NewServer
from e2e.edits import as_uri, noise, opened
from e2e.server import GENERATIONS, SMALL
from inkstone.media import png
from inkstone.media.stamp import box

TEXT = "AI 生成 · 测试"


def _made(client: httpx.Client, **fields: object) -> tuple[Image.Image, dict[str, object]]:
    """A picture and the parameters that it carries."""
    body = {**SMALL, "prompt": "a red kite above a hill", "seed": 5, "sync": True, **fields}
    answer = client.post(GENERATIONS, json=body)
    assert answer.status_code == 200, answer.text
    assert "watermark" not in answer.headers.get("inkstone-warning", "")
    url = answer.json()["data"][0]["url"]
    said = json.loads(png.texts(httpx.get(url, timeout=60).content)["inkstone:parameters"])
    return opened(url), said


@pytest.mark.parametrize("engine", ["echo", "sketch"])
def test_the_mark_is_all_that_tells_two_pictures_apart(new_server: NewServer, engine: str) -> None:
    env = {"INKSTONE_WATERMARK_TEXT": TEXT}
    server = new_server(engine=engine, env=env).start()
    brought = as_uri(noise(512))
    with server.client() as client:
        cases: list[dict[str, object]] = [{}]
        if engine == "sketch":
            cases.append({"image": [brought], "prompt": "flip it horizontally"})
        for fields in cases:
            plain, of_plain = _made(client, **fields)
            marked, of_marked = _made(client, watermark=True, **fields)
            again, _ = _made(client, watermark=True, **fields)

            assert of_marked == {**of_plain, "watermark": True}
            assert "watermark" not in of_plain
            assert marked.tobytes() == again.tobytes()
            difference = ImageChops.difference(plain, marked)
            changed = difference.getbbox()
            corner = box(plain.size, TEXT)
            assert changed is not None
            assert difference.crop(corner).convert("L").getextrema()[1] > 60
            difference.paste((0, 0, 0), corner)
            assert difference.getbbox() is None
    assert not server.faults()
