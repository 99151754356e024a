"""A good answer is believed only as far as it holds pictures."""

import base64

import pytest

from inkstone.domain.errors import UpstreamUnknown
from inkstone.engines import base
from inkstone.engines.upstream.openai_answer import made, preview
from unit.engines.upstream.openai_faults import picture
from unit.engines.upstream.openai_orders import order

pytestmark = pytest.mark.anyio

PNG = base64.b64encode(picture((64, 64))).decode()
LARGE = base64.b64encode(picture((64, 64)) + bytes(100_000)).decode()


async def _made(document, *, other_id="", **changed):
    asked = order("a kite", **changed)
    return await made(document, asked, name="far", prompt=asked.prompt, other_id=other_id)


@pytest.mark.parametrize(
    ("document_id", "other_id", "known_as"),
    [
        ("img-1", "req_1", "img-1"),
        (None, "req_1", "req_1"),
        ("", "req_1", "req_1"),
        (["x"], "", ""),
        (17, "", "17"),
        ("a\r\nb\x00 c\u00e9" + "d" * 500, "", "abc" + "d" * 197),
    ],
)
async def test_an_id_is_short_and_printable(document_id, other_id, known_as):
    found = await _made({"id": document_id, "data": [{"b64_json": PNG}]}, other_id=other_id)
    assert found.upstream_id == known_as
    assert [type(event) for event in found.events(order())] == [
        *([base.Submitted] if known_as else []),
        base.Consumed,
        base.Output,
    ]


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        [],
        [7],
        [{}],
        [{"b64_json": 7}],
        [{"b64_json": ""}],
        [{"b64_json": PNG[:-5]}],
        [{"b64_json": PNG[:40] + "\n" + PNG[40:]}],
        [{"b64_json": "\u00e9" * 8}],
        [{"url": "http://127.0.0.1/x.png"}],
    ],
)
async def test_without_a_picture_nobody_knows_what_was_made(data):
    with pytest.raises(UpstreamUnknown, match="nothing is charged"):
        await _made({"data": data})


@pytest.mark.parametrize("text", [PNG, LARGE])
async def test_small_and_large_pictures_are_told_alike(text):
    found = await _made({"data": [{"b64_json": text}] * 4}, num_images=3)
    assert [each.data for each in found.pictures] == [base64.b64decode(text)] * 3
    assert found.num_bought == 3


@pytest.mark.parametrize(
    ("said", "rewritten"),
    [
        ("a red kite", "a red kite"),
        ("a kite", ""),
        (" ", ""),
        (None, ""),
        ("x" * 40_000, "x" * 32_000),
    ],
)
async def test_only_another_prompt_is_a_rewritten_one(said, rewritten):
    found = await _made({"data": [{"b64_json": PNG, "revised_prompt": said}]})
    assert found.rewritten == rewritten


def test_a_preview_is_a_small_picture():
    assert preview({"b64_json": PNG}).width_px == 64
    for text in (LARGE, "x", None, base64.b64encode(b"text").decode()):
        assert preview({"b64_json": text}) is None
