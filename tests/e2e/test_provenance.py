"""What pictures say of their making, through the whole server, read by programs that are not ours.

However a picture was asked for and in whichever format: signed, labelled, and the same everywhere.
"""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from e2e.dialects import DRAW, Asked
from e2e.edits import RED, as_uri, data_uri, flat, saved
from e2e.inside import blob_files
from e2e.native import V1, get, submit
from e2e.pictures import documents_of, pixels_of
from e2e.provenance import (
    AIGC,
    SOURCE_TYPES,
    Credentials,
    credentials,
    media_type_of,
    tags,
    with_other_pixels,
)
from e2e.server import Server
from inkstone import __version__
from unit.media import signing

FORMATS = ("png", "jpeg", "webp", "avif")
PROMPT = "a red kite above a hill"
SOURCE = SOURCE_TYPES + "algorithmicMedia"
#: Of a picture that an algorithm made of others.
COMPOSITE = SOURCE_TYPES + "compositeSynthetic"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that draws."""
    env = {"INKSTONE_PRODUCER_NAME": "Tusche & Söhne"}
    made = Server(tmp_path_factory.mktemp("provenance"), engine="sketch", env=env)
    try:
        yield made.start()
        assert made.faults() == []
    finally:
        made.clean_up()


@pytest.fixture
def anchors(server: Server) -> str:
    """The certificate of the server's own CA."""
    return (server.data_dir / "credentials" / "ca.pem").read_text()


def fetched(job: dict[str, Any], index: int = 0) -> bytes:
    """A job's picture, as anybody gets it."""
    assert job["status"] == "succeeded", job
    return httpx.get(job["images"][index]["url"], timeout=60).raise_for_status().content


def drawn(client: httpx.Client, prompt: str = PROMPT, **fields: Any) -> bytes:
    """A new picture."""
    return fetched(submit(client, prompt, wait=60, **fields))


def assert_signed(data: bytes, anchors: str, *, source: str = SOURCE) -> Credentials:
    """See that a file is signed by the server, and holds without knowing it."""
    found = credentials(data, anchors=anchors)
    assert (found.state, credentials(data).state) == ("Trusted", "Valid")
    assert credentials(with_other_pixels(data), anchors=anchors).state == "Invalid"
    (generator,) = found.manifest["claim_generator_info"]
    assert (generator["name"], generator["version"]) == ("Inkstone", __version__)
    made = found.actions[-1]
    assert made["digitalSourceType"] == source
    agent = made["softwareAgent"]
    assert agent["name"] == "sketch/sketch"
    parameters = json.loads(documents_of(data)["inkstone:parameters"])
    assert parameters["engine"] == f"{agent['name']}@{agent['version']}"
    return found


def assert_labelled(
    data: bytes, folder: Path, title: str, *, source: str = SOURCE, producer: str = "Tusche_&_Söhne"
) -> None:
    """See that another program reads the labels, each of them once."""
    said = tags(data, folder)
    assert said["XMP-iptcExt:DigitalSourceType"] == source
    assert said["XMP-xmp:CreatorTool"] == f"Inkstone {__version__}"
    assert re.fullmatch(r"\d{4}(:\d\d){2} \d\d(:\d\d){2}Z", said["XMP-xmp:CreateDate"])
    assert re.fullmatch(r"xmp\.iid:[0-9a-f-]{36}", said["XMP-xmpMM:InstanceID"])
    (aigc,) = [value for name, value in said.items() if name.lower().endswith(":aigc")]
    told = json.loads(aigc)
    assert tuple(told) == AIGC
    assert all(isinstance(value, str) for value in told.values())
    assert (told["Label"], told["ProduceID"], told["PropagateID"]) == ("1", title, title)
    assert (told["ContentProducer"], told["ContentPropagator"]) == (producer, producer)


def assert_everywhere_the_same(server: Server, data: bytes, title: str) -> None:
    """See that a file is what lies on the disk and what its job's address serves."""
    job_id, _, index = title.rpartition("-")
    size = len(data)
    alike = [file for file in blob_files(server.data_dir) if file.stat().st_size == size]
    assert [file.read_bytes() for file in alike].count(data) == 1
    with server.client() as client:
        assert fetched(get(client, f"/jobs/{job_id}"), int(index)) == data


@pytest.mark.parametrize("name", sorted(DRAW))
def test_every_dialects_picture_is_signed_and_labelled(
    server: Server, anchors: str, tmp_path: Path, name: str
) -> None:
    with server.client() as client:
        data = DRAW[name](client, Asked(prompt=PROMPT, side_px=512))
    found = assert_signed(data, anchors)
    assert [each["action"] for each in found.actions] == ["c2pa.created"]
    title = found.manifest["title"]
    assert_labelled(data, tmp_path, title)
    assert_everywhere_the_same(server, data, title)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", ["native", "openai"])
def test_every_format_is_signed_and_labelled(
    server: Server, anchors: str, tmp_path: Path, name: str, kind: str
) -> None:
    asked = {"prompt": PROMPT, "size": "512x512", "n": 2, "output_format": kind}
    with server.client() as client:
        if name == "native":
            job = client.post(f"{V1}/jobs?wait=60", json=asked).json()
            files = [fetched(job, index) for index in range(2)]
        else:
            body = {**asked, "model": "qwen-image-2.0", "response_format": "b64_json"}
            made = client.post("/openai/v1/images/generations", json=body).json()
            files = [base64.b64decode(each["b64_json"], validate=True) for each in made["data"]]
    titles = []
    for data in files:
        assert media_type_of(data) == f"image/{kind}"
        titles.append(assert_signed(data, anchors).manifest["title"])
        assert_labelled(data, tmp_path, titles[-1])
        assert_everywhere_the_same(server, data, titles[-1])
    assert [title.rpartition("-")[2] for title in titles] == ["0", "1"]


#: By dialect: where pictures come in the answer, what asks for it, and where they are in it.
IN_THE_ANSWER: dict[str, tuple[str, dict[str, Any]]] = {
    "aimlapi": (
        "/v1/images/generations",
        {"model": "alibaba/qwen-image-2-0", "image_size": "square", "response_format": "b64_json"},
    ),
    "empiriolabs": (
        "/v1/images/generations",
        {
            "model": "qwen-image-2-0",
            "size": "512x512",
            "sync": True,
            "response_format": "b64_json",
        },
    ),
    "wavespeed": (
        "/api/v3/wavespeed-ai/qwen-image-2.0/text-to-image",
        {"size": "512*512", "enable_sync_mode": True, "enable_base64_output": True},
    ),
}


@pytest.mark.parametrize("name", sorted(IN_THE_ANSWER))
def test_a_picture_in_the_answer_is_the_file_that_is_kept(
    server: Server, anchors: str, name: str
) -> None:
    path, asked = IN_THE_ANSWER[name]
    with server.client() as client:
        answer = client.post(f"/{name}{path}", json={**asked, "prompt": PROMPT})
        assert answer.status_code == 200, answer.text
        made = answer.json()["data"]
    text = made["outputs"][0] if name == "wavespeed" else made[0]["b64_json"]
    data = base64.b64decode(text, validate=True)
    found = assert_signed(data, anchors)
    assert_everywhere_the_same(server, data, found.manifest["title"])


@pytest.mark.parametrize("made", ["webp", "png"])
def test_the_commands_write_the_same_kind_of_files(
    server: Server, anchors: str, tmp_path: Path, made: str
) -> None:
    first, second = tmp_path / f"made.{made}", tmp_path / "edited.jpg"
    server.inkstone("generate", PROMPT, "--size=512x512", "-o", str(first))
    found = assert_signed(first.read_bytes(), anchors)
    assert_labelled(first.read_bytes(), tmp_path, found.manifest["title"])
    if made == "png":
        return
    server.inkstone("edit", str(first), "--prompt=make it black and white", "-o", str(second))
    edited = assert_signed(second.read_bytes(), anchors, source=COMPOSITE)
    assert_labelled(second.read_bytes(), tmp_path, edited.manifest["title"], source=COMPOSITE)
    assert [each["active_manifest"] for each in edited.ingredients] == [found.id]


def test_an_edit_names_and_keeps_what_it_was_made_from(
    server: Server, anchors: str, tmp_path: Path
) -> None:
    with server.client() as client:
        job = submit(client, PROMPT, wait=60, size="512x512", output_format="webp")
        first = credentials(fetched(job), anchors=anchors)
        edit = "make it black and white"
        data = drawn(client, edit, size="512x512", images=[job["images"][0]["url"]])
        found = assert_signed(data, anchors, source=COMPOSITE)
        assert [each["action"] for each in found.actions] == ["c2pa.opened", "c2pa.edited"]
        (parent,) = found.ingredients
        assert (parent["relationship"], parent["active_manifest"]) == ("parentOf", first.id)
        assert found.store["manifests"][first.id] == first.manifest
        assert_labelled(data, tmp_path, found.manifest["title"], source=COMPOSITE)
        # One more: the chain is kept to its beginning.
        again = drawn(client, "flip it horizontally", size="512x512", images=[data_uri(data)])
        last = assert_signed(again, anchors, source=COMPOSITE)
        assert {first.id, found.id, last.id} == set(last.store["manifests"])
        assert [each["active_manifest"] for each in last.ingredients] == [found.id]


def test_an_edit_of_two_pictures_names_both(server: Server, anchors: str) -> None:
    with server.client() as client:
        ours = drawn(client, size="512x512", output_format="jpeg")
        given = [data_uri(ours, "image/jpeg"), as_uri(flat(RED))]
        data = drawn(client, "join them side by side", size="512x512", images=given)
    found = assert_signed(data, anchors, source=COMPOSITE)
    did = [each["action"] for each in found.actions]
    assert did == ["c2pa.opened", "c2pa.placed", "c2pa.edited"]
    told = [(each["relationship"], each.get("active_manifest")) for each in found.ingredients]
    assert told == [("parentOf", credentials(ours).id), ("componentOf", None)]


@pytest.mark.parametrize("kind", ["jpeg", "avif"])
def test_what_somebody_else_signed_is_kept_as_it_is(
    server: Server, anchors: str, tmp_path: Path, kind: str
) -> None:
    stranger = signing.operator(tmp_path / "stranger")
    photo = signing.signed_by_others(
        saved(flat(RED), kind.upper()), f"image/{kind}", stranger, title="IMG_7.JPG"
    )
    theirs = credentials(photo)
    with server.client() as client:
        given = [data_uri(photo, f"image/{kind}")]
        data = drawn(client, "brighter", size="512x512", images=given)
    found = assert_signed(data, anchors, source=COMPOSITE)
    (parent,) = found.ingredients
    assert parent["active_manifest"] == theirs.id
    assert found.store["manifests"][theirs.id] == theirs.manifest


def test_a_picture_whose_manifest_is_broken_is_edited_and_told_so(
    server: Server, anchors: str
) -> None:
    with server.client() as client:
        ours = drawn(client, size="512x512", output_format="jpeg")
        broken = data_uri(with_other_pixels(ours), "image/jpeg")
        data = drawn(client, "make it black and white", size="512x512", images=[broken])
    found = assert_signed(data, anchors, source=COMPOSITE)
    (parent,) = found.ingredients
    failed = parent["validation_results"]["activeManifest"]["failure"]
    assert "assertion.dataHash.mismatch" in [each["code"] for each in failed]


def test_two_equal_requests_are_one_picture_in_two_files(server: Server) -> None:
    with server.client() as client:
        one, two = (drawn(client, size="512x512", seed=9) for _ in range(2))
    assert one != two
    assert (pixels_of(one), documents_of(one)) == (pixels_of(two), documents_of(two))
    assert credentials(one).id != credentials(two).id


def test_the_native_api_names_the_manifest(server: Server) -> None:
    with server.client() as client:
        job = submit(client, PROMPT, wait=60, size="512x512", n=2)
    ids = [image["manifest_id"] for image in job["images"]]
    assert ids == [credentials(fetched(job, index)).id for index in range(2)]
