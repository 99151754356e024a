"""The signer's processes: they hold the key, sign our own files and know them again."""

import asyncio
import logging
import time

import pytest

from inkstone.domain.errors import Unavailable
from inkstone.media import credential_signer, credentials, likeness
from inkstone.media.credential_signer import CredentialSigner, SigningFailed
from unit.media import signing
from unit.media.looking import opened

MIB = 2**20


def run(body, **options):
    """Run a test body with a signer that is open."""
    settings = {"num_processes": 1, "memory_bytes": 256 * MIB, "timeout_s": 60.0, **options}

    async def main():
        signer = CredentialSigner(**settings)
        await signer.open()
        try:
            await body(signer)
        finally:
            await signer.close()

    asyncio.run(main())


async def finish(signer, data, *, media_type="image/png", ingredients=(), claim=None):
    return await signer.finish(data, media_type=media_type, claim=claim, ingredients=ingredients)


def test_every_format_is_signed_and_known_again(identity):
    async def body(signer):
        for each in signing.FORMATS:
            data, media_type = signing.picture(each), f"image/{each}"
            made = await finish(signer, data, media_type=media_type, claim=signing.claim())
            told = credentials.read(
                made.data, media_type=media_type, anchors=signing.anchors(identity)
            )
            assert (told["state"], told["manifest_id"]) == ("trusted", made.manifest_id)
            assert not made.is_time_stamped
            assert made.phash == likeness.phash(opened(data))

    run(body, identity=identity)


def test_an_edit_names_what_it_was_made_from(identity):
    archive = credentials.ingredient(
        signing.picture("jpeg"), media_type="image/jpeg", title="one", index=0, anchors=""
    )

    async def body(signer):
        claim = signing.claim(is_edit=True)
        made = await finish(signer, signing.picture("png"), claim=claim, ingredients=[archive])
        told = credentials.read(made.data, media_type="image/png", anchors="")
        assert [each["title"] for each in told["ingredients"]] == ["one"]

    run(body, identity=identity)


def test_without_a_claim_or_an_identity_nothing_is_signed(identity):
    async def body(signer):
        data = signing.picture("png")
        claim = signing.claim() if signer._identity is None else None
        made = await finish(signer, data, claim=claim, ingredients=[b"ignored"])
        assert (made.data, made.manifest_id) == (data, "")
        assert made.phash == likeness.phash(opened(data))

    run(body, identity=identity)
    run(body, identity=None)


def test_a_certificate_that_expired_is_our_fault_and_named_in_the_log(tmp_path, caplog):
    brought = signing.operator(tmp_path, days=(-9, -2))

    async def body(signer):
        with caplog.at_level(logging.ERROR), pytest.raises(SigningFailed) as caught:
            await finish(signer, signing.picture("png"), claim=signing.claim())
        assert str(tmp_path) not in caught.value.message
        assert "could not be signed: " in caplog.text
        # The process lives and takes the next.
        assert (await finish(signer, signing.picture("png"))).manifest_id == ""

    run(body, identity=brought)


def test_an_authority_that_failed_is_left_alone_for_a_while(identity, tmp_path, monkeypatch):
    stamp = signing.stamping(tmp_path)
    is_well = False

    def answer(query):
        return stamp(query) if is_well else (500, b"")

    with signing.server(answer) as served:

        async def body(signer):
            nonlocal is_well
            data, claim = signing.picture("jpeg"), signing.claim()

            async def is_stamped():
                made = await finish(signer, data, media_type="image/jpeg", claim=claim)
                return made.is_time_stamped

            assert [await is_stamped(), await is_stamped()] == [False, False]
            assert len(served.asked) == 1
            is_well = True
            # The clock is the real one; only the pause is over.
            signer._not_asked_until_s = time.monotonic()
            assert [await is_stamped(), await is_stamped()] == [True, True]
            assert len(served.asked) == 3

        run(body, identity=identity, timestamp_url=served.url)
    assert credential_signer.STAMP_PAUSE_S == 60.0


def test_a_signer_that_is_closed_takes_nothing(identity):
    async def body(signer):
        await signer.close()
        with pytest.raises(Unavailable):
            await finish(signer, signing.picture("png"))

    run(body, identity=identity)
