"""`inkstone enhance`: a prompt in other words, by the enhancer that is set here or on a server."""

from pathlib import Path
from typing import Annotated, Any

import typer

from inkstone import enhancer_parts, limits
from inkstone.cli import pictures, remote
from inkstone.cli.console import DataDir, Json, command, err, print_json, print_line
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.rewrite import Rewrite
from inkstone.engines.base import Picture
from inkstone.media.workshop import Workshop
from inkstone.service.rewrites import Rewriter, jpeg_of
from inkstone.service.submit import draw_seed
from inkstone.settings import Settings, load

Images = Annotated[
    list[Path] | None,
    typer.Option("--image", "-i", help="A picture that the prompt is to change; may be repeated."),
]


@command
async def enhance(
    prompt: Annotated[str, typer.Argument(help="What to draw, or what to change about --image.")],
    images: Images = None,
    seed: pictures.Seed = None,
    data_dir: DataDir = None,
    url: remote.Url = None,
    api_key: remote.ApiKey = None,
    as_json: Json = False,
) -> None:
    """Put a prompt in other words, and print them; nothing is drawn."""
    pictures.check_words(prompt)
    there = remote.chosen(url, api_key, engine=None, data_dir=data_dir)
    files = images or []
    missing = next((file for file in files if not file.is_file()), None)
    if missing is not None:
        raise InvalidRequest(f"There is no file {missing}.")
    with err.status("Rewriting …"):
        if there is not None:
            told = await _there(there, prompt, files, seed)
        else:
            told = await _here(load(data_dir=data_dir), prompt, files, seed)
    if as_json:
        print_json(told)
        return
    print_line(told["prompt"])
    if told["ratio"]:
        err.print(f"It suits the ratio {told['ratio']}.", markup=False)


async def _there(
    there: remote.There, prompt: str, files: list[Path], seed: int | None
) -> dict[str, Any]:
    async with remote.opened(there) as client:
        found = await client.enhance(prompt, files, seed=seed)
    return {
        "prompt": found.prompt,
        "ratio": found.ratio,
        "seed": found.seed,
        "enhancer": found.enhancer,
    }


async def _here(
    settings: Settings, prompt: str, files: list[Path], seed: int | None
) -> dict[str, Any]:
    rewriter = enhancer_parts.rewriter(settings)
    if rewriter is None:
        raise InvalidRequest(
            "No prompt enhancer is set: set INKSTONE_ENHANCER_URL and INKSTONE_ENHANCER_MODEL, or "
            "name a server that has one with --url."
        )
    if not rewriter.handles(is_edit=bool(files)):
        raise InvalidRequest("The prompt enhancer that is set has no system prompt for this.")
    seed = draw_seed() if seed is None else seed
    await rewriter.open()
    try:
        found = await _rewritten(settings, rewriter, prompt, files, seed)
    finally:
        await rewriter.close()
    return {
        "prompt": found.prompt,
        "ratio": found.ratio or None,
        "seed": seed,
        "enhancer": rewriter.name,
    }


async def _rewritten(
    settings: Settings, rewriter: Rewriter, prompt: str, files: list[Path], seed: int
) -> Rewrite:
    if not files:
        return await rewriter.rewrite(prompt, seed=seed)
    workshop = Workshop(
        num_processes=1,
        memory_bytes=settings.media_memory_bytes,
        timeout_s=settings.media_timeout_s,
        limits=limits.decode_limits(settings),
    )
    await workshop.open()
    try:
        jpegs = []
        for file in files:
            found = await workshop.decode(file.absolute())
            picture = Picture(data=found.png, width_px=found.width_px, height_px=found.height_px)
            jpegs.append(await jpeg_of(picture, workshop))
    finally:
        await workshop.close()
    return await rewriter.rewrite(prompt, pictures=jpegs, seed=seed)
