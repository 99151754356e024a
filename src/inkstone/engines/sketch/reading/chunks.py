"""Chunks: the groups of words that a prompt's clauses are made of.

It does not know how they are found, nor what a clause makes of them.
"""

from dataclasses import dataclass, field
from typing import Literal

from inkstone.engines.sketch.lexicon.tokens import Token, TokenKind

#: A noun phrase, words that say how something is without naming it, a Chinese place beside a
#: thing, or else one token of that kind.
ChunkKind = TokenKind | Literal["thing", "adjectives", "side"]


@dataclass(slots=True)
class Modifiers:
    """What a noun phrase says of its noun."""

    number: int | None = None
    colours: list[str] = field(default_factory=list)
    pattern: str | None = None
    material: str | None = None
    scale: float | None = None
    mood: str | None = None
    age: str | None = None
    skin: str | None = None
    #: A style of hair, or of the hair's length.
    hair: str | None = None
    features: list[str] = field(default_factory=list)
    hair_colour: str | None = None
    facing: str | None = None
    #: What it does, in "a sleeping cat": ids of verbs.
    verbs: list[str] = field(default_factory=list)
    is_the: bool = False
    #: "his", "her", "its" or "'s" stands before it.
    is_owned: bool = False
    #: "another" or "second" stands before it.
    is_other: bool = False
    is_each: bool = False
    #: Who it is dressed as: a figure's concept.
    dressed_as: str | None = None
    #: Words of the phrase that it is not drawn by, such as the first of "dragon kite".
    lost: list[str] = field(default_factory=list)

    @property
    def is_bare(self) -> bool:
        """Whether nothing is said at all."""
        return self == _BARE

    @property
    def colour(self) -> str | None:
        """The colour that counts where several are said of one thing."""
        return self.colours[0] if self.colours else None


_BARE = Modifiers()


@dataclass(slots=True)
class Chunk:
    """One group of words."""

    kind: ChunkKind
    #: A concept's id for a thing, else as the token's.
    value: str
    token: Token
    mods: Modifiers = field(default_factory=Modifiers)
    #: The garment that the noun may mean.
    garment: str | None = None
    #: Words that say something of a Chinese noun before it: 坐在树下的.
    clause: list["Chunk"] = field(default_factory=list)
    #: The things whose side a `side` is.
    things: list["Chunk"] = field(default_factory=list)
    #: Whether it only describes the noun after it, and so ends nothing.
    is_modifier: bool = False

    @property
    def raw(self) -> str:
        """The noun as the prompt spells it."""
        return self.token.raw

    @property
    def is_chinese(self) -> bool:
        """Whether it is spelled in Chinese."""
        return self.token.is_chinese
