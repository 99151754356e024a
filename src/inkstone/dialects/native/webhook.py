"""How the native API tells that a job has ended: the job as polling would show it, signed.

It does not know where the message goes, nor how often it is tried.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from inkstone.dialects.links import Links
from inkstone.dialects.native.encode import encode_job
from inkstone.domain.job import Job
from inkstone.service.webhook_schedule import NUM_TRIES_MAX
from inkstone.service.webhook_signing import standard_headers


class NativeWebhooks:
    """Messages by the Standard Webhooks convention."""

    num_tries_max = NUM_TRIES_MAX

    def __init__(self, *, links: Links, url_lifetime: timedelta) -> None:
        self._links = links
        self._url_lifetime = url_lifetime

    def body(self, job: Job, *, base_url: str) -> bytes:
        """The kind of end, its moment, and the job; pictures are addresses, never bytes."""
        wire = encode_job(
            job,
            progress=job.progress,
            url_of=lambda blob_key, expires_at: self._links.file_at(
                base_url, blob_key, expires_at=expires_at
            ),
            lifetime=self._url_lifetime,
        )
        message = {
            "type": f"job.{job.status}",
            "timestamp": wire.finished_at,
            "data": wire.model_dump(mode="json"),
        }
        return json.dumps(message, separators=(",", ":")).encode("ascii")

    def headers(
        self, *, delivery_id: str, at: datetime, body: bytes, secrets: Sequence[str]
    ) -> Mapping[str, str]:
        """Id, time and signatures."""
        return standard_headers(delivery_id=delivery_id, at=at, body=body, secrets=secrets)
