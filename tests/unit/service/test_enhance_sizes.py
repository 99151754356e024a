"""Enhance: the shape that an enhancer names counts where the caller left the size open."""

import pytest

from inkstone.domain.request import Size
from unit.service.rewriters import RULE, SIZE, Rewriting, a_job, enhancer, picture

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("ratio", "fields", "size"),
    [
        ("16:9", {"is_size_default": True, "size_rule": RULE}, Size(1360, 768)),
        ("9:16", {"is_size_default": True, "size_rule": RULE}, Size(768, 1360)),
        ("1:1", {"is_size_default": True, "size_rule": RULE}, SIZE),
        ("", {"is_size_default": True, "size_rule": RULE}, SIZE),
        ("99:1", {"is_size_default": True, "size_rule": RULE}, SIZE),
        ("<image1>", {"is_size_default": True, "size_rule": RULE}, SIZE),
        ("16:9", {"is_size_default": True}, SIZE),  # the dialect has no other sizes
        ("16:9", {"size_rule": RULE}, SIZE),  # the caller named it
        ("16:9", {}, SIZE),
    ],
)
async def test_a_ratio_counts_only_where_the_size_is_open(world, workshop, ratio, fields, size):
    mine = enhancer(world, workshop, Rewriting(ratio=ratio))
    found = await mine.enhance(await a_job(world, **fields), pictures=(), size=SIZE)
    assert found.size == found.request.size == size
    assert found.size.area_px <= SIZE.area_px


@pytest.mark.parametrize(
    ("ratio", "named", "size"),
    [
        ("<image1>", None, Size(1440, 720)),
        ("<image2>", None, Size(1024, 1024)),
        ("<image7>", None, Size(1024, 1024)),
        ("3:2", None, Size(1248, 832)),
        ("<image1>", Size(512, 512), Size(512, 512)),
    ],
)
async def test_an_edit_takes_the_shape_that_the_enhancer_names(world, workshop, ratio, named, size):
    mine = enhancer(world, workshop, Rewriting(ratio=ratio))
    job = await a_job(world, size=named, size_rule=RULE)
    inputs = [picture(80, 40), picture(40, 40)]
    found = await mine.enhance(job, pictures=inputs, size=named or SIZE)
    assert (found.size, found.request.size) == (size, named)


async def test_what_a_mask_is_for_keeps_its_shape(world, workshop):
    mine = enhancer(world, workshop, Rewriting(ratio="16:9"))
    masked = await a_job(world, size=None, size_rule=RULE, mask=object())
    assert (await mine.enhance(masked, pictures=[picture()], size=SIZE)).size == SIZE
