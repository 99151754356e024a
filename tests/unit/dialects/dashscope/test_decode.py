"""Every row of DashScope's parameter table: its default, its range, what a bad value is told."""

from typing import Any

import pytest

from inkstone.dialects.dashscope.decode import check_model
from inkstone.domain.errors import InvalidRequest, UnknownModel, UnsupportedRequest
from inkstone.domain.request import Size, Tier
from inkstone.engines.base import Capabilities
from unit.dialects.dashscope.decoding import CATALOGUE, body, decoded, refused

PRO = "qwen-image-2.0-pro"
URL = "https://a.test/1.png"
MESSAGES = [{"role": "user", "content": [{"text": "A kite"}]}]


def test_the_defaults_are_the_vendors() -> None:
    found = decoded({"model": "qwen-image-2.0", "input": {"messages": MESSAGES}})
    request = found.request
    assert (request.model, request.tier) == ("qwen-image-2.0-2026-03-03", Tier.STANDARD)
    assert (request.prompt, request.size) == ("A kite", Size(2048, 2048))
    assert (request.num_images, request.negative_prompt, request.watermark) == (1, "", False)
    assert (request.is_seed_chosen, request.prompt_extend) == (False, True)
    assert (found.references, found.warnings, found.is_prompt_form) == ((), (), False)


@pytest.mark.parametrize(
    ("model", "resolved", "tier"),
    [
        ("qwen-image-2.0-2026-03-03", "qwen-image-2.0-2026-03-03", Tier.STANDARD),
        (PRO, f"{PRO}-2026-06-22", Tier.PRO),
        (f"{PRO}-2026-03-03", f"{PRO}-2026-03-03", Tier.PRO),
        (f"{PRO}-2026-04-22", f"{PRO}-2026-04-22", Tier.PRO),
        (f"{PRO}-2026-06-22", f"{PRO}-2026-06-22", Tier.PRO),
    ],
)
def test_an_undated_model_is_the_newest(model: str, resolved: str, tier: Tier) -> None:
    found = decoded(body(model=model))
    assert (found.model, found.request.model, found.request.tier) == (model, resolved, tier)


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        *((f"{w}*{h}", (w, h)) for w, h in ((2048, 2048), (2688, 1536), (1536, 2688))),
        *((f"{w}*{h}", (w, h)) for w, h in ((2368, 1728), (1728, 2368), (512, 512))),
        ("4096*1024", (4096, 1024)),
        ("256*1024", (256, 1024)),
        ("1024x768", (1024, 768)),
        (" 1024X768 ", (1024, 768)),
        (None, (2048, 2048)),
    ],
)
def test_a_size_within_the_area_is_taken(size: str | None, pixels: tuple[int, int]) -> None:
    assert decoded(body(size=size)).request.size == Size(*pixels)


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"n": 6}, "num_images", 6),
        ({"n": 2.0}, "num_images", 2),
        ({"n": None}, "num_images", 1),
        ({"seed": 0}, "seed", 0),
        ({"seed": 2147483647}, "seed", 2147483647),
        ({"prompt": "墨" * 800}, "prompt", "墨" * 800),
        ({"prompt": "🪁" * 800}, "prompt", "🪁" * 800),
        ({"negative_prompt": "x" * 500}, "negative_prompt", "x" * 500),
        ({"prompt_extend": False}, "prompt_extend", False),
        ({"watermark": True}, "watermark", True),
        ({"result_format": "message", "stream": False, "is_async": True}, "num_images", 1),
        ({"n": 2, "incremental_output": {"a": []}, "style": 4}, "num_images", 2),
    ],
)
def test_what_is_in_range_is_taken(fields: dict[str, Any], name: str, value: object) -> None:
    assert getattr(decoded(body(**fields)).request, name) == value


@pytest.mark.parametrize(
    ("field", "value", "seen", "must_be"),
    [
        ("size", "2048", 'is "2048"', "W*H with 512*512 to 2048*2048"),
        ("size", "511*512", 'is "511*512"', "W*H"),
        ("size", "2049*2048", 'is "2049*2048"', "W*H"),
        ("size", "4097*1023", 'is "4097*1023"', "1:4 apart"),
        ("size", "255*1028", 'is "255*1028"', "1:4 apart"),
        ("size", "0*0", 'is "0*0"', "W*H"),
        ("size", "٥١٢*512", 'is "٥١٢*512"', "W*H"),
        ("size", 1024, "is 1024", "a string"),
        ("n", 0, "is 0", "an integer from 1 to 6"),
        ("n", 7, "is 7", "an integer from 1 to 6"),
        ("n", 1.5, "is 1.5", "an integer from 1 to 6"),
        ("n", "2", 'is "2"', "an integer from 1 to 6"),
        ("n", True, "is true", "an integer from 1 to 6"),
        ("negative_prompt", "x" * 501, "has 501 characters", "at most 500 characters"),
        ("prompt_extend", "yes", 'is "yes"', "true or false"),
        ("watermark", 0, "is 0", "true or false"),
        ("seed", -1, "is -1", "an integer from 0 to 2147483647"),
        ("seed", 2147483648, "is 2147483648", "an integer from 0 to 2147483647"),
    ],
)
def test_a_bad_parameter_is_named_with_its_range(
    field: str, value: Any, seen: str, must_be: str
) -> None:
    (fault,) = refused(body(**{field: value})).faults
    assert fault.param == f"parameters.{field}"
    assert fault.message.startswith(f"`parameters.{field}` {seen}")
    assert must_be in fault.message


@pytest.mark.parametrize("parameters", [[], "n=1", 7, True])
def test_parameters_are_an_object(parameters: Any) -> None:
    (fault,) = refused({**body(), "parameters": parameters}).faults
    assert (fault.param, "an object" in fault.message) == ("parameters", True)


@pytest.mark.parametrize("parameters", [None, {}])
def test_parameters_may_be_left_out(parameters: Any) -> None:
    assert decoded({**body(), "parameters": parameters}).request.num_images == 1


def test_a_negative_prompt_may_stand_in_the_input_and_the_parameters_win() -> None:
    raw = {"model": PRO, "input": {"prompt": "A kite", "negative_prompt": "fog"}}
    assert decoded(raw).request.negative_prompt == "fog"
    raw["parameters"] = {"negative_prompt": "rain"}
    assert decoded(raw).request.negative_prompt == "rain"


@pytest.mark.parametrize("model", [None, ""])
def test_a_missing_model_and_a_missing_input_have_kinds_of_their_own(model: str | None) -> None:
    assert refused(body(model=model)).code == "empty_model"
    assert refused({"input": {"prompt": "a"}}).code == "empty_model"
    for nothing in ({}, {"input": None}, {"input": {}}, {"input": {"prompt": None}}):
        assert refused({"model": PRO, **nothing}).code == "empty_input"


def test_an_unknown_model_is_told_first_and_the_other_faults_with_it() -> None:
    error = refused(body(model="wanx-v1", n=9, size="1*1"))
    assert isinstance(error, UnknownModel)
    assert [f.param for f in error.faults] == ["model", "parameters.n", "parameters.size"]
    assert PRO in error.message


def test_all_faults_come_at_once() -> None:
    raw = body(prompt=" ", n=0, seed=-1, size="big")
    raw["input"]["messages"][0]["content"].append({"image": "ftp://a.test/1"})
    assert [fault.param for fault in refused(raw).faults] == [
        "input.messages[0].content[0].text",
        "input.messages[0].content[1].image",
        "parameters.n",
        "parameters.seed",
        "parameters.size",
    ]


def with_images(*images: str, **parameters: Any) -> Any:
    """A body that edits."""
    raw = body(**parameters)
    raw["input"]["messages"][0]["content"] += [{"image": image} for image in images]
    return raw


def test_an_edit_has_the_size_of_its_last_picture_unless_it_names_one() -> None:
    request = decoded(with_images(URL)).request
    assert request.size is None
    assert request.size_rule is not None
    for shape, size in (
        ((1000, 700), (1000, 700)),
        ((600, 500), (600, 500)),
        ((3072, 3072), (2048, 2048)),
        ((384, 384), (512, 512)),
    ):
        assert request.size_rule.size_of(Size(*shape)) == Size(*size)
    assert decoded(with_images(URL, size="1024*1024")).request.size == Size(1024, 1024)


@pytest.mark.parametrize("width", [10, 384, 1000, 3072, 9000])
@pytest.mark.parametrize("height", [10, 384, 999, 3072, 9000])
def test_an_edit_never_leaves_the_area(width: int, height: int) -> None:
    rule = decoded(with_images(URL)).request.size_rule
    assert rule is not None
    size = rule.size_of(Size(width, height))
    assert 512**2 <= size.area_px <= 2048**2
    assert max(size.width_px, size.height_px) <= 4096


@pytest.mark.parametrize(
    ("image", "says"),
    [
        ("oss://bucket/in.png", "brought with a ticket"),
        ("ftp://a.test/1", "an http(s) URL"),
        ("http://127.0.0.1/1.png", "127.0.0.1"),
        ("data:text/html,x", "an http(s) URL"),
        ("A" * 3000, "a string of 3,000 characters"),
    ],
)
def test_a_picture_that_is_none_is_named(image: str, says: str) -> None:
    (fault,) = refused(with_images(URL, image)).faults
    assert fault.param == "input.messages[0].content[2].image"
    assert says in fault.message
    assert "AAAA" not in fault.message


def test_what_the_engine_cannot_edit_is_refused() -> None:
    error = refused(with_images(URL), capabilities=Capabilities())
    assert isinstance(error, UnsupportedRequest)
    assert "from text only" in error.message
    few = Capabilities(edits=True, num_inputs_max=1)
    assert "at most 1" in refused(with_images(URL, URL), capabilities=few).message
    assert decoded(with_images(URL), capabilities=few).references[0].text == URL


def test_only_what_was_asked_for_in_so_many_words_is_warned_about() -> None:
    def warnings(**parameters: Any) -> tuple[str, ...]:
        return decoded(body(**parameters), capabilities=Capabilities()).warnings

    assert warnings() == ()
    assert warnings(prompt_extend=False, watermark=True, negative_prompt="") == ()
    assert warnings(prompt_extend=True) == ("prompt_extend_unavailable",)
    assert warnings(negative_prompt="fog") == ("negative_prompt_unavailable",)


def test_a_model_alone_can_be_checked() -> None:
    check_model(PRO, CATALOGUE)
    with pytest.raises(UnknownModel):
        check_model("nobody", CATALOGUE)
    with pytest.raises(InvalidRequest):
        check_model(None, CATALOGUE)
