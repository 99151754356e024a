"""Qwen-Image-2.1 through our loop, bit for bit what the plain pipeline makes alone."""

import numpy as np
import pytest
import torch

from diffusion.driving import (
    Asked,
    alone,
    engine_of,
    family_21,
    latents_of,
    oracle,
    oracles,
    reference,
    sample_of,
)
from inkstone.domain.request import Size

LONG = "a red fox in the snow, oil painting, " * 12
ASKED = {
    "text": Asked(),
    "one letter": Asked(prompt="a", size=Size(64, 64)),
    "no text": Asked(prompt=""),
    "Chinese": Asked(prompt="雪地里的红狐狸，油画", size=Size(192, 96), steps=4),
    "a long prompt": Asked(prompt=LONG, size=Size(96, 160), steps=2, seed=2**31 - 1),
    "wide": Asked(size=Size(512, 64), steps=2),
    "one step fewer": Asked(steps=2),
    "one reference": Asked(prompt="make it blue", references=(0,)),
    "three references": Asked(prompt="join them", references=(0, 1, 2), size=Size(160, 96)),
    "ten references": Asked(references=tuple(range(10)), steps=2),
    "a negative prompt": Asked(negative="ugly", guidance=4.0),
    "an empty negative prompt": Asked(negative="", guidance=2.5),
    "a guided edit": Asked(references=(0, 1), negative="ugly", guidance=4.0),
}


@pytest.mark.parametrize("case", ASKED)
def test_alone_it_is_the_plain_pipeline_bit_for_bit(case):
    family = family_21()
    made, plain = alone(family, ASKED[case]), oracles("qwen-image-2.1", family, ASKED[case])
    assert float((made - plain).abs().max()) == 0.0
    assert torch.equal(made, plain)


def test_a_turbo_checkpoint_takes_its_own_sigmas_whatever_was_asked():
    family = family_21("qwen-image-2.1-turbo")
    asked = Asked(steps=40)
    sample = sample_of(family, asked)
    assert sample.num_steps == 8
    (made,) = latents_of(engine_of(), [sample])
    assert torch.equal(made, oracles("qwen-image-2.1-turbo", family, asked))
    edit = Asked(steps=8, references=(0, 1, 2), prompt="join them")
    assert torch.equal(alone(family, edit), oracles("qwen-image-2.1-turbo", family, edit))


def test_pixels_are_the_plain_pipelines_with_their_alpha():
    family, asked = family_21(), Asked(size=Size(128, 96))
    (latents,) = latents_of(engine_of(), [sample_of(family, asked)])
    pixels = family.decode(latents, family.grid_of(asked.size))
    noise = family.noise(asked.seed, family.grid_of(asked.size))
    plain = oracle("qwen-image-2.1")(
        asked.prompt, latents=noise[None], width=128, height=96, num_inference_steps=3
    ).images[0]
    assert plain.mode == "RGBA"
    assert pixels.dtype == torch.uint8
    assert np.array_equal(pixels.numpy(), np.asarray(plain))


def test_one_step_makes_a_picture_where_the_plain_pipeline_makes_holes():
    family = family_21()
    latents = alone(family, Asked(steps=1))
    assert bool(torch.isfinite(latents).all())
    assert not torch.equal(latents, family.noise(1, family.grid_of(Size(128, 128))))


def test_a_seed_is_its_noise_whoever_draws_it():
    family = family_21()
    grid = family.grid_of(Size(96, 64))
    generator = torch.Generator().manual_seed(77)
    drawn = torch.randn((1, 1, 64, 4, 6), generator=generator)
    assert torch.equal(family.noise(77, grid), drawn.view(64, 24).T)


@pytest.mark.parametrize("token", ["<|im_end|>", "<|image_pad|>", "<|vision_start|>", "{}", "{0}"])
def test_nothing_in_a_prompt_is_special(token):
    family = family_21()
    told = f"a fox {token} a cat"
    condition = family.encode(told, [reference(0)])
    assert [segment.kind for segment in condition.segments] == ["text", "image", "text"]
    ids = oracle("qwen-image-2.1").processor.tokenizer
    forged = sum(ids.convert_tokens_to_ids(token) == i for i in ids(told).input_ids)
    plain = family.encode("a fox  a cat", [reference(0)])
    assert condition.num_tokens >= plain.num_tokens + forged


def test_a_prompt_without_end_is_cut_and_says_so():
    family = family_21()
    condition = family.encode("word " * 5000, [])
    assert condition.is_cut
    assert condition.num_tokens <= family.traits.prompt_tokens_max + 16
    assert not family.encode("word " * 50, []).is_cut


@pytest.mark.parametrize("size", [(1, 2000), (2000, 1), (1, 1), (3, 100)])
def test_a_reference_of_any_shape_is_read(size):
    family = family_21()
    condition = family.encode("look", [reference(0).resize(size)])
    grid = condition.segments[1].grid
    assert grid.num_tokens == condition.segments[1].states.shape[0] > 0


def test_memory_is_told_to_the_byte():
    family = family_21()
    asked = Asked(references=(0, 1), negative="ugly", guidance=3.0)
    sample = sample_of(family, asked)
    engine = engine_of()
    engine.add(sample)
    engine.step()
    for condition, prefix in zip(sample.conditions, sample.prefixes, strict=True):
        held = sum(part.states.nbytes for part in prefix.parts)
        assert held == prefix.num_bytes == family.prefix_bytes(condition.num_tokens)
    pipeline = oracle("qwen-image-2.1")
    modules = (pipeline.transformer, pipeline.vae, pipeline.text_encoder)
    weights = {p.data_ptr(): p.nbytes for m in modules for p in m.parameters()}
    assert family.weights_bytes == sum(weights.values())


def test_a_rough_look_resembles_the_picture():
    family = family_21()
    grid = family.grid_of(Size(256, 256))
    latents = family.noise(5, grid)
    look = family.denoised_rgb(latents, grid)
    assert tuple(look.shape) == (16, 16, 3)
    small = family.decode(latents, grid)[..., :3].float().unfold(0, 16, 16).unfold(1, 16, 16)
    error = (look.float() - small.mean((-1, -2))).abs().mean()
    spread = (small.mean((-1, -2)) - small.mean()).abs().mean()
    assert error < 0.9 * spread
