"""DashScope's calls as its end-to-end tests make them, with its client and without."""

from typing import Any

import dashscope
import httpx
import pytest

MODEL = "qwen-image-2.0"
SMALL = {"size": "512*512", "watermark": False}
#: Takes as long as a test lets it.
LONG = "[steps=100 step_ms=200]"
GENERATION = "/api/v1/services/aigc/multimodal-generation/generation"
SYNTHESIS = "/api/v1/services/aigc/text2image/image-synthesis"


def says(text: str, *images: str) -> list[dict[str, Any]]:
    """One message of a user: pictures, then what to do with them."""
    content: list[dict[str, str]] = [{"image": image} for image in images]
    return [{"role": "user", "content": [*content, {"text": text}]}]


def body(prompt: str, **parameters: Any) -> dict[str, Any]:
    """What the client would send, for calls without it."""
    return {
        "model": MODEL,
        "input": {"prompt": prompt},
        "parameters": {"size": "512*512", **parameters},
    }


def images_of(answer: Any) -> list[str]:
    """The addresses in an answer of the older client."""
    assert answer.status_code == 200, answer
    (choice,) = answer.output.choices
    return [part["image"] for part in choice.message.content]


def picture(url: str) -> bytes:
    """What is at an address."""
    return httpx.get(url, timeout=60).raise_for_status().content


def told(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The base URL below an address, which the older client is told as well."""
    base = f"{url}/api/v1"
    monkeypatch.setattr(dashscope, "base_http_api_url", base)
    return base
