"""How WaveSpeed tells that a job has ended: the prediction without its envelope, signed.

It does not know where the message goes, nor when it is tried again.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from inkstone.dialects.links import Links
from inkstone.dialects.wavespeed.encode import encode_told
from inkstone.domain.job import Job
from inkstone.service.webhook_signing import SECRET_PREFIX


class WaveSpeedWebhooks:
    """Messages with a signature of the vendor's third version."""

    num_tries_max = 5

    def __init__(self, *, links: Links, url_lifetime: timedelta) -> None:
        self._links = links
        self._url_lifetime = url_lifetime

    def body(self, job: Job, *, base_url: str) -> bytes:
        """The prediction as polling would show it, and what was asked for."""
        expires_at = (job.finished_at or job.created_at) + self._url_lifetime
        outputs = [
            self._links.result_at(base_url, image, expires_at=expires_at) for image in job.images
        ]
        wire = encode_told(job, outputs, base_url=base_url)
        return wire.model_dump_json(exclude_none=True).encode()

    def headers(
        self, *, delivery_id: str, at: datetime, body: bytes, secrets: Sequence[str]
    ) -> Mapping[str, str]:
        """Id, time and one signature: the vendor's receivers look for no second one."""
        seconds = str(int(at.timestamp()))
        # The vendor signs with the characters of the secret, not with the bytes they encode.
        key = secrets[0].removeprefix(SECRET_PREFIX).encode() if secrets else b""
        message = b".".join([delivery_id.encode(), seconds.encode(), body])
        return {
            "webhook-id": delivery_id,
            "webhook-timestamp": seconds,
            "webhook-signature": "v3," + hmac.new(key, message, hashlib.sha256).hexdigest(),
        }
