"""Any body within WaveSpeed's tables is one request, and any change is taken or refused."""

from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from inkstone.dialects.wavespeed.decode import decode
from inkstone.dialects.wavespeed.wire import PIXELS, EditWire
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.request import SEED_LIMIT, Size
from unit.dialects.wavespeed.test_decode import ABLE, HOOK, MODEL, URL

SIDES = st.integers(256, 1536)
SIZE = st.one_of(st.sampled_from(sorted(PIXELS)), st.builds(lambda w, h: f"{w}*{h}", SIDES, SIDES))
VALID = st.fixed_dictionaries(
    {"prompt": st.text(min_size=1, max_size=800).filter(str.strip)},
    optional={
        "images": st.lists(st.sampled_from([URL, HOOK]), min_size=1, max_size=6),
        "size": SIZE | st.none(),
        "seed": st.integers(-1, SEED_LIMIT - 1) | st.none(),
        "enable_sync_mode": st.booleans() | st.none(),
        "enable_base64_output": st.booleans() | st.none(),
        "stranger": st.integers(),
    },
)


@given(body=VALID)
def test_any_valid_body_is_one_request_with_those_fields(body: dict[str, Any]) -> None:
    task: Any = "edit" if "images" in body else "text-to-image"
    found = decode(body, model=MODEL, task=task, query={}, within=ABLE)
    request = found.request
    assert (request.prompt, request.num_images) == (body["prompt"], 1)
    assert [each.text for each in found.references] == body.get("images", [])
    seed = body.get("seed")
    assert request.is_seed_chosen == (seed not in {None, -1})
    assert request.seed == seed or not request.is_seed_chosen
    size = body.get("size")
    if size is None:
        assert request.size == (None if task == "edit" else Size(1024, 1024))
    else:
        sides = map(int, size.split("*")) if "*" in size else PIXELS[size]
        assert request.size == Size(*sides)
    assert found.is_sync == bool(body.get("enable_sync_mode"))
    assert found.is_base64 == bool(body.get("enable_base64_output"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)


@given(
    body=VALID,
    name=st.sampled_from(sorted({*EditWire.model_fields})),
    value=JSON,
    task=st.sampled_from(["edit", "text-to-image"]),
)
def test_any_change_is_taken_or_refused_as_the_callers_fault(
    body: dict[str, Any], name: str, value: Any, task: Any
) -> None:
    with suppress(InvalidRequest):
        decode({**body, name: value}, model=MODEL, task=task, query={}, within=ABLE)
