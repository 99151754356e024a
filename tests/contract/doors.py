"""What strangers' pictures come through, wired for tests around one store and its blobs."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from inkstone.domain.moderation import Handling
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.media.credential_signer import CredentialSigner
from inkstone.media.workshop import Workshop
from inkstone.net.fetch import Fetcher
from inkstone.net.own_urls import OwnUrls
from inkstone.net.signing import UrlSigner
from inkstone.service.inputs import Inputs
from inkstone.service.keep import Keeper, MarkTexts
from inkstone.service.metrics import Metrics
from inkstone.service.moderate import Moderator
from inkstone.service.references import References
from inkstone.service.retention import Lifetimes, Retention
from inkstone.service.uploads import UploadLimits, Uploads
from inkstone.store.unit_of_work import Store

MIB = 2**20
LIFETIMES = Lifetimes(
    results={"empiriolabs": timedelta(days=7), "native": timedelta(days=1)},
    records=timedelta(days=30),
    inputs=timedelta(days=1),
    keys=timedelta(days=1),
)
#: Pictures carry their parameters and nothing else: no process signs them, and the same request
#: gives the same bytes.
UNMARKED = PicturePolicy(
    content_credentials=False,
    labels=False,
    parameters=True,
    prompt=True,
    visible_label=False,
    invisible_watermark=False,
    moderation=Handling.REFUSE,
)
UNSIGNED = CredentialSigner(identity=None, num_processes=1, memory_bytes=512 * MIB, timeout_s=60)


@dataclass(frozen=True, kw_only=True)
class Doors:
    """The doors and what stands right behind them."""

    signer: UrlSigner
    own_urls: OwnUrls
    fetcher: Fetcher
    workshop: Workshop
    references: References
    inputs: Inputs
    keeper: Keeper
    moderator: Moderator
    uploads: Uploads
    retention: Retention
    #: Whether others use the workshop too, and somebody else opens and closes it.
    is_workshop_shared: bool

    async def open(self) -> None:
        await self.fetcher.open()
        if not self.is_workshop_shared:
            await self.workshop.open()

    async def close(self) -> None:
        if not self.is_workshop_shared:
            await self.workshop.close()
        await self.fetcher.close()


def new_workshop() -> Workshop:
    """A workshop as the tests need it; its process takes a fifth of a second to start."""
    return Workshop(num_processes=1, memory_bytes=768 * MIB, timeout_s=60)


def doors(store: Store, blobs: Any, *, signer: UrlSigner | None = None, **more: Any) -> Doors:
    """Wire them; nothing is opened, and what opens nothing works so."""
    signer = signer or UrlSigner([b"0" * 32])
    own_urls = OwnUrls(signer=signer, public_url=more.get("public_url"))
    fetcher = Fetcher(allow=more.get("allow", ()), resolve=more.get("resolve"))
    shared = more.get("workshop")
    workshop = shared or new_workshop()
    limits: dict[str, Any] = {
        "size_bytes_max": MIB,
        "account_bytes_max": 4 * MIB,
        "num_max": 5,
        "lifetime": timedelta(days=1),
        "free_bytes_min": 0,
    }
    policy = replace(UNMARKED, **more.get("policy", {}))
    return Doors(
        signer=signer,
        own_urls=own_urls,
        fetcher=fetcher,
        workshop=workshop,
        references=References(
            store=store, blobs=blobs, fetcher=fetcher, own_urls=own_urls, size_bytes_max=MIB
        ),
        inputs=Inputs(
            store=store, blobs=blobs, fetcher=fetcher, workshop=workshop, num_decoded_max=2
        ),
        keeper=Keeper(
            blobs=blobs,
            workshop=workshop,
            signer=more.get("credentials", UNSIGNED),
            usual=policy,
            texts=MarkTexts(watermark="AI · Inkstone", label="AI生成", producer="Inkstone"),
            remembers_looks="credentials" in more,
        ),
        moderator=Moderator(
            usual=policy,
            workshop=workshop,
            metrics=Metrics(),
            texts=more.get("text_judges", ()),
            pictures=more.get("picture_judges", ()),
            allows_on_failure=more.get("allows_on_failure", False),
        ),
        uploads=Uploads(
            store=store,
            blobs=blobs,
            workshop=workshop,
            limits=UploadLimits(**{**limits, **more.get("upload_limits", {})}),
        ),
        retention=Retention(store=store, blobs=blobs, lifetimes=more.get("lifetimes", LIFETIMES)),
        is_workshop_shared=shared is not None,
    )
