"""What was computed for references serves other requests, and moves no bit that it may not move."""

import pytest
import torch

from diffusion.driving import Asked, alone, engine_of, family_21, latents_of, sample_of

ONE = Asked(prompt="make it blue", references=(0,), steps=2)
TWO = Asked(prompt="add a hat, and a long red scarf", references=(0,), steps=2)
PAIR = Asked(prompt="join them", references=(0, 1), steps=2)
OTHER_PAIR = Asked(prompt="put the first beside the second one", references=(0, 1), steps=2)


def parts_of(engine):
    return engine._cache


@pytest.mark.parametrize("is_relaxed", [False, True])
def test_a_head_serves_another_instruction(is_relaxed):
    family, engine = family_21(), engine_of(is_relaxed=is_relaxed)
    first, second = sample_of(family, ONE), sample_of(family, TWO)
    engine.add(first)
    engine.step()
    before = parts_of(engine).figures
    engine.add(second)
    while not second.prefixes:
        engine.step()
    # The head is one object, and its bytes are counted once.
    assert first.prefixes == () or second.prefixes[0].parts[0] is first.prefixes[0].parts[0]
    after = parts_of(engine).figures
    assert after.hits == before.hits + 1
    head = second.prefixes[0].parts[0].num_bytes
    assert after.num_bytes - before.num_bytes < head


def test_strict_pictures_are_the_same_with_the_head_and_without():
    family, engine = family_21(), engine_of()
    for asked in (ONE, TWO, PAIR, OTHER_PAIR, ONE):
        (made,) = latents_of(engine, [sample_of(family, asked)])
        assert torch.equal(made, alone(family, asked))


def test_relaxed_pictures_differ_by_rounding_at_the_most():
    family, engine = family_21(), engine_of(is_relaxed=True)
    latents_of(engine, [sample_of(family, PAIR)])
    hits = parts_of(engine).figures.hits
    (made,) = latents_of(engine, [sample_of(family, OTHER_PAIR)])
    assert parts_of(engine).figures.hits == hits + 1
    assert float((made - alone(family, OTHER_PAIR)).abs().max()) < 1e-4


@pytest.mark.parametrize(
    "other",
    [
        Asked(prompt="make it blue", references=(1,), steps=2),
        Asked(prompt="make it blue", references=(1, 0), steps=2),
        Asked(prompt="make it blue", references=(0,), steps=2, account="acct_2"),
    ],
    ids=["another picture", "another order", "another account"],
)
def test_a_head_serves_nothing_else(other):
    family, engine = family_21(), engine_of(is_relaxed=True)
    latents_of(engine, [sample_of(family, ONE)])
    hits = parts_of(engine).figures.hits
    latents_of(engine, [sample_of(family, other)])
    assert parts_of(engine).figures.hits == hits


def test_both_branches_of_a_guided_edit_share_their_head():
    family, engine = family_21(), engine_of()
    asked = Asked(references=(0,), negative="ugly", guidance=3.0, steps=2)
    sample = sample_of(family, asked)
    engine.add(sample)
    engine.step()
    positive, negative = sample.prefixes
    assert positive.parts[0] is negative.parts[0]
    assert positive.parts[1] is not negative.parts[1]


def test_seeds_of_one_prompt_share_their_prefix():
    family, engine = family_21(), engine_of()
    samples = [sample_of(family, Asked(seed=seed, steps=2)) for seed in range(4)]
    for sample in samples:
        engine.add(sample)
    engine.step()
    assert len({id(sample.prefixes[0]) for sample in samples}) == 1
    assert parts_of(engine).figures.num_bytes == samples[0].demand.prefix_bytes
