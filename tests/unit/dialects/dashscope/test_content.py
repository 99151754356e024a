"""The `input` of a body: both of its forms, in any order, and what is wrong with others."""

from typing import Any

import pytest

from inkstone.dialects.dashscope.content import EMPTY_INPUT, Content, read, upload_id_of
from inkstone.service.ids import new_id, time_of

TEXT, IMAGE = {"text": "A kite"}, {"image": "https://a.test/1.png"}
PARTS = "input.messages[0].content"


def said(*content: Any, role: Any = "user") -> Content:
    """What a message with these parts says."""
    return read({"messages": [{"role": role, "content": list(content)}]})


@pytest.mark.parametrize(
    ("content", "images"),
    [
        ([TEXT], []),
        ([TEXT, IMAGE], [f"{PARTS}[1].image"]),
        ([IMAGE, TEXT], [f"{PARTS}[0].image"]),
        ([IMAGE, TEXT, IMAGE, IMAGE], [f"{PARTS}[{i}].image" for i in (0, 2, 3)]),
        ([{"image": "https://a.test/1.png", "text": "A kite"}], [f"{PARTS}[0].image"]),
        ([{"type": "text", "text": "A kite", "image": None}], []),
    ],
)
def test_parts_come_in_any_order(content: list[Any], images: list[str]) -> None:
    found = said(*content)
    assert (found.prompt, found.faults, found.is_prompt_form) == ("A kite", (), False)
    assert [each.param for each in found.references] == images


def test_a_content_may_be_a_text_alone() -> None:
    found = read({"messages": [{"role": "user", "content": "A kite"}]})
    assert (found.prompt, found.faults) == ("A kite", ())


def test_the_older_form_has_a_prompt_and_a_list() -> None:
    images = ["https://a.test/1.png", "https://a.test/2.png"]
    found = read({"prompt": "A kite", "images": images, "function": "x", "negative_prompt": "fog"})
    assert (found.prompt, found.negative_prompt, found.is_prompt_form) == ("A kite", "fog", True)
    assert [(r.param, r.text) for r in found.references] == [
        ("input.images[0]", images[0]),
        ("input.images[1]", images[1]),
    ]


def test_messages_win_over_a_prompt() -> None:
    found = read({"messages": [{"role": "user", "content": [TEXT]}], "prompt": 5})
    assert (found.prompt, found.faults) == ("A kite", ())


@pytest.mark.parametrize("value", [None, {}, {"messages": None}, {"prompt": None, "function": "x"}])
def test_an_input_with_nothing_in_it_is_empty(value: Any) -> None:
    (fault,) = read(value).faults
    assert (fault.param, fault.kind) == ("input", EMPTY_INPUT)


@pytest.mark.parametrize(
    ("value", "param", "says"),
    [
        ("A kite", "input", "an object with `messages` or `prompt`"),
        ([], "input", "an object"),
        ({"messages": []}, "input.messages", "an array of one message"),
        ({"messages": "A kite"}, "input.messages", "an array of one message"),
        ({"messages": [{}, {}]}, "input.messages", "is an array of 2"),
        ({"messages": ["A kite"]}, "input.messages[0]", "an object"),
        ({"prompt": ""}, "input.prompt", "is blank"),
        ({"prompt": 5}, "input.prompt", "is 5"),
        ({"prompt": "x" * 801}, "input.prompt", "has 801 characters"),
        ({"prompt": "a", "images": ["u"] * 4}, "input.images", "an array of at most 3"),
        ({"prompt": "a", "images": "u"}, "input.images", "an array of at most 3"),
        ({"prompt": "a", "images": ["u", 5]}, "input.images[1]", "is 5"),
        ({"prompt": "a", "negative_prompt": 5}, "input.negative_prompt", "is 5"),
    ],
)
def test_what_is_wrong_is_named(value: Any, param: str, says: str) -> None:
    (fault,) = read(value).faults
    assert fault.param == param
    assert fault.message.startswith(f"`{param}` ")
    assert says in fault.message


@pytest.mark.parametrize(
    ("content", "param", "says"),
    [
        ([], PARTS, "one text and at most 3 images"),
        ([TEXT] * 5, PARTS, "is an array of 5"),
        ([TEXT, TEXT], PARTS, "has 2 texts"),
        ([IMAGE], PARTS, "has no text"),
        ([{"text": "x" * 801}], f"{PARTS}[0].text", "has 801 characters"),
        ([{"text": " "}], f"{PARTS}[0].text", "is blank"),
        ([{"text": ["a"]}], f"{PARTS}[0].text", "is an array of 1"),
        ([TEXT, {"image": 5}], f"{PARTS}[1].image", "is 5"),
        ([TEXT, {"video": "u"}], f"{PARTS}[1]", '"text" or "image"'),
        ([TEXT, "more"], f"{PARTS}[1]", '"text" or "image"'),
        ([TEXT, None], f"{PARTS}[1]", '"text" or "image"'),
    ],
)
def test_a_bad_part_is_named(content: list[Any], param: str, says: str) -> None:
    (fault,) = said(*content).faults
    assert fault.param == param
    assert fault.message.startswith(f"`{param}` ")
    assert says in fault.message


def test_more_images_than_three_are_counted() -> None:
    (fault,) = said({"text": "A kite", **IMAGE}, IMAGE, IMAGE, IMAGE).faults
    assert "has 4 images" in fault.message


@pytest.mark.parametrize("role", ["system", "assistant", None, 5])
def test_the_one_message_is_the_users(role: Any) -> None:
    (fault,) = said(TEXT, role=role).faults
    assert (fault.param, fault.message.endswith("must be user.")) == (
        "input.messages[0].role",
        True,
    )


def test_a_content_that_is_no_list_is_told_of_beside_its_role() -> None:
    faults = read({"messages": [{"role": "bot", "content": 5}]}).faults
    assert [fault.param for fault in faults] == ["input.messages[0].role", PARTS]


def test_a_file_of_ours_is_the_upload_behind_its_address() -> None:
    ticket = new_id("upload")
    (reference,) = said(TEXT, {"image": f"oss://tmp/{ticket}/风筝 1.png"}).references
    assert reference.text == upload_id_of(ticket, "风筝 1.png")
    assert time_of(reference.text) == time_of(ticket)


@pytest.mark.parametrize(
    "address",
    [
        "oss://tmp/upload_1/a.png",
        "oss://other/upload_01k00000000000000000000000/a.png",
        "oss://tmp/upload_01k00000000000000000000000/a/b.png",
        "oss://tmp/upload_01k00000000000000000000000/",
        "oss://",
    ],
)
def test_other_oss_addresses_stay_as_they_are(address: str) -> None:
    (reference,) = said(TEXT, {"image": address}).references
    assert reference.text == address


def test_uploads_of_one_ticket_differ_by_name_and_those_of_two_by_ticket() -> None:
    first, second = new_id("upload"), new_id("upload")
    ids = {upload_id_of(ticket, name) for ticket in (first, second) for name in ("a", "b")}
    assert len(ids) == 4
    assert upload_id_of(first, "a") in ids
