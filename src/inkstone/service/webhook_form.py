"""What a dialect must bring to tell that jobs have ended.

It knows no vendor.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from inkstone.domain.job import Job


class WebhookForm(Protocol):
    """How a vendor tells that a job has ended."""

    @property
    def num_tries_max(self) -> int:
        """How often it is tried in all."""
        ...

    def body(self, job: Job, *, base_url: str) -> bytes:
        """The message, in JSON; written once, when it is first sent.

        Args:
            job: as it ended.
            base_url: how the caller reaches this server, for links.
        """
        ...

    def headers(
        self, *, delivery_id: str, at: datetime, body: bytes, secrets: Sequence[str]
    ) -> Mapping[str, str]:
        """What goes with one try: the signature above all.

        Args:
            delivery_id: the same at every try.
            at: when this try is made.
            body: what `body` returned at the first.
            secrets: the account's, `whsec_…`: at the first try the newest leads, at each further
                one the next, for forms that have room for one signature.
        """
        ...
