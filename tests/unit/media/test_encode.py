"""Our own pictures in every format: exact sizes, documents inside, the same bytes each time."""

import io
import json
import random
import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageChops, ImageFile

from inkstone.domain.errors import EngineFailure
from inkstone.media import xmp
from inkstone.media.encode import FORMATS, encode
from inkstone.media.invisible import embed
from inkstone.media.stamp import box, stamp
from inkstone.media.visible_label import box as label_box
from inkstone.media.visible_label import label
from unit.media import ordinary
from unit.media.looking import furthest, opened
from unit.media.ordinary import encoded

DOCUMENTS = {
    "inkstone:parameters": json.dumps({"prompt": '<b>你好 & "co"</b>\n\x01\uffff'}),
    "inkstone:scene": '{"a":"]]>"}',
}
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def made(output_format, image=None, *, quality=90, size=(40, 30), documents=()):
    return encode(
        encoded(image or ordinary.see_through(), "PNG"),
        output_format=output_format,
        quality=quality,
        width_px=size[0],
        height_px=size[1],
        documents=dict(documents),
    )


def documents_of(packet):
    """What a reader of XMP finds of ours."""
    text = re.sub(r"<\?xpacket[^>]*\?>", "", packet.decode().rstrip("\0"))
    description = ET.fromstring(text).find(f"{RDF}RDF/{RDF}Description")
    lead = "{" + xmp.NAMESPACE + "}"
    return {one.tag.replace(lead, "inkstone:"): one.text for one in description}


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("size", [(40, 30), (17, 60), (1, 1), (130, 90)])
def test_every_format_has_exactly_the_size(output_format, size):
    image = opened(made(output_format, size=size))
    assert image.format == output_format.upper()
    assert image.size == size
    assert image.mode == ("RGB" if output_format == "jpeg" else "RGBA")
    opaque = opened(made(output_format, ordinary.gradient(), size=size))
    assert (opaque.size, opaque.mode) == (size, "RGB")


@pytest.mark.parametrize("output_format", FORMATS)
def test_every_format_shows_the_picture(output_format):
    image = opened(made(output_format, ordinary.gradient(), quality=100))
    assert (
        furthest(image, ordinary.gradient())
        <= {"png": 0, "jpeg": 4, "webp": 12, "avif": 12}[output_format]
    )


def test_jpeg_shows_what_is_see_through_on_white():
    clear = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    assert min(opened(made("jpeg", clear, size=(8, 8))).getpixel((4, 4))) >= 253
    half = Image.new("RGBA", (8, 8), (0, 0, 0, 128))
    assert abs(opened(made("jpeg", half, size=(8, 8))).getpixel((4, 4))[0] - 127) <= 2


def test_a_png_of_the_right_size_is_handed_back_as_it_is():
    png = encoded(ordinary.gradient(), "PNG")
    size = {"width_px": 40, "height_px": 30}
    assert encode(png, output_format="png", quality=1, documents={}, **size) is png


@pytest.mark.parametrize("output_format", ["jpeg", "webp", "avif"])
def test_documents_are_found_in_the_xmp(output_format):
    image = opened(made(output_format, documents=DOCUMENTS))
    found = documents_of(image.info["xmp"])
    assert found.keys() == DOCUMENTS.keys()
    for name, text in found.items():
        assert json.loads(text) == json.loads(DOCUMENTS[name])
    assert "xmp" not in opened(made(output_format)).info


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("size", [(40, 30), (400, 300)])
def test_the_same_input_gives_the_same_bytes(output_format, size):
    once, again = (made(output_format, size=size, documents=DOCUMENTS) for _ in range(2))
    assert once == again


@pytest.mark.parametrize("output_format", ["jpeg", "webp", "avif"])
def test_less_quality_is_fewer_bytes(output_format):
    image = ordinary.gradient(200, 200)
    sizes = [len(made(output_format, image, quality=q, size=(200, 200))) for q in (1, 50, 100)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2]


def test_what_does_not_fit_into_a_jpeg_is_left_out_the_largest_first():
    documents = {"inkstone:a": '"' + "a" * 70_000 + '"', "inkstone:b": "{}", "inkstone:c": "1" * 99}
    assert documents_of(opened(made("jpeg", documents=documents)).info["xmp"]).keys() == {
        "inkstone:b",
        "inkstone:c",
    }
    full = {"inkstone:a": "1" * 64_900, "inkstone:b": "2" * 100}
    assert documents_of(opened(made("jpeg", documents=full)).info["xmp"]) == full
    large = {"inkstone:a": "1" * 70_000}
    assert "xmp" not in opened(made("jpeg", documents=large)).info
    for output_format in ("webp", "avif"):
        image = opened(made(output_format, documents=documents))
        assert documents_of(image.info["xmp"]) == documents


def test_the_limit_of_a_packet_is_exact():
    packet = xmp.packet({"inkstone:a": "{}"})
    assert xmp.packet({"inkstone:a": "{}"}, num_bytes_max=len(packet)) == packet
    assert xmp.packet({"inkstone:a": "{}"}, num_bytes_max=len(packet) - 1) == b""
    assert xmp.packet({}) == b""


@pytest.mark.parametrize("name", ["a", "inkstone:", "inkstone:a b", "other:a", "inkstone:<a>"])
def test_a_name_that_is_none_of_ours_is_refused(name):
    with pytest.raises(ValueError, match="is no name"):
        made("webp", documents={name: "{}"})


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("size", [(256, 256), (300, 200)])
def test_every_format_can_carry_the_mark(output_format, size):
    options = {"output_format": output_format, "quality": 100, "documents": {}}
    options |= {"width_px": size[0], "height_px": size[1]}
    png = encoded(ordinary.gradient(256, 256), "PNG")
    plain, marked = (
        opened(encode(png, **options, watermark=text)).convert("RGB") for text in ("", "AI · x")
    )
    assert marked.size == size
    difference = ImageChops.difference(plain, marked).convert("L")
    assert difference.crop(box(size, "AI · x")).getextrema()[1] > 60
    difference.paste(0, box(size, "AI · x"))
    # What loses something loses a little more around the mark.
    assert difference.getextrema()[1] <= (0 if output_format == "png" else 24)


def test_a_marked_png_is_opaque_where_the_picture_was():
    options = {"output_format": "png", "quality": 90, "width_px": 256, "height_px": 256}
    solid = encoded(ordinary.gradient(256, 256).convert("RGBA"), "PNG")
    assert opened(encode(solid, **options, documents={}, watermark="AI")).mode == "RGB"
    clear = encoded(Image.new("RGBA", (256, 256)), "PNG")
    marked = opened(encode(clear, **options, documents={}, watermark="AI"))
    assert marked.getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.mark.parametrize("quality", [1, 90, 100])
def test_a_jpeg_of_noise_is_longer_than_most_and_is_written(quality):
    noise = Image.frombytes("RGB", (300, 300), random.Random(1).randbytes(300 * 300 * 3))
    blocks = ImageFile.MAXBLOCK
    assert opened(made("jpeg", noise, quality=quality, size=(300, 300))).size == (300, 300)
    assert blocks == ImageFile.MAXBLOCK


def test_what_is_no_picture_is_the_engines_failure():
    size = {"width_px": 9, "height_px": 9}
    for wrong in (b"", b"GIF", encoded(ordinary.gradient(), "PNG")[:-30]):
        with pytest.raises(EngineFailure):
            encode(wrong, output_format="jpeg", quality=90, documents={}, **size)
    with pytest.raises(ValueError, match="gif"):
        made("gif")


def test_nothing_of_the_png_but_pixels_is_carried_over():
    file = io.BytesIO()
    ordinary.gradient().save(file, "PNG", icc_profile=ordinary.srgb(), dpi=(300, 300))
    for output_format in ("jpeg", "webp", "avif"):
        out = encode(
            file.getvalue(),
            output_format=output_format,
            quality=80,
            width_px=40,
            height_px=30,
            documents={},
        )
        assert not opened(out).info.keys() & {"icc_profile", "exif", "xmp", "dpi", "comment"}


LABELS = xmp.Labels(
    source_type="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    creator_tool="Inkstone 0.1.0",
    created_at=datetime(2026, 11, 22, 4, 15, 37, tzinfo=UTC),
    instance_id="xmp.iid:0b9f7f0e-2f43-4f0e-9f2c-0a4f0e9f2c0a",
    image_id="img_1",
    producer="Inkstone",
)
ASKED = {"quality": 100, "width_px": 256, "height_px": 256, "documents": {}}


@pytest.mark.parametrize("output_format", ["jpeg", "webp", "avif"])
def test_labels_are_found_in_the_xmp_beside_the_documents(output_format):
    png = encoded(ordinary.gradient(), "PNG")
    asked = {**ASKED, "output_format": output_format, "documents": DOCUMENTS}
    packet = opened(encode(png, **asked, labels=LABELS)).info["xmp"].rstrip(b"\0")
    assert packet == xmp.packet(DOCUMENTS, labels=LABELS)
    alone = opened(encode(png, **{**asked, "documents": {}}, labels=LABELS)).info["xmp"]
    assert alone.rstrip(b"\0") == xmp.packet({}, labels=LABELS)


def test_a_jpeg_without_room_keeps_its_labels():
    png = encoded(ordinary.gradient(), "PNG")
    large = {"inkstone:a": "1" * 70_000, "inkstone:b": "2"}
    asked = {**ASKED, "output_format": "jpeg", "documents": large}
    packet = opened(encode(png, **asked, labels=LABELS)).info["xmp"]
    assert packet == xmp.packet({"inkstone:b": "2"}, labels=LABELS)


def test_a_png_leaves_its_labels_to_its_texts():
    png = encoded(ordinary.gradient(256, 256), "PNG")
    assert encode(png, **ASKED, output_format="png", labels=LABELS) is png


@pytest.mark.parametrize("output_format", FORMATS)
def test_every_format_can_carry_the_visible_label(output_format):
    png = encoded(ordinary.gradient(256, 256), "PNG")
    asked = {**ASKED, "output_format": output_format}
    plain, labelled = (
        opened(encode(png, **asked, visible_label=text)).convert("RGB") for text in ("", "AI生成")
    )
    difference = ImageChops.difference(plain, labelled).convert("L")
    edges = label_box((256, 256), "AI生成")
    assert difference.crop(edges).getextrema()[1] > 60
    difference.paste(0, edges)
    assert difference.getextrema()[1] <= (0 if output_format == "png" else 24)


def test_all_marks_together_lie_one_upon_the_other():
    picture = ordinary.gradient(200, 300)
    made = encode(
        encoded(picture, "PNG"),
        **{**ASKED, "output_format": "png", "width_px": 128},
        watermark="AI · Inkstone",
        visible_label="AI-generated image",
        mark_id=12345,
    )
    step = stamp(picture.resize((128, 256), Image.Resampling.LANCZOS), "AI · Inkstone")
    mark = box((128, 256), "AI · Inkstone")
    step = label(step, "AI-generated image", apart_from=mark)
    assert label_box((128, 256), "AI-generated image", apart_from=mark)[3] <= mark[1]
    assert opened(made).tobytes() == embed(step, 12345).tobytes()
    assert opened(made).tobytes() != step.tobytes()


def test_the_smallest_number_is_a_mark_as_well():
    png = encoded(ordinary.gradient(256, 256), "PNG")
    assert encode(png, **ASKED, output_format="png", mark_id=0) != png
