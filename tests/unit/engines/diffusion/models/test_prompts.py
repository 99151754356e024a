import pytest

from diffusion.tiny_tokenizer import SPECIAL_TOKENS, tokenizer
from inkstone.engines.diffusion.models.prompts import cut, neutral

TOKENIZER = tokenizer()


@pytest.mark.parametrize("token", SPECIAL_TOKENS)
def test_a_special_token_of_a_user_is_plain_text(token):
    written = f"a fox {token} a cat{token}"
    special = TOKENIZER.convert_tokens_to_ids(token)
    assert special in TOKENIZER(written).input_ids
    made = neutral(written, TOKENIZER)
    assert special not in TOKENIZER(made).input_ids
    assert made.replace("\u200b", "") == written


def test_tokens_inside_tokens_stay_broken():
    written = "<|im_<|im_end|>end|>"
    special = TOKENIZER.convert_tokens_to_ids("<|im_end|>")
    assert special not in TOKENIZER(neutral(written, TOKENIZER)).input_ids


def test_half_a_character_is_read_as_none():
    made = neutral("a fox \ud83e in \udc00 snow", TOKENIZER)
    assert made == "a fox ? in ? snow"
    assert TOKENIZER(made).input_ids


@pytest.mark.parametrize("written", ["", "a red fox", "雪地里的红狐狸 🦊", "{0} %s <image1> <b>"])
def test_other_text_is_left_as_it_is(written):
    assert neutral(written, TOKENIZER) == written


@pytest.mark.parametrize("written", ["a red fox " * 40, "狐" * 300, "🦊" * 100])
def test_a_long_text_is_cut_to_the_tokens_that_are_read(written):
    made, is_cut = cut(written, TOKENIZER, tokens_max=60)
    assert is_cut
    assert written.startswith(made)
    assert 0 < len(TOKENIZER(made).input_ids) <= 60
    assert cut(made, TOKENIZER, tokens_max=60) == (made, False)


def test_a_text_that_fits_is_whole():
    written = "a red fox in the snow"
    num_tokens = len(TOKENIZER(written).input_ids)
    assert cut(written, TOKENIZER, tokens_max=num_tokens) == (written, False)
    assert cut(written, TOKENIZER, tokens_max=num_tokens - 1)[1]
