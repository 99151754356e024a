"""Reading of wishes about words: written, changed, taken away, restyled.

It does not know how they are placed.
"""

import re

from inkstone.engines.sketch.edit import words
from inkstone.engines.sketch.edit.quotes import QUOTE_MARK
from inkstone.engines.sketch.edit.scene.operations import (
    Erase,
    Reprice,
    Restyle,
    Reword,
    SceneOperation,
    Write,
)
from inkstone.engines.sketch.edit.scene.targets import Known, targets
from inkstone.engines.sketch.edit.scene.wishes import Wish
from inkstone.engines.sketch.reading.parse import read_phrase
from inkstone.engines.sketch.scene import Role, Text

_ROLES: tuple[Role, ...] = ("subtitle", "title", "body", "footer", "sign", "label", "speech",
                            "seal", "vertical", "upper", "lower", "horizontal")  # fmt: skip
_ARTICLE = re.compile(r"^(?:the|a|an|this|that|its|all|any|all the|of)\s+|^(?:所有的?|全部的?)")
_TRAIL = re.compile(r"\s*(?:from|of|in|on) (?:the )?(?:picture|image|poster|card|scene|menu)$")
_TEXT_MAX = 400
_PRICE_MAX = 24


def role(text: str) -> Role | None:
    """The role that words name, `body` standing for any."""
    bare = _bare(text)
    for each in _ROLES:
        if words.pattern(f"text.{each}").fullmatch(bare):
            return each
    return None


def _bare(text: str) -> str:
    return _TRAIL.sub("", _ARTICLE.sub("", _ARTICLE.sub("", text.strip()))).strip("的里中上 ")


def named(text: str, known: Known) -> tuple[Text, ...]:
    """The texts of a scene that words name by their role or as a whole."""
    bare = QUOTE_MARK.sub("", text).strip("的 ")
    wanted = role(bare)
    if wanted is not None:
        of_role = tuple(one for one in known.scene.texts if one.role == wanted)
        # What has no title has something that serves as one.
        return of_role or (known.scene.texts[:1] if wanted == "title" else ())
    if words.pattern("text.any").fullmatch(_bare(bare)):
        return known.scene.texts
    return ()


def become(a: Wish, b: Wish, known: Known) -> list[SceneOperation] | None:
    """Change the title to "X", change "A" to "B", SALE to SOLD; None where no words are meant."""
    new = _new(b)
    if (line := _priced(a, known)) is not None:
        price = (new or b.raw).strip()[:_PRICE_MAX]
        return [Reprice(name=line, price=price)]
    old_quotes = _quotes(a)
    if old_quotes and new:
        return [Reword(old=old_quotes[0], new=new)] if _holds(known, old_quotes[0]) else None
    texts = named(a.text, known)
    if texts and new:
        return [Reword(old=texts[0].text, new=new)]
    if texts and (style := _restyled(texts, b)):
        return style
    if new and (wanted := role(a.text)) is not None:
        return [Write(text=Text(text=new, role=wanted))]
    return _plain_words(a, b, texts, known)


def _priced(a: Wish, known: Known) -> str | None:
    """The name of the menu's line whose price words name."""
    if words.pattern("text.price").search(a.text) is None:
        return None
    raw = a.raw.lower()
    names = [line.name for line in known.scene.lines if line.name.lower() in raw]
    return max(names, key=len) if names else None


def _plain_words(
    a: Wish, b: Wish, texts: tuple[Text, ...], known: Known
) -> list[SceneOperation] | None:
    """Words without quotes: SALE to SOLD, the title to Winter Fair."""
    new = _new(b)
    spelled = a.raw.strip().removeprefix("the ")
    if len(spelled) > 1 and new is None and _holds(known, _found(known, spelled)):
        return [Reword(old=_found(known, spelled), new=b.raw.strip())]
    if texts and _reads_plain(b):
        return [Reword(old=texts[0].text, new=b.raw.strip()[:_TEXT_MAX])]
    return None


def _quotes(wish: Wish) -> list[str]:
    return [wish.quotes[index] for index in _marks(wish) if index < len(wish.quotes)]


def _marks(wish: Wish) -> list[int]:
    """Which of the wish's quotes stand in this stretch of it."""
    first = wish.first_quote
    return [first + index for index, _ in enumerate(QUOTE_MARK.finditer(wish.text))]


def _new(b: Wish) -> str | None:
    found = _quotes(b)
    return found[0] if found else None


def _holds(known: Known, spelled: str) -> bool:
    if not spelled:
        return False
    scene = known.scene
    return (
        any(spelled in text.text for text in scene.texts)
        or any(spelled in line.name or spelled in line.price for line in scene.lines)
        or any(spelled in (one.title + one.detail + one.spelled) for one in scene.items)
    )


def _found(known: Known, spelled: str) -> str:
    """Words as the scene spells them, whatever their case here."""
    for text in known.scene.texts:
        at = text.text.lower().find(spelled.lower())
        if at >= 0:
            return text.text[at : at + len(spelled)]
    return spelled


def _reads_plain(b: Wish) -> bool:
    """Whether words without quotes are to be written rather than to be followed."""
    return b.raw.strip()[:1].isupper() or b.raw.strip()[:1].isdigit()


def _restyled(texts: tuple[Text, ...], b: Wish) -> list[SceneOperation]:
    match = words.colour_pattern().search(b.text)
    said = read_phrase(f'title "x" {b.raw}').texts
    at = said[0].at if said else None
    font = said[0].font if said else None
    colour = words.colour(match[0]) if match else None
    if colour is None and at is None and font is None:
        return []
    return [Restyle(text=one.text, colour=colour, font=font, at=at) for one in texts]


def say(wish: Wish, known: Known) -> list[SceneOperation] | None:
    """Make the dog say "Woof", 女孩说：“你好”."""
    verb = words.pattern("text.says").search(wish.text)
    if verb is None or not wish.quotes:
        return None
    lead = re.sub(r"^(?:make|let|have|让|使|给)\s*", "", wish.raw[: verb.start()])
    found = targets(lead.strip(), known) if lead.strip() else ()
    if not found:
        return None
    return [Write(text=Text(text=wish.quotes[0], role="speech", of=found[0].id))]


def write(wish: Wish, known: Known) -> list[SceneOperation] | None:
    """Add the title "X" at the top; the dog says "Woof"."""
    if not wish.quotes or words.pattern("mark.watermark", "mark.band").search(wish.text):
        return None
    outside = QUOTE_MARK.sub(" ", wish.text)
    is_asked = words.pattern("text.write", "text.says", "text.any").search(outside) or any(
        words.pattern(f"text.{each}").search(outside) for each in _ROLES
    )
    if not is_asked:
        return None
    verb = words.pattern("text.write").match(wish.text)
    rest = wish.part(verb.end()) if verb else wish
    said = read_phrase(rest.raw, known=known.scene.objects)
    # Things that a wish for words names too are asked for by another rule.
    return [Write(text=text) for text in said.texts] or None


def erase(wish: Wish, known: Known) -> list[SceneOperation] | None:
    """Remove the title, all words or those in quotes."""
    if wish.quotes:
        gone = [one.text for one in known.scene.texts if one.text in wish.quotes]
        gone += [one.name for one in known.scene.lines if one.name in wish.quotes]
        return [Erase(text=each) for each in gone] or None
    return [Erase(text=one.text) for one in named(wish.text, known)] or None


def move(a: Wish, where: Wish, known: Known) -> list[SceneOperation] | None:
    """Move the title to the bottom."""
    texts = named(a.text, known)
    return _restyled(texts, where) or None if texts else None
