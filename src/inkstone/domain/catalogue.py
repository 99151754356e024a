"""The catalogue: public model names, their tiers and what serves them.

It does not know which engines are installed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inkstone.domain.errors import UnknownModel
from inkstone.domain.request import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicModel:
    """A model name that callers may ask for."""

    #: The name as listed.
    name: str
    tier: Tier
    #: Where a request for it really goes: itself, or the snapshot that an undated name means.
    resolves_to: str
    #: Other spellings, which some vendors use.
    aliases: tuple[str, ...] = ()
    #: What it is, in one sentence.
    summary: str = ""
    #: The open checkpoint that serves it on a GPU.
    checkpoint: str = ""
    #: The licence of that checkpoint.
    licence: str = ""


class Catalogue:
    """All public models, by name and by alias."""

    def __init__(self, models: tuple[PublicModel, ...]) -> None:
        self.models = models
        self._by_name: dict[str, PublicModel] = {}
        for model in models:
            for name in (model.name, *model.aliases):
                if name in self._by_name:
                    raise ValueError(f"the catalogue names {name!r} twice")
                self._by_name[name] = model
        for model in models:
            if model.resolves_to not in self._by_name:
                raise ValueError(f"{model.name!r} resolves to {model.resolves_to!r}, not listed")

    @classmethod
    def from_toml(cls, document: Mapping[str, Any]) -> "Catalogue":
        """Build the catalogue from its parsed TOML document."""
        return cls(
            tuple(
                PublicModel(
                    name=row["name"],
                    tier=Tier(row["tier"]),
                    resolves_to=row.get("resolves_to", row["name"]),
                    aliases=tuple(row.get("aliases", ())),
                    summary=row.get("summary", ""),
                    checkpoint=row.get("checkpoint", ""),
                    licence=row.get("licence", ""),
                )
                for row in document.get("model", ())
            )
        )

    def find(self, name: str) -> PublicModel:
        """The model of a public name or alias.

        Raises:
            UnknownModel: nothing here has that name.
        """
        model = self._by_name.get(name)
        if model is None:
            known = ", ".join(m.name for m in self.models)
            raise UnknownModel(f"There is no model {name[:80]!r} here; there is {known}.")
        return model
