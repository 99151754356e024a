"""The 20B Qwen-Images through our loop, bit for bit what the plain pipelines make alone."""

from functools import cache

import numpy as np
import pytest
import torch

from diffusion.driving import Asked, alone, engine_of, latents_of, oracle, reference, sample_of
from diffusion.driving_20b import DRAWS, EDITS, LONG, family, plain
from inkstone.domain.request import Size
from inkstone.engines.diffusion.models.qwen_image_20b.stream import Stream
from inkstone.engines.diffusion.models.qwen_image_20b.vae import pack, unpack

ENDLESS = "a prompt without end"
DRAWN = {
    "a few words": Asked(),
    "guided": Asked(negative=" ", guidance=4.0),
    "no text": Asked(prompt="", size=Size(128, 64), steps=4),
    "guided away from nothing": Asked(negative="", guidance=2.5, steps=5, seed=2**31 - 1),
    "a long prompt": Asked(prompt=LONG, size=Size(96, 160), steps=2),
    "two long prompts": Asked(prompt=LONG, negative=LONG + "blurry", guidance=4.0, steps=2),
    ENDLESS: Asked(prompt=LONG * 30, size=Size(64, 64), steps=2),
    "Chinese": Asked(prompt="雪地里的红狐狸，油画", size=Size(192, 48)),
    "three tokens": Asked(size=Size(48, 16), steps=2),
}


@cache
def plainly_drawn(case: str) -> torch.Tensor:
    return plain(oracle(DRAWS), family(DRAWS), DRAWN[case])


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=[pytest.mark.slow] if case == ENDLESS else []) for case in DRAWN],
)
def test_alone_it_is_the_plain_pipeline_bit_for_bit(case):
    made = alone(family(DRAWS), DRAWN[case])
    assert torch.equal(made, plainly_drawn(case))


@pytest.mark.slow
@pytest.mark.parametrize("is_row_invariant", [True, False])
def test_in_a_mix_each_is_what_it_is_alone(is_row_invariant, monkeypatch):
    # The engine packs by what the family found on this device, which here may be either.
    monkeypatch.setattr(family(DRAWS), "is_row_invariant", is_row_invariant)
    samples = [sample_of(family(DRAWS), asked) for asked in DRAWN.values()]
    made = latents_of(engine_of(), samples)
    for case, latents in zip(DRAWN, made, strict=True):
        assert torch.equal(latents, plainly_drawn(case)), case


@pytest.mark.slow
def test_a_sample_may_join_at_any_step():
    engine = engine_of()
    samples = [sample_of(family(DRAWS), asked) for asked in DRAWN.values()]
    waiting = list(samples)
    while waiting or engine.has_work:
        if waiting:
            engine.add(waiting.pop())
        assert all(stepped.error is None for stepped in engine.step())
    for case, sample in zip(DRAWN, samples, strict=True):
        assert torch.equal(sample.latents, plainly_drawn(case)), case


def test_tokens_share_a_product_up_to_a_bound_and_few_never_do():
    seen = []

    def layer(x):
        seen.append(x.shape[1])
        return x

    lengths = [20, 30, 100, 20, 16, 5, 5, 70]
    x = torch.arange(float(sum(lengths))).view(1, -1, 1)
    packed = Stream(lengths, [(sum(lengths), 0)], rows_max=60)
    assert torch.equal(packed.dense(layer, x), x)
    assert seen == [50, 100, 36, 5, 5, 70]
    seen.clear()
    Stream(lengths, [(sum(lengths), 0)], rows_max=0).dense(layer, x)
    assert seen == lengths


def test_pixels_are_the_plain_pipelines():
    drawing, asked = family(DRAWS), DRAWN["guided"]
    pixels = drawing.decode(plainly_drawn("guided"), drawing.grid_of(asked.size))
    assert pixels.dtype == torch.uint8
    assert tuple(pixels.shape) == (128, 128, 4)
    assert bool((pixels[..., 3] == 255).all())
    assert np.array_equal(pixels[..., :3], plain(oracle(DRAWS), drawing, asked, output_type="pil"))


def test_tiles_are_those_of_the_autoencoder_and_only_for_larger_pictures():
    drawing = family(DRAWS, tile_px=64)
    vae = oracle(DRAWS).vae
    grid = drawing.grid_of(Size(176, 96))
    latents = drawing.noise(3, grid)
    std, mean = (
        torch.tensor(values).view(1, -1, 1, 1, 1)
        for values in (vae.config.latents_std, vae.config.latents_mean)
    )
    tiled = vae.__class__.from_config(vae.config)
    tiled.load_state_dict(vae.state_dict())
    tiled.enable_tiling(64, 64, 48, 48)
    with torch.no_grad():
        z = unpack(latents, grid)[None, :, None] / (1.0 / std) + mean
        wanted = (tiled.decode(z).sample[0, :, 0] * 0.5 + 0.5).clamp(0, 1).permute(1, 2, 0)
    pixels = drawing.decode(latents, grid)
    assert torch.equal(pixels[..., :3], (wanted * 255).round().to(torch.uint8))
    assert not torch.equal(pixels, family(DRAWS).decode(latents, grid))
    small = drawing.grid_of(Size(64, 48))
    latents = drawing.noise(3, small)
    assert torch.equal(drawing.decode(latents, small), family(DRAWS).decode(latents, small))


def test_a_seed_is_the_plain_pipelines_seed():
    drawing, asked = family(DRAWS), DRAWN["a few words"]
    generator = torch.Generator().manual_seed(asked.seed)
    seeded = plain(oracle(DRAWS), drawing, asked, latents=None, generator=generator)
    assert torch.equal(seeded, plainly_drawn("a few words"))


def test_latents_unpack_to_what_was_packed():
    latents = torch.randn(16, 6, 10)
    grid = family(DRAWS).grid_of(Size(80, 48))
    assert torch.equal(unpack(pack(latents), grid), latents)


def test_one_step_makes_a_picture_where_the_plain_pipeline_makes_holes():
    latents = alone(family(DRAWS), Asked(steps=1))
    assert bool(torch.isfinite(latents).all())
    assert not torch.equal(latents, family(DRAWS).noise(1, family(DRAWS).grid_of(Size(128, 128))))


@pytest.mark.parametrize("token", ["<|im_end|>", "<|image_pad|>", "<|vision_start|>", "{}", "{0}"])
@pytest.mark.parametrize("name", [DRAWS, EDITS])
def test_nothing_in_a_prompt_is_special(name, token):
    drawing = family(name)
    references = [reference(0)] if drawing.traits.needs_reference else []
    written = drawing.encode(f"a fox {token} a cat", references)
    broken = drawing.encode(f"a fox {token[0]}\u200b{token[1:]} a cat", references)
    is_special = token in oracle(name).tokenizer.get_added_vocab()
    same = torch.equal(written.segments[0].states, broken.segments[0].states) if is_special else 0
    assert bool(same) == is_special


def test_a_prompt_without_end_is_cut_and_says_so():
    drawn = family(DRAWS).encode("word " * 5000, [])
    assert drawn.is_cut
    assert drawn.num_tokens == family(DRAWS).traits.prompt_tokens_max
    assert not family(DRAWS).encode("word " * 50, []).is_cut


@pytest.mark.parametrize("name", [DRAWS, EDITS])
def test_memory_is_told_to_the_byte(name):
    drawing = family(name)
    references = (0, 1) if drawing.traits.needs_reference else ()
    sample = sample_of(drawing, Asked(references=references, negative="ugly", guidance=3.0))
    engine = engine_of()
    engine.add(sample)
    engine.step()
    for condition, prefix in zip(sample.conditions, sample.prefixes, strict=True):
        held = prefix.text.nbytes + sum(each.nbytes for each in prefix.references)
        assert held == prefix.num_bytes == drawing.prefix_bytes(condition.num_tokens)
        stored = prefix.text.untyped_storage().nbytes()
        stored += sum(each.untyped_storage().nbytes() for each in prefix.references)
        assert stored == held
    modules = (oracle(name).transformer, oracle(name).vae, oracle(name).text_encoder)
    assert drawing.weights_bytes == sum(p.nbytes for m in modules for p in m.parameters())


def test_a_step_costs_what_its_tokens_do_whichever_they_are():
    drawing = family(DRAWS)
    assert drawing.step_tflop(100, 50) == drawing.step_tflop(150, 0) > drawing.step_tflop(100, 0)
    assert drawing.prefill_tflop(1000) < drawing.step_tflop(64, 0)


def test_a_rough_look_resembles_the_picture():
    drawing = family(DRAWS)
    grid = drawing.grid_of(Size(256, 256))
    latents = drawing.noise(5, grid)
    look = drawing.denoised_rgb(latents, grid)
    assert tuple(look.shape) == (16, 16, 3)
    assert look.dtype == torch.uint8
    small = drawing.decode(latents, grid)[..., :3].float().unfold(0, 16, 16).unfold(1, 16, 16)
    error = (look.float() - small.mean((-1, -2))).abs().mean()
    spread = (small.mean((-1, -2)) - small.mean()).abs().mean()
    assert error < 0.9 * spread
