"""Reading of fusions: which thing of which picture goes where.

It does not know what the pictures show.
"""

import re
from dataclasses import dataclass

from inkstone.engines.sketch.edit import words
from inkstone.engines.sketch.edit.quotes import PICTURE_MARK, Marked

#: More pictures than these are not fused.
PICTURES_MAX = 6
_SPOTS = ("place.top_left", "place.top_right", "place.bottom_left", "place.bottom_right",
          "place.top", "place.bottom", "place.left", "place.right", "place.center", "place.corner",
          "place.side_word")  # fmt: skip
_NOUN = r"(?:(?:the|a|an|this|that|her|his|its)\s+)?[a-z][a-z' -]{0,40}?"
#: Where a noun that follows its picture's name ends.
_END = (
    r"(?=\s+(?:and|with|on|onto|in|into|next|beside|behind|under|above|to|at|by|near|over|sit|sits"
    r"|sitting|stand|stands|standing|walk|walking|hug|hugging|ride|riding|hold|holding|is|are|as"
    r"|so|playing|running|chasing|of|from)(?![a-z])|[,.;!?]|$)"
)
_HAN_END = "(?=[放移和与跟坐站躺趴走跑在到加、，。,上里中旁前后左右下骑抱牵换合都\ue100-\ue1ff]|$)"
#: 把猫放到沙发上 is 猫在沙发上.
_PUT_HAN = re.compile(
    r"(?:[把将让])?([^，。,]{1,40}?)(?:放到|放在|放进|放入|移到|加到)(?=[^，。,])"
)
_HAN_NOUN = "[\u3400-\u9fff]{1,8}?"


#: Use this as the background: the picture is where the others are put.
_AS_GROUND = re.compile(
    r"\s*(?:as|for)\s+(?:the\s+|a\s+)?(?:new\s+)?(?:background|backdrop)|(?:作为|当作|做|当)背景"
)
#: The background of one, which another is to be.
_NEW_GROUND = re.compile(
    r"(?:the\s+)?(?:background|backdrop)\s+(?:of|in|from)\s+[\ue100-\ue1ff]+"
    r"\s*(?:(?:to|with|into|by|for)(?![a-z])|$)|[\ue100-\ue1ff]+的背景(?:换成|改成|替换成|变成|换为)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something of a picture that an instruction names."""

    #: From 1.
    picture: int
    #: The words for it; empty for the picture as a whole.
    noun: str
    #: Whether it is where the others are put.
    is_place: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FusionReading:
    """What was understood of an instruction."""

    parts: tuple[Part, ...]
    #: The instruction without the names of the pictures.
    sentence: str
    #: Whether one thing takes the place of another.
    is_replacement: bool = False

    @property
    def subjects(self) -> tuple[Part, ...]:
        """What is put somewhere."""
        return tuple(part for part in self.parts if not part.is_place)

    @property
    def ground(self) -> Part | None:
        """Where it is put, where that is in a picture."""
        return next((part for part in self.parts if part.is_place), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A picture's name with the noun that belongs to it."""

    picture: int
    noun: str
    start: int
    end: int


def read(marked: Marked, *, num_inputs: int) -> FusionReading | None:
    """Read an instruction; None where it names no thing of any picture."""
    text = marked.text
    if num_inputs > PICTURES_MAX or _is_join(text):
        return None
    found = _named(marked, num_inputs)
    if any(_is_spot(one.noun) for one in found):
        return None
    if len({one.picture for one in found}) < 2:
        found = [*found, *_other(text, found, num_inputs)]
    if len(found) == 2 and (_NEW_GROUND.search(text) or _is_ground_of(text, found)):
        return _regrounded(marked, found)
    if not any(one.noun for one in found):
        return None
    places = [_is_place(text, one, found) for one in found]
    if all(places):
        places[0] = False
    parts = [
        Part(picture=one.picture, noun=_plain(one.noun), is_place=is_place)
        for one, is_place in zip(found, places, strict=True)
    ]
    return FusionReading(
        parts=tuple(dict.fromkeys(parts)),
        sentence=_sentence(marked, found),
        is_replacement=re.match(r"\s*(?:replace|swap)\s|.*换成|.*替换", text) is not None,
    )


def _is_spot(noun: str) -> bool:
    """Whether it is a corner or a side of a picture rather than a thing in it."""
    left = words.pattern(*_SPOTS).sub("", _plain(noun))
    return bool(noun) and not left.strip(" -")


def _is_ground_of(text: str, found: list[_Named]) -> bool:
    return any(_AS_GROUND.match(text[one.end :]) for one in found)


def _regrounded(marked: Marked, found: list[_Named]) -> FusionReading:
    """Use image 2 as the background of image 1; change image 1's background to image 2."""
    first, second = found
    is_first = _AS_GROUND.match(marked.text[first.end :]) is not None
    ground, subject = (first, second) if is_first else (second, first)
    parts = (
        Part(picture=subject.picture, noun=""),
        Part(picture=ground.picture, noun="", is_place=True),
    )
    return FusionReading(parts=parts, sentence="")


def _is_join(text: str) -> bool:
    return words.pattern("join.pair", "join.stack", "join.collage", "join.pip", "mark.logo",
                         "mark.watermark").search(text) is not None  # fmt: skip


def _named(marked: Marked, num_inputs: int) -> list[_Named]:
    found: list[_Named] = []
    for match in PICTURE_MARK.finditer(marked.text):
        numbers = marked.pictures[ord(match[1]) - 0xE100]
        numbers = tuple(num_inputs if number == -1 else number for number in numbers)
        if any(number > num_inputs for number in numbers):
            return []
        for number in numbers:
            noun, start, end = _noun(marked.text, match.start(), match.end())
            found.append(_Named(picture=number, noun=noun, start=start, end=end))
    return found


def _noun(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The noun of a picture's name that begins and ends here, and where both begin and end."""
    after = text[end : end + 60]
    match = re.match(rf"\s*['’]?s['’]?\s+({_NOUN}){_END}", after)
    if match is not None:
        return match[1], start, end + match.end(1)
    match = re.match(rf"(?:里面|里|中|上|当中)?的({_HAN_NOUN}){_HAN_END}", after)
    if match is not None:
        return match[1], start, end + match.end(1)
    of = words.pattern("fusion.of").pattern
    match = re.search(rf"({_NOUN})\s+(?:{of})\s+$", text[max(start - 80, 0) : start])
    if match is not None:
        noun = _last_noun(match[1])
        at = max(start - 80, 0) + match.end(1) - len(noun)
        if noun and not words.pattern("fusion.onto").fullmatch(noun):
            return noun, at, end
    return "", start, end


def _last_noun(spelled: str) -> str:
    """The last noun with its article of a stretch of words."""
    heads = list(re.finditer(r"(?<![a-z])(?:the|a|an|this|that|her|his)\s+", spelled))
    if heads:
        return spelled[heads[-1].start() :]
    if words.pattern("fusion.onto", "scene.move", "scene.add").search(spelled):
        return ""
    return spelled if len(spelled.split()) <= 3 else ""


def _other(text: str, found: list[_Named], num_inputs: int) -> list[_Named]:
    """The other one, where two pictures are there and one is named."""
    match = words.pattern("fusion.other").search(text)
    if match is None or num_inputs != 2 or not found:
        return []
    number = 3 - found[0].picture
    noun, start, end = _noun(text, match.start(), match.end())
    return [_Named(picture=number, noun=noun, start=start, end=end)]


def _is_place(text: str, one: _Named, found: list[_Named]) -> bool:
    """Whether something is put there."""
    if words.pattern("fusion.ground").fullmatch(_plain(one.noun)):
        return True
    lead, tail = text[: one.start], text[one.end :]
    if _AS_GROUND.match(tail):
        return True
    is_replaced = re.search(r"(?:replace|swap)\s+(?:the\s+)?$|[把将]$", lead) is not None
    if is_replaced and re.match(r"\s*(?:with|by)(?![a-z])|\s*(?:换|替)", tail):
        return True
    if one is found[0] and len(found) > 1 and not re.match(r"\s*(?:in|on|在)\s", lead):
        return False
    onto = words.pattern("fusion.onto").pattern
    if re.search(rf"(?:{onto})\s+(?:the\s+)?$", lead):
        return True
    han = words.pattern("fusion.onto_han").pattern
    return re.search(rf"(?:{han})$", lead.rstrip()) is not None


def _plain(noun: str) -> str:
    return re.sub(r"^(?:the|a|an|this|that)\s+", "", noun.strip())


def _sentence(marked: Marked, found: list[_Named]) -> str:
    """The instruction as if all were in one picture."""
    raw = marked.raw
    spelled: list[str] = []
    at = 0
    for one in sorted(found, key=lambda each: each.start):
        if one.start < at:
            continue
        spelled.append(raw[at : one.start])
        noun = one.noun
        is_named = noun and not words.pattern("fusion.ground").fullmatch(_plain(noun))
        if is_named:
            article = "" if not noun.isascii() or noun.startswith(("the ", "a ", "an ")) else "the "
            spelled.append(f"{article}{noun}")
        at = one.end
    spelled.append(raw[at:])
    joined = re.sub(r"\s+", " ", "".join(spelled))
    joined = re.sub(
        r"(?:[把将]|让)?([^，。,]+?)(?:放到|放在|放进|放入|移到|加到)(?=[^，。,])", r"\1在", joined
    )
    return joined.strip()
