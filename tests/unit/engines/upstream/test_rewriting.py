"""What a chat model is told, and what is read of its answer, whatever it answers."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.domain.rewrite import PROMPT_CHARS_MAX, Rewrite
from inkstone.engines.upstream.rewriting import (
    Manner,
    Misformed,
    lost_quotes,
    read_completion,
    read_rewrite,
)

OFFICIAL = Manner(style="qwen-pe", system_prompt=" for new ones \n", edit_system_prompt="for edits")


def said(**fields):
    """An answer of one object."""
    return json.dumps({"rewritten_prompt": "a red kite over a beach", **fields})


def completion(content="x", **message):
    """The body of an answer."""
    why = message.pop("finish_reason", "stop")
    return {"choices": [{"message": {"content": content, **message}, "finish_reason": why}]}


READ = {
    "the object alone": (said(), ""),
    "with a ratio": (said(wh_ratio="16:9"), "16:9"),
    "with a ratio in pixels": (said(wh_ratio="1664 x 2496"), "1664:2496"),
    "in a fence": (f"```json\n{said(wh_ratio='3:2')}\n```", "3:2"),
    "after thoughts": (f'<think>{{"rewritten_prompt": "no"}}\n</think>\n{said()}', ""),
    "whose thoughts began in the template": (f"hm … {{}}</think>{said()}", ""),
    "after a word, before another": (f"Here {{it}} is: {said()} I hope {{so}}.", ""),
    "the last of several": (f'{{"rewritten_prompt": "first"}}{said(wh_ratio="2:3")}', "2:3"),
    "before another object": (f'{said()} {{"note": 1}}', ""),
    "in an array": (f"[{said(wh_ratio='1:1')}]", "1:1"),
    "with raw line breaks": ('{"rewritten_prompt": "a red kite\tover a beach\n"}', None),
    "misspelt": ('{"rewrited_prompt": "a red kite over a beach"}', ""),
    "following a picture": (said(wh_ratio="", ratio_follow="<image2>"), "<image2>"),
    "following one by its bare name": (said(ratio_follow="image1"), "<image1>"),
    "following nothing": (said(wh_ratio="4:3", ratio_follow=""), "4:3"),
    "with a ratio that is none": (said(wh_ratio="wide", ratio_follow="the first"), ""),
    "with a ratio of a wrong kind": (said(wh_ratio=1.5, ratio_follow=["<image1>"]), ""),
    "with other fields": (said(seed=4, parse_ok=False), ""),
}


@pytest.mark.parametrize("name", READ)
def test_a_rewritten_prompt_is_found_in(name):
    answer, ratio = READ[name]
    found = read_rewrite(answer, "a kite")
    if ratio is None:
        assert found.prompt == "a red kite\tover a beach"
    else:
        assert found == Rewrite(prompt="a red kite over a beach", ratio=ratio)


NONE = {
    "nothing": "",
    "prose": "I cannot help with that.",
    "no object": '["a red kite"]',
    "an object of another kind": '{"prompt": "a red kite"}',
    "an empty prompt": '{"rewritten_prompt": "  "}',
    "a prompt that is no text": '{"rewritten_prompt": {"en": "a kite"}}',
    "an object that is cut": '{"rewritten_prompt": "a red kite',
    "thoughts without an end": f"<think>{said()}",
    "thoughts alone": f"<think>{said()}</think>",
    "too long a prompt": json.dumps({"rewritten_prompt": "x" * (PROMPT_CHARS_MAX + 1)}),
    "half a character": '{"rewritten_prompt": "a \\ud83d kite"}',
    "a null character": '{"rewritten_prompt": "a \\u0000 kite"}',
    "braces without end": "{" * 100_000,
    "many braces": '{"a":' * 10_000,
    "a number without end": '{"a": ' + "9" * 60_000 + "}",
    "a megabyte": said() + " " * 1_000_000,
}


@pytest.mark.parametrize("name", NONE)
def test_no_rewritten_prompt_is_found_in(name):
    with pytest.raises(Misformed) as caught:
        read_rewrite(NONE[name], "a kite")
    assert "red kite" not in str(caught.value)


def test_the_longest_prompt_that_is_taken():
    text = "界" * PROMPT_CHARS_MAX
    assert read_rewrite(json.dumps({"rewritten_prompt": text}), "x").prompt == text


@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    for answer in (text, f"{text}</think>{text}", f'{{"rewritten_prompt": {text}', said() + text):
        try:
            found = read_rewrite(answer, text)
        except Misformed:
            continue
        assert 0 < len(found.prompt) <= PROMPT_CHARS_MAX
        assert len(found.ratio) <= 16


@given(prompt=st.text(min_size=1, max_size=300).filter(str.strip))
def test_any_prompt_that_comes_back_as_it_was_is_kept_or_cannot_be_a_prompt(prompt):
    answer = json.dumps({"rewritten_prompt": prompt})
    try:
        found = read_rewrite(answer, prompt)
    except Misformed:
        return
    assert found.prompt == prompt.strip()


QUOTES = [
    ('a sign that says "OPEN"', 'a wooden sign with the word "OPEN"', []),
    ('a sign that says "OPEN"', "a wooden sign with the word OPEN", []),
    ('a sign that says "OPEN"', "a wooden sign with the word open", ["OPEN"]),
    ('a sign, "Hello, World," it says', "a sign: “Hello, World”", []),
    ("招牌写着“墨香”", "一块木招牌,上面写着「墨香」二字", []),
    ("招牌写着“墨香”", "a sign that says Ink Scent", ["墨香"]),
    ("「一」と『二』", "一 only", ["二"]),
    ("a cake with 'Joe's 40th' on it", "a cake with Joe’s 40th in icing", []),
    ("it's the dog's bone", "a bone", []),
    ("replace 'SALE' by 'SOLD'", "replace the word SALE by SOLD", []),
    ('"  two   words "', "Two words, or two words", []),
    ('"..."', "nothing to letter", []),
    ("„Guten Tag“ auf einem Schild", "ein Schild: Guten Tag", []),
    ("«Bonjour» sur une enseigne", "une enseigne", ["Bonjour"]),
    ('an unclosed "quote', "nothing", []),
]


@pytest.mark.parametrize(("prompt", "rewritten", "lost"), QUOTES)
def test_text_in_quotation_marks_is_kept_letter_by_letter(prompt, rewritten, lost):
    assert lost_quotes(prompt, rewritten) == lost
    answer = json.dumps({"rewritten_prompt": rewritten})
    if lost:
        with pytest.raises(Misformed, match="lost text"):
            read_rewrite(answer, prompt)
    else:
        assert read_rewrite(answer, prompt).prompt == rewritten


def test_what_a_chat_model_said_is_read_in_each_form():
    assert read_completion(completion("yes")) == "yes"
    parts = [{"type": "text", "text": "y"}, {"type": "text", "text": "es"}, {"type": "x"}, 5]
    assert read_completion(completion(parts)) == "yes"
    assert read_completion(completion("yes", reasoning_content="hm")) == "yes"


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (None, "no chat completion"),
        ([], "no chat completion"),
        ({}, "no chat completion"),
        ({"choices": []}, "no chat completion"),
        ({"choices": [{"message": None}]}, "no chat completion"),
        ({"choices": [{"message": "x"}]}, "no chat completion"),
        (completion(None), "empty"),
        (completion("  "), "empty"),
        (completion([]), "empty"),
        (completion({"a": 1}), "empty"),
        (completion("half a", finish_reason="length"), "cut short"),
        (completion("", finish_reason="content_filter"), "refuses"),
        (completion("x", refusal="I will not."), "refuses"),
    ],
)
def test_what_says_nothing_is_no_answer(document, why):
    with pytest.raises(Misformed, match=why):
        read_completion(document)


def test_the_official_enhancer_is_asked_as_it_was_trained():
    body = OFFICIAL.body("a kite", jpegs=(), seed=7)
    assert body["messages"] == [
        {"role": "system", "content": "for new ones"},
        {"role": "user", "content": "a kite"},
    ]
    assert body["chat_template_kwargs"] == {"enable_thinking": True}
    drawn = {"temperature": 1.0, "top_p": 0.95, "top_k": 20, "min_p": 0.0, "seed": 7}
    assert {name: body[name] for name in drawn} == drawn
    assert (body["presence_penalty"], body["max_tokens"]) == (1.5, 16256)


def test_an_edit_brings_its_pictures_first_and_in_order():
    body = OFFICIAL.body("swap them", jpegs=(b"one", b"two"), seed=None)
    first, second, text = body["messages"][1]["content"]
    urls = [each["image_url"]["url"] for each in (first, second)]
    assert [base64.b64decode(url.partition("base64,")[2]) for url in urls] == [b"one", b"two"]
    assert text == {"type": "text", "text": "swap them"}
    assert body["messages"][0]["content"] == "for edits"
    assert (body["presence_penalty"], body["max_tokens"]) == (0.0, 24000)
    assert "seed" not in body


def test_any_other_model_is_told_which_picture_is_which():
    content = Manner(style="plain").body("x", jpegs=(b"1", b"2"), seed=1)["messages"][1]["content"]
    assert [each.get("text") for each in content] == ["<image1>", None, "<image2>", None, "x"]


def test_a_plain_model_is_sent_nothing_that_it_might_refuse():
    body = Manner(style="plain").body("x", jpegs=(), seed=1)
    assert set(body) == {"messages", "seed"}
    system = body["messages"][0]["content"]
    assert "language of the user's prompt" in system
    assert '{"rewritten_prompt": "…", "wh_ratio": "…"}' in system
    assert Manner(style="plain", max_tokens=900).body("x", jpegs=(), seed=1)["max_tokens"] == 900


def test_a_style_handles_what_it_has_a_system_prompt_for():
    kinds = (False, True)
    assert [OFFICIAL.handles(is_edit=each) for each in kinds] == [True, True]
    only_new = Manner(style="qwen-pe", system_prompt="x")
    assert [only_new.handles(is_edit=each) for each in kinds] == [True, False]
    assert [Manner(style="plain").handles(is_edit=each) for each in kinds] == [True, True]


def test_a_revision_is_another_one_wherever_an_answer_may_differ():
    manners = [
        OFFICIAL,
        Manner(style="plain"),
        Manner(style="plain", system_prompt="other"),
        Manner(style="plain", edit_system_prompt="other"),
        Manner(style="plain", max_tokens=5),
        Manner(style="qwen-pe", system_prompt="for new ones"),
    ]
    assert len({each.revision for each in manners}) == len(manners)
    assert Manner(style="plain").revision == Manner(style="plain").revision
