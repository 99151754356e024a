"""Unquoted texts: words to be written that stand without quotes, after what announces them.

It does not know texts in quotes; they were cut out before.
"""

import re
from collections.abc import Iterator

_SMALL = r"(?:of|the|and|a|an|in|for|to|on|at|by|&|with|or|-|–)"
_TITLE_WORD = r"[A-Z0-9][\w'’.!?&:\-]{0,30}"
_TITLE = rf"{_TITLE_WORD}(?: +(?:{_SMALL} +){{0,2}}{_TITLE_WORD}){{0,7}}"
_CAPITALS = r"[A-Z0-9][A-Z0-9'’&!?.\-]{0,30}(?: +[A-Z0-9&][A-Z0-9'’&!?.\-]{0,30}){0,9}(?![a-z])"
_WRITTEN = r"(?:words?|text|title|headline|slogan|phrase|letters|inscription|caption|message|name)"
_HEAD = (
    r"(?:title|subtitle|tagline|slogan|footer|headline|heading|caption|sign text|text|words?"
    r"|wording|message|lettering|inscription)"
)
_ENGLISH = (
    re.compile(rf"\b(?:[Tt]itled|[Ee]ntitled|[Hh]eadlined|[Cc]aptioned) +(?P<text>{_TITLE})"),
    re.compile(rf"\b[Tt]he {_WRITTEN}(?: of| is| are| reading| saying)?:? +(?P<text>{_TITLE})"),
    re.compile(
        rf"\b(?:[Ss]ays|[Ss]aying|[Rr]eads|[Rr]eading|[Ss]pelling):? +(?P<text>{_CAPITALS})"
    ),
    re.compile(rf"\b[Nn]ame(?: is|:) +(?P<text>{_CAPITALS})"),
    re.compile(
        r"\b(?i:upper|lower|right|left|top|horizontal)(?: (?:line|scroll|side|banner))?: *"
        "(?P<text>[\u4e00-\u9fff]{3,20})"
    ),
    re.compile(rf"\b(?i:{_HEAD}) ?[:=] ?(?P<text>[^,.;\n\x1e]{{1,60}})"),
)
_NAMED = re.compile(rf"(?P<noun>[a-z]{{2,20}}) +(?:called|named) +(?P<text>{_TITLE})")
_ROLES = (
    "主标题|副标题|大标题|标题|主题|上联|下联|横批|落款|标语|口号|正文|题字|店名|书名|底部文字|小字"
    "|祝福语|广告语"
)
#: What is written on a board that is named before it.
_BOARDS = "警示牌|告示牌|提示牌|招牌|木牌|路牌|牌子|标语牌|门牌|告示|横幅|条幅|牌匾"
_END = '，,。；;、！!\n\x1e“”"「」《》'
_CHINESE = (
    re.compile(
        rf"(?:{_ROLES})[ ]?(?:内容)?(?:是|为|写着|写|叫|[：:])[ ]?(?P<text>[^{_END}]{{1,30}}?)"
        rf"(?=\s*(?:(?:{_ROLES})[ ]?(?:内容)?[是为：:]|[{_END}]|$))"
    ),
    re.compile(
        r"(?:文字|祝福语|文案|字样)(?:内容)?(?:是|为)?[：:][ ]?"
        r"(?P<text>[^。；;\n\x1e“”\"「」]{1,40}?)"
        r"(?=[。；;\n]|$|，(?:画|配|有|背景|旁边|用|加))"
    ),
    re.compile(rf"(?:{_BOARDS})[：:][ ]?(?P<text>[^。；;\n\x1e“”\"「」]{{1,30}})"),
    re.compile(
        rf"(?<=[上牌匾报幅板面字卡联里部方处底顶旗中下])(?:写着|写有|写上|印着|刻着|题着|书写)"
        rf"[：:]?(?P<text>[^{_END}的]{{1,16}})"
    ),
    re.compile(
        rf"(?:名为|名叫|叫做|叫)(?P<text>[^{_END}的]{{1,12}})"
        "(?=的(?:咖啡|茶|餐|书|小?店|面包|甜品|奶茶|酒|公司|品牌|小?馆|饭|花|超市|民宿|烘焙))"
    ),
)
#: After these nouns a name is written on the picture.
_BEARERS = frozenset({
    "shop", "store", "bakery", "cafe", "café", "restaurant", "bar", "brand", "company", "logo",
    "poster", "book", "film", "movie", "album", "magazine", "game", "festival", "event", "app",
    "boat", "ship", "hotel", "school", "club", "team", "bookstore", "pub", "studio", "gallery",
    "startup", "agency", "salon", "gym", "museum", "band", "concert", "show", "series", "website",
    "newspaper",
})  # fmt: skip


def spans(prompt: str) -> Iterator[tuple[int, int]]:
    """Give where such texts stand, none over another."""
    found: list[tuple[int, int]] = []
    for pattern in (*_ENGLISH, *_CHINESE):
        found += [match.span("text") for match in pattern.finditer(prompt)]
    found += [m.span("text") for m in _NAMED.finditer(prompt) if m["noun"] in _BEARERS]
    end = 0
    for start, finish in sorted(found):
        if start >= end and prompt[start:finish].strip():
            end = finish
            yield start, finish


def without_names(prompt: str) -> str:
    """Blank out what somebody is called: "a cat named Whiskers"."""

    def blank(match: re.Match[str]) -> str:
        if match["noun"] in _BEARERS:
            return match.group()
        kept = match.start("text") - match.start()
        return match.group()[:kept] + " " * (len(match.group()) - kept)

    return _NAMED.sub(blank, prompt)
