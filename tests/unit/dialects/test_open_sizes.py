"""Which sizes an enhancer may change: those that a dialect filled in itself, and no others."""

import math
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from contract.doors import doors
from inkstone.dialects.openai.edit_body import from_json
from inkstone.domain.request import ImageRequest, Size
from inkstone.domain.rewrite import with_ratio
from inkstone.domain.webhook import WebhookTarget
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

ABLE = Capabilities(edits=True, num_inputs_max=10, negative_prompt=True, prompt_extend=True)
REFERENCES = doors(None, None).references  # type: ignore[arg-type]
URL = "https://pictures.example/a.png"
AROUND = {"catalogue": catalogue(), "capabilities": ABLE, "references": REFERENCES}


def decode_of(name: str) -> Any:
    """What decodes a dialect."""
    return import_module(f"inkstone.dialects.{name}.decode")


def empiriolabs(**fields: Any) -> ImageRequest:
    body = {"model": "qwen-image-2-0", "prompt": "A kite", **fields}
    return decode_of("empiriolabs").decode(body, **AROUND).request


def gccai(**fields: Any) -> ImageRequest:
    body = {"model": "qwen-image-2.0", "prompt": "A kite", **fields}
    return decode_of("gccai").decode(body, **AROUND).request


def aimlapi(**fields: Any) -> ImageRequest:
    body = {"model": "alibaba/qwen-image-2-0", "prompt": "A kite", **fields}
    return decode_of("aimlapi").decode(body, **AROUND).request


def wavespeed(**fields: Any) -> ImageRequest:
    module, task = decode_of("wavespeed"), "edit" if "images" in fields else "text-to-image"
    within = module.Surroundings(**AROUND)
    model = "wavespeed-ai/qwen-image-2.0"
    body = {"prompt": "A kite", **fields}
    return module.decode(body, model=model, task=task, query={}, within=within).request


def dashscope(*, images: tuple[str, ...] = (), **parameters: Any) -> ImageRequest:
    parts = [*({"image": each} for each in images), {"text": "A kite"}]
    asked = {"messages": [{"role": "user", "content": parts}]}
    body = {"model": "qwen-image-2.0", "input": asked, "parameters": parameters}
    return decode_of("dashscope").decode(body, **AROUND).request


def openai(**fields: Any) -> ImageRequest:
    body = {"model": "qwen-image-2.0", "prompt": "A kite", **fields}
    edit = from_json(body) if "images" in fields else None
    return decode_of("openai").decode(edit.fields if edit else body, edit=edit, **AROUND).request


def native(**fields: Any) -> ImageRequest:
    body = {"prompt": "A kite", **fields}
    target = lambda url: WebhookTarget(url=url, base_url="https://inkstone.test")  # noqa: E731
    return decode_of("native").decode(body, **AROUND, target=target).request


Ask = Callable[..., ImageRequest]
OPEN: list[tuple[Ask, dict[str, Any]]] = [
    (empiriolabs, {}),
    (empiriolabs, {"size": "auto"}),
    (empiriolabs, {"custom_width": 512, "custom_height": 512}),
    (gccai, {}),
    (aimlapi, {}),
    (aimlapi, {"size": "auto"}),
    (wavespeed, {}),
    (dashscope, {}),
    (openai, {}),
    (openai, {"size": "auto"}),
    (native, {}),
    (native, {"size": "auto"}),
]
FIXED: list[tuple[Ask, dict[str, Any]]] = [
    (empiriolabs, {"size": "1024x1024"}),
    (empiriolabs, {"aspect_ratio": "16:9"}),
    (empiriolabs, {"use_custom_size": True, "custom_width": 512, "custom_height": 512}),
    (empiriolabs, {"image": [URL]}),
    (gccai, {"size": "1:1"}),
    (gccai, {"resolution": "1K"}),
    (gccai, {"image_urls": [URL]}),
    (aimlapi, {"image_size": "landscape_4_3"}),
    (aimlapi, {"image_size": {"width": 1024, "height": 768}}),
    (aimlapi, {"size": "1024x768"}),
    (aimlapi, {"image_urls": [URL]}),
    (wavespeed, {"size": "1024*1024"}),
    (wavespeed, {"size": "1:1"}),
    (wavespeed, {"width": 1024, "height": 1024}),
    (wavespeed, {"images": [URL]}),
    (dashscope, {"size": "2048*2048"}),
    (dashscope, {"images": (URL,)}),
    (openai, {"size": "1024x1024"}),
    (openai, {"images": [{"image_url": URL}]}),
    (native, {"size": "1024x1024"}),
    (native, {"size": "1:1"}),
    (native, {"resolution": "1K"}),
    (native, {"images": [URL]}),
]
RATIOS = [1 / 4, 9 / 16, 2 / 3, 3 / 4, 1, 4 / 3, 3 / 2, 16 / 9, 21 / 9, 4]


@pytest.mark.parametrize(("ask", "fields"), OPEN)
def test_a_size_that_nobody_named_may_change(ask: Ask, fields: dict[str, Any]) -> None:
    assert ask(**fields).is_size_default


@pytest.mark.parametrize(("ask", "fields"), FIXED)
def test_a_size_that_the_caller_named_in_any_way_stays(ask: Ask, fields: dict[str, Any]) -> None:
    request = ask(**fields)
    assert not request.is_size_default
    # What follows an input has a rule for it, and a size that is named has none.
    assert (request.size is None) == (request.size_rule is not None)


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("ask", [empiriolabs, aimlapi, dashscope, openai, native])
def test_another_shape_costs_no_more_and_can_be_asked_for(ask: Ask, ratio: float) -> None:
    request = ask()
    assert request.size is not None
    assert request.size_rule is not None
    size = request.size_rule.size_of(with_ratio(request.size, ratio))
    assert size.area_px <= request.size.area_px
    assert (size.width_px % 16, size.height_px % 16) == (0, 0)
    if ask is not aimlapi and ask is not empiriolabs:  # their sides are bounded more narrowly
        assert size.area_px > request.size.area_px * 0.93
        assert abs(math.log(size.width_px / size.height_px / ratio)) < 0.04
    named = {
        empiriolabs: {"use_custom_size": True, **_sides(size, "custom_width", "custom_height")},
        aimlapi: {"image_size": _sides(size, "width", "height")},
        dashscope: {"size": f"{size.width_px}*{size.height_px}"},
    }.get(ask, {"size": str(size)})
    if ask is not empiriolabs or max(size.width_px, size.height_px) <= 2048:
        assert ask(**named).size == size


def _sides(size: Size, width: str, height: str) -> dict[str, int]:
    return {width: size.width_px, height: size.height_px}


@pytest.mark.parametrize("ask", [empiriolabs, dashscope, aimlapi])
def test_these_vendors_rewrite_unless_they_are_told_not_to(ask: Ask) -> None:
    name = "enhance_prompt" if ask is aimlapi else "prompt_extend"
    assert ask().prompt_extend is True
    assert ask(**{name: None}).prompt_extend is True
    assert ask(**{name: False}).prompt_extend is False


@pytest.mark.parametrize("ask", [gccai, wavespeed, openai, native])
def test_these_do_not_unless_they_are_asked(ask: Ask) -> None:
    assert not ask().prompt_extend
