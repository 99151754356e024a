"""`inkstone edit`: pictures from pictures and an instruction, in this process or on a server."""

from pathlib import Path
from typing import Annotated

import typer

from inkstone.cards import load_catalogue
from inkstone.cli import pictures, remote
from inkstone.cli.console import Checkpoint, DataDir, Json, command
from inkstone.cli.outcome import report
from inkstone.domain.request import ImageRequest, SizeRule
from inkstone.server import logs
from inkstone.service.submit import draw_seed
from inkstone.settings import load

#: An edit that names no size keeps its last picture's, as far as the engines go.
_KEEP_SIZE = SizeRule(
    area_px_min=64 * 64, area_px_max=2048 * 2048, side_px_min=64, side_px_max=4096
)


@command
async def edit(
    images: Annotated[
        list[Path], typer.Argument(help="1 to 10 pictures: PNG, JPEG, WebP, GIF, AVIF, TIFF, BMP.")
    ],
    instruction: Annotated[
        str, typer.Option("--prompt", "-p", help="What to change, in English or Chinese.")
    ],
    output: pictures.OutputFile = Path("out.png"),
    mask: Annotated[
        Path | None, typer.Option(help="A picture that is white where the last one may change.")
    ] = None,
    size: Annotated[
        str | None, typer.Option(help=pictures.SIZE_HELP + "; else the last picture's")
    ] = None,
    resolution: pictures.Resolution = "1K",
    n: pictures.NumImages = 1,
    seed: pictures.Seed = None,
    quality: pictures.Quality = 90,
    model: pictures.Model = "qwen-image-2.0",
    engine: pictures.EngineName = None,
    checkpoint: Checkpoint = None,
    data_dir: DataDir = None,
    url: remote.Url = None,
    api_key: remote.ApiKey = None,
    as_json: Json = False,
) -> None:
    """Change a picture, or make one of several."""
    there = remote.chosen(url, api_key, engine=engine, checkpoint=checkpoint, data_dir=data_dir)
    pixels = None if size is None else pictures.pixels(size, resolution)
    pictures.check_words(instruction)
    output_format = pictures.format_of(output)
    if there is not None:
        options = remote.options(
            pixels, model=model, n=n, seed=seed, output_format=output_format, quality=quality
        )
        made = await remote.make(
            there, instruction, options, output=output, inputs=images, mask=mask
        )
        return report(made, as_json=as_json)
    settings = load(data_dir=data_dir, engine=engine, checkpoint=checkpoint)
    logs.configure(level="error", form="text")
    found = load_catalogue(settings).find(model)
    request = ImageRequest(
        model=found.resolves_to,
        tier=found.tier,
        prompt=instruction,
        size=pixels,
        size_rule=_KEEP_SIZE,
        num_images=n,
        seed=draw_seed() if seed is None else seed,
        is_seed_chosen=seed is not None,
        output_format=output_format,
        output_quality=quality,
    )
    async with pictures.own_store(settings) as parts:
        job = await pictures.run(parts, request, inputs=images, mask=mask)
        made = await pictures.write(parts, job, output)
    return report(made, as_json=as_json)
