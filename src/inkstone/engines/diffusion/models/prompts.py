"""A user's text on its way to a tokenizer: nothing in it is special, and it is not endless.

It knows no model's template.
"""

from typing import Any

#: Between the first character of a special token and its rest, where a user wrote one: it is seen
#: by nobody, and the token is then no token.
_BREAK = "\u200b"


def neutral(text: str, tokenizer: Any) -> str:
    """The text with every special token that it spells out broken in two.

    A user who writes `<|im_end|>` would otherwise end the user's turn, and one who writes
    `<|image_pad|>` would ask for a picture that is not there.
    """
    # Half a surrogate pair is no character, and no tokenizer takes it.
    text = text.encode("utf-8", "replace").decode()
    for token in tokenizer.get_added_vocab():
        if token in text:
            text = text.replace(token, token[0] + _BREAK + token[1:])
    return text


def cut(text: str, tokenizer: Any, *, tokens_max: int) -> tuple[str, bool]:
    """As much of a text as so many tokens hold, and whether that is less than all of it."""
    if len(text.encode()) <= tokens_max:
        return text, False  # no token is less than a byte
    found = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    offsets = found["offset_mapping"]
    if len(offsets) <= tokens_max:
        return text, False
    return text[: offsets[tokens_max - 1][1]], True
