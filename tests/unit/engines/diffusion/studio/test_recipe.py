"""What a request comes to on a checkpoint: sizes, steps, guidance, and what is warned about."""

import pytest

from inkstone.domain.errors import InvalidRequest, UnsupportedRequest
from inkstone.domain.request import Size
from inkstone.engines.diffusion.studio.recipe import drawn_size, recipe_of
from unit.engines.diffusion.fakes import TRAITS, a_png, a_run, traits

TURBO = traits(sigmas=(1.0, 0.9, 0.7, 0.4), guidance_for_negative=1.0)


def recipe(found=TRAITS, *, steps=40, **fields):
    return recipe_of(a_run(**fields), found, steps=steps)


def codes(found):
    return [warning.code for warning in found.warnings]


@pytest.mark.parametrize(
    ("asked", "drawn"),
    [
        ((64, 64), (64, 64)),
        ((65, 64), (96, 64)),
        ((1, 1), (32, 32)),
        ((1080, 1920), (1088, 1920)),
        ((2048, 2048), (2048, 2048)),
        ((4096, 256), (4096, 256)),
    ],
)
def test_what_is_drawn_is_the_next_multiple(asked, drawn):
    assert drawn_size(Size(*asked), TRAITS) == Size(*drawn)


def test_what_is_drawn_has_two_tokens_a_side_however_small_a_multiple_is():
    assert drawn_size(Size(8, 40), traits(multiple_px=16)) == Size(32, 48)


@pytest.mark.parametrize(
    ("asked", "why"),
    [((2049, 2048), "at most 4194304 pixels"), ((1025, 64), "at most 16 times")],
)
def test_what_is_too_large_or_too_long_is_refused(asked, why):
    with pytest.raises(UnsupportedRequest, match=why) as caught:
        recipe(size=Size(*asked))
    assert caught.value.code == "size_unsupported"


def test_steps_are_the_callers_else_the_tiers():
    assert recipe().num_steps == 40
    assert recipe(steps=8).num_steps == 8
    assert recipe_of(a_run(steps=3), TRAITS, steps=40).num_steps == 3


@pytest.mark.parametrize("field", [{"steps": 0}, {"steps": 201}, {"guidance": -1.0}])
def test_numbers_out_of_range_are_faults_of_their_field(field):
    with pytest.raises(InvalidRequest) as caught:
        recipe_of(a_run(**field), TRAITS, steps=40)
    assert [fault.param for fault in caught.value.faults] == list(field)


def test_all_faults_are_told_at_once():
    with pytest.raises(InvalidRequest) as caught:
        recipe_of(a_run(steps=201, guidance=31.0), TRAITS, steps=40)
    assert [fault.param for fault in caught.value.faults] == ["steps", "guidance"]


def test_a_checkpoints_own_schedule_overrules_both_and_says_so_to_who_chose():
    assert (recipe(TURBO).num_steps, codes(recipe(TURBO))) == (4, [])
    found = recipe_of(a_run(steps=20), TURBO, steps=40)
    assert (found.num_steps, codes(found)) == (4, ["steps_unavailable"])
    assert codes(recipe_of(a_run(steps=4), TURBO, steps=40)) == []


def test_without_guidance_there_is_no_second_branch():
    found = recipe()
    assert (found.guidance, found.negative_prompt, codes(found)) == (1.0, None, [])


def test_a_negative_prompt_alone_brings_the_guidance_that_it_needs():
    found = recipe(negative_prompt="rain")
    assert (found.guidance, found.negative_prompt, codes(found)) == (4.0, "rain", [])


def test_guidance_alone_is_away_from_a_blank_prompt():
    found = recipe(guidance=2.5)
    assert (found.guidance, found.negative_prompt) == (2.5, " ")
    assert recipe(traits(guidance=4.0)).negative_prompt == " "


@pytest.mark.parametrize("guidance", [0.0, 0.5, 1.0])
def test_a_negative_prompt_without_enough_guidance_is_left_out_and_said(guidance):
    found = recipe(negative_prompt="rain", guidance=guidance)
    assert (found.guidance, found.negative_prompt) == (1.0, None)
    assert codes(found) == ["negative_prompt_unavailable"]
    assert codes(recipe(guidance=guidance)) == []


def test_a_distilled_checkpoint_guides_as_it_was_made_to():
    found = recipe(TURBO, guidance=4.0, negative_prompt="rain")
    assert (found.guidance, found.negative_prompt) == (1.0, None)
    assert codes(found) == ["guidance_unavailable", "negative_prompt_unavailable"]
    assert codes(recipe(TURBO, guidance=1.0)) == []


def test_a_transparent_background_is_for_families_with_an_alpha_channel():
    assert recipe(is_transparent=True).is_transparent
    found = recipe(traits(has_alpha=False), is_transparent=True)
    assert (found.is_transparent, codes(found)) == (False, ["transparency_unavailable"])
    assert not recipe().is_transparent


@pytest.mark.parametrize(
    ("found", "num_inputs", "code"),
    [
        (traits(num_references_max=0), 1, "edit_unsupported"),
        (TRAITS, 3, "too_many_inputs"),
        (traits(needs_reference=True), 0, "input_required"),
    ],
)
def test_a_family_gets_as_many_references_as_it_takes(found, num_inputs, code):
    with pytest.raises(UnsupportedRequest) as caught:
        recipe(found, inputs=(a_png(),) * num_inputs)
    assert caught.value.code == code
