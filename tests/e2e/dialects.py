"""One picture asked for in every dialect, as its plainest client would."""

import base64
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

#: Asks for a picture and returns its bytes.
Draw = Callable[..., bytes]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is wanted, in nobody's words."""

    prompt: str
    seed: int | None = None
    negative_prompt: str | None = None
    #: Addresses of pictures to start from.
    images: tuple[str, ...] = ()
    #: The picture is square. One vendor knows names alone, and always gets 1024.
    side_px: int = 1024

    def optional(self, *, images: str = "", negative: str = "negative_prompt") -> dict[str, Any]:
        """The fields that most vendors call alike, where they are wanted."""
        found: dict[str, Any] = {}
        if self.seed is not None:
            found["seed"] = self.seed
        if self.negative_prompt is not None and negative:
            found[negative] = self.negative_prompt
        if self.images and images:
            found[images] = list(self.images)
        return found


def _ok(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()


def _polled(ask: Callable[[], Any], *, is_over: Callable[[Any], bool]) -> Any:
    deadline = time.monotonic() + 60
    while not is_over(found := ask()):
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
    return found


def _picture(client: httpx.Client, url: str) -> bytes:
    return httpx.get(url, timeout=60).raise_for_status().content


def _empiriolabs_size(side_px: int) -> dict[str, Any]:
    if side_px == 1024:
        return {"size": "1024x1024"}
    return {"use_custom_size": True, "custom_width": side_px, "custom_height": side_px}


def empiriolabs(client: httpx.Client, asked: Asked, *, at: str = "") -> bytes:
    body = {
        "model": "qwen-image-2-0",
        "model_variant": "qwen-image-2.0",
        "prompt": asked.prompt,
        **_empiriolabs_size(asked.side_px),
        "sync": True,
        **asked.optional(images="image"),
    }
    made = _ok(client.post(f"{at}/v1/images/generations", json=body))
    return _picture(client, made["data"][0]["url"])


def gccai(client: httpx.Client, asked: Asked, *, at: str = "") -> bytes:
    assert asked.seed is None, "this vendor has no seeds"
    body = {
        "model": "qwen-image-2.0",
        "prompt": asked.prompt,
        "size": "1:1",
        "resolution": "1K",
        **asked.optional(images="image_urls"),
    }
    task = _ok(client.post(f"{at}/v1/images/generations", json=body))["data"][0]["task_id"]
    ended = _polled(
        lambda: _ok(client.get(f"{at}/v1/tasks/{task}"))["data"],
        is_over=lambda data: data["status"] in {"completed", "failed"},
    )
    return _picture(client, ended["result"]["images"][0]["url"][0])


def aimlapi(client: httpx.Client, asked: Asked, *, at: str = "") -> bytes:
    body = {
        "model": "alibaba/qwen-image-2-0",
        "prompt": asked.prompt,
        "image_size": "square_hd"
        if asked.side_px == 1024
        else {"width": asked.side_px, "height": asked.side_px},
        **asked.optional(images="image_urls"),
    }
    made = _ok(client.post(f"{at}/v1/images/generations", json=body))
    return _picture(client, made["data"][0]["url"])


def wavespeed(client: httpx.Client, asked: Asked, *, at: str = "") -> bytes:
    what = "edit" if asked.images else "text-to-image"
    body = {
        "prompt": asked.prompt,
        "size": f"{asked.side_px}*{asked.side_px}",
        "enable_sync_mode": True,
        **asked.optional(images="images", negative=""),
    }
    made = _ok(client.post(f"{at}/api/v3/wavespeed-ai/qwen-image-2.0/{what}", json=body))["data"]
    assert made["status"] == "completed", made
    return _picture(client, made["outputs"][0])


def dashscope(client: httpx.Client, asked: Asked, *, at: str = "") -> bytes:
    content = [*({"image": url} for url in asked.images), {"text": asked.prompt}]
    body = {
        "model": "qwen-image-2.0",
        "input": {"messages": [{"role": "user", "content": content}]},
        "parameters": {"size": f"{asked.side_px}*{asked.side_px}", **asked.optional()},
    }
    path = f"{at}/api/v1/services/aigc/multimodal-generation/generation"
    made = _ok(client.post(path, json=body))
    return _picture(client, made["output"]["choices"][0]["message"]["content"][0]["image"])


def openai(client: httpx.Client, asked: Asked, *, at: str = "") -> bytes:
    body: dict[str, Any] = {
        "model": "qwen-image-2.0",
        "prompt": asked.prompt,
        "size": f"{asked.side_px}x{asked.side_px}",
        "response_format": "b64_json",
        **asked.optional(),
    }
    path = "generations"
    if asked.images:
        path, body["images"] = "edits", [{"image_url": url} for url in asked.images]
    made = _ok(client.post(f"{at}/v1/images/{path}", json=body))
    return base64.b64decode(made["data"][0]["b64_json"])


def native(client: httpx.Client, asked: Asked, *, at: str = "") -> bytes:
    size = f"{asked.side_px}x{asked.side_px}"
    body = {"prompt": asked.prompt, "size": size, **asked.optional(images="images")}
    job = _ok(client.post("/inkstone/v1/jobs?wait=60", json=body))
    assert job["status"] == "succeeded", job
    return _picture(client, job["images"][0]["url"])


#: By dialect's name; each is mounted at the root and at its prefix.
DRAW: Mapping[str, Draw] = {
    "aimlapi": aimlapi,
    "dashscope": dashscope,
    "empiriolabs": empiriolabs,
    "gccai": gccai,
    "native": native,
    "openai": openai,
    "wavespeed": wavespeed,
}
