"""A model family in pure torch, with gates to stop it at and prompts that make it fail."""

import hashlib
import io
import threading
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from inkstone.domain.request import ImageRequest, Size, Tier
from inkstone.engines import base
from inkstone.engines.diffusion.engine import DiffusionEngine
from inkstone.engines.diffusion.models.base import Condition, Grid, Parts, Row, Segment, Traits
from inkstone.engines.diffusion.prefix_cache import PrefixCache
from inkstone.engines.diffusion.scheduler import Scheduler, SchedulerLimits
from inkstone.engines.diffusion.studio.studio import Studio

TRAITS = Traits(family="fake", num_references_max=2, has_alpha=True)
ME = base.Identity(engine="diffusion", model="fake", revision="1")
#: More than any picture of a test needs.
BYTES_MAX = 2**20


class Gate:
    """A place where a thread waits until it is let through."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self) -> None:
        self.reached.set()
        assert self.opened.wait(60), "a gate that nobody opens"


@dataclass(frozen=True)
class FakePrefix:
    prompt: str
    num_bytes: int = 100


@dataclass
class FakeFamily:
    """Draws a flat colour that its prompt, references and seed decide.

    A prompt steers it: `[fail=encode]`, `[fail=prefill]` or `[fail=step]`, and `[oom=…]` likewise.
    """

    traits: Traits = TRAITS
    dtype: torch.dtype = torch.float32
    weights_bytes: int = 0
    is_row_invariant: bool = True
    #: What its decoder raises, one after the other; `None` where it does not.
    decode_errors: list[Exception | None] = field(default_factory=list)
    #: Where it waits: `encode`, `step`, `decode`.
    gates: dict[str, Any] = field(default_factory=dict)
    #: What it was asked to read, with the sizes of the references.
    encoded: list[tuple[str, tuple[tuple[int, int], ...]]] = field(default_factory=list)
    #: How many rows each step had.
    steps: list[int] = field(default_factory=list)
    #: Whether encode and decode were ever under way at once.
    has_collided: bool = False
    _vae: threading.Lock = field(default_factory=threading.Lock)

    def gate(self, name: str) -> Gate:
        return self.gates.setdefault(name, Gate())

    def grid_of(self, size: Size) -> Grid:
        return Grid(size.height_px // 16, size.width_px // 16)

    def sigmas(self, num_steps: int, grid: Grid) -> Tensor:
        return torch.linspace(1, 0, num_steps + 1)

    def noise(self, seed: int, grid: Grid) -> Tensor:
        return torch.randn(grid.num_tokens, 4, generator=torch.Generator().manual_seed(seed))

    def encode(self, prompt: str, references: Sequence[Image.Image]) -> Condition:
        with self._uses_vae():
            self._pass("encode")
            self._fail(prompt, "encode")
            self.encoded.append((prompt, tuple(each.size for each in references)))
            assert all(each.mode == "RGBA" for each in references)
            text = torch.frombuffer(bytearray(prompt.encode() or b"\0"), dtype=torch.uint8)
            is_cut = len(prompt) > self.traits.prompt_tokens_max
            return Condition(segments=(Segment(kind="text", states=text[:, None]),), is_cut=is_cut)

    def prefill(self, condition: Condition, parts: Parts, *, is_relaxed: bool) -> FakePrefix:
        prompt = bytes(condition.segments[0].states.flatten().tolist()).decode()
        self._fail(prompt, "prefill")
        return FakePrefix(prompt)

    def velocities(self, rows: Sequence[Row], *, is_packed: bool) -> list[Tensor]:
        assert torch.is_inference_mode_enabled()
        self._pass("step")
        for row in rows:
            self._fail(row.prefix.prompt, "step")
        self.steps.append(len(rows))
        return [row.latents - _colour(row.prefix.prompt) for row in rows]

    def guide(self, positive: Tensor, negative: Tensor, scale: float) -> Tensor:
        return negative + scale * (positive - negative)

    def decode(self, latents: Tensor, grid: Grid) -> Tensor:
        with self._uses_vae():
            self._pass("decode")
            if self.decode_errors and (error := self.decode_errors.pop(0)):
                raise error
            pixels = _pixels(latents, grid)
            return pixels.repeat_interleave(16, 0).repeat_interleave(16, 1)

    def denoised_rgb(self, latents: Tensor, grid: Grid) -> Tensor:
        return _pixels(latents, grid)[:, :, :3].contiguous()

    def step_rows(self, num_tokens: int, num_prefix_tokens: int) -> int:
        return num_tokens

    def step_tflop(self, num_rows: int, num_prefix_tokens: int) -> float:
        return num_rows / 1000

    def prefill_tflop(self, num_tokens: int) -> float:
        return num_tokens / 1000

    def prefix_bytes(self, num_tokens: int) -> int:
        return 100

    def _pass(self, name: str) -> None:
        if gate := self.gates.get(name):
            gate()

    def _fail(self, prompt: str, at: str) -> None:
        if f"[fail={at}]" in prompt:
            raise ValueError(f"told to fail at {at}")
        if f"[oom={at}]" in prompt:
            raise torch.OutOfMemoryError("told to run out of memory")

    @contextmanager
    def _uses_vae(self):
        self.has_collided |= not self._vae.acquire(blocking=False)
        try:
            yield
        finally:
            if self._vae.locked():
                self._vae.release()


def _colour(prompt: str) -> Tensor:
    digest = hashlib.sha256(prompt.encode()).digest()
    return torch.tensor([each / 128 - 1 for each in digest[:3]] + [1.0])


def _pixels(latents: Tensor, grid: Grid) -> Tensor:
    values = (latents.reshape(grid.height, grid.width, 4) + 1) * 127.5
    return values.clamp(0, 255).round().to(torch.uint8)


def a_run(prompt: str = "a red cat", *, n: int = 1, size: Size | None = None, **more: Any):
    """A run of n pictures; fields of `Run` and of its request by name."""
    of_run = {k: more.pop(k) for k in list(more) if k in base.Run.__dataclass_fields__}
    size = size or Size(64, 64)
    fields = {"model": "m", "tier": Tier.STANDARD, "prompt": prompt, "size": size, "seed": 7}
    request = ImageRequest(num_images=n, **(fields | more))
    given = {"job_id": "job_1", "attempt": 1, "account_id": "acct_1", "size": size}
    return base.Run(request=request, seeds=request.seeds(), **(given | of_run))


def a_png(size: tuple[int, int] = (64, 48), colour: Any = "red", mode: str = "RGB"):
    """An input or a mask of one colour."""
    return as_png(Image.new(mode, size, colour))


def as_png(image: Image.Image) -> base.Picture:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return base.Picture(data=stream.getvalue(), width_px=image.width, height_px=image.height)


def image_of(picture: base.Picture) -> Image.Image:
    with Image.open(io.BytesIO(picture.data)) as opened:
        opened.load()
        return opened


def a_loop(clock: Any, *, bytes_max: int = BYTES_MAX, rows_max: int = 4096) -> DiffusionEngine:
    limits = SchedulerLimits(rows_max=rows_max, bytes_max=bytes_max)
    return DiffusionEngine(
        scheduler=Scheduler(limits), cache=PrefixCache(bytes_max), is_relaxed=False, clock=clock
    )


def a_studio(
    families: FakeFamily | Mapping[str, FakeFamily], *, loop: Any = None, **more: Any
) -> Studio:
    """Threads around fakes, on the real loop."""
    import time

    named = {"fake": families} if isinstance(families, FakeFamily) else families
    shares = more.pop("shares_prefixes", False)
    return Studio(
        named,
        loop or a_loop(time.monotonic, **more),
        guarantee={"guarantee": "strict", "dtype": "float32", "device": "cpu"},
        shares_prefixes=shares,
        device=torch.device("cpu"),
    )


def traits(**changes: Any) -> Traits:
    return replace(TRAITS, **changes)
