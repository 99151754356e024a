"""What is said of a picture of ours when it is signed.

This module does not know how it is signed, so that those who only say it need not load that.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is said of a picture of ours."""

    title: str
    #: As the file's XMP says it, such as `xmp.iid:` and a UUID.
    instance_id: str
    generator_version: str
    #: What made the pixels: an engine or a model.
    agent_name: str
    agent_version: str
    when: datetime
    #: The whole URI of IPTC's digital source type.
    source_type: str
    #: Whether it was made from other pictures.
    is_edit: bool

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, to cross a pipe."""
        return dataclasses.asdict(self) | {"when": self.when.isoformat()}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "Claim":
        """What `to_json` wrote."""
        return cls(**{**written, "when": datetime.fromisoformat(written["when"])})
