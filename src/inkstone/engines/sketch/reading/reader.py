"""The reader: takes a prompt's tokens one by one and keeps what they say of the scene.

It does not know how a prompt is cut into tokens, nor what is drawn of it.
"""

from dataclasses import dataclass, field, replace

from inkstone.engines.sketch.lexicon.lexicon import Concept, Lexicon
from inkstone.engines.sketch.lexicon.tokens import Token

#: The most that one picture shows.
OBJECTS_MAX = 14
COUNT_MAX = 12
UNKNOWN_MAX = 24
_PLURAL = 3
#: In Chinese these may be said of what comes before: 桌子上有苹果.
_SIDES = frozenset({"left_of", "right_of", "on", "under", "in_front_of", "behind", "next_to",
                    "above", "inside"})  # fmt: skip
_TAKES = frozenset({"held_by", "worn_by"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One kind of thing that was read."""

    concept: str
    name: str
    shown: str
    count: int = 1
    colour: str | None = None
    scale: float = 1.0
    relation: str | None = None
    #: An index into what was read.
    target: int | None = None
    at: str | None = None
    features: tuple[str, ...] = ()

    @property
    def person(self) -> bool:
        """Whether it is a figure."""
        return self.shown.startswith("figure:")

    @property
    def part(self) -> str | None:
        """The own part that shows it."""
        return self.shown.removeprefix("part:") if self.shown.startswith("part:") else None


@dataclass(slots=True)
class Reader:
    """What has been read so far."""

    lexicon: Lexicon
    objects: list[Found] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    styles: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)
    kind: str = "scene"
    tint: str | None = None
    colour: str | None = None
    count: int | None = None
    scale: float = 1.0
    at: str | None = None
    is_the: bool = False
    is_negated: bool = False
    is_joined: bool = False
    #: A relation that waits for its second object, the first ones, and whether it is turned.
    relation: str | None = None
    subjects: tuple[int, ...] = ()
    is_turned: bool = False
    #: The objects of this clause, those joined by "and" last, and the one before a Chinese 在.
    clause: list[int] = field(default_factory=list)
    chain: list[int] = field(default_factory=list)
    standing: int | None = None

    def read(self, found: list[Token]) -> None:
        """Take all tokens of a prompt."""
        for index, token in enumerate(found):
            following = found[index + 1] if index + 1 < len(found) else None
            self._take(token, following)

    def _take(self, token: Token, following: Token | None) -> None:  # noqa: PLR0912 - one table
        match token.kind:
            case "object":
                self._object(token, following)
            case "place" | "time" | "weather":
                self._setting(token)
            case "style" if token.value not in self.styles and not self.is_negated:
                self.styles.append(token.value)
            case "kind":
                self._kind(token.value)
            case "colour":
                self.colour = token.value
            case "number":
                self.count = min(max(int(token.value), 1), COUNT_MAX)
            case "size":
                self.scale = float(token.value)
            case "relation":
                self._relation(token, following)
            case "at":
                self._at(token, following)
            case "action" if token.value in ("fly", "swim"):
                self._action("air" if token.value == "fly" else "water")
            case "wear":
                self._wear(token)
            case "feature":
                self._feature(token.value)
            case "negation":
                self.is_negated = True
            case "join":
                self.is_joined = True
            case "punctuation":
                self._break(token.value)
            case "unknown":
                self._unknown(token.raw)
            case "stop":
                self._stop(token.value)
            case _:
                pass

    def _stop(self, word: str) -> None:
        self.is_the = word == "the"
        if word == "在" and self.chain:
            self.standing = self.chain[-1]
        if word == "们" and self.chain:
            self._replace(self.chain[-1], count=max(self.objects[self.chain[-1]].count, _PLURAL))

    def _break(self, mark: str) -> None:
        self.is_negated = self.is_joined = False
        self.standing = self.at = None
        if mark in ".。;；!！?？\n":
            self.relation = None
            self.chain = []
        if mark in ",，" and self.relation is not None and self.relation not in _TAKES:
            self.relation = None
        self.clause = []
        self._forget()

    def _forget(self) -> None:
        self.colour = self.count = None
        self.scale = 1.0
        self.is_the = False

    def _unknown(self, raw: str) -> None:
        spelled = raw.strip()
        if not self.is_negated and spelled not in self.unknown and len(self.unknown) < UNKNOWN_MAX:
            self.unknown.append(spelled)
        self.is_the = False

    def _setting(self, token: Token) -> None:
        if not self.is_negated:
            if token.kind == "place":
                self.places.append(token.value)
            else:
                self.found.setdefault(token.kind, token.value)
        if self.relation not in _TAKES:
            self.relation = None
        self.standing = None
        self._forget()

    def _kind(self, kind: str) -> None:
        if self.is_negated:
            return
        if kind in ("menu", "couplet") or self.kind == "scene":
            self.kind = kind
        if self.colour:
            self.tint = self.colour
        self._forget()

    def _object(self, token: Token, following: Token | None) -> None:
        concept = self.lexicon.concepts[token.value]
        word = token.raw.lower()
        if word in self.lexicon.both and following and following.kind in ("object", "wear"):
            self.colour = self.lexicon.both[word]
            return
        if self.is_negated:
            self.dropped.add(concept.id)
            if concept.id == "person":
                self.dropped.add("people")
            self._forget()
            return
        index = self._mentioned(concept, token)
        if index is None:
            if len(self.objects) >= OBJECTS_MAX:
                self._unknown(token.raw)
                return
            index = self._add(concept, token)
        is_taken = self._relate(index)
        if not is_taken:
            self.chain = [*self.chain, index] if self.is_joined else [index]
        self.clause.append(index)
        self.is_joined = False
        self._forget()

    def _mentioned(self, concept: Concept, token: Token) -> int | None:
        """The object that a second mention means, such as in "the cat"."""
        if self.count is not None or self.colour or token.is_plural:
            return None
        if not (self.is_the or token.is_chinese):
            return None
        for index, known in enumerate(self.objects):
            if known.concept == concept.id:
                return index
        return None

    def _add(self, concept: Concept, token: Token) -> int:
        count = self.count or (_PLURAL if token.is_plural else 1)
        tint = self.lexicon.tints.get(token.raw.lower())
        self.objects.append(
            Found(
                concept=concept.id,
                name=token.raw,
                shown=concept.shown,
                count=count,
                colour=self.colour or tint,
                scale=self.scale,
                at=self.at,
            )
        )
        self.at = None
        return len(self.objects) - 1

    def _relate(self, index: int) -> bool:
        """Settle the relation that waits; say whether the object only adds to its holder."""
        relation, self.relation = self.relation, None
        if relation is None or index in self.subjects:
            return False
        if relation in _TAKES or self.is_turned:
            if self.subjects:
                self._replace(index, relation=relation, target=self.subjects[0])
            # What is told next is told of who holds or wears it.
            if relation in _TAKES and not self.is_joined:
                self.chain = list(self.subjects[:1])
                return True
            return False
        for subject in self.subjects:
            if self.objects[subject].target is None:
                self._replace(subject, relation=relation, target=index)
        return False

    def _relation(self, token: Token, following: Token | None) -> None:
        name = token.value
        last = self.chain[-1] if self.chain else None
        if token.is_chinese and name in _SIDES and not token.raw.endswith("在"):
            stands = self.standing is not None and last is not None and last != self.standing
            if stands and self.standing is not None:
                self._replace(self.standing, relation=name, target=last)
                self.standing = None
                return
            if last is not None and self.objects[last].relation == "on" and name != "on":
                return
            starts = following is not None and following.kind in (
                "object", "number", "has", "colour", "size", "stop",
            )  # fmt: skip
            if last is not None and last in self.clause and starts and self.standing is None:
                self.relation, self.subjects, self.is_turned = name, (last,), True
            elif self.relation is None and last is not None and self.clause:
                self._settle(name, last)
            return
        if last is None:
            return
        subjects = tuple(self.chain)
        if name in _TAKES:
            living = [i for i in reversed(range(len(self.objects))) if self._is_living(i)]
            subjects = (living[0],) if living else (last,)
        self.relation, self.subjects, self.is_turned = name, subjects, False

    def _settle(self, name: str, last: int) -> None:
        """Give the object before the last its Chinese side: 猫坐在树下."""
        for index in range(len(self.objects) - 1, -1, -1):
            if self.objects[index].target == last:
                self._replace(index, relation=name)
                return

    def _at(self, token: Token, following: Token | None) -> None:
        leads = not self.clause or (following is not None and following.kind == "has")
        if leads:
            self.at = token.value
        elif self.chain:
            self._replace(self.chain[-1], at=token.value)

    def _action(self, where: str) -> None:
        if self.clause and self.chain:
            if self.objects[self.chain[-1]].at is None:
                self._replace(self.chain[-1], at=where)
        elif self.at is None:
            self.at = where

    def _wear(self, token: Token) -> None:
        people = [i for i, known in enumerate(self.objects) if known.person]
        wearers = people or [i for i, known in enumerate(self.objects) if known.part == "snowman"]
        if wearers:
            index = wearers[-1]
            if self.colour and not self.objects[index].colour:
                self._replace(index, colour=self.colour)
        elif not self.is_negated:
            self._unknown(token.raw)
        self.relation = None
        self._forget()

    def _feature(self, name: str) -> None:
        for index in range(len(self.objects) - 1, -1, -1):
            known = self.objects[index]
            if known.person and name not in known.features:
                self._replace(index, features=(*known.features, name))
                break
        self._forget()

    def _is_living(self, index: int) -> bool:
        known = self.objects[index]
        theme = self.lexicon.concepts[known.concept].theme
        return bool(known.person) or known.part == "robot" or "animals" in theme or "bird" in theme

    def _replace(self, index: int, **values: object) -> None:
        self.objects[index] = replace(self.objects[index], **values)  # type: ignore[arg-type]
