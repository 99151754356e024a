"""What finished pictures say of their making, on each database: as the policy has it.

With the real signer and the echo engine, in every format.
"""

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import c2pa
import pytest
from PIL import Image

from contract.doors import MIB
from contract.world import Parts, image_request
from inkstone.domain.job import Job, JobStatus
from inkstone.domain.moderation import Handling
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.domain.request import Size
from inkstone.engines.base import Capabilities
from inkstone.engines.echo import EchoEngine
from inkstone.media import labels_read
from inkstone.media.credential_signer import CredentialSigner
from inkstone.media.embedded import embedded
from inkstone.media.likeness import phash
from inkstone.media.local_ca import SigningIdentity, ensure_local
from inkstone.media.workshop import Workshop
from inkstone.service import marks
from unit.service.brought import brought, data_uri, opened, png

pytestmark = pytest.mark.anyio
FORMATS = ("png", "jpeg", "webp", "avif")
MARKED = {"content_credentials": True, "labels": True}
SIZE = Size(128, 128)
SOURCES = "http://cv.iptc.org/newscodes/digitalsourcetype/"


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> SigningIdentity:
    """A local CA."""
    return ensure_local(tmp_path_factory.mktemp("credentials"), organization="Inkstone")


@pytest.fixture(scope="module")
async def workshop(anyio_backend: str) -> AsyncIterator[Workshop]:
    """Where pictures are decoded and encoded."""
    shop = Workshop(num_processes=1, memory_bytes=768 * MIB, timeout_s=60)
    await shop.open()
    yield shop
    await shop.close()


@pytest.fixture(scope="module")
async def signer(anyio_backend: str, identity: SigningIdentity) -> AsyncIterator[CredentialSigner]:
    """What signs, in a process of its own."""
    made = CredentialSigner(
        identity=identity, num_processes=1, memory_bytes=512 * MIB, timeout_s=60
    )
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def desk(world: Parts, workshop: Workshop, signer: CredentialSigner) -> AsyncIterator[Parts]:
    """The parts, which mark everything."""
    async with signing(world, workshop, signer) as parts:
        yield parts


@asynccontextmanager
async def signing(
    world: Parts,
    workshop: Workshop,
    signer: CredentialSigner,
    *,
    engine: EchoEngine | None = None,
    **policy: Any,
) -> AsyncIterator[Parts]:
    """The parts, which mark everything that is not said to be otherwise."""
    more: dict[str, Any] = {"credentials": signer, "policy": {**MARKED, **policy}}
    async with opened(world, workshop, engine=engine, **more) as parts:
        yield parts


def asked(kind: str, **more: Any) -> Any:
    return replace(image_request("a cat"), size=SIZE, output_format=kind, **more)


async def files(desk: Parts, job: Job) -> list[bytes]:
    """The files of a job that went well."""
    assert job.status is JobStatus.SUCCEEDED, job.error
    return [await desk.blobs.get(image.blob_key) for image in job.images]


def told(data: bytes, kind: str, identity: SigningIdentity) -> dict[str, Any]:
    """The manifests of a file that is signed by the identity and holds."""
    assert identity.anchors is not None
    trust = {"trust_anchors": identity.anchors.read_text()}
    context = c2pa.Context.from_dict({"version": 1, "trust": trust})
    with c2pa.Reader(f"image/{kind}", io.BytesIO(data), context=context) as reader:
        assert reader.get_validation_state() == "Trusted"
        return dict(json.loads(reader.json()))


def actions_of(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """What a manifest says was done."""
    (found,) = [each for each in manifest["assertions"] if "action" in each["label"]]
    return list(found["data"]["actions"])


@pytest.mark.parametrize("kind", FORMATS)
async def test_each_picture_is_signed_labelled_and_remembered(
    desk: Parts, identity: SigningIdentity, kind: str
) -> None:
    job = await desk.run(request=asked(kind, num_images=2))
    for index, (data, image) in enumerate(zip(await files(desk, job), job.images, strict=True)):
        store = told(data, kind, identity)
        manifest = store["manifests"][store["active_manifest"]]
        assert image.manifest_id == store["active_manifest"]
        assert manifest["title"] == f"{job.id}-{index}" == marks.image_id(job, index)
        (created,) = actions_of(manifest)
        assert created["action"] == "c2pa.created"
        assert created["digitalSourceType"] == SOURCES + "algorithmicMedia"
        assert created["softwareAgent"] == {"name": "echo/echo", "version": "1"}
        labels = labels_read.read(data, f"image/{kind}")
        assert labels["digital_source_type"] == SOURCES + "algorithmicMedia"
        assert labels["aigc"]["ProduceID"] == manifest["title"]
        assert embedded(data, f"image/{kind}").xmp.count(b"<TC260:AIGC>") == 1
        with Image.open(io.BytesIO(data)) as opened_file:
            looks = phash(opened_file)
        assert image.phash is not None
        # A lossy format may move a bit; the store keeps it whole.
        assert bin((image.phash ^ looks) & (2**64 - 1)).count("1") <= 4
        assert image.sha256 != job.images[1 - index].sha256


@pytest.mark.parametrize("kind", FORMATS)
async def test_a_change_anywhere_in_the_pixels_shows(desk: Parts, kind: str) -> None:
    (data,) = await files(desk, await desk.run(request=asked(kind)))
    before = {"png": b"IDAT", "jpeg": b"\xff\xda", "webp": b"VP8 ", "avif": b"mdat"}[kind]
    at = data.index(before) + 24
    changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    with c2pa.Reader(f"image/{kind}", io.BytesIO(changed)) as reader:
        assert reader.get_validation_state() == "Invalid"


@pytest.mark.parametrize("kind", FORMATS)
async def test_an_edit_names_its_inputs_and_keeps_what_they_say(
    desk: Parts, identity: SigningIdentity, kind: str
) -> None:
    (first,) = await files(desk, await desk.run(request=asked(kind)))
    given = brought(data_uri(first, f"image/{kind}"), data_uri(png()), output_format=kind)
    (data,) = await files(desk, await desk.run(**given))
    parent, store = told(first, kind, identity), told(data, kind, identity)
    manifest = store["manifests"][store["active_manifest"]]
    actions = actions_of(manifest)
    assert [each["action"] for each in actions] == ["c2pa.opened", "c2pa.placed", "c2pa.edited"]
    assert actions[-1]["digitalSourceType"] == SOURCES + "compositeSynthetic"
    relations = [each["relationship"] for each in manifest["ingredients"]]
    assert relations == ["parentOf", "componentOf"]
    assert manifest["ingredients"][0]["active_manifest"] == parent["active_manifest"]
    name = parent["active_manifest"]
    assert store["manifests"][name] == parent["manifests"][name]


class Trained(EchoEngine):
    """The echo engine, if it had learned to do so."""

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, is_trained=True)


async def test_trained_engines_are_told_from_others(
    world: Parts, workshop: Workshop, signer: CredentialSigner, identity: SigningIdentity
) -> None:
    async with signing(world, workshop, signer, engine=Trained()) as desk:
        (drawn,) = await files(desk, await desk.run(request=asked("png")))
        (edited,) = await files(desk, await desk.run(**brought(data_uri(png()))))
    assert f'"{SOURCES}trainedAlgorithmicMedia"' in json.dumps(told(drawn, "png", identity))
    composite = f'"{SOURCES}compositeWithTrainedAlgorithmicMedia"'
    assert composite in json.dumps(told(edited, "png", identity))


@pytest.mark.parametrize("level", ["server", "caller"])
@pytest.mark.parametrize("kind", FORMATS)
async def test_what_is_switched_off_is_not_there(
    world: Parts, workshop: Workshop, signer: CredentialSigner, kind: str, level: str
) -> None:
    off = {"content_credentials": False, "labels": False, "parameters": False}
    async with signing(world, workshop, signer, **(off if level == "server" else {})) as desk:
        if level == "caller":
            desk.caller = replace(desk.caller, policy=PicturePolicy(**off))
        job = await desk.run(request=asked(kind))
        (data,) = await files(desk, job)
    assert c2pa.Reader.try_create(f"image/{kind}", io.BytesIO(data)) is None
    assert embedded(data, f"image/{kind}").xmp == b""
    assert b"inkstone" not in data
    assert b"a cat" not in data
    (image,) = job.images
    assert image.manifest_id == ""
    # It is recognised all the same.
    assert image.phash is not None


async def test_a_prompt_that_is_not_to_be_told_is_nowhere(
    desk: Parts,
) -> None:
    desk.caller = replace(desk.caller, policy=PicturePolicy(prompt=False))
    request = replace(asked("jpeg"), prompt="Zebedee", negative_prompt="Ermintrude")
    (data,) = await files(desk, await desk.run(request=request))
    assert b"inkstone:parameters" in data
    assert b"Zebedee" not in data
    assert b"Ermintrude" not in data


async def test_a_picture_that_cannot_be_signed_is_not_delivered(
    world: Parts, workshop: Workshop, identity: SigningIdentity, tmp_path: Path
) -> None:
    gone = replace(identity, key=tmp_path / "key.pem")
    broken = CredentialSigner(identity=gone, num_processes=1, memory_bytes=512 * MIB, timeout_s=60)
    await broken.open()
    try:
        async with signing(world, workshop, broken) as desk:
            job = await desk.run(request=asked("png"))
            assert (job.status, job.charged.micros if job.charged else 0) == (JobStatus.FAILED, 0)
            assert job.error is not None
            # Files of the server are nobody's business.
            assert str(tmp_path) not in job.error.message
            assert await desk.blob_keys() == []
            await desk.assert_sound()
    finally:
        await broken.close()


async def test_the_policy_of_a_job_is_that_of_its_submission(desk: Parts) -> None:
    desk.caller = replace(desk.caller, policy=PicturePolicy(labels=False, moderation=Handling.FLAG))
    job = await desk.submit(request=asked("png"))
    assert (await desk.job(job)).policy == desk.caller.policy
