"""Signatures of webhooks by the Standard Webhooks convention."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from inkstone.service.webhook_signing import new_secret, standard_headers

AT = datetime.fromtimestamp(1614265330.9, UTC)


def test_a_known_message_has_its_known_signature() -> None:
    """The example that the convention's own libraries are tested with."""
    headers = standard_headers(
        delivery_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=AT,
        body=b'{"test": 2432232314}',
        secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_each_live_secret_signs_the_newest_first() -> None:
    secrets = [new_secret(), new_secret()]
    headers = standard_headers(delivery_id="d", at=AT, body=b"\xff\x00", secrets=secrets)
    wanted = []
    for secret in secrets:
        key = base64.b64decode(secret[len("whsec_") :])
        digest = hmac.new(key, b"d.1614265330.\xff\x00", hashlib.sha256).digest()
        wanted.append("v1," + base64.b64encode(digest).decode())
    assert headers["webhook-signature"].split(" ") == wanted


def test_a_secret_is_32_random_bytes() -> None:
    made = {new_secret() for _ in range(5)}
    assert len(made) == 5
    assert {len(base64.b64decode(s.removeprefix("whsec_"), validate=True)) for s in made} == {32}
