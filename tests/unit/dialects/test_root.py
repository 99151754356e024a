"""Whose a request on the path is that four vendors share."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.dialects.registry import FACTORIES
from inkstone.dialects.root import choose


@pytest.mark.parametrize(
    ("fields", "headers", "name"),
    [
        ({"model": "qwen-image-2-0"}, {}, "empiriolabs"),
        ({"model": "qwen-image-2-0"}, {"user-agent": "OpenAI/Python 3.52.0"}, "empiriolabs"),
        ({"model": "alibaba/qwen-image-2-0"}, {}, "aimlapi"),
        ({"model": "alibaba/anything"}, {}, "aimlapi"),
        ({"model": "qwen-image-2.0"}, {}, "gccai"),
        ({"model": "qwen-image-2.0-pro"}, {}, "gccai"),
        ({"model": "qwen-image-2.0-pro-2026-04-22"}, {}, "gccai"),
        ({"model": "qwen-image-2.0", "size": "16:9"}, {}, "gccai"),
        ({"model": "qwen-image-2.0", "size": "16:9", "resolution": "2K"}, {}, "gccai"),
        ({"model": "qwen-image-2.0", "quality": None}, {}, "gccai"),
        ({"model": "qwen-image-2.0", "size": "auto"}, {}, "openai"),
        ({"model": "qwen-image-2.0", "size": "1024x1024"}, {}, "openai"),
        ({"model": "qwen-image-2.0", "quality": "high"}, {}, "openai"),
        ({"model": "qwen-image-2.0", "response_format": "url"}, {}, "openai"),
        ({"model": "qwen-image-2.0", "output_format": "png"}, {}, "openai"),
        ({"model": "qwen-image-2.0", "background": "auto"}, {}, "openai"),
        ({"model": "qwen-image-2.0", "stream": False}, {}, "openai"),
        ({"model": "qwen-image-2.0"}, {"x-stainless-lang": "python"}, "openai"),
        ({"model": "qwen-image-2.0"}, {"user-agent": "OpenAI/JS 6.1"}, "openai"),
        ({"model": "qwen-image-2.0"}, {"user-agent": "AsyncOpenAI litellm/1.80"}, "openai"),
        ({"model": "qwen-image-2.0"}, {"user-agent": "curl/8"}, "gccai"),
        ({"model": "qwen-image-2.0-max"}, {}, "openai"),
        ({"model": "gpt-image-1"}, {}, "openai"),
        ({"model": 7}, {}, "openai"),
        ({"prompt": "a kite"}, {}, "openai"),
        ({}, {}, "openai"),
    ],
)
def test_a_request_is_told_by_its_model_and_its_sender(
    fields: dict[str, Any], headers: dict[str, str], name: str
) -> None:
    assert choose(fields, headers) == name


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
fields = st.sampled_from(["model", "size", "quality", "stream", "prompt"]) | st.text()


@given(st.dictionaries(fields, json), st.dictionaries(st.text(), st.text()))
def test_every_request_is_somebodys(body: dict[str, Any], headers: dict[str, str]) -> None:
    assert choose(body, headers) in FACTORIES
