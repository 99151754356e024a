"""What diffusers' pipelines do to the unwary, and the test that shows that it is not done here.

| What goes wrong | Where it is tried |
|---|---|
| Pictures have an alpha channel, a JPEG has none | here; `e2e/test_diffusion.py` |
| Sizes are rounded down in silence | `test_recipe.py`: the next multiple is drawn, and cut |
| A distilled checkpoint takes its own steps in silence | `test_recipe.py` |
| One step makes holes | `test_qwen_image_21.py`, `test_qwen_image_20b.py` |
| A negative prompt of "" counts, one without guidance does not | here; `test_recipe.py` |
| A short prompt in a list with a long one is moved | here; `test_mixes.py` |
| Special tokens in a prompt mean something | `test_qwen_image_21.py`, `test_qwen_image_20b.py` |
| Processors want torchvision | `test_tiny.py` |
| No prompt is too long, no picture too narrow | `test_qwen_image_21.py`, `test_recipe.py` |
| In bfloat16 the noise that is left is rounded before it is used | here |
| Fresh weights hide mistakes | `test_tiny.py` |
| VAE and text encoder remember their last call | here; `test_studio.py` |
| `torch_dtype=` warns | every test: warnings are errors |
"""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Barrier, get_ident

import numpy as np
import pytest
import torch
from PIL import Image

from diffusion import tiny
from diffusion.driving import (
    REFERENCE_PX,
    Asked,
    Parts,
    alone,
    engine_of,
    family_21,
    latents_of,
    oracle,
    reference,
    sample_of,
)
from diffusion.driving_20b import DRAWS, EDITS
from diffusion.driving_20b import family as family_20b
from inkstone.domain.request import Size
from inkstone.engines.diffusion.models.qwen_image_21.family import QwenImage21
from inkstone.engines.diffusion.studio.finish import finished
from inkstone.engines.diffusion.studio.recipe import BLANK, recipe_of
from inkstone.media.encode import encode
from unit.engines.diffusion.fakes import a_run

LONG = "a red fox in the snow, oil painting, " * 12
DRAWN = ("qwen-image-2.1", "qwen-image-2.1-turbo", DRAWS)


def family(name):
    return family_21(name) if name.startswith("qwen-image-2.1") else family_20b(name)


def recipe(name, **fields):
    return recipe_of(a_run(**fields), family(name).traits, steps=3)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_jpeg_of_a_picture_with_holes_is_opaque_and_lies_on_white(seed):
    drawing, asked = family_21(), Asked(size=Size(64, 64), seed=seed)
    pixels = drawing.decode(alone(drawing, asked), drawing.grid_of(asked.size)).numpy()
    alpha = pixels[..., 3:] / 255
    assert 0 < alpha.mean() < 1
    run = a_run(size=asked.size)
    made = finished(pixels, run, recipe("qwen-image-2.1", size=asked.size), guarantee={})
    file = encode(
        made.data, output_format="jpeg", quality=100, width_px=64, height_px=64, documents={}
    )
    opened = Image.open(io.BytesIO(file))
    assert (opened.format, opened.mode, opened.size) == ("JPEG", "RGB", (64, 64))
    on_white = pixels[..., :3] * alpha + 255 * (1 - alpha)
    assert np.abs(np.asarray(Image.open(io.BytesIO(made.data))) - on_white).max() <= 1
    # A JPEG loses colours of single pixels, hardly ever a brightness.
    brightness = np.asarray(opened.convert("L")).astype(float)
    assert np.abs(brightness - on_white @ [0.299, 0.587, 0.114]).mean() < 3


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("guidance", [None, 1.0, 4.0])
def test_an_empty_negative_prompt_is_none(name, guidance):
    empty, none = (recipe(name, negative_prompt=said, guidance=guidance) for said in ("", None))
    assert empty == none
    assert empty.negative_prompt == (BLANK if empty.guidance > 1 else None)
    assert "negative_prompt_unavailable" not in [each.code for each in empty.warnings]
    if name.endswith("turbo"):
        assert empty.guidance == 1


@pytest.mark.parametrize("name", ["qwen-image-2.1", DRAWS])
def test_a_short_prompt_beside_a_long_one_is_what_it_is_alone(name):
    drawing = family(name)
    short, long = Asked(prompt="a"), Asked(prompt=LONG)
    samples = [sample_of(drawing, each) for each in (short, long)]
    made = latents_of(engine_of(), samples)
    assert torch.equal(made[0], alone(drawing, short))
    assert torch.equal(made[1], alone(drawing, long))


def test_in_a_list_of_the_plain_pipeline_it_is_not():
    drawing, short = family_21(), Asked(prompt="a")
    noise = drawing.noise(short.seed, drawing.grid_of(short.size))
    listed = oracle("qwen-image-2.1")(
        [short.prompt, LONG],
        latents=torch.stack([noise, noise]),
        width=short.size.width_px,
        height=short.size.height_px,
        num_inference_steps=short.steps,
        output_type="latent",
    ).images
    assert float((listed[0] - alone(drawing, short)).abs().max()) > 1e-3


@cache
def in_bfloat16(name):
    pipeline = tiny.pipeline(tiny.checkpoint(name), dtype=torch.bfloat16)
    return pipeline, QwenImage21(
        Parts(pipeline),
        sigmas=pipeline.config.sample_sigmas,
        reference_px=REFERENCE_PX,
        rows_max=1024,
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["qwen-image-2.1", "qwen-image-2.1-turbo"])
def test_it_is_the_plain_pipelines_in_bfloat16_too(name):
    pipeline, drawing = in_bfloat16(name)
    is_turbo = name.endswith("turbo")
    edit = Asked(prompt="make it blue", references=(0, 1), size=Size(96, 64), steps=5)
    guided = Asked(negative="ugly", guidance=4.0, steps=8)
    asked = [Asked(steps=8), edit] if is_turbo else [Asked(steps=7), edit, guided]
    samples = [sample_of(drawing, each) for each in asked]
    for each, sample, latents in zip(asked, samples, latents_of(engine_of(), samples), strict=True):
        assert latents.dtype == torch.bfloat16
        # At these sigmas the rounding matters: otherwise nothing is tried here.
        exact = sample.sigmas[:-1]
        rounded = (exact * 1000).to(torch.bfloat16) / 1000
        assert not torch.equal(rounded, exact.to(torch.bfloat16))
        wanted = {
            "image": [reference(index) for index in each.references] or None,
            "negative_prompt": each.negative,
            "true_cfg_scale": each.guidance,
            "latents": drawing.noise(each.seed, sample.grid)[None],
            "width": each.size.width_px,
            "height": each.size.height_px,
            "num_inference_steps": each.steps,
            "output_resolution": REFERENCE_PX,
        }
        assert torch.equal(latents, pipeline(each.prompt, output_type="latent", **wanted).images[0])
        plain = pipeline(each.prompt, **wanted).images[0]
        assert np.array_equal(drawing.decode(latents, sample.grid).numpy(), np.asarray(plain))


class Crowd:
    """Who is inside of some modules; each pause lets another thread in, if nothing keeps it out."""

    def __init__(self, *modules: torch.nn.Module) -> None:
        self.most = 0
        self._inside: set[int] = set()
        self._hooks = [each.register_forward_pre_hook(self._enter) for each in modules]
        self._hooks += [each.register_forward_hook(self._leave) for each in modules]
        leaves = (leaf for each in modules for leaf in each.modules() if not [*leaf.children()])
        self._hooks += [leaf.register_forward_hook(self._pause) for leaf in leaves]

    def disperse(self) -> None:
        for hook in self._hooks:
            hook.remove()

    def _enter(self, *_: object) -> None:
        self._inside.add(get_ident())
        self.most = max(self.most, len(self._inside))

    def _leave(self, *_: object) -> None:
        self._inside.discard(get_ident())

    def _pause(self, *_: object) -> None:
        time.sleep(0.0002)


@pytest.mark.parametrize("name", ["qwen-image-2.1", EDITS])
def test_two_threads_that_read_and_decode_at_once_get_their_own(name):
    drawing, pipeline = family(name), oracle(name)
    grids = [drawing.grid_of(Size(*sides)) for sides in ((64, 96), (128, 64))]
    asked = [("make it blue", (0,)), ("a longer prompt, with a red fox", (2,))]

    def work(index: int) -> list[torch.Tensor]:
        prompt, references = asked[index]
        condition = drawing.encode(prompt, [reference(each) for each in references])
        pixels = drawing.decode(drawing.noise(index, grids[index]), grids[index])
        return [*(segment.states for segment in condition.segments), pixels]

    one_after_the_other = [work(0), work(1)]
    autoencoder = Crowd(pipeline.vae.encoder, pipeline.vae.decoder)
    readers = Crowd(pipeline.text_encoder.model)
    start = Barrier(2)

    def at_once(index: int) -> list[list[torch.Tensor]]:
        start.wait(60)
        return [work(index) for _ in range(3)]

    try:
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(at_once, range(2)))
    finally:
        autoencoder.disperse()
        readers.disperse()
    assert readers.most == 1
    # That of the 20B family is called without what it remembers, by as many as like.
    assert autoencoder.most == 1 or name == EDITS
    for index, runs in enumerate(found):
        for tensors in runs:
            for made, wanted in zip(tensors, one_after_the_other[index], strict=True):
                assert torch.equal(made, wanted)
