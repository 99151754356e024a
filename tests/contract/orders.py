"""Requests at random, in the words of each dialect, beside the same in the native API's.

It does not know what anything costs.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from inkstone.dialects.aimlapi.wire import PIXELS as AIML_PIXELS
from inkstone.dialects.empiriolabs.wire import PIXELS as EMPIRIO_PIXELS
from inkstone.dialects.gccai.wire import PIXELS as GCCAI_PIXELS
from inkstone.dialects.native.sizes import RATIO_MAX, SIDE_PX_MAX, SIDE_PX_MIN
from inkstone.dialects.wavespeed.wire import PIXELS as WAVESPEED_PIXELS

STANDARD, PRO, DATED = "qwen-image-2.0", "qwen-image-2.0-pro", "qwen-image-2.0-pro-2026-04-22"
#: Mostly small ones, which are soon drawn; both sides of every band of the tests' rate card.
SIDES = (512, 512, 544, 576, 640, 736, 800, 1024)
Pixels = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Order:
    """One request of one dialect."""

    dialect: str
    path: str
    body: Mapping[str, Any]
    #: The same request as the native API takes it.
    native: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.dialect} {self.path} {json.dumps(self.body)[:400]}"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What an order asks for, before it is put into a dialect's words."""

    prompt: str
    model: str
    #: `None` for the dialect's default, where the dialect has one.
    size: Pixels | None
    num_images: int
    inputs: tuple[str, ...]

    def native(
        self, size: Pixels | None, *, model: str = "", num_images: int = 0
    ) -> dict[str, Any]:
        """The same for the native API, of this size."""
        body = {
            "prompt": self.prompt,
            "model": model or self.model,
            "n": num_images or self.num_images,
            "images": list(self.inputs),
        }
        return body | ({} if size is None else {"size": "{}x{}".format(*as_native(size))})


def as_native(size: Pixels) -> Pixels:
    """A size that the native API takes, with as many pixels: some vendors have longer sides."""
    if all(SIDE_PX_MIN <= side <= SIDE_PX_MAX for side in size):
        return size
    area = size[0] * size[1]
    width = next(
        width
        for width in range(SIDE_PX_MAX, 0, -1)
        if area % width == 0 and SIDE_PX_MIN <= area // width <= SIDE_PX_MAX
    )
    assert width <= RATIO_MAX * (area // width)
    return width, area // width


def order(rng: Random, dialect: str, prompt: str, picture: str) -> Order:
    """A request of a dialect; an edit starts from the picture at an address."""
    wish = Wish(
        prompt=prompt,
        model=rng.choice([STANDARD, STANDARD, PRO, DATED]),
        size=rng.choice([None, (rng.choice(SIDES), rng.choice(SIDES))]),
        num_images=rng.choice([1, 1, 1, 2, 2, 3, 4, 5, 6]),
        inputs=(picture,) * rng.choice([0, 0, 0, 1, 2]),
    )
    return _MAKERS[dialect](rng, wish)


def _native(rng: Random, wish: Wish) -> Order:
    size = wish.size or (None if wish.inputs else (1024, 1024))
    sent = wish.native(wish.size)
    return Order(dialect="native", path="/jobs?wait=20", body=sent, native=wish.native(size))


def _openai(rng: Random, wish: Wish) -> Order:
    body: dict[str, Any] = {"prompt": wish.prompt, "n": wish.num_images, "response_format": "url"}
    model = wish.model
    if rng.random() < 0.5:
        body["model"] = model
    else:
        quality, model = rng.choice([("low", STANDARD), ("hd", PRO), ("auto", STANDARD)])
        body["quality"] = quality
    if wish.size or rng.random() < 0.5:
        body["size"] = "{}x{}".format(*wish.size) if wish.size else "auto"
    path, size = "/images/generations", wish.size or (1024, 1024)
    if wish.inputs:
        path, size = "/images/edits", wish.size
        body["images"] = [{"image_url": url} for url in wish.inputs]
    return Order(dialect="openai", path=path, body=body, native=wish.native(size, model=model))


def _empiriolabs(rng: Random, wish: Wish) -> Order:
    body: dict[str, Any] = {"model": "qwen-image-2-0", "prompt": wish.prompt}
    body[rng.choice(["num_images", "n"])] = wish.num_images
    model = wish.model
    if rng.random() < 0.8:
        body["model_variant"] = model
    else:
        model = DATED
    body |= {"image": list(wish.inputs)} if wish.inputs else {}
    size: Pixels | None = wish.size
    if size and rng.random() < 0.5:
        body |= {"use_custom_size": True, "custom_width": size[0], "custom_height": size[1]}
    elif size:
        body["size"] = "{}x{}".format(*size)
    elif wish.inputs or wish.num_images > 1:
        # A default size, but for an edit, is four megapixels: few of those.
        body["size"] = "auto" if wish.inputs else "640x640"
        size = None if wish.inputs else (640, 640)
    else:
        ratio = rng.choice([None, *EMPIRIO_PIXELS])
        body |= {"aspect_ratio": ratio} if ratio else {}
        size = EMPIRIO_PIXELS[ratio or "16:9"]
    path = "/images/generations"
    return Order(dialect="empiriolabs", path=path, body=body, native=wish.native(size, model=model))


def _gccai(rng: Random, wish: Wish) -> Order:
    body: dict[str, Any] = {"model": wish.model, "prompt": wish.prompt, "n": wish.num_images}
    body |= {"image_urls": list(wish.inputs)} if wish.inputs else {}
    tier = "2K" if wish.num_images == 1 and rng.random() < 0.3 else "1K"
    ratio = rng.choice([None, *(ratio for ratio, _ in GCCAI_PIXELS)])
    body |= {"resolution": tier} if tier == "2K" or rng.random() < 0.5 else {}
    body |= {"size": ratio} if ratio else {}
    native = wish.native(GCCAI_PIXELS[ratio or "1:1", tier])
    return Order(dialect="gccai", path="/images/generations", body=body, native=native)


def _aimlapi(rng: Random, wish: Wish) -> Order:
    model = rng.choice([STANDARD, PRO])
    name = "alibaba/qwen-image-2-0" + ("-pro" if model == PRO else "")
    body: dict[str, Any] = {"model": name, "prompt": wish.prompt}
    body |= {"image_urls": list(wish.inputs)} if wish.inputs else {}
    size = wish.size or AIML_PIXELS["landscape_4_3"]
    if wish.size and rng.random() < 0.5:
        body["image_size"] = {"width": size[0], "height": size[1]}
    elif wish.size:
        preset = rng.choice(list(AIML_PIXELS))
        body["image_size"], size = preset, AIML_PIXELS[preset]
    native = wish.native(size, model=model, num_images=1)
    return Order(dialect="aimlapi", path="/images/generations", body=body, native=native)


def _wavespeed(rng: Random, wish: Wish) -> Order:
    model = rng.choice([STANDARD, PRO])
    task = "edit" if wish.inputs else "text-to-image"
    body: dict[str, Any] = {"prompt": wish.prompt, "enable_sync_mode": rng.random() < 0.5}
    body |= {"images": list(wish.inputs)} if wish.inputs else {}
    size = wish.size or (None if wish.inputs else (1024, 1024))
    if wish.size and rng.random() < 0.5:
        body |= {"width": wish.size[0], "height": wish.size[1]}
    elif wish.size:
        ratio = rng.choice(list(WAVESPEED_PIXELS))
        body["size"], size = ratio, WAVESPEED_PIXELS[ratio]
    native = wish.native(size, model=model, num_images=1)
    path = f"/api/v3/wavespeed-ai/{model}/{task}"
    return Order(dialect="wavespeed", path=path, body=body, native=native)


def _dashscope(rng: Random, wish: Wish) -> Order:
    size, num_images = wish.size, wish.num_images
    if size is None and not wish.inputs:
        # The default is four megapixels: one of those at a time.
        size, num_images = (2048, 2048), 1
    parameters: dict[str, Any] = {"n": num_images}
    parameters |= {"size": "{}*{}".format(*wish.size)} if wish.size else {}
    content = [*({"image": url} for url in wish.inputs), {"text": wish.prompt}]
    body = {
        "model": wish.model,
        "input": {"messages": [{"role": "user", "content": content}]},
        "parameters": parameters,
    }
    path = "/api/v1/services/aigc/multimodal-generation/generation"
    is_task = rng.random() < 0.5
    return Order(
        dialect="dashscope",
        path=path.replace("multimodal", "image") if is_task else path,
        body=body,
        headers={"X-DashScope-Async": "enable"} if is_task else {},
        native=wish.native(size, num_images=num_images),
    )


_MAKERS: Mapping[str, Callable[[Random, Wish], Order]] = {
    "native": _native,
    "openai": _openai,
    "empiriolabs": _empiriolabs,
    "gccai": _gccai,
    "aimlapi": _aimlapi,
    "wavespeed": _wavespeed,
    "dashscope": _dashscope,
}
