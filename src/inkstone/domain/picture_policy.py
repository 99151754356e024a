"""How pictures are marked and moderated, where an account or a key says otherwise than the server.

It does not know how a mark is made, nor what moderation looks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from inkstone.domain.moderation import Handling


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturePolicy:
    """What is done with each picture; `None` is what the next one up says: key, account, server."""

    #: Whether it carries a signed C2PA manifest.
    content_credentials: bool | None = None
    #: Whether its XMP says that AI made it: IPTC's source type and the AIGC label.
    labels: bool | None = None
    #: Whether it carries its parameters: seed, model, revision, size, engine.
    parameters: bool | None = None
    #: Whether these include what the caller wrote.
    prompt: bool | None = None
    #: Whether a visible label is drawn on it, such as "AI生成".
    visible_label: bool | None = None
    #: Whether its pixels carry its id, which nobody sees.
    invisible_watermark: bool | None = None
    #: What is done about content that somebody objects to.
    moderation: Handling | None = None

    def over(self, base: "PicturePolicy") -> "PicturePolicy":
        """This policy, and where it says nothing, another's."""
        return replace(base, **said) if (said := self._said()) else base

    def to_json(self) -> dict[str, Any]:
        """What is said, by name."""
        return self._said()

    @classmethod
    def from_json(cls, found: Mapping[str, Any] | None) -> "PicturePolicy":
        """What `to_json` made; what a later release said is left out."""
        if not found:
            return NO_POLICY
        said = {name: value for name, value in found.items() if name in _NAMES}
        handling = said.pop("moderation", None)
        return cls(**said, moderation=Handling(handling) if handling in set(Handling) else None)

    def _said(self) -> dict[str, Any]:
        # A job asks several times, and hardly any key or account says anything.
        return {name: value for name in _NAMES if (value := getattr(self, name)) is not None}


_NAMES = tuple(field.name for field in fields(PicturePolicy))
#: What says nothing.
NO_POLICY = PicturePolicy()
#: What an account's own administrators may change: what others learn of their requests.
PRIVACY = frozenset({"parameters", "prompt"})
