"""Forms: how a wish says what is changed and what it becomes, in English and in Chinese.

It does not know what either of the two means.
"""

import re
from functools import lru_cache

from inkstone.engines.sketch.edit import words
from inkstone.engines.sketch.edit.scene import naming, read_texts
from inkstone.engines.sketch.edit.scene.targets import Known, mentioned
from inkstone.engines.sketch.edit.scene.wishes import Wish

_HAN = re.compile("[\u3400-\u9fff]")
#: What turns into something else: of its verb, the words before and after it.
_INTO: tuple[re.Pattern[str], ...] = (
    re.compile(r"substitute\s+(?P<b>.+?)\s+for\s+(?P<a>.+)$"),
    re.compile(
        r"(?:(?:put|draw|use|have|show)\s+)?(?P<b>.+?)\s+(?:instead|in\s+place)\s+of\s+(?P<a>.+)$"
    ),
    re.compile(
        r"(?:replace|swap|swap\s+out|exchange|switch|switch\s+out)\s+(?P<a>.+?)"
        r"\s+(?:with|by|for|to)\s+(?P<b>.+)$"
    ),
    re.compile(
        r"(?:change|turn|transform|convert|modify|alter|switch|set|update|rename|correct|edit"
        r"|reword|rewrite|translate|make)\s+(?P<a>.+?)\s+(?:in)?to\s+(?:be\s+|say\s+|read\s+)?"
        r"(?P<b>.+)$"
    ),
    re.compile(r"(?P<a>.+?)\s+(?:should|must)\s+(?:be|become|say|read)\s+(?P<b>.+)$"),
    re.compile(r"set\s+(?P<a>it|the\s+scene|this|the\s+picture)\s+(?:in|at|on)\s+(?P<b>.+)$"),
)
_NUMBER = re.compile(r"(?:the\s+)?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine)\s+")
_SUBJECT = re.compile(
    r"(?:it|this|them|these|her|him|everything|(?:the|its)\s+(?:background|sky|weather|season|time"
    r"|scene|picture|image|style|place))(?![a-z'])"
)


def cut(wish: Wish, known: Known) -> tuple[Wish, Wish] | None:
    """What is changed, and what it becomes; None where a wish has no such form."""
    if _HAN.search(wish.text):
        return _cut_han(wish)
    for form in _INTO:
        match = form.match(wish.text)
        if match is not None:
            return wish.part(*match.span("a")), wish.part(*match.span("b"))
    verb = words.pattern("scene.make", "scene.change").match(wish.text)
    if verb is None:
        return None
    rest = wish.part(verb.end())
    at = subject_end(rest, known)
    return (rest.part(0, at), rest.part(at)) if at else None


def is_into(wish: Wish) -> bool:
    """Whether the words say that one thing turns into another."""
    if _HAN.search(wish.text):
        return words.pattern("scene.change_han", "scene.instead").search(wish.text) is not None
    return any(form.match(wish.text) for form in _INTO)


def subject_end(rest: Wish, known: Known) -> int | None:
    """Where the subject ends: after a pronoun, a known thing, or what somebody wears."""
    colours = list(words.colour_pattern().finditer(rest.text))
    worn = (words.pattern("scene.hair", "scene.skin").search(rest.text), naming.garment(rest.text))
    for match in worn:
        # The dress blue: what is worn, and its colour after it.
        if match is not None and colours and match.end() <= colours[-1].start():
            return match.end()
    pronoun = _SUBJECT.match(rest.text)
    if pronoun is not None:
        return pronoun.end()
    mentions = mentioned(rest.raw, known.scene.objects)
    if mentions:
        end = mentions[0].end
        for later in mentions[1:]:
            if re.fullmatch(r"\s*(?:,|and|&)\s*(?:the\s+)?", rest.text[end : later.start]):
                end = later.end
        return end
    some = _NUMBER.match(rest.text)
    if some is not None and (inner := mentioned(rest.raw[some.end() :], known.scene.objects)):
        return some.end() + inner[0].end
    ones = re.match(r"(?:the\s+)?[a-z]+\s+ones?(?![a-z])", rest.text)
    if ones is not None:
        return ones.end()
    role = re.match(r"(?:the\s+)?[a-z]+", rest.text)
    return role.end() if role and read_texts.named(role[0], known) else None


@lru_cache(maxsize=1)
def _han_forms() -> tuple[re.Pattern[str], ...]:
    changes = (*words.phrases("scene.change_han"), *words.phrases("scene.paint_han"))
    into = "|".join(sorted(changes, key=len, reverse=True))
    by = "|".join(words.phrases("scene.instead")[3:])
    forms = (
        rf"(?:用|拿|以)(?P<b>.+?)(?:{by})(?:掉|了)?(?P<a>.+)$",
        rf"(?:把|将|让|使|给)?(?P<a>.+?)(?:{into})(?P<b>.+)$",
        r"(?:翻译|修改|更改|更换|替换|变更)(?P<a>.+?)(?:为|成|到)(?P<b>.+)$",
        rf"(?:{into}|设在|放在|换个)(?P<b>.+)$",
        r"(?:把|将)?(?P<a>.+?)(?P<b>(?:放大|缩小|变大|变小).*)$",
        r"(?:让|使|令|叫)(?P<a>[它他她]们?)(?P<b>.+)$",
        r"(?P<b>(?:放大|缩小))(?P<a>.+)$",
        r"(?:把|将|让)?(?P<a>.+?)"
        r"(?P<b>(?:再|稍微|更)?[大小高矮](?:一点点?|一些|点|些|一倍|两倍))$",
        r"(?P<a>.+?)只要(?P<b>.+)$",
    )
    return tuple(re.compile(form) for form in forms)


def _cut_han(wish: Wish) -> tuple[Wish, Wish] | None:
    for form in _han_forms():
        match = form.match(wish.text)
        if match is None:
            continue
        b = wish.part(*match.span("b"))
        if "a" not in match.groupdict():
            return Wish(raw="画面", text="画面", start=wish.start, quotes=(), pictures=()), b
        return wish.part(*match.span("a")), b
    return None
