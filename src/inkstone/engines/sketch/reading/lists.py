"""Lists: whether nouns after a comma or an "and" go on with a list, or begin anew.

It only looks ahead; it changes nothing.
"""

from inkstone.engines.sketch.reading.state import State

_NOUNS = frozenset({"thing", "garment", "hypernym", "hair", "feature", "family", "jewel", "body",
                    "unknown"})  # fmt: skip
_FAR = 14


def begins_clause(state: State) -> bool:
    """Whether a noun that an "and" or a comma precedes is who the next verb is about."""
    after = state.near(1)
    if after is None:
        return False
    if after.kind == "verb":
        return after.token.form != "past" or state.kind(2) != "by"
    if after.kind in ("be", "who", "zai", "has"):
        return True
    listed = state.listed or state.expects
    is_held = listed is not None and listed.kind in ("held_by", "worn_by", "with", "has")
    return after.kind in ("relation", "at") and not is_held and not after.is_chinese


def closes(state: State) -> bool:
    """Whether nouns separated by commas end in an "and" and a noun: a, b and c."""
    at = state.at + 1
    end = min(at + _FAR, len(state.chunks))
    is_noun_next = True
    while at < end:
        kind = state.chunks[at].kind
        if kind == "measure":
            at += 1
            continue
        if is_noun_next:
            if kind == "and":
                # ", and c" ends the list.
                return at + 1 < end and state.chunks[at + 1].kind in _NOUNS
            if kind not in _NOUNS:
                return False
            is_noun_next = False
        elif kind == "and":
            return at + 1 < end and state.chunks[at + 1].kind in _NOUNS
        elif kind == "punctuation" and state.chunks[at].value in (",", "，"):
            is_noun_next = True
        else:
            return False
        at += 1
    return False
