"""What is read of a picture's credentials: whoever wrote them, and whatever they did to them."""

import io
import json

import c2pa
import pytest

from inkstone.media.credential_reader import NUM_MAX, TEXT_MAX, context
from unit.media import signing
from unit.media.signed import edited, kept, signed, told

KINDS = [(each, f"image/{each}") for each in signing.FORMATS]


@pytest.mark.parametrize(("output_format", "media_type"), KINDS)
def test_a_changed_byte_of_the_pixels_is_noticed(identity, output_format, media_type):
    data = bytearray(signed(identity, output_format).data)
    bare = signing.picture(output_format)
    # The pixels are the last thing in a bare file, wherever the manifest was put.
    at = data.rindex(bare[-80:-40]) + 20
    data[at] ^= 1
    found = told(bytes(data), media_type, signing.anchors(identity))
    assert found["state"] == "invalid"
    assert any(code.endswith("Hash.mismatch") for code in found["problems"])


def test_without_its_authority_it_is_valid_and_no_more(identity, camera):
    data = signed(identity).data
    for anchors in ("", signing.anchors(camera)):
        found = told(data, anchors=anchors)
        assert (found["state"], found["problems"]) == ("valid", ["signingCredential.untrusted"])


def test_where_nothing_says_how_the_parent_does(camera):
    parent = signing.signed_by_others(signing.picture("jpeg"), "image/jpeg", camera)
    opened_only = [{"action": "c2pa.opened", "parameters": {"ingredientIds": ["input0"]}}]
    archive = kept(parent)
    file = io.BytesIO()
    with c2pa.Signer.from_info(
        c2pa.C2paSignerInfo("es384", camera.chain.read_bytes(), camera.key.read_bytes(), None)
    ) as signer:
        written = {"label": "c2pa.actions.v2", "data": {"actions": opened_only}}
        builder = c2pa.Builder({"assertions": [written]}, context(""))
        builder.add_ingredient_from_archive(io.BytesIO(archive))
        plain = io.BytesIO(signing.picture("jpeg"))
        builder.sign(signer, "image/jpeg", plain, file)
    found = told(file.getvalue(), "image/jpeg")
    assert [each["digital_source_type"] for each in found["actions"]] == [None]
    assert found["source_type"] == signing.CAMERA


def broken_manifests(data: bytes):
    at = data.index(b"jumb")
    yield "a letter of a label", data[: at + 100] + b"\xff" + data[at + 101 :]
    yield "zeros", data[: at + 50] + bytes(350) + data[at + 400 :]
    yield "noise", data[: at + 40] + bytes(range(256)) * 4 + data[at + 1064 :]
    yield "cut off in the manifest", data[: at + 900]
    yield "huge box", data[: at - 4] + b"\xff\xff\xff\xff" + data[at:]
    yield "cut off in the pixels", data[:-50]
    yield "nothing but the manifest", data[at - 4 :]


@pytest.mark.parametrize(("output_format", "media_type"), KINDS)
def test_broken_manifests_are_kept_or_left_but_never_trusted(identity, output_format, media_type):
    made = signed(identity, output_format).data
    whole = told(made, media_type, signing.anchors(identity))
    archives = []
    for what, data in broken_manifests(made):
        found = told(data, media_type, signing.anchors(identity))
        # The length of the outermost box is signed by nobody, and says nothing.
        is_harmless = what == "huge box" and found == whole
        assert is_harmless or found is None or found["state"] == "invalid", what
        archives.append(kept(data, media_type))
    for archive in archives:
        found = edited(identity, archive)
        assert found["state"] == "trusted"
        assert found["ingredients"][0]["title"] == "input"


@pytest.mark.parametrize("data", [b"", b"\0", b"jumb" * 99, b"\x89PNG\r\n\x1a\n" + b"jumb" * 9])
def test_bytes_that_are_no_picture_have_a_name_and_no_more(identity, data):
    assert told(data) is None or told(data)["state"] == "invalid"
    assert edited(identity, kept(data, "image/png"))["ingredients"][0]["manifest_id"] is None


def test_a_manifest_of_ten_megabytes_is_read_and_not_kept(identity, camera):
    data = signing.signed_by_others(
        signing.picture("png"), "image/png", camera, thumbnail=bytes(10_000_000)
    )
    assert len(data) > 10_000_000
    assert told(data)["state"] == "valid"
    archive = kept(data, "image/png")
    assert len(archive) < 16 * 1024
    assert edited(identity, archive)["ingredients"][0]["manifest_id"] is None


def test_what_is_told_is_bounded(camera):
    actions = [{"action": "c2pa.created", "digitalSourceType": signing.CAMERA}]
    actions += [{"action": "x" * 1000, "softwareAgent": {"name": "y" * 1000}}] * 100
    data = signing.signed_by_others(
        signing.picture("png"), "image/png", camera, actions=actions, title="t" * 10_000
    )
    found = told(data)
    assert len(found["actions"]) == NUM_MAX
    assert len(found["title"]) == TEXT_MAX
    assert len(json.dumps(found)) < 100_000


def test_a_picture_never_makes_us_fetch(identity, camera):
    with signing.server(lambda _: (200, b"")) as served:
        data = signing.signed_by_others(
            signing.picture("jpeg"), "image/jpeg", camera, remote_url=f"{served.url}/m.c2pa"
        )
        assert served.url.encode() in data
        assert told(data, "image/jpeg") is None
        found = edited(identity, kept(data))
        assert found["ingredients"][0]["manifest_id"] is None
        assert served.asked == []
