"""What is known of a stranger's picture from its bytes, whatever they say."""

import asyncio
import hashlib
import io

import pytest
from PIL import Image

from inkstone.domain.errors import InputRefused
from inkstone.media import examine as examining
from inkstone.media import invisible, likeness, png
from inkstone.media.examine import PARTS, examine
from inkstone.media.limits import DEFAULT_LIMITS, DecodeLimits
from inkstone.media.workshop import Workshop
from unit.media import ordinary


def seen(data, **more):
    return examine(data, DEFAULT_LIMITS, **{"anchors": ""} | more)


def textured(width_px=384, height_px=320):
    """A picture with as much going on as a mark needs."""
    noise = Image.effect_noise((width_px // 8, height_px // 8), 80)
    return Image.merge(
        "RGB",
        [noise.resize((width_px, height_px), Image.Resampling.BICUBIC)] * 3,
    )


@pytest.mark.parametrize("name", list(ordinary.FORMATS))
def test_every_format_is_examined(name):
    data = ordinary.example(name)
    found = seen(data)
    assert (found["width_px"], found["height_px"]) == (40, 30)
    assert found["sha256"] == hashlib.sha256(data).hexdigest()
    assert found["unreadable"] == []
    assert found["credentials"] is found["watermark"] is None
    assert 0 <= found["phash"] < 2**64


def test_what_inkstone_wrote_into_a_file_is_told():
    data = png.with_text(ordinary.example("png"), {"inkstone:parameters": '{"seed": 7}'})
    assert seen(data)["labels"]["documents"] == {"inkstone:parameters": {"seed": 7}}


def test_a_mark_is_found_also_where_the_picture_was_turned_by_its_header():
    marked = invisible.embed(textured(), 2**40 + 17)
    data = ordinary.encoded(
        marked.transpose(Image.Transpose.ROTATE_90), "PNG", exif=ordinary.exif(6)[6:]
    )
    found = seen(data)
    assert (found["width_px"], found["height_px"]) == (384, 320)
    assert found["watermark"]["mark_id"] == 2**40 + 17
    assert found["watermark"]["sigmas"] > 8


def test_a_large_picture_is_shrunk_first():
    data = ordinary.encoded(textured(2400, 2000), "JPEG", quality=90)
    found = seen(data)
    assert (found["width_px"], found["height_px"], found["unreadable"]) == (2400, 2000, [])


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("error", [ValueError, MemoryError, RecursionError, OSError])
def test_a_part_that_fails_is_named_and_the_rest_stays(monkeypatch, part, error):
    def fail(*_, **__):
        raise error

    where = {
        "credentials": (examining.credential_reader, "read"),
        "labels": (examining.labels_read, "read"),
        "watermark": (examining.invisible_find, "find"),
        "phash": (examining.likeness, "phash"),
    }
    monkeypatch.setattr(*where[part], fail)
    found = seen(ordinary.example("jpeg"))
    assert found["unreadable"] == [part]
    assert found[part] is None
    assert all(found[other] is not None for other in {"labels", "phash"} - {part})


def test_some_parts_may_be_left_out():
    found = seen(ordinary.example("jpeg"), parts=["labels", "phash"])
    assert found["unreadable"] == ["credentials", "watermark"]
    assert found["phash"] is not None


def test_text_that_nobody_can_be_told_is_mended(monkeypatch):
    said = {"title": "a\0b\ud800c", "problems": ["x\0"], "deep": [{"k\0": "v"}]}
    monkeypatch.setattr(examining.credential_reader, "read", lambda *_, **__: said)
    found = seen(ordinary.example("jpeg"))["credentials"]
    assert found == {"title": "ab?c", "problems": ["x"], "deep": [{"k": "v"}]}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "input_empty"),
        (b"GIF89a", "input_broken"),
        (b"nothing", "input_not_an_image"),
        (ordinary.example("jpeg")[:300], "input_broken"),
        (ordinary.raw_png((30_000, 30_000), 8, 2, []), "input_too_many_pixels"),
    ],
)
def test_what_is_no_picture_is_refused(data, code):
    with pytest.raises(InputRefused) as caught:
        seen(data)
    assert caught.value.code == code


def test_limits_hold():
    with pytest.raises(InputRefused):
        examine(ordinary.example("png"), DecodeLimits(bytes_max=50), anchors="")
    with pytest.raises(InputRefused):
        examine(ordinary.example("png"), DecodeLimits(pixels_max=1000), anchors="")


@pytest.mark.parametrize("where", [b"jumb", b"c2pa", b"\xff\xfe", b"<x:xmpmeta", b"AIGC"])
def test_words_that_readers_look_for_end_nothing(where):
    data = bytearray(ordinary.example("jpeg"))
    data[2:2] = ordinary.segment(0xEB, b"JP\0\1\0\0\0\1" + where * 40)
    data[2:2] = ordinary.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + where * 40)
    found = seen(bytes(data))
    assert (found["width_px"], found["height_px"]) == (40, 30)


def test_the_workshop_does_it_in_a_process(tmp_path):
    file = tmp_path / "a.jpg"
    file.write_bytes(ordinary.example("jpeg"))

    async def main():
        shop = Workshop(num_processes=1, memory_bytes=768 * 2**20, timeout_s=60)
        await shop.open()
        try:
            by_path, by_bytes = [await shop.examine(s) for s in (file, file.read_bytes())]
            part = await shop.examine(file, parts=("phash",))
            with pytest.raises(InputRefused):
                await shop.examine(b"nothing")
        finally:
            await shop.close()
        return by_path, by_bytes, part

    by_path, by_bytes, part = asyncio.run(main())
    assert by_path == by_bytes == seen(file.read_bytes())
    assert part["phash"] == by_path["phash"]
    assert part["unreadable"] == ["credentials", "labels", "watermark"]


def test_its_looks_survive_a_worse_copy():
    image = textured(1024, 768)
    first = seen(ordinary.encoded(image, "PNG"))["phash"]
    file = io.BytesIO()
    image.resize((512, 384)).save(file, "JPEG", quality=60)
    assert likeness.distance(first, seen(file.getvalue())["phash"]) <= 3
