"""WaveSpeed's webhooks: what they say, and a signature that the vendor's receivers accept."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

from inkstone.dialects.links import Links
from inkstone.dialects.wavespeed import encode
from inkstone.dialects.wavespeed.webhook import WaveSpeedWebhooks
from inkstone.domain.job import JobError, JobStatus
from inkstone.net.own_urls import OwnUrls
from inkstone.net.signing import UrlSigner
from unit.dialects.wavespeed.test_encode import BASE, IMAGE, job

FORM = WaveSpeedWebhooks(
    links=Links(own=OwnUrls(signer=UrlSigner([bytes(32)]), public_url=BASE)),
    url_lifetime=timedelta(days=7),
)


def test_a_message_is_the_prediction_without_its_envelope_and_what_was_asked() -> None:
    done = job(JobStatus.SUCCEEDED, images=(IMAGE,))
    message = json.loads(FORM.body(done, base_url=BASE))
    (url,) = message["outputs"]
    assert url.startswith(f"{BASE}/inkstone/v1/files/job_1/1/0.png?exp=")
    assert message.pop("input") == {"prompt": "A kite", "seed": 7, "size": "512*256"}
    polled = encode.encode_job(done, [url], base_url=BASE)
    assert message == json.loads(polled.model_dump_json(exclude_none=True))


def test_a_failure_is_told_with_its_number() -> None:
    failed = job(JobStatus.FAILED, error=JobError(code="engine_failure", message="It failed."))
    message = json.loads(FORM.body(failed, base_url=BASE))
    assert (message["status"], message["code"], message["outputs"]) == ("failed", 1403, [])
    assert message["error"] == "It failed."


def test_the_signature_is_made_with_the_characters_of_the_newest_secret() -> None:
    at = datetime(2026, 11, 20, 10, 0, 0, 900_000, tzinfo=UTC)
    headers = FORM.headers(
        delivery_id="whd_1", at=at, body=b'{"a":1}', secrets=["whsec_c2VjcmV0", "whsec_old"]
    )
    signed = hmac.new(b"c2VjcmV0", b'whd_1.1795168800.{"a":1}', hashlib.sha256).hexdigest()
    assert headers == {
        "webhook-id": "whd_1",
        "webhook-timestamp": "1795168800",
        "webhook-signature": f"v3,{signed}",
    }


def test_it_is_tried_five_times() -> None:
    assert FORM.num_tries_max == 5
