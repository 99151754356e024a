"""`inkstone scene`: the scene that a picture of the sketch engine carries, as JSON, SVG or PNG."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from inkstone import limits
from inkstone.cli.console import command, err, print_json, print_line
from inkstone.domain.errors import InvalidRequest, NotFound
from inkstone.engines import registry, scenes
from inkstone.media.workshop import Workshop
from inkstone.settings import Settings, load

#: As long as the text of a picture may be.
_JSON_BYTES_MAX = 2**20


@command
async def scene(
    file: Annotated[
        Path, typer.Argument(help="A picture that the sketch engine drew, or a scene as .json.")
    ],
    json_file: Annotated[
        Path | None, typer.Option("--json", help="The file to write the scene to, as JSON.")
    ] = None,
    svg_file: Annotated[
        Path | None,
        typer.Option("--svg", help="The file to write the drawing to, before its style's filter."),
    ] = None,
    png_file: Annotated[
        Path | None, typer.Option("--png", help="The file to draw it to again.")
    ] = None,
) -> None:
    """Take the scene out of a picture; without a file to write, print it."""
    settings = load()
    known = registry.scenes()
    document = known.read(await _text(file, settings))
    if json_file is not None:
        _write(json_file, _as_json(document))
    if svg_file is not None or png_file is not None:
        drawn = known.draw(document, fonts_dir=settings.sketch_fonts_dir)
        for warning in drawn.warnings:
            words = f" ({', '.join(warning.words)})" if warning.words else ""
            err.print(f"warning: {warning.message}{words}", markup=False)
        if svg_file is not None:
            _write(svg_file, drawn.svg.encode())
        if png_file is not None:
            _write(png_file, drawn.png)
    if json_file is svg_file is png_file is None:
        print_json(document)


async def _text(file: Path, settings: Settings) -> str:
    """The JSON of a scene, from a picture or as it stands in a file.

    Raises:
        InvalidRequest: the file cannot be read, or is neither.
        NotFound: the picture carries none.
    """
    if not file.is_file():
        raise InvalidRequest(f"There is no file {file}.")
    if _is_json(file):
        return _read(file)
    workshop = Workshop(
        num_processes=1,
        memory_bytes=settings.media_memory_bytes,
        timeout_s=settings.media_timeout_s,
        limits=limits.decode_limits(settings),
    )
    await workshop.open()
    try:
        texts = (await workshop.decode(file.resolve())).texts
    finally:
        await workshop.close()
    if scenes.NAME not in texts:
        raise NotFound(
            f"{file} carries no scene. Pictures of the sketch engine do, unless another program "
            "wrote them again, or they were edited pixel by pixel.",
            code="scene_not_found",
        )
    return texts[scenes.NAME]


def _is_json(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))
    except OSError as error:
        raise InvalidRequest(f"Cannot read {file}: {error.strerror}.") from error


def _read(file: Path) -> str:
    with file.open("rb") as opened:
        data = opened.read(_JSON_BYTES_MAX + 1)
    if len(data) > _JSON_BYTES_MAX:
        raise InvalidRequest(f"{file} is longer than a scene may be, {_JSON_BYTES_MAX} bytes.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{file} is not UTF-8, as JSON is.") from error


def _as_json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        raise InvalidRequest(f"Cannot write {file}: {error.strerror}.") from error
    print_line(f"{file}  {len(data)} bytes")
