"""What `inkstone doctor` says of marks and moderation: who signs, until when, and who looks.

It makes nothing: a data directory without a certificate gets one at the first start.
"""

from datetime import UTC, datetime, timedelta

from inkstone import picture_parts
from inkstone.domain.errors import InkstoneError
from inkstone.media import local_ca
from inkstone.settings import Settings

Finding = tuple[bool, str, str]

#: From when on a certificate is worth a word.
_SOON = timedelta(days=30)


def findings(settings: Settings) -> list[Finding]:
    """Everything there is to say."""
    return [_credentials(settings), _moderation(settings)]


def _credentials(settings: Settings) -> Finding:
    what = "content credentials"
    if not settings.content_credentials:
        return True, what, "off: pictures are not signed"
    folder = settings.data_dir / picture_parts.CREDENTIALS
    is_there = folder.is_dir() and any(folder.iterdir())
    if settings.certificate is None and not is_there:
        return True, what, "a local CA, made at the first start; nobody else trusts it"
    try:
        identity = picture_parts.signing_identity(settings)
        facts = local_ca.describe(identity.chain)
        picture_parts.trusted(settings)
    except (InkstoneError, OSError) as error:
        return False, what, str(error)
    whose = "a local CA, which nobody else trusts" if identity.is_local else facts.issuer
    ends = f"until {facts.not_after:%Y-%m-%d}"
    says = f"signed by {facts.subject} ({whose}), {ends}"
    stamps = f"; time stamps by {settings.timestamp_url}" if settings.timestamp_url else ""
    is_ending = facts.not_after - datetime.now(UTC) < _SOON
    return not is_ending, what, says + stamps + ("; renew it now" if is_ending else "")


def _moderation(settings: Settings) -> Finding:
    what = "moderation"
    try:
        judges = picture_parts.judges(settings)
    except (InkstoneError, OSError) as error:
        return False, what, str(error)
    words = ", ".join(judge.name for judge in judges.texts) or "nobody"
    pictures = ", ".join(judge.name for judge in judges.pictures) or "nobody"
    if not judges.texts and not judges.pictures:
        return True, what, "nobody looks at prompts or pictures"
    says = f"{settings.moderation}; prompts: {words}; pictures: {pictures}"
    return True, what, f"{says}; where a judge fails: {settings.moderation_on_failure}"
