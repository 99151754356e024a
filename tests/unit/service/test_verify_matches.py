"""Verify: which picture of ours it is, how sure that is, and who may know whose."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contract.world import Parts
from inkstone.domain.accounts import Scope
from inkstone.domain.request import InputImage
from inkstone.service.verification import By, Certainty, Verdict
from inkstone.store import retention
from unit.service.brought import edit
from unit.service.verified import (
    AI,
    CAMERA,
    MARK,
    OURS,
    PHASH,
    SHA,
    credentials,
    labels,
    made,
    verify,
)

pytestmark = pytest.mark.anyio


async def test_a_file_is_known_by_its_bytes(world: Parts):
    image_id = await made(world, sha256=SHA)
    found = await verify(world, sha256=SHA)
    (match,) = found.matches
    assert (match.by, match.certainty, match.image_id) == (By.FILE, Certainty.CERTAIN, image_id)
    assert (match.engine, match.model) == ("echo/echo@1", "qwen-image-2.0")
    assert found.verdict is Verdict.MADE_HERE
    assert image_id in found.summary


async def test_what_was_made_from_other_pictures_is_said_so(world: Parts):
    started = edit(inputs=(InputImage(param="image", url="https://example.com/a.png"),))
    await made(world, sha256=SHA, request=started, is_edit=True)
    for _ in range(2):
        found = await verify(world, sha256=SHA)
        assert found.verdict is Verdict.EDITED_HERE
        assert found.matches[0].is_edit
        # It stays so when nobody knows any more what was asked for.
        await world.store.write(lambda tx: retention.forget(tx, lifetime=timedelta(), limit=9))


async def test_strangers_learn_neither_job_nor_account(world: Parts):
    image_id = await made(world, sha256=SHA)
    owner, other = world.caller, await world.open_account("other")
    operator = replace(other, account_name="local", scopes=frozenset(Scope))
    job_id = image_id.rpartition("-")[0]
    for caller, job, account in [
        (None, None, None),
        (other, None, None),
        (owner, job_id, None),
        (operator, job_id, owner.account_id),
    ]:
        (match,) = (await verify(world, caller, sha256=SHA)).matches
        assert (match.job_id, match.account_id) == (job, account)


@pytest.mark.parametrize(
    ("state", "certainty", "verdict"),
    [
        ("trusted", Certainty.STRONG, Verdict.MADE_HERE),
        ("valid", Certainty.CLAIMED, Verdict.SIGNED_BY_OTHERS),
        ("invalid", Certainty.CLAIMED, Verdict.CREDENTIALS_INVALID),
    ],
)
async def test_a_manifest_counts_as_far_as_its_signer_is_trusted(
    world: Parts, state, certainty, verdict
):
    image_id = await made(world, manifest_id=OURS)
    found = await verify(world, credentials=credentials(state, OURS))
    (match,) = found.matches
    assert (match.by, match.certainty) == (By.MANIFEST, certainty)
    assert found.verdict is verdict
    if state == "valid":
        assert f"names {image_id}" in found.summary


async def test_a_change_after_signing_outweighs_everything_but_the_same_bytes(world: Parts):
    await made(world, manifest_id=OURS, sha256=SHA, watermark_id=MARK["mark_id"])
    broken = credentials("invalid", OURS, problems=["assertion.dataHash.mismatch"])
    found = await verify(world, credentials=broken)
    assert found.verdict is Verdict.CHANGED_SINCE_SIGNED
    marked = await verify(world, credentials=broken, watermark=MARK)
    assert marked.verdict is Verdict.CHANGED_SINCE_SIGNED
    assert "mark" in marked.summary
    assert marked.matches[0].by is By.WATERMARK
    same = await verify(world, credentials=broken, sha256=SHA)
    assert same.verdict is Verdict.MADE_HERE


async def test_what_it_was_made_from_is_named(world: Parts):
    parent = await made(world, manifest_id=OURS)
    given = [
        {"title": "a", "relationship": "parentOf", "manifest_id": OURS},
        {"title": "b", "relationship": "componentOf", "manifest_id": None},
        {"title": "c", "relationship": "componentOf", "manifest_id": "a\0b"},
    ]
    found = await verify(world, credentials=credentials(ingredients=given))
    (match,) = found.matches
    assert (match.image_id, match.is_input) == (parent, True)
    assert found.verdict is Verdict.SIGNED_BY_OTHERS


async def test_a_picture_without_a_manifest_is_not_all_of_those_without_one(world: Parts):
    await made(world)
    found = await verify(world, credentials=credentials("invalid", None))
    assert found.matches == ()
    assert (await verify(world, credentials=credentials("trusted", ""))).matches == ()


async def test_a_watermark_leads_to_its_picture(world: Parts):
    image_id = await made(world, watermark_id=MARK["mark_id"])
    found = await verify(world, watermark=MARK)
    (match,) = found.matches
    assert (match.image_id, match.by) == (image_id, By.WATERMARK)
    assert found.verdict is Verdict.MADE_HERE
    assert "may have been changed" in found.summary
    assert found.ai_labels == ("watermark",)


async def test_a_watermark_of_elsewhere_is_a_label(world: Parts):
    found = await verify(world, watermark=MARK)
    assert (found.verdict, found.matches) == (Verdict.LABELLED_AS_AI, ())


@pytest.mark.parametrize(
    ("num_bits", "certainty"),
    [
        (0, Certainty.LIKELY),
        (3, Certainty.LIKELY),
        (4, Certainty.POSSIBLE),
        (8, Certainty.POSSIBLE),
    ],
)
async def test_looks_are_a_hint(world: Parts, num_bits, certainty):
    image_id = await made(world, phash=PHASH)
    found = await verify(world, phash=PHASH ^ (2**num_bits - 1))
    (match,) = found.matches
    assert (match.by, match.certainty, match.distance) == (By.LIKENESS, certainty, num_bits)
    assert found.verdict is Verdict.LOOKS_ALIKE
    assert image_id in found.summary
    assert "no proof" in found.summary


async def test_other_looks_are_none(world: Parts):
    await made(world, phash=PHASH)
    assert (await verify(world, phash=PHASH ^ 0x1FF)).matches == ()


async def test_flat_pictures_are_not_alike(world: Parts):
    await made(world, phash=1)
    assert (await verify(world, phash=1)).matches == ()


async def test_looks_say_nothing_where_something_better_does(world: Parts):
    await made(world, phash=PHASH, sha256="2" * 64)
    image_id = await made(world, phash=PHASH, sha256=SHA)
    found = await verify(world, phash=PHASH, sha256=SHA)
    assert [match.image_id for match in found.matches] == [image_id]


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        ({"labels": labels(digital_source_type=AI)}, ("iptc",)),
        ({"labels": labels(aigc={"Label": "1"})}, ("aigc",)),
        ({"labels": labels(aigc={"Label": "0"})}, ()),
        ({"labels": labels(digital_source_type=CAMERA)}, ()),
        ({"labels": None}, ()),
    ],
)
async def test_labels_are_told(world: Parts, seen, says):
    found = await verify(world, **seen)
    assert found.ai_labels == says
    assert found.verdict is (Verdict.LABELLED_AS_AI if says else Verdict.UNKNOWN)


async def test_others_signatures_are_told_with_what_they_say(world: Parts):
    found = await verify(world, credentials=credentials(source_type=AI))
    assert found.verdict is Verdict.SIGNED_BY_OTHERS
    assert "Somebody" in found.summary
    assert "AI" in found.summary
    unknown = await verify(world, credentials=credentials("valid", signed_by=None))
    assert "gives no name" in unknown.summary
    assert "anyone can make such a signature" in unknown.summary


async def test_nothing_known_proves_nothing(world: Parts):
    found = await verify(world)
    assert found.verdict is Verdict.UNKNOWN
    assert "proves nothing" in found.summary


async def test_deleted_pictures_are_still_known(world: Parts):
    image_id = await made(world, sha256=SHA)
    job_id = image_id.rpartition("-")[0]
    await world.store.write(lambda tx: retention.take_all(tx, [job_id]))
    (match,) = (await verify(world, sha256=SHA)).matches
    assert match.is_deleted
