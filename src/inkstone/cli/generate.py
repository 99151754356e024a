"""`inkstone generate`: a picture from a prompt, in this process or on a server."""

from pathlib import Path
from typing import Annotated

import typer

from inkstone.cards import load_catalogue
from inkstone.cli import pictures, remote
from inkstone.cli.console import Checkpoint, DataDir, Json, command
from inkstone.cli.outcome import report
from inkstone.domain.request import ImageRequest
from inkstone.server import logs
from inkstone.service.submit import draw_seed
from inkstone.settings import load


@command
async def generate(
    prompt: Annotated[str, typer.Argument(help="What to draw, in English or Chinese.")],
    output: pictures.OutputFile = Path("out.png"),
    size: Annotated[str, typer.Option(help=pictures.SIZE_HELP)] = "1:1",
    resolution: pictures.Resolution = "1K",
    n: pictures.NumImages = 1,
    seed: pictures.Seed = None,
    negative: Annotated[str, typer.Option(help="What to leave out.")] = "",
    quality: pictures.Quality = 90,
    model: pictures.Model = "qwen-image-2.0",
    engine: pictures.EngineName = None,
    checkpoint: Checkpoint = None,
    data_dir: DataDir = None,
    url: remote.Url = None,
    api_key: remote.ApiKey = None,
    as_json: Json = False,
) -> None:
    """Make pictures."""
    there = remote.chosen(url, api_key, engine=engine, checkpoint=checkpoint, data_dir=data_dir)
    pixels = pictures.pixels(size, resolution)
    pictures.check_words(prompt, negative)
    output_format = pictures.format_of(output)
    if there is not None:
        options = remote.options(
            pixels,
            negative=negative,
            model=model,
            n=n,
            seed=seed,
            output_format=output_format,
            quality=quality,
        )
        made = await remote.make(there, prompt, options, output=output)
        return report(made, as_json=as_json)
    settings = load(data_dir=data_dir, engine=engine, checkpoint=checkpoint)
    logs.configure(level="error", form="text")
    found = load_catalogue(settings).find(model)
    request = ImageRequest(
        model=found.resolves_to,
        tier=found.tier,
        prompt=prompt,
        negative_prompt=negative,
        size=pixels,
        num_images=n,
        seed=draw_seed() if seed is None else seed,
        is_seed_chosen=seed is not None,
        output_format=output_format,
        output_quality=quality,
    )
    async with pictures.own_store(settings) as parts:
        job = await pictures.run(parts, request)
        made = await pictures.write(parts, job, output)
    return report(made, as_json=as_json)
