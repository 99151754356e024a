"""What marks, signs and moderates pictures, made from the settings; `wiring` joins it to the rest.

It decides nothing that a setting does not say. Nothing is opened here, but that a data directory
without a certificate gets a local one.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from inkstone import limits
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.moderation import Handling
from inkstone.domain.picture_policy import PicturePolicy
from inkstone.media import local_ca
from inkstone.media.credential_signer import CredentialSigner
from inkstone.media.local_ca import SigningIdentity
from inkstone.media.workshop import Workshop
from inkstone.net.fetch import Fetcher
from inkstone.service.keep import MarkTexts
from inkstone.service.metrics import Metrics
from inkstone.service.moderate import Moderator, PictureJudge, TextJudge
from inkstone.service.verify import Verifier
from inkstone.settings import Settings
from inkstone.store.unit_of_work import Store

#: The folder of the local CA in the data directory.
CREDENTIALS = "credentials"
#: Of the local CA, as `local_ca` names it.
_OWN_CA = "ca.pem"
#: Certificates of CAs are a few kilobytes; all of the C2PA trust list are less than this.
_PEM_BYTES_MAX = 4 * 1024 * 1024
#: What signs holds one finished picture and the manifests of its inputs.
_SIGNER_MEMORY_BYTES = 768 * 1024 * 1024
_CLASSIFIER_MEMORY_BYTES = 4 * 1024 * 1024 * 1024
_LOAD_S = 60.0


class Opened(Protocol):
    """What is opened before pictures are made, and closed after."""

    async def open(self) -> None:
        """Begin."""
        ...

    async def close(self) -> None:
        """End."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """Who looks at content."""

    texts: tuple[TextJudge, ...] = ()
    pictures: tuple[PictureJudge, ...] = ()
    #: Those of them that are opened and closed.
    opened: tuple[Opened, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """All of it, joined."""

    usual: PicturePolicy
    texts: MarkTexts
    signer: CredentialSigner
    moderator: Moderator
    #: Certificates whose signatures on strangers' pictures are trusted, as PEM.
    anchors: str
    #: What is opened and closed.
    opened: tuple[Opened, ...]


def marking(settings: Settings, *, workshop: Workshop, metrics: Metrics) -> Marking:
    """Join what marks, signs and moderates pictures.

    Raises:
        InvalidRequest: a setting names what is not there, or is not what it must be.
    """
    identity, usual, found = signing_identity(settings), usual_policy(settings), judges(settings)
    signer = CredentialSigner(
        identity=identity,
        timestamp_url=settings.timestamp_url,
        num_processes=settings.media_processes,
        memory_bytes=_SIGNER_MEMORY_BYTES,
        timeout_s=settings.media_timeout_s,
    )
    return Marking(
        usual=usual,
        texts=MarkTexts(
            watermark=settings.watermark_text,
            label=settings.visible_label_text,
            producer=settings.producer_name,
        ),
        signer=signer,
        moderator=Moderator(
            usual=usual,
            workshop=workshop,
            metrics=metrics,
            texts=found.texts,
            pictures=found.pictures,
            allows_on_failure=settings.moderation_on_failure == "allow",
        ),
        anchors=trusted(settings),
        opened=(signer, *found.opened),
    )


def usual_policy(settings: Settings) -> PicturePolicy:
    """What is done with pictures where neither key nor account say otherwise."""
    return PicturePolicy(
        content_credentials=settings.content_credentials,
        labels=settings.embed_labels,
        parameters=settings.embed_parameters,
        prompt=settings.embed_prompt,
        visible_label=settings.visible_label,
        invisible_watermark=settings.invisible_watermark,
        moderation=Handling(settings.moderation),
    )


def signing_identity(settings: Settings) -> SigningIdentity:
    """What pictures are signed with: the operator's certificate, or the data directory's own.

    Raises:
        InvalidRequest: the certificate and its key are no pair that can sign pictures.
    """
    chain, key = settings.certificate, settings.certificate_key
    if (chain is None) != (key is None):
        raise InvalidRequest(
            "INKSTONE_CERTIFICATE and INKSTONE_CERTIFICATE_KEY are set together, or neither is."
        )
    if chain is None or key is None:
        settings.make_data_dir()
        folder = settings.data_dir.absolute() / CREDENTIALS
        try:
            return local_ca.ensure_local(folder, organization=settings.producer_name)
        except OSError as error:
            raise InvalidRequest(f"{folder} cannot be used: {error.strerror}.") from error
    given = SigningIdentity(
        chain=chain.absolute(), key=key.absolute(), anchors=chain.absolute(), is_local=False
    )
    try:
        wrong = [
            *local_ca.check_pair(given.chain, given.key),
            *local_ca.describe(given.chain).problems,
        ]
    except OSError as error:
        raise InvalidRequest(f"INKSTONE_CERTIFICATE: {error}") from error
    if wrong:
        raise InvalidRequest(f"INKSTONE_CERTIFICATE: {' '.join(wrong)}")
    return given


def trusted(settings: Settings) -> str:
    """The certificates of the CAs whose signatures are trusted, as PEM; nothing is made for it.

    They are those that ours is signed by, now or before one was set, and what is set beside.

    Raises:
        InvalidRequest: they cannot be read.
    """
    own = settings.data_dir.absolute() / CREDENTIALS / _OWN_CA
    named = (own if own.is_file() else None, settings.certificate, settings.trust_anchors)
    return "\n".join(_pem(path) for path in named if path is not None)


def verifier(
    settings: Settings, store: Store | None, fetcher: Fetcher | None, anchors: str
) -> Verifier:
    """What tells what is known of pictures, with a process of its own: anybody may keep it busy."""
    workshop = Workshop(
        num_processes=1,
        memory_bytes=settings.media_memory_bytes,
        timeout_s=settings.media_timeout_s,
        limits=limits.decode_limits(settings),
    )
    return Verifier(
        store=store,
        workshop=workshop,
        anchors=anchors,
        per_minute=settings.verify_per_minute,
        fetcher=fetcher,
    )


def _pem(path: Path) -> str:
    try:
        if path.stat().st_size > _PEM_BYTES_MAX:
            raise InvalidRequest(f"{path} is too large for certificates.")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRequest(f"{path} cannot be read as certificates: {error}") from error


def judges(settings: Settings) -> Judges:
    """Who looks at content: those that are set.

    Raises:
        InvalidRequest: one is set to what is not there, or cannot be read.
    """
    texts: list[TextJudge] = []
    pictures: list[PictureJudge] = []
    opened: list[Opened] = []
    # Each is loaded only where it is set: most servers start without.
    if settings.moderation_blocklist is not None:
        from inkstone.service.blocklist import Blocklist  # noqa: PLC0415

        texts.append(Blocklist.from_file(settings.moderation_blocklist))
    if settings.moderation_url:
        from inkstone.engines.upstream.moderation import ModerationEndpoint  # noqa: PLC0415

        key = settings.moderation_api_key
        endpoint = ModerationEndpoint(
            url=settings.moderation_url,
            model=settings.moderation_model,
            api_key=key.get_secret_value() if key else "",
            timeout_s=settings.moderation_timeout_s,
            threshold=settings.moderation_threshold,
        )
        texts.append(endpoint)
        pictures.append(endpoint)
        opened.append(endpoint)
    if settings.moderation_classifier is not None:
        from inkstone.engines.safety.classifier import Classifier  # noqa: PLC0415

        classifier = Classifier(
            source=settings.moderation_classifier.absolute(),
            labels=settings.moderation_labels,
            threshold=settings.moderation_threshold or 0.5,
            memory_bytes=_CLASSIFIER_MEMORY_BYTES,
            timeout_s=max(settings.moderation_timeout_s, _LOAD_S),
        )
        pictures.append(classifier)
        opened.append(classifier)
    return Judges(texts=tuple(texts), pictures=tuple(pictures), opened=tuple(opened))
