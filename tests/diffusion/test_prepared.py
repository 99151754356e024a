"""A run as it really is prepared: what the scheduler is told holds, and the docs' recipe does."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from diffusion.driving import engine_of, family_21, latents_of, oracle, reference
from diffusion.driving_20b import DRAWS, EDITS
from diffusion.driving_20b import family as family_20b
from inkstone.domain.request import Size
from inkstone.engines.diffusion.studio.condition_cache import ConditionCache
from inkstone.engines.diffusion.studio.prepare import Place, prepared
from inkstone.engines.diffusion.studio.recipe import recipe_of
from unit.engines.diffusion.fakes import a_run, as_png

PAGE = Path(__file__).parents[2] / "docs" / "engines" / "diffusion.md"
SIZE = Size(96, 64)
CASES = {
    "drawn": ("qwen-image-2.1", {}),
    "edited and guided": ("qwen-image-2.1", {"num_inputs": 2, "negative_prompt": "rain"}),
    "distilled": ("qwen-image-2.1-turbo", {}),
    "older": (DRAWS, {"guidance": 1.0}),
    "older and guided": (DRAWS, {}),
    "older and edited": (EDITS, {"num_inputs": 1}),
}


def family(name):
    return family_21(name) if name.startswith("qwen-image-2.1") else family_20b(name)


def samples_of(drawing, *, num_inputs=0, size=SIZE, **fields):
    inputs = tuple(as_png(reference(index)) for index in range(num_inputs))
    run = a_run(size=size, inputs=inputs, **fields)
    place = Place(key="x", family=drawing, conditions=ConditionCache(2**30), shares_prefixes=False)
    recipe = recipe_of(run, drawing.traits, steps=3)
    return recipe, list(prepared(run, recipe, place, run_id="r", now_s=0.0).samples)


@pytest.mark.parametrize("case", CASES)
def test_what_a_sample_holds_is_what_the_scheduler_is_told(case):
    name, fields = CASES[case]
    _, (sample,) = samples_of(family(name), **fields)
    engine = engine_of()
    engine.add(sample)
    engine.step()
    assert sample.latents.nbytes + sample.velocity.nbytes == sample.demand.latents_bytes
    assert sum(prefix.num_bytes for prefix in sample.prefixes) == sample.demand.prefix_bytes
    # Views of something larger would hold all of it.
    held = sample.latents.untyped_storage().nbytes() + sample.velocity.untyped_storage().nbytes()
    assert held == sample.demand.latents_bytes


@pytest.mark.parametrize(("name", "channels", "px"), [("qwen-image-2.1", 64, 16), (DRAWS, 16, 8)])
def test_the_pages_recipe_gives_the_same_picture(name, channels, px):
    drawing = family(name)
    # No multiple of what is drawn, so that the size under `drawn` is the one to take.
    recipe, (sample,) = samples_of(drawing, size=Size(90, 60), guidance=1.0, seed=11)
    assert recipe.drawn == Size(96, 64)
    (latents,) = latents_of(engine_of(), [sample])
    pixels = drawing.decode(latents, sample.grid).numpy()

    (snippet,) = (
        code
        for code in re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
        if "latents=latents" in code
    )
    # What the page says of the other families.
    numbers = {"64": str(channels), "16": str(px)}
    snippet = re.sub("64|16", lambda found: numbers[found[0]], snippet)
    *lines, call = ast.parse(snippet).body
    given = {
        "torch": torch,
        "pipe": oracle(name),
        "prompt": "a red cat",
        "seed": 11,
        "steps": 3,
        "height": recipe.drawn.height_px,
        "width": recipe.drawn.width_px,
    }
    exec(compile(ast.Module(lines, []), str(PAGE), "exec"), given)
    made = eval(compile(ast.Expression(call.value), str(PAGE), "eval"), given)
    plain = np.asarray(made.images[0])
    assert np.array_equal(pixels[..., : plain.shape[-1]], plain)
