"""Inputs whose dialect bounds their sides: scaled with a warning, or refused where it is strict."""

from dataclasses import replace

import pytest

from inkstone.domain.request import SideBounds
from inkstone.media import png as png_texts
from inkstone.service.references import Reference
from unit.service.brought import brought, data_uri, png

pytestmark = pytest.mark.anyio
BOUNDS = SideBounds(side_px_min=20, side_px_max=100)


async def asked(desk, *sizes, bounds=BOUNDS):
    """A job that starts from pictures of these sizes, at its end."""
    fields = brought(*(data_uri(png(*size)) for size in sizes))
    fields["references"] = tuple(
        Reference(param=each.param, text=each.text, sides=bounds) for each in fields["references"]
    )
    return await desk.run("as at night", **fields)


async def test_what_is_outside_is_scaled_and_told(watched):
    job = await asked(watched, (40, 30), (200, 80), (10, 15))
    assert job.status == "succeeded", job.error
    run = watched.engine.runs[-1]
    sizes = [(40, 30), (100, 40), (20, 30)]
    assert [(p.width_px, p.height_px) for p in run.inputs] == sizes
    assert [png_texts.size(p.data) for p in run.inputs] == sizes
    told = [w for w in job.warnings if w.code == "input_resized"]
    assert [w.message.partition(":")[0] for w in told] == ["`image[1]`", "`image[2]`"]


async def test_what_is_within_is_left_alone(watched):
    job = await asked(watched, (20, 100))
    assert [w.code for w in job.warnings] == []
    assert watched.engine.runs[-1].inputs[0].width_px == 20


async def test_strict_bounds_refuse_and_name_every_picture(watched):
    job = await asked(
        watched, (10, 30), (40, 30), (30, 101), bounds=replace(BOUNDS, is_strict=True)
    )
    assert (job.status, job.error.code) == ("failed", "input_size")
    assert "`image[0]`: it has 10x30 pixels" in job.error.message
    assert "`image[2]`: it has 30x101 pixels" in job.error.message
    assert "image[1]" not in job.error.message
    assert job.charged.micros == 0
