"""Signatures as receivers check them: by the public library, and as WaveSpeed's page says."""

import hashlib
import hmac
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from contract.receivers import BASE_URL, Got, PlainForm, only, receiving, to, told
from contract.world import Parts
from inkstone.dialects.links import Links
from inkstone.dialects.wavespeed.webhook import WaveSpeedWebhooks
from inkstone.net.own_urls import OwnUrls
from inkstone.net.signing import UrlSigner

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)


class WaveSpeedForm(PlainForm):
    """Plain messages with WaveSpeed's headers."""

    num_tries_max = 5

    def headers(self, **given) -> Mapping[str, str]:
        links = Links(own=OwnUrls(signer=UrlSigner([bytes(32)]), public_url=BASE_URL))
        return WaveSpeedWebhooks(links=links, url_lifetime=HOUR).headers(**given)


def verifies(got: Got, secret: str) -> bool:
    """Whether the public library takes a message for genuine."""
    try:
        Webhook(secret).verify(got.body, dict(got.headers))
    except WebhookVerificationError:
        return False
    return True


def verifies_as_wavespeed_says(got: Got, secret: str) -> bool:
    """The vendor's own steps: one `v3,` and hex, keyed with the secret's characters."""
    version, _, given = got.headers["webhook-signature"].partition(",")
    if version != "v3" or abs(time.time() - int(got.headers["webhook-timestamp"])) > 300:
        return False
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    key = secret.removeprefix("whsec_").encode()
    return hmac.compare_digest(given, hmac.new(key, signed, hashlib.sha256).hexdigest())


async def test_the_public_library_takes_a_message_before_during_and_after_a_rotation(
    world: Parts, clock
):
    account = world.caller.account_id
    async with receiving() as receiver, told(world.store) as hooks:
        (old,) = await hooks.secrets(account)
        await world.run(webhook=to(receiver.url()))
        await hooks.deliver_due()
        new = await hooks.rotate(account, overlap=HOUR)
        await world.run(webhook=to(receiver.url()))
        await hooks.deliver_due()
        clock.advance(3601)
        await world.run(webhook=to(receiver.url()))
        await hooks.deliver_due()
    before, during, after = receiver.got
    assert (verifies(before, old), verifies(before, new)) == (True, False)
    assert (verifies(during, old), verifies(during, new)) == (True, True)
    assert (verifies(after, old), verifies(after, new)) == (False, True)
    forged = Got(path=during.path, headers=during.headers, body=during.body + b" ")
    assert not verifies(forged, new)


async def test_a_try_that_was_repeated_days_later_is_still_genuine(world: Parts, clock):
    account = world.caller.account_id
    at = datetime.now(UTC)
    async with receiving(500) as receiver, told(world.store) as hooks:
        (secret,) = await hooks.secrets(account)
        hooks._now = lambda: at - timedelta(days=2)  # when the first try is signed
        await world.run(webhook=to(receiver.url()))
        await hooks.deliver_due()
        hooks._now = lambda: at
        await hooks.log.redeliver((await only(world, hooks)).id, account_id=account)
        await hooks.deliver_due()
    first, second = receiver.got
    # Too old for the library by now, which is why each try is signed anew.
    assert not verifies(first, secret)
    assert verifies(second, secret)


async def test_a_ping_is_signed_as_a_message_is(world: Parts):
    account = world.caller.account_id
    async with receiving() as receiver, told(world.store) as hooks:
        (old,) = await hooks.secrets(account)
        new = await hooks.rotate(account, overlap=HOUR)
        await hooks.ping(account, receiver.url(), param="url")
    assert verifies(receiver.got[0], old)
    assert verifies(receiver.got[0], new)


async def test_wavespeed_s_receivers_take_a_message_with_either_secret_of_a_rotation(
    world: Parts, clock
):
    account = world.caller.account_id
    async with receiving() as receiver, told(world.store, form=WaveSpeedForm()) as hooks:
        (old,) = await hooks.secrets(account)
        new = await hooks.rotate(account, overlap=HOUR)
        await world.run(webhook=to(receiver.url()))
        await hooks.deliver_due()
        assert verifies_as_wavespeed_says(receiver.got[0], new)

        # One that knows only the old secret refuses the first, and takes the second.
        receiver.answers.append(401)
        await world.run(webhook=to(receiver.url()))
        await hooks.deliver_due()
        clock.advance(10)
        await hooks.deliver_due()
        _, refused, taken = receiver.got
        assert refused.headers["webhook-id"] == taken.headers["webhook-id"]
        assert refused.body == taken.body
        assert not verifies_as_wavespeed_says(refused, old)
        assert verifies_as_wavespeed_says(taken, old)
        assert {each.status for each in await hooks.log.deliveries(account, limit=9)} == {
            "delivered"
        }
