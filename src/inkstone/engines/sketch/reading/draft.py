"""The draft: the scene while it is read, with its limits and what is told of them.

It does not know words; it is told what they mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from inkstone.engines.sketch.lexicon.entries import Lexicon
from inkstone.engines.sketch.reading.quotes import Cut
from inkstone.engines.sketch.scene import Garment, Note, SceneObject, Text

#: The most that one picture shows.
OBJECTS_MAX = 14
COUNT_MAX = 12
UNKNOWN_MAX = 24
RELATIONS_MAX = 6
GARMENTS_MAX = 8
STYLES_MAX = 6


@dataclass(slots=True)
class Found:
    """One kind of thing that was read."""

    concept: str
    name: str
    shown: str
    count: int = 1
    #: Whether the prompt says how many there are.
    is_counted: bool = False
    colour: str | None = None
    pattern: str | None = None
    material: str | None = None
    scale: float = 1.0
    pose: str | None = None
    mood: str | None = None
    facing: str | None = None
    age: str | None = None
    skin: str | None = None
    hair: str | None = None
    hair_colour: str | None = None
    features: list[str] = field(default_factory=list)
    wears: list[Garment] = field(default_factory=list)
    #: Kinds, and indexes into what was read.
    relations: list[tuple[str, int]] = field(default_factory=list)
    at: str | None = None
    #: The id in the scene it was in before, where there was one.
    id: str | None = None
    is_dropped: bool = False

    def wear(self, garment: Garment) -> None:
        """Put a garment on, in place of one of the same kind."""
        others = [worn for worn in self.wears if worn.kind != garment.kind]
        self.wears = [*others, garment][:GARMENTS_MAX]


@dataclass(slots=True)
class Place:
    """Where words that name an object stand."""

    index: int
    name: str
    start: int
    end: int


@dataclass(slots=True)
class Draft:
    """All that has been read so far."""

    lexicon: Lexicon
    objects: list[Found] = field(default_factory=list)
    mentions: list[Place] = field(default_factory=list)
    #: Places as they are named, and those that only describe a thing.
    places: list[str] = field(default_factory=list)
    weak_places: list[str] = field(default_factory=list)
    time: str | None = None
    weather: str | None = None
    season: str | None = None
    styles: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    #: Kinds that are named after something else was read, and may only stand in the scene.
    late_kinds: list[str] = field(default_factory=list)
    charts: list[str] = field(default_factory=list)
    tint: str | None = None
    texts: list[Text] = field(default_factory=list)
    #: The index of what says or carries each text.
    text_owners: list[int | None] = field(default_factory=list)
    #: Texts that were cut out of the prompt, and how many of them have their role.
    cuts: Sequence[Cut] = ()
    num_cuts: int = 0
    unknown: list[str] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=dict)
    #: Concepts, general words and settings that a negation names.
    dropped: set[str] = field(default_factory=set)
    #: Colours, sizes and counts that no thing took.
    colours: list[str] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    is_plain: bool = False
    #: Whether this reads an instruction: what a known thing is called says which one is meant.
    is_phrase: bool = False
    #: What is left of several of which some were told apart.
    rest: int | None = None
    #: Whose is what, for things that nothing else is said of: their indexes.
    owned: list[tuple[int, int]] = field(default_factory=list)

    def add(self, concept: str, name: str, count: int) -> int | None:
        """Add a thing; None where the picture is full."""
        if len(self.objects) >= OBJECTS_MAX:
            self.note("too_many_things", name)
            return None
        known = self.lexicon.concepts[concept]
        if count > COUNT_MAX:
            self.note("count_limited", f"{count} {name}" if name.isascii() else f"{count}{name}")
        self.objects.append(
            Found(
                concept=concept,
                name=name,
                shown=known.shown,
                count=max(min(count, COUNT_MAX), 1),
                colour=self.lexicon.tints.get(name.lower()),
            )
        )
        if known.drawn_as is not None:
            self.note("approximated", name)
        return len(self.objects) - 1

    def relate(self, index: int, kind: str, target: int) -> None:
        """Say how a thing stands to another one; what contradicts what is known is left out."""
        known = self.objects[index]
        if index == target or len(known.relations) >= RELATIONS_MAX:
            return
        pair = (kind, target)
        is_turned = any(
            back == index and (kind == other or {kind, other} <= _HOLDS)
            for other, back in self.objects[target].relations
        )
        if pair in known.relations or (is_turned and kind not in _MUTUAL):
            return
        if kind in _CLOSER and ("next_to", target) in known.relations:
            known.relations.remove(("next_to", target))
        known.relations.append(pair)

    def note(self, code: str, word: str) -> None:
        """Remember something that will not be as it was asked for."""
        words = self.notes.setdefault(code, [])
        if word and word not in words and len(words) < UNKNOWN_MAX:
            words.append(word)

    def report(self, word: str) -> None:
        """Remember a word that could not be drawn."""
        spelled = word.strip()
        if spelled and spelled not in self.unknown and len(self.unknown) < UNKNOWN_MAX:
            self.unknown.append(spelled)

    def style(self, name: str) -> None:
        """Add a style."""
        if name not in self.styles and len(self.styles) < STYLES_MAX:
            self.styles.append(name)

    def told(self) -> tuple[Note, ...]:
        """The notes of the scene."""
        return tuple(Note(code=code, words=tuple(words)) for code, words in self.notes.items())

    def is_person(self, index: int) -> bool:
        """Whether a thing is a figure."""
        return self.objects[index].shown.startswith("figure:")

    def is_living(self, index: int) -> bool:
        """Whether a thing can act."""
        return self.lexicon.is_living(self.objects[index].concept)

    def take(self, known: Sequence[SceneObject]) -> None:
        """Begin with the objects of a scene that is there already."""
        places = {one.id: at for at, one in enumerate(known)}
        for one in known:
            looks = one.looks
            self.objects.append(
                Found(
                    concept=one.concept, name=one.name, shown=one.shown, count=one.count,
                    is_counted=True, colour=one.colour, pattern=one.pattern,
                    material=one.material, scale=one.scale, pose=one.pose, mood=one.mood,
                    facing=one.facing, at=one.at, id=one.id, wears=list(one.wears),
                    age=looks.age if looks else None, skin=looks.skin if looks else None,
                    hair=looks.hair if looks else None,
                    hair_colour=looks.hair_colour if looks else None,
                    features=list(looks.features) if looks else [],
                    relations=[
                        (each.kind, places[each.target])
                        for each in one.relations if each.target in places
                    ],
                )
            )  # fmt: skip


_HOLDS = frozenset({"held_by", "worn_by"})
#: Say more than that something is beside something.
_CLOSER = frozenset({"on", "under", "inside", "held_by", "worn_by", "riding", "sitting_on",
                     "lying_on"})  # fmt: skip
#: May be said of both at once.
_MUTUAL = frozenset({"next_to", "facing", "hugging", "kissing", "talking_to", "looking_at",
                     "playing_with"})  # fmt: skip
