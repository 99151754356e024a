"""Any request of DashScope's: exactly what was asked, or refused with a reason."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.dialects.dashscope.wire import ParametersWire
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.request import Size
from unit.dialects.dashscope.decoding import CATALOGUE, decoded, refused

URL = "https://a.test/1.png"
SIDES = st.integers(256, 4096)
SIZES = st.tuples(SIDES, SIDES).filter(
    lambda s: 512**2 <= s[0] * s[1] <= 2048**2 and max(s) <= 4 * min(s)
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(
    lambda text: bool(text.strip()) and len(text) <= 800
)
VALID = st.fixed_dictionaries(
    {"model": st.sampled_from([model.name for model in CATALOGUE.models]), "prompt": TEXTS},
    optional={
        "n": st.integers(1, 6),
        "size": SIZES,
        "seed": st.integers(0, 2**31 - 1),
        "negative_prompt": TEXTS.map(lambda text: text[:500]),
        "prompt_extend": st.booleans(),
        "watermark": st.booleans(),
        "images": st.lists(st.just(URL), max_size=3),
    },
)
#: What no field takes.
WRONG: tuple[Any, ...] = (-1, [1], {"a": 1}, "\u0001", "x" * 900, 10**30, 0.5)


def spelled(wanted: dict[str, Any], *, is_older: bool) -> dict[str, Any]:
    """A request in the vendor's words."""
    parameters = {
        name: value
        for name, value in wanted.items()
        if name in ParametersWire.model_fields and name != "size"
    }
    if "size" in wanted:
        parameters["size"] = "{}*{}".format(*wanted["size"])
    images = wanted.get("images", [])
    asked: dict[str, Any] = {"prompt": wanted["prompt"], "images": images}
    if not is_older:
        parts = [*({"image": image} for image in images), {"text": wanted["prompt"]}]
        asked = {"messages": [{"role": "user", "content": parts}]}
    return {"model": wanted["model"], "input": asked, "parameters": parameters}


@given(wanted=VALID, is_older=st.booleans())
def test_any_valid_request_is_exactly_what_was_asked(
    wanted: dict[str, Any], is_older: bool
) -> None:
    found = decoded(spelled(wanted, is_older=is_older))
    request, model = found.request, CATALOGUE.find(wanted["model"])
    images = wanted.get("images", [])
    default = None if images else (2048, 2048)
    assert (request.model, request.tier) == (model.resolves_to, model.tier)
    assert (request.prompt, request.num_images) == (wanted["prompt"], wanted.get("n", 1))
    assert request.negative_prompt == wanted.get("negative_prompt", "")
    size = wanted.get("size", default)
    assert request.size == (Size(*size) if size else None)
    assert request.is_size_default == ("size" not in wanted and not images)
    assert request.is_seed_chosen == ("seed" in wanted)
    assert request.seed == wanted.get("seed", request.seed)
    assert request.prompt_extend == wanted.get("prompt_extend", True)
    assert request.watermark == wanted.get("watermark", False)
    assert [each.text for each in found.references] == images
    assert found.is_prompt_form == is_older


@given(
    wanted=VALID,
    is_older=st.booleans(),
    field=st.sampled_from(sorted(ParametersWire.model_fields)),
    value=st.sampled_from(WRONG),
)
def test_any_wrong_parameter_is_refused(
    wanted: dict[str, Any], is_older: bool, field: str, value: Any
) -> None:
    raw = spelled(wanted, is_older=is_older)
    raw["parameters"][field] = value
    if field == "negative_prompt" and value == "\u0001":
        return
    assert f"parameters.{field}" in [fault.param for fault in refused(raw).faults]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
NAMES = ("model", "input", "parameters", "messages", "prompt", "images", "role", "content")


@pytest.mark.slow
@given(
    raw=st.recursive(
        ANYTHING | st.sampled_from(["qwen-image-2.0", "user", "512*512", URL, "oss://tmp/x/y"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*NAMES, "text", "image", "size", "n"]), inner)
        ),
        max_leaves=20,
    ).filter(lambda raw: isinstance(raw, dict))
)
def test_any_body_is_decoded_or_refused(raw: dict[str, Any]) -> None:
    try:
        found = decoded(raw)
    except InvalidRequest as error:
        assert 0 < len(error.message) < 20_000  # noqa: PT017 - refusing is as good as decoding
    else:
        assert 1 <= found.request.num_images <= 6
