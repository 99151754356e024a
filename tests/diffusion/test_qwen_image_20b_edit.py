"""Qwen-Image-Edit-2511 through our loop, bit for bit what the plain pipeline makes alone."""

import numpy as np
import pytest
import torch
from diffusers.pipelines.qwenimage import pipeline_qwenimage_edit_plus
from PIL import Image

from diffusion import tiny
from diffusion.driving import (
    Asked,
    Parts,
    alone,
    engine_of,
    latents_of,
    oracle,
    reference,
    sample_of,
)
from diffusion.driving_20b import DRAWS, EDITS, LONG, REFERENCE_PX, family, plain
from inkstone.domain.request import Size
from inkstone.engines.diffusion.models.qwen_image_20b.family import QwenImage20B

EDITED = {
    "one reference": Asked(prompt="make it blue", references=(0,), size=Size(64, 64)),
    "guided": Asked(prompt="a", references=(0,), negative=" ", guidance=4.0, size=Size(64, 96)),
    "two references": Asked(prompt="join them", references=(1, 0), size=Size(128, 64), steps=2),
    "three references": Asked(
        prompt=LONG, references=(0, 1, 2), negative=LONG, guidance=4.0, size=Size(96, 160), steps=2
    ),
    "four tokens": Asked(references=(2,), size=Size(32, 32), steps=2),
}


@pytest.fixture
def _small_references(monkeypatch: pytest.MonkeyPatch) -> None:
    # A constant of the pipeline's, no argument: at 1024² each reference would take seconds.
    area = REFERENCE_PX * REFERENCE_PX
    monkeypatch.setattr(pipeline_qwenimage_edit_plus, "VAE_IMAGE_SIZE", area)


@pytest.mark.slow
@pytest.mark.usefixtures("_small_references")
@pytest.mark.parametrize("case", EDITED)
def test_an_edit_is_the_plain_pipelines_bit_for_bit(case):
    made = alone(family(EDITS), EDITED[case])
    assert torch.equal(made, plain(oracle(EDITS), family(EDITS), EDITED[case]))


@pytest.mark.slow
@pytest.mark.parametrize("is_row_invariant", [True, False])
def test_in_a_mix_each_edit_is_what_it_is_alone(is_row_invariant, monkeypatch):
    monkeypatch.setattr(family(EDITS), "is_row_invariant", is_row_invariant)
    samples = [sample_of(family(EDITS), asked) for asked in EDITED.values()]
    made = latents_of(engine_of(), samples)
    for (case, asked), latents in zip(EDITED.items(), made, strict=True):
        assert torch.equal(latents, alone(family(EDITS), asked)), case


@pytest.mark.slow
@pytest.mark.usefixtures("_small_references")
@pytest.mark.parametrize("name", [DRAWS, EDITS])
def test_it_is_so_in_bfloat16_too(name):
    pipeline = tiny.pipeline(tiny.checkpoint(name), dtype=torch.bfloat16)
    drawing = QwenImage20B(Parts(pipeline), reference_px=REFERENCE_PX, rows_max=1024)
    references = (0,) if drawing.traits.needs_reference else ()
    asked = Asked(negative=" ", guidance=4.0, references=references, size=Size(96, 64))
    other = Asked(prompt=LONG, references=references, steps=4)
    samples = [sample_of(drawing, one) for one in (asked, other)]
    made = latents_of(engine_of(), samples)
    assert made[0].dtype == torch.bfloat16
    for one, latents in zip((asked, other), made, strict=True):
        assert torch.equal(latents, plain(pipeline, drawing, one))
    pixels = drawing.decode(made[0], drawing.grid_of(asked.size))[..., :3]
    assert np.array_equal(pixels, plain(pipeline, drawing, asked, output_type="pil"))


@pytest.mark.slow
@pytest.mark.usefixtures("_small_references")
def test_told_so_it_knows_where_in_a_reference_each_of_its_places_is(monkeypatch):
    pipeline, asked = oracle(EDITS), EDITED["two references"]
    telling = QwenImage20B(
        Parts(pipeline), reference_px=REFERENCE_PX, rows_max=64, has_spatial_positions=True
    )
    made = alone(telling, asked)
    assert not torch.equal(made, alone(family(EDITS), asked))
    encoder = pipeline.text_encoder
    place, forward = encoder.config.image_token_id, encoder.forward

    def told(*, input_ids, **given):
        return forward(input_ids=input_ids, mm_token_type_ids=(input_ids == place).int(), **given)

    # The plain pipeline has no argument for it; it is what a fixed one would hand over.
    monkeypatch.setattr(encoder, "forward", told)
    assert torch.equal(made, plain(pipeline, telling, asked))


def test_the_prompt_of_an_edit_is_cut_but_not_what_stands_around_it():
    editing = family(EDITS)
    none, long = (editing.encode(text, [reference(0)]) for text in ("", "word " * 5000))
    assert long.is_cut
    assert not none.is_cut
    assert long.num_tokens - none.num_tokens == editing.traits.prompt_tokens_max


@pytest.mark.parametrize("size", [(1, 2000), (2000, 1), (1, 1), (3, 100)])
def test_a_reference_of_any_shape_is_read(size):
    condition = family(EDITS).encode("look", [reference(0).resize(size)])
    image = condition.segments[1]
    assert image.grid.num_tokens == image.states.shape[0] > 0


def test_what_is_hidden_by_an_alpha_channel_stays_hidden():
    one = Image.new("RGBA", (60, 40), (255, 0, 0, 0))
    other = Image.new("RGBA", (60, 40), (0, 0, 255, 0))
    first, second = (family(EDITS).encode("look", [picture]) for picture in (one, other))
    for a, b in zip(first.segments, second.segments, strict=True):
        assert torch.equal(a.states, b.states)
