"""What a picture's parameters say of its prompt: the caller's, and what was made of it."""

from dataclasses import replace

import pytest

from contract.doors import UNMARKED
from inkstone.engines.base import Identity, Picture
from inkstone.service.marks import documents

pytestmark = pytest.mark.anyio
MADE_BY = Identity(engine="echo", model="echo", revision="1")
PICTURE = Picture(data=b"", width_px=8, height_px=6)


async def parameters(world, policy=UNMARKED, **fields):
    """The parameters of a picture of a job."""
    job = replace(await world.submit(), **fields)
    found = documents(job, MADE_BY, PICTURE, seed=7, size=(8, 6), details={}, policy=policy)
    return found["inkstone:parameters"]


async def test_a_rewritten_prompt_is_told_beside_the_caller_s(world):
    told = await parameters(world, rewrite="a grey cat on a warm wall")
    assert (told["prompt"], told["revised_prompt"]) == ("a cat", "a grey cat on a warm wall")
    assert "revised_prompt" not in await parameters(world)


async def test_where_prompts_are_private_neither_is_told(world):
    private = replace(UNMARKED, prompt=False)
    told = await parameters(world, private, rewrite="a grey cat on a warm wall")
    assert not {"prompt", "revised_prompt", "negative_prompt"} & set(told)
