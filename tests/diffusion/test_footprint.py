"""What a checkpoint is said to take is what it takes: weights to the byte, work counted live."""

from functools import cache
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from diffusion import tiny
from diffusion.live_bytes import peak_bytes
from inkstone.engines.diffusion.checkpoints import checkpoint
from inkstone.engines.diffusion.contest import fresh_weights
from inkstone.engines.diffusion.memory.footprint import Footprint, footprint_of
from inkstone.engines.diffusion.models import registry
from inkstone.engines.diffusion.models.base import Condition, Family, Grid, Row, Segment
from inkstone.engines.diffusion.models.qwen_image_21.transformer import (
    KeysValues,
    Prefix21,
    Transformer21,
)
from inkstone.engines.diffusion.models.vae import Vae
from inkstone.engines.limits import DiffusionLimits

FAMILIES = ("qwen-image-2.1", "qwen-image-2512", "qwen-image-edit-2511")
SLACK = 1.35


class NoParts:
    def get(self, key: str) -> object | None:
        return None

    def put(self, key: str, part: object, *, num_bytes: int) -> None:
        pass


@cache
def facts_of(name: str) -> Any:
    return checkpoint.inspect(str(tiny.checkpoint(name)))


@cache
def family_of(name: str, dtype: torch.dtype = torch.float32) -> Family:
    facts = facts_of(name)
    modules = checkpoint.load(facts, device="cpu", dtype=dtype)
    limits = DiffusionLimits(reference_px=320, rows_max=512)
    return registry.create(facts, modules, limits)


def footprint(name: str, dtype: torch.dtype = torch.float32) -> Footprint:
    return footprint_of(facts_of(name), value_bytes=dtype.itemsize)


def condition_of(name: str, lengths: list[int], dtype: torch.dtype = torch.float32) -> Condition:
    """Text and squares of references in turn, text first."""
    is_21 = name.startswith("qwen-image-2.1")
    width = 128 if is_21 else 64
    segments = []
    for index, length in enumerate(lengths):
        if index == 0 or (is_21 and index % 2 == 0):
            segments.append(Segment(kind="text", states=torch.randn(length, width, dtype=dtype)))
        else:
            states = torch.randn(length * length, 64, dtype=dtype)
            segments.append(Segment(kind="image", states=states, grid=Grid(length, length)))
    return Condition(segments=tuple(segments))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("name", FAMILIES)
def test_weights_are_predicted_to_the_byte(name: str, dtype: torch.dtype) -> None:
    assert footprint(name, dtype).weights_bytes == family_of(name, dtype).weights_bytes


@settings(max_examples=10, deadline=None)
@given(data=st.data(), name=st.sampled_from(FAMILIES))
def test_prefixes_and_latents_are_predicted_to_the_byte(data: st.DataObject, name: str) -> None:
    family = family_of(name)
    edits = family.traits.num_references_max > 0
    lengths = [data.draw(st.integers(1, 60))]
    if edits and data.draw(st.booleans()):
        lengths += [data.draw(st.integers(2, 8)), data.draw(st.integers(1, 30))]
        lengths = lengths if name == "qwen-image-2.1" else lengths[:2]
    condition = condition_of(name, lengths)

    prefix = family.prefill(condition, NoParts(), is_relaxed=False)

    said = footprint(name).prefix_bytes(condition.num_tokens)
    assert prefix.num_bytes == said == family.prefix_bytes(condition.num_tokens)
    grid = Grid(data.draw(st.integers(2, 9)), data.draw(st.integers(2, 9)))
    noise = family.noise(1, grid)
    assert noise.nbytes == grid.num_tokens * 64 * family.dtype.itemsize


def row_of(family: Family, condition: Condition, side: int, timestep: float) -> Row:
    grid = Grid(side, side)
    prefix = family.prefill(condition, NoParts(), is_relaxed=False)
    return Row(
        latents=family.noise(0, grid),
        timestep=torch.tensor(timestep).to(family.dtype),
        grid=grid,
        prefix=prefix,
    )


@pytest.mark.parametrize("is_packed", [True, False])
@pytest.mark.parametrize("sides", [(16,), (8, 8, 8), (4, 12)])
@pytest.mark.parametrize("name", FAMILIES)
def test_a_step_takes_no_more_than_is_said(
    name: str, sides: tuple[int, ...], is_packed: bool
) -> None:
    family, said = family_of(name), footprint(name)
    lengths = {"qwen-image-2512": [20], "qwen-image-2.1": [20, 8, 9]}.get(name, [20, 8])
    condition = condition_of(name, lengths)
    rows = [row_of(family, condition, n, (i + 1) / len(sides)) for i, n in enumerate(sides)]
    family.velocities(rows, is_packed=is_packed)

    took = peak_bytes(lambda: family.velocities(rows, is_packed=is_packed))

    num_rows = sum(side * side for side in sides)
    prefixes = condition.num_tokens * (1 if said.keeps_keys else len(sides))
    # Of tokens as narrow as these, rotary tables and latents are no longer small.
    narrow = (num_rows + prefixes) * 1024
    assert took <= said.step_bytes(num_rows, prefixes) + narrow


def real_21(dtype: torch.dtype) -> tuple[Transformer21, Footprint]:
    """The real widths, on a device that computes nothing; three blocks, as all are alike."""
    shape = fresh_weights.REAL
    torch.set_default_dtype(dtype)
    try:
        with torch.device("meta"):
            module = fresh_weights.transformer(
                fresh_weights.Shape(num_layers=3, vocabulary=shape.vocabulary)
            )
    finally:
        torch.set_default_dtype(torch.float32)
    said = Footprint(
        family="qwen-image-2.1",
        weights_bytes=0,
        value_bytes=dtype.itemsize,
        num_layers=3,
        width=shape.num_heads * shape.head_width,
        vae_encoder_width=shape.vae_width,
        vae_decoder_width=shape.vae_decoder_width,
        vae_num_blocks=shape.vae_num_blocks,
        text_width=shape.text_width,
        num_references_max=10,
        is_guided=True,
    )
    return Transformer21(module.eval().requires_grad_(requires_grad=False)), said


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize(
    ("sides", "num_prefix_tokens"),
    [((64,), 64), ((32,) * 4, 64), ((64,), 40_960), ((16,) * 8, 4096)],
)
def test_the_real_transformer_takes_what_is_said(
    sides: tuple[int, ...], num_prefix_tokens: int, dtype: torch.dtype
) -> None:
    model, said = real_21(dtype)
    shape = (3, 2, num_prefix_tokens, 32, 128)
    prefix = Prefix21((KeysValues(torch.empty(shape, dtype=dtype, device="meta"), 64),))
    rows = [
        Row(
            latents=torch.empty(side * side, 64, dtype=dtype, device="meta"),
            timestep=torch.tensor((index + 1) / len(sides)).to(dtype),
            grid=Grid(side, side),
            prefix=prefix,
        )
        for index, side in enumerate(sides)
    ]
    model.velocities(rows, is_packed=True)

    took = peak_bytes(lambda: model.velocities(rows, is_packed=True))

    num_rows = sum(side * side for side in sides)
    said_bytes = said.step_bytes(num_rows, num_prefix_tokens, is_mixed=len(sides) > 1)
    assert took <= said_bytes <= SLACK * took


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("num_references", [0, 1, 3])
def test_the_real_prefill_takes_what_is_said(num_references: int, dtype: torch.dtype) -> None:
    model, said = real_21(dtype)
    segments = [Segment(kind="text", states=torch.empty(200, 4096, dtype=dtype, device="meta"))]
    for _ in range(num_references):
        states = torch.empty(64 * 64, 64, dtype=dtype, device="meta")
        segments.append(Segment(kind="image", states=states, grid=Grid(64, 64)))
    num_tokens = 200 + num_references * 64 * 64
    model.prefill(segments, None)

    took = peak_bytes(lambda: model.prefill(segments, None))

    beside = said.prefill_bytes(num_tokens, num_text_tokens=200)
    assert took <= said.prefix_bytes(num_tokens) + beside <= SLACK * took


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("side_px", [256, 1024])
def test_the_real_vae_takes_what_is_said(side_px: int, dtype: torch.dtype) -> None:
    torch.set_default_dtype(dtype)
    try:
        with torch.device("meta"):
            module = fresh_weights.vae(fresh_weights.REAL).eval()
    finally:
        torch.set_default_dtype(torch.float32)
    latents = torch.empty(1, 64, 1, side_px // 16, side_px // 16, dtype=dtype, device="meta")
    pixels = torch.empty(1, 4, 1, side_px, side_px, dtype=dtype, device="meta")
    said = real_21(dtype)[1]
    with torch.inference_mode():
        decoding = peak_bytes(lambda: module.decode(latents))
        encoding = peak_bytes(lambda: module.encode(pixels))

    assert decoding <= said.decode_bytes(side_px * side_px) <= SLACK * decoding
    area = said.copies.encode
    predicted = said._of_pixels(side_px * side_px, area, said.vae_encoder_width)
    assert encoding <= predicted <= SLACK * encoding


@pytest.mark.parametrize(("side_px", "tile_px"), [(1024, 512), (1536, 768)])
def test_the_real_vae_decodes_tiles_in_what_is_said(side_px: int, tile_px: int) -> None:
    torch.set_default_dtype(torch.bfloat16)
    try:
        with torch.device("meta"):
            module = fresh_weights.vae(fresh_weights.REAL).eval()
    finally:
        torch.set_default_dtype(torch.float32)
    vae = Vae(module, tile_px=tile_px)
    side = side_px // 16
    latents = torch.empty(1, 64, 1, side, side, dtype=torch.bfloat16, device="meta")
    with torch.inference_mode():
        took = peak_bytes(lambda: vae._decoded(latents))

    said = real_21(torch.bfloat16)[1]
    assert took <= said.decode_bytes(side_px * side_px, tile_px) <= SLACK * took


@pytest.mark.parametrize("name", FAMILIES)
def test_tiny_pictures_decode_in_what_is_said(name: str) -> None:
    family, said = family_of(name), footprint(name)
    grid = Grid(12, 12)
    noise = family.noise(0, grid)
    family.decode(noise, grid)

    assert peak_bytes(lambda: family.decode(noise, grid)) <= said.decode_bytes(192 * 192) * SLACK
