"""Noun phrases: from tokens to chunks, with all that a phrase says of its noun.

It does not know who does what in a clause.
"""

import re
from dataclasses import replace

from inkstone.engines.sketch.lexicon.entries import Lexicon
from inkstone.engines.sketch.lexicon.tokens import Token
from inkstone.engines.sketch.reading import ellipsis, modifiers
from inkstone.engines.sketch.reading.chunks import Chunk, Modifiers
from inkstone.engines.sketch.reading.compounds import compound, grows, is_adjoined

#: Kinds of words that a noun phrase can end with.
NOUNS = frozenset({"object", "garment", "hypernym", "hair", "family", "feature", "body", "kind",
                   "role", "tone", "unknown", "place", "text", "jewel", "time", "weather",
                   "season"})  # fmt: skip
_MODIFIES = frozenset({"number", "colour", "pattern", "material", "size", "mood", "age", "skin",
                       "the", "his", "each", "also", "stop", "aspect", "style",
                       "facing"})  # fmt: skip
_SETTINGS = frozenset({"time", "weather", "season", "style", "font", "place"})
#: Words for places before which a thing only stands.
_PREPOSITIONS = frozenset({"on", "in", "at", "under", "by", "near", "inside", "over", "along",
                           "underwater", "outdoors", "indoors", "outside", "downtown",
                           "overhead", "upstairs"})  # fmt: skip
_MANNERS = frozenset({"风格", "画风", "style"})
#: What of a field of them is drawn.
_MANY = 5
_FAMILY = 3
_NAME = re.compile(r"[A-Z][\w'’-]*")


class Chunker:
    """Takes the tokens of a prompt one by one and groups them."""

    def __init__(self, found: list[Token], *, lexicon: Lexicon) -> None:
        self.tokens = found
        self.lexicon = lexicon
        self.chunks: list[Chunk] = []
        self.mods = Modifiers()
        #: What was said before the last "and" of "a red and a blue car".
        self.stacked: list[Modifiers] = []
        self.opened: Token | None = None

    def run(self) -> list[Chunk]:
        """Group all tokens."""
        index = 0
        while index < len(self.tokens):
            index += self._take(index)
        self._flush()
        return self.chunks

    def _take(self, index: int) -> int:
        """Take the token at an index; say how many tokens that were."""
        token = self.tokens[index]
        after = self._after(index)
        if token.kind in _SETTINGS and self._is_setting(token, index):
            self.chunks.append(Chunk(token.kind, token.value, token, is_modifier=True))
        elif modifiers.add(self.mods, token, self.tokens, index, lexicon=self.lexicon):
            self.opened = self.opened or token
        elif token.kind in ("stop", "also", "aspect"):
            self._pass(token)
        elif (token.kind == "de" and not self.mods.is_bare) or self._continues(token, index):
            pass
        elif token.kind == "object":
            return self._object(index)
        elif token.kind == "unknown":
            return self._unknown(index)
        elif token.kind == "measure" or (token.kind in NOUNS and token.kind != "text"):
            self._head(token)
        elif token.kind == "one" and after is not None and after.kind in NOUNS:
            self.mods.is_other = token.word not in ("one", "ones")
            self.mods.number = self.mods.number or 1
        else:
            self._flush()
            self.chunks.append(Chunk(token.kind, token.value, token))
        return 1

    def _pass(self, token: Token) -> None:
        """Pass a word over; 们 says that there are several."""
        last = self.chunks[-1] if self.chunks else None
        if token.value in _MANNERS and last is not None and is_adjoined(last.token, token):
            if last.kind == "thing":
                # In the style of something: that is not there itself.
                self.chunks[-1] = Chunk("unknown", "", last.token, is_modifier=True)
        elif token.value == "们" and last is not None and last.kind == "thing":
            last.token = replace(last.token, is_plural=True)

    def _after(self, index: int) -> Token | None:
        return self.tokens[index + 1] if index + 1 < len(self.tokens) else None

    def _is_setting(self, token: Token, index: int) -> bool:
        """Whether a time, a place or a style only describes the noun that follows."""
        after = self._after(index)
        if after is not None and after.kind == "de":
            after = self._after(index + 1)
        if token.kind in ("style", "font"):
            return True
        if after is None or after.kind not in NOUNS | {"colour", "size", "material", "weather",
                                                       "time", "season", "kind"}:  # fmt: skip
            return False
        if token.kind == "place":
            is_told = self._after(index) is not after and token.is_chinese
            return after.kind in ("object", "garment") and (is_told or is_adjoined(token, after))
        return token.is_chinese == after.is_chinese

    def _continues(self, token: Token, index: int) -> bool:
        """Whether "and" or a comma stands within a noun phrase."""
        if token.kind != "and" and token.value not in (",", "，"):
            return False
        match ellipsis.after(self.mods, self.tokens, index):
            case "stack":
                self.stacked.append(self.mods)
                self.mods = Modifiers(is_the=self.mods.is_the)
                return True
            case "skip":
                return True
            case _:
                return False

    def _object(self, index: int) -> int:  # noqa: PLR0911 - one table
        """Take a thing, and the noun beside it where the two go together."""
        token, second = self.tokens[index], self._after(index)
        if second is None or not is_adjoined(token, second):
            self._head(token)
            return 1
        match second.kind:
            case "garment":
                return self._on_garment(token)
            case "body" if self._is_part(token, second):
                # A carrot nose is no carrot.
                return 1
            case "place" if self._is_full(token, second):
                return self._in_place(index)
            case "family" if not self.lexicon.is_person(token.value):
                # A penguin family is several penguins.
                self.mods.number = max(self.mods.number or 0, _FAMILY)
                self._head(token)
                return 2
            case "object":
                return self._compound(index)
        self._head(token)
        return 1

    def _is_part(self, token: Token, second: Token) -> bool:
        is_english = " " not in second.raw and not token.is_chinese
        return is_english and not self.lexicon.is_living(token.value)

    def _is_full(self, token: Token, place: Token) -> bool:
        """Whether a place is told by what grows there: a sunflower field."""
        is_bare = place.word.partition(" ")[0] not in _PREPOSITIONS
        return is_bare and not token.is_plural and not token.is_chinese

    def _is_act(self, index: int) -> bool:
        """Whether a noun is a verb that is not known: "a mermaid combs her hair"."""
        token, second, third = self.tokens[index], self.tokens[index + 1], self._after(index + 1)
        says = third is not None and third.kind in ("number", "the", "his")
        return says and second.is_plural and self.lexicon.is_living(token.value)

    def _on_garment(self, token: Token) -> int:
        """A "flower dress" has flowers, and a "dinosaur hat" is no dinosaur."""
        if grows(token.value, self.lexicon):
            self.mods.pattern = self.mods.pattern or "floral"
        else:
            self.mods.lost.append(token.raw)
        return 1

    def _in_place(self, index: int) -> int:
        """Take a place and what it is told by; what grows there is all over it."""
        token, place = self.tokens[index], self.tokens[index + 1]
        mods, self.mods, self.opened = self.mods, Modifiers(), None
        self.chunks.append(Chunk("place", place.value, place))
        if grows(token.value, self.lexicon):
            mods.number = _MANY if mods.number in (None, 1) else mods.number
        self.chunks.append(Chunk("thing", token.value, token, mods=mods, is_modifier=True))
        return 2

    def _compound(self, index: int) -> int:
        token, second = self.tokens[index], self.tokens[index + 1]
        if self._is_act(index):
            self._head(token)
            self.chunks.append(Chunk("unknown", "", second, is_modifier=True))
            return 2
        found = compound(token, second, lexicon=self.lexicon)
        if found.material:
            self.mods.material = self.mods.material or found.material
        match found.how:
            case "two":
                self._head(token)
                if token.is_chinese:
                    self.chunks.append(Chunk("and", "and", second))
                return 1
            case "first" | "first_dressed":
                if found.how == "first_dressed":
                    self.mods.dressed_as = second.value
                whole = replace(token, raw=f"{token.raw} {second.raw}", is_plural=second.is_plural)
                self._head(whole)
                return 2
            case "second_dressed":
                self.mods.dressed_as = token.value
            case _:
                if token.value == "baby":
                    self.mods.age = "baby"
                elif not found.material and not self.lexicon.is_person(token.value):
                    self.mods.lost.append(token.raw)
        return 1

    def _unknown(self, index: int) -> int:
        token = self.tokens[index]
        taken = 1
        while (
            _NAME.fullmatch(self.tokens[index].raw)
            and index + taken < len(self.tokens)
            and self.tokens[index + taken].kind == "unknown"
            and _NAME.fullmatch(self.tokens[index + taken].raw)
            and taken < 4
        ):
            token = replace(token, raw=f"{token.raw} {self.tokens[index + taken].raw}")
            taken += 1
        after = self._after(index + taken - 1)
        describes = after is not None and is_adjoined(self.tokens[index + taken - 1], after)
        is_before = after is not None and after.kind in NOUNS | _MODIFIES and after.kind != "number"
        is_act = token.word.endswith(("ing", "ed")) and self.mods.is_bare and not token.is_chinese
        if is_act or (describes and is_before and not token.is_chinese):
            self.chunks.append(Chunk("unknown", "", token, is_modifier=True))
            return taken
        self._head(token)
        return taken

    def _head(self, token: Token) -> None:
        """End the noun phrase with its noun."""
        kind = "thing" if token.kind in ("object", "unknown") else token.kind
        value = "" if token.kind == "unknown" else token.value
        garment = next((o.value for o in token.others if o.kind == "garment"), None)
        merges = kind not in ("thing", "hypernym")
        said = ellipsis.shared(
            [*self.stacked, self.mods], is_plural=token.is_plural, merges=merges,
            is_chinese=token.is_chinese,
        )  # fmt: skip
        for number, mods in enumerate(said):
            if number:
                self.chunks.append(Chunk("and", "and", token))
            self.chunks.append(Chunk(kind, value, token, mods=mods, garment=garment))
        self.mods, self.stacked, self.opened = Modifiers(), [], None

    def _flush(self) -> None:
        """End a phrase that has no noun."""
        if self.opened is None and not self.stacked:
            return
        said = [mods for mods in (*self.stacked, self.mods) if _says(mods)]
        for mods in said:
            token = self.opened or self.tokens[0]
            self.chunks.append(Chunk("adjectives", "", token, mods=mods))
        self.mods, self.stacked, self.opened = Modifiers(), [], None


def _says(mods: Modifiers) -> bool:
    """Whether something is said that could be told of a thing that was named before."""
    return mods.number is not None or mods.scale is not None or any(
        (mods.colours, mods.pattern, mods.material, mods.mood, mods.age, mods.skin, mods.hair,
         mods.features, mods.facing, mods.verbs, mods.is_other)
    )  # fmt: skip


def chunks(found: list[Token], *, lexicon: Lexicon) -> list[Chunk]:
    """Group tokens into chunks."""
    return Chunker(found, lexicon=lexicon).run()
