"""The catalogue: public model names, their tiers and what serves them.

It does not know which engines are installed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from inkstone.domain.errors import InvalidRequest, UnknownModel
from inkstone.domain.request import Tier

#: Licences that let anybody use weights for business, as hubs abbreviate them.
FREE_LICENCES = frozenset(
    {"apache-2.0", "mit", "bsd-2-clause", "bsd-3-clause", "cc0-1.0", "cc-by-4.0", "unlicense"}
)


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
    #: The open checkpoint that serves it on a GPU, as a hub id.
    checkpoint: str = ""
    #: The hub revision of it that is pinned; empty is the newest that is in the cache.
    revision: str = ""
    #: How many denoising steps its tier takes, where the checkpoint has no schedule of its own.
    steps: int = 40
    #: The licence of that checkpoint.
    licence: str = ""
    #: Whether that licence lets anybody use it for business.
    is_free: bool = False
    #: The models whose checkpoints stand in for business: for new pictures, then for edits.
    commercial: tuple[str, ...] = ()
    #: The checkpoint that makes its edits, and their steps, where that is another one.
    edit_checkpoint: str = ""
    edit_revision: str = ""
    edit_steps: int = 0

    @property
    def sources(self) -> tuple[str, ...]:
        """Its checkpoints as commands take them, for new pictures and for edits: `ID@REVISION`."""
        named = ((self.checkpoint, self.revision), (self.edit_checkpoint, self.edit_revision))
        return tuple("@".join(filter(None, each)) for each in named if each[0])


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
            if not all(name in self._by_name for name in model.commercial):
                raise ValueError(f"{model.name!r} names stand-ins that are not listed")

    @classmethod
    def from_toml(cls, document: Mapping[str, Any]) -> "Catalogue":
        """Build the catalogue from its parsed TOML document."""
        models = tuple(
            PublicModel(
                name=row["name"],
                tier=Tier(row["tier"]),
                resolves_to=row.get("resolves_to", row["name"]),
                aliases=tuple(row.get("aliases", ())),
                summary=row.get("summary", ""),
                checkpoint=row.get("checkpoint", ""),
                revision=row.get("revision", ""),
                steps=row.get("steps", 40),
                licence=row.get("licence", ""),
                is_free=row.get("is_free", False),
                commercial=tuple(row.get("commercial", ())),
            )
            for row in document.get("model", ())
        )
        listed = {model.name: model for model in models}
        return cls(tuple(_as_pinned(model, listed) for model in models))

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

    def checkpoints(self) -> Mapping[str, PublicModel]:
        """Each checkpoint that serves a model here, with the first model that it serves."""
        found: dict[str, PublicModel] = {}
        for model in self.models:
            for checkpoint in (model.checkpoint, model.edit_checkpoint):
                if checkpoint:
                    found.setdefault(checkpoint, model)
        return found

    def sources(self) -> tuple[str, ...]:
        """Each checkpoint that serves a model here, in the catalogue's order: `ID@REVISION`."""
        return tuple(dict.fromkeys(each for model in self.models for each in model.sources))

    def for_business(self, checkpoint: str = "") -> "Catalogue":
        """The same models, each made by weights that anybody may use for business; less the others.

        Args:
            checkpoint: what serves all of them instead; its licence is checked where it is known.

        Raises:
            InvalidRequest: that licence does not allow it.
        """
        named = self.checkpoints().get(checkpoint.partition("@")[0])
        if named is not None and not named.is_free:
            raise InvalidRequest(
                f"{checkpoint} is not for business ({named.licence}), and this server is "
                "(INKSTONE_COMMERCIAL): choose other weights.",
                code="licence_refused",
            )
        models = tuple(found for m in self.models if (found := self._free(m)) is not None)
        listed = {model.name for model in models}
        return Catalogue(tuple(model for model in models if model.resolves_to in listed))

    def _free(self, model: PublicModel) -> PublicModel | None:
        if model.is_free or not model.checkpoint:
            return model
        stand_ins = [self.find(name) for name in model.commercial]
        if not stand_ins or not all(each.is_free for each in stand_ins):
            return None
        draws, edits = stand_ins[0], stand_ins[-1]
        return replace(
            model,
            checkpoint=draws.checkpoint,
            revision=draws.revision,
            steps=draws.steps,
            licence=draws.licence,
            is_free=True,
            edit_checkpoint="" if edits is draws else edits.checkpoint,
            edit_revision="" if edits is draws else edits.revision,
            edit_steps=0 if edits is draws else edits.steps,
        )


def _as_pinned(model: PublicModel, listed: Mapping[str, PublicModel]) -> PublicModel:
    """An undated name is made by what its snapshot is, so it is pinned to the same revision."""
    meant = listed.get(model.resolves_to, model)
    if model.revision or meant.checkpoint != model.checkpoint:
        return model
    return replace(model, revision=meant.revision)
