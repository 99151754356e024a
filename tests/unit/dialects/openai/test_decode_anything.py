"""Any body at all: one request with just its fields, or a refusal that names what is wrong."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.doors import doors
from inkstone.dialects.openai.decode import decode
from inkstone.dialects.openai.sizes import NEW_SIZE
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.request import ImageRequest, Size
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

CATALOGUE = catalogue()
ABLE = Capabilities(edits=True, num_inputs_max=3, negative_prompt=True, prompt_extend=True)
REFERENCES = doors(None, None).references  # type: ignore[arg-type]
MODEL = "qwen-image-2.0"
PRO = "qwen-image-2.0-pro-2026-06-22"

VALID = st.fixed_dictionaries(
    {"prompt": st.text(min_size=1, max_size=50).filter(str.strip)},
    optional={
        "model": st.sampled_from([MODEL, PRO, "qwen-image-2-0"]),
        "n": st.integers(1, 6),
        "size": st.sampled_from(["auto", "512x768", "2048*2048", "300X1200"]),
        "seed": st.integers(0, 2**31 - 1),
        "negative_prompt": st.text(max_size=20),
        "output_format": st.sampled_from(["png", "jpeg", "webp", "avif"]),
        "output_compression": st.integers(1, 100),
        "watermark": st.booleans(),
        "prompt_extend": st.booleans(),
        "quality": st.sampled_from(["low", "high", "auto"]),
        "response_format": st.sampled_from(["url", "b64_json"]),
        "true_cfg_scale": st.floats(0, 20),
        "anything": st.integers(),
    },
)
#: A value that its field does not take.
WRONG = st.fixed_dictionaries(
    {},
    optional={
        "prompt": st.sampled_from(["", " ", 1, [], "x" * 4001]),
        "model": st.sampled_from(["dall-e-3", 5, "", {}]),
        "n": st.sampled_from([0, 7, "1", 1.5, True]),
        "size": st.sampled_from(["", "255x512", "x", 512, "auto ", "2048x2049"]),
        "seed": st.sampled_from([-1, 2**31, "7", 0.5]),
        "output_format": st.sampled_from(["gif", "svg", "PNG", 1]),
        "output_compression": st.sampled_from([-1, 101, "90"]),
        "stream": st.sampled_from(["true", 1]),
        "partial_images": st.sampled_from([-1, 4, "1"]),
        "true_cfg_scale": st.sampled_from([-0.5, 21, "4", True]),
    },
).filter(bool)


@given(body=VALID)
def test_a_valid_body_is_one_request_with_just_these_fields(body: dict[str, Any]) -> None:
    found = decode(body, catalogue=CATALOGUE, capabilities=ABLE, references=REFERENCES)
    sizes = {"512x768": (512, 768), "2048*2048": (2048, 2048), "300X1200": (300, 1200)}
    compression = 90 if body.get("output_format") == "avif" else 100
    is_open = body.get("size", "auto") == "auto"
    assert found.request == ImageRequest(
        model=found.request.model,
        tier=found.request.tier,
        prompt=body["prompt"],
        negative_prompt=body.get("negative_prompt", ""),
        size=Size(*sizes.get(body.get("size", "auto"), (1024, 1024))),
        size_rule=NEW_SIZE if is_open else None,
        is_size_default=is_open,
        num_images=body.get("n", 1),
        seed=body.get("seed", found.request.seed),
        is_seed_chosen="seed" in body,
        prompt_extend=body.get("prompt_extend"),
        watermark=body.get("watermark", False),
        output_format=body.get("output_format", "png"),
        output_quality=body.get("output_compression", compression),
    )
    assert found.response_format == body.get("response_format", "b64_json")


@given(body=VALID, wrong=WRONG)
def test_whatever_is_wrong_is_refused_and_named(
    body: dict[str, Any], wrong: dict[str, Any]
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        decode({**body, **wrong}, catalogue=CATALOGUE, capabilities=ABLE, references=REFERENCES)
    assert {fault.param for fault in caught.value.faults} == set(wrong)
