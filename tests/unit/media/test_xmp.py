"""Tests for XMP packets: our documents and labels read back, and those that others wrote."""

import io
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PIL import Image

from inkstone.media import decode as decoding
from inkstone.media import xmp
from inkstone.media.encode import encode
from inkstone.media.limits import DEFAULT_LIMITS

SCENE = {
    "inkstone:scene": json.dumps({"texts": ["<b> & 花 \u0007 ' \""]}, ensure_ascii=False),
    "inkstone:parameters": '{"seed": 7}',
}


def test_what_was_written_is_read():
    assert {k: json.loads(v) for k, v in xmp.documents(xmp.packet(SCENE)).items()} == {
        k: json.loads(v) for k, v in SCENE.items()
    }


@pytest.mark.parametrize("output_format", ["jpeg", "webp", "avif", "png"])
def test_a_picture_of_ours_brings_its_documents_along(output_format: str):
    file = io.BytesIO()
    Image.new("RGB", (32, 24), "#ff0000").save(file, "PNG")
    data = encode(
        file.getvalue(),
        output_format=output_format,
        quality=80,
        width_px=32,
        height_px=24,
        documents=SCENE,
    )
    texts = decoding.decode(data, DEFAULT_LIMITS).texts
    assert set(texts) == (set() if output_format == "png" else set(SCENE))
    assert all(json.loads(texts[name]) == json.loads(SCENE[name]) for name in texts)


@pytest.mark.parametrize(
    "found",
    [
        b"",
        b"\xff\xfe",
        b"<inkstone:scene>{}</inkstone:scene>",
        xmp.NAMESPACE.encode() + b"<inkstone:scene>{}</inkstone:other>",
        xmp.NAMESPACE.encode() + b"\xff<inkstone:scene>{}</inkstone:scene>",
        xmp.NAMESPACE.encode() + b"<!ENTITY a 'b'><inkstone:scene><a/></inkstone:scene>",
        xmp.NAMESPACE.encode() + b"<inkstone:" + b"a" * 100_000,
    ],
)
def test_what_is_no_packet_of_ours_has_no_documents(found: bytes):
    assert xmp.documents(found) == {}


def test_an_entity_stays_what_it_is():
    found = xmp.NAMESPACE.encode() + b"<inkstone:scene>&lol; &amp;lt;</inkstone:scene>"
    assert xmp.documents(found) == {"inkstone:scene": "&lol; &lt;"}


def test_only_so_many_are_read():
    many = "".join(f"<inkstone:a{n}>1</inkstone:a{n}>" for n in range(100))
    assert len(xmp.documents((xmp.NAMESPACE + many).encode())) == 16


LABELS = xmp.Labels(
    source_type="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    creator_tool="Inkstone 0.1.0",
    created_at=datetime(2026, 11, 22, 4, 15, 37, 999, UTC),
    instance_id="xmp.iid:0b9f7f0e-2f43-4f0e-9f2c-0a4f0e9f2c0a",
    image_id="img_1",
    producer="Inkstone",
)
AIGC = (
    '{"Label":"1","ContentProducer":"Inkstone","ProduceID":"img_1","ReservedCode1":"",'
    '"ContentPropagator":"Inkstone","PropagateID":"img_1","ReservedCode2":""}'
)
GOLDEN = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:inkstone="https://inkstone.dev/ns/1.0/"'
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
    ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"'
    ' xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">'
    "<Iptc4xmpExt:DigitalSourceType>"
    "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    "</Iptc4xmpExt:DigitalSourceType>"
    "<xmp:CreatorTool>Inkstone 0.1.0</xmp:CreatorTool>"
    "<xmp:CreateDate>2026-11-22T04:15:37Z</xmp:CreateDate>"
    "<xmpMM:InstanceID>xmp.iid:0b9f7f0e-2f43-4f0e-9f2c-0a4f0e9f2c0a</xmpMM:InstanceID>"
    f"<TC260:AIGC>{AIGC}</TC260:AIGC>"
    '<inkstone:parameters>{"seed": 7}</inkstone:parameters>'
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)
SAID = {
    "digital_source_type": LABELS.source_type,
    "creator_tool": "Inkstone 0.1.0",
    "create_date": "2026-11-22T04:15:37Z",
    "instance_id": LABELS.instance_id,
    "aigc": AIGC,
}


def test_a_packet_with_labels_is_these_bytes():
    parameters = {"inkstone:parameters": '{"seed": 7}'}
    assert xmp.packet(parameters, labels=LABELS).decode() == GOLDEN


def test_the_labels_are_read_back_beside_the_documents():
    made = xmp.packet(SCENE, labels=LABELS)
    assert xmp.labels(made) == SAID
    assert xmp.documents(made) == xmp.documents(xmp.packet(SCENE))
    assert xmp.labels(xmp.packet(SCENE)) == {}
    assert made.count(b"<TC260:AIGC>") == 1


def test_labels_stay_when_there_is_no_room():
    alone = xmp.packet({}, labels=LABELS)
    assert xmp.packet(SCENE, labels=LABELS, num_bytes_max=1) == alone
    assert xmp.labels(alone) == SAID


def test_labels_cross_to_another_process():
    assert xmp.Labels.from_json(json.loads(json.dumps(LABELS.to_json()))) == LABELS


def test_a_moment_elsewhere_is_told_in_utc():
    there = timezone(timedelta(hours=8))
    made = replace(LABELS, created_at=datetime(2026, 11, 22, 12, 0, tzinfo=there))
    assert xmp.labels(xmp.packet({}, labels=made))["create_date"] == "2026-11-22T04:00:00Z"


@pytest.mark.parametrize(
    ("producer", "written"),
    [
        ("001191110108MA01KP2T5U10000", "001191110108MA01KP2T5U10000"),
        ("Ink & Stone <Ltd>", "Ink_&_Stone_<Ltd>"),
        ('a "b" \\c\td\x01\u2028', "a__b___c_d_"),
        ("墨池（北京）科技有限公司", "墨池（北京）科技有限公司"),
        ("笔🖋", "笔🖋"),
        ("a\ud800\u3000b\x7f", "a__b_"),
    ],
)
def test_a_value_of_the_label_has_no_character_that_the_standard_does_not_let_in(
    producer: str, written: str
):
    made = xmp.packet({}, labels=replace(LABELS, producer=producer))
    raw = xmp.labels(made)["aigc"]
    assert "\\" not in raw
    value = json.loads(raw)
    assert value["ContentProducer"] == value["ContentPropagator"] == written
    assert list(value.values()) == ["1", written, "img_1", "", written, "img_1", ""]


@pytest.mark.parametrize(
    "change",
    [
        {"producer": ""},
        {"producer": " "},
        {"creator_tool": "x" * 257},
        {"created_at": datetime(2026, 1, 1)},  # noqa: DTZ001
    ],
)
def test_labels_that_say_nothing_or_too_much_are_refused(change: dict[str, object]):
    with pytest.raises(ValueError, match="needs"):
        replace(LABELS, **change)


def test_the_longest_labels_leave_room_in_a_jpeg():
    texts = {name: "墨" * 256 for name in LABELS.to_json() if name != "created_at"}
    assert len(xmp.packet({}, labels=replace(LABELS, **texts))) < 8000


def packet_with(properties: str, attributes: str = "", spaces: str = "") -> bytes:
    """A packet as other programs write it."""
    spaces = spaces or (
        'xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:z=\'http://www.tc260.org.cn'
        '/ns/AIGC/1.0/\'\n  xmlns:xmp = "http://ns.adobe.com/xap/1.0/"'
    )
    return f"<rdf:Description {spaces} {attributes}>{properties}</rdf:Description>".encode()


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (packet_with("<e:DigitalSourceType>a</e:DigitalSourceType>"), {"digital_source_type": "a"}),
        (packet_with("<e:DigitalSourceType\n>\n a &amp; b </e:DigitalSourceType >"),
         {"digital_source_type": "a & b"}),
        (packet_with('<e:DigitalSourceType rdf:resource="http://a"/>'),
         {"digital_source_type": "http://a"}),
        (packet_with("", "e:DigitalSourceType = 'http://a'\nxmp:CreatorTool=\"t\""),
         {"digital_source_type": "http://a", "creator_tool": "t"}),
        (packet_with("", "z:AIGC='{\"Label\":\"1\"}'"), {"aigc": '{"Label":"1"}'}),
        (packet_with("", 'z:AIGC="{&quot;Label&quot;:&#34;1&#x22;}"'), {"aigc": '{"Label":"1"}'}),
        (packet_with('<z:AIGC xml:lang="zh">{&quot;a&quot;:1}</z:AIGC>'), {"aigc": '{"a":1}'}),
        (packet_with('<z:AIGC><![CDATA[{"a":"&amp;"}]]></z:AIGC>'), {"aigc": '{"a":"&amp;"}'}),
        (packet_with("<z:AIGC>1</z:AIGC><z:AIGC>2</z:AIGC>"), {"aigc": "1"}),
        (packet_with("<TC260:AIGC>1</TC260:AIGC>"), {}),
        (packet_with("<z:AIGCs>1</z:AIGCs><z:AIGC/>"), {}),
        (packet_with("<z:AIGC>1</e:AIGC>"), {}),
        (packet_with("<z:AIGC></z:AIGC>"), {}),
        (packet_with("<z:AIGC>1</z:AIGC>", spaces='xmlns:z="http://example.com/"'), {}),
        (packet_with("<z:AIGC>\xe9\0</z:AIGC>"), {"aigc": "\xe9\0"}),
        (packet_with("<z:AIGC>1</z:AIGC>").decode().encode("utf-16"), {"aigc": "1"}),
        (packet_with("<z:AIGC>1</z:AIGC>").decode().encode("utf-16-be"), {"aigc": "1"}),
        (packet_with("<z:AIGC>1</z:AIGC>") + b"\xff\xfe", {"aigc": "1"}),
        (packet_with("<z:AIGC>&#xD800;&#0;&#9999999;</z:AIGC>"), {"aigc": "\ufffd" * 3}),
        (b"", {}),
        (b"\xff\xfe\x00", {}),
    ],
)  # fmt: skip
def test_what_others_wrote_is_read_in_every_form(found: bytes, said: dict[str, str]):
    assert xmp.labels(found) == said


def test_no_entity_is_ever_made_longer():
    bomb = '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert xmp.labels(bomb.encode() + packet_with("<z:AIGC>&b;&amp;b;</z:AIGC>")) == {
        "aigc": "&b;&b;"
    }


@pytest.mark.parametrize(
    "piece",
    ["<z:AIGC>", "<z:AIGC ", "<z:AIGC \n rdf:resource=", " z:AIGC=", " z:AIGC='", "<", " ", "&#x",
     "<z:AIGC><![CDATA[", ' xmlns:z="', " xmlns:", "<a>", "\0", '\xff"', "<z:AIGC" + " " * 990],
)  # fmt: skip
def test_no_packet_takes_long(piece: str):
    found = packet_with(piece * (3_000_000 // len(piece)))
    started = time.process_time()
    xmp.labels(found)
    assert time.process_time() - started < 4
