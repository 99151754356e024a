"""Where finished pictures are signed and recognised: in processes of their own.

They hold the private key, so no stranger's picture is ever decoded in them: they see our own files
and, of the inputs, the manifests alone. This module does not know what is said of a picture.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from inkstone.domain.errors import ServerFault
from inkstone.media.claim import Claim
from inkstone.media.lazy_pool import IDLE_S, LazyPool
from inkstone.media.local_ca import SigningIdentity

logger = logging.getLogger(__name__)

_CHILD = "inkstone.media.credential_child"
#: For so long an authority that failed is not asked again: each try may cost seconds.
STAMP_PAUSE_S = 60.0


class SigningFailed(ServerFault):
    """The picture could not be signed."""

    code = "signing_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A picture as it is kept."""

    data: bytes = field(repr=False)
    #: Empty where it was not signed.
    manifest_id: str
    #: As `likeness.phash` makes it; None where that was not asked for.
    phash: int | None
    is_time_stamped: bool


class CredentialSigner:
    """Signs our own files and tells what they look like."""

    def __init__(
        self,
        *,
        identity: SigningIdentity | None,
        timestamp_url: str = "",
        num_processes: int,
        memory_bytes: int,
        timeout_s: float,
        idle_s: float = IDLE_S,
    ) -> None:
        """Describe it; the processes start with the first call.

        Args:
            identity: who signs; None for nobody.
            timestamp_url: an authority as of RFC 3161; empty for none.
            num_processes: how many pictures are worked on at once.
            memory_bytes: what one process may have; a picture takes about 8 bytes a pixel.
            timeout_s: how long one picture may take, an authority's answer included.
            idle_s: when nothing was asked for so long, the processes end.
        """
        self._identity = identity
        self._timestamp_url = timestamp_url
        self._not_asked_until_s = 0.0
        self._processes = LazyPool(
            child=_CHILD,
            num_processes=num_processes,
            memory_bytes=memory_bytes,
            timeout_s=timeout_s,
            idle_s=idle_s,
        )

    async def open(self) -> None:
        """Take calls from now on; nothing is started yet."""
        await self._processes.open()

    async def close(self) -> None:
        """End the processes; calls under way fail."""
        await self._processes.close()

    async def finish(
        self,
        data: bytes,
        *,
        media_type: str,
        claim: Claim | None,
        ingredients: Sequence[bytes],
        tells_looks: bool = True,
    ) -> Finished:
        """Sign a file of ours, without a time stamp where its authority fails.

        Args:
            data: a PNG, JPEG, WebP or AVIF.
            media_type: what it is.
            claim: what is said of it; None leaves it as it is, as does a signer without identity.
            ingredients: of an edit, what `Workshop.ingredient` made of its inputs, in their order.
            tells_looks: whether to tell what it looks like, which takes most of the time.

        Raises:
            SigningFailed: the certificate, the key or the file does not do.
            ServerFault, TryLater: it did not work.
        """
        args: dict[str, object] = {"media_type": media_type, "tells_looks": tells_looks}
        url = ""
        if self._identity is None or claim is None:
            ingredients = ()
        else:
            url = self._timestamp_url if time.monotonic() >= self._not_asked_until_s else ""
            anchors = self._identity.anchors
            args |= {
                "claim": claim.to_json(),
                "timestamp_url": url,
                "identity": {
                    "chain": str(self._identity.chain),
                    "key": str(self._identity.key),
                    "anchors": str(anchors) if anchors else None,
                    "is_local": self._identity.is_local,
                },
            }
        answer, signed = await self._processes.call(args, [data, *ingredients])
        if refusal := answer.get("refusal"):
            # It may name files of the server, which is nothing for a caller.
            logger.error("A picture could not be signed: %s", refusal)
            raise SigningFailed
        if url and not answer["is_time_stamped"]:
            self._not_asked_until_s = time.monotonic() + STAMP_PAUSE_S
        return Finished(
            data=signed[0] if signed else data,
            manifest_id=answer["manifest_id"],
            phash=answer["phash"],
            is_time_stamped=answer["is_time_stamped"],
        )
