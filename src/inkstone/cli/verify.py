"""`inkstone verify`: what is known of a picture, by its file and by the pictures made here."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from inkstone import bootstrap, picture_parts
from inkstone.cli import remote
from inkstone.cli.console import DataDir, Json, command, print_json, print_line
from inkstone.domain.accounts import LOCAL, Caller, Scope
from inkstone.domain.errors import InvalidRequest
from inkstone.settings import Settings, load
from inkstone.store.unit_of_work import Store

Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        envvar="INKSTONE_URL",
        show_envvar=False,
        help="Ask this server; without it, the one that INKSTONE_URL names, else look here.",
    ),
]
#: Whoever reads the data directory runs the server.
_OPERATOR = Caller(
    account_id="", account_name=LOCAL, key_id="verify", scopes=frozenset({Scope.ADMIN})
)
_VERDICTS = {
    "made_here": "made here",
    "edited_here": "made here, from other pictures",
    "changed_since_signed": "changed since it was signed",
    "credentials_invalid": "its credentials do not hold",
    "signed_by_others": "signed, but not registered here",
    "labelled_as_ai": "labelled as made by AI",
    "looks_alike": "looks like one that was made here",
    "unknown": "unknown",
}
_STATES = {
    "trusted": "they hold; the signer is trusted here",
    "valid": "they hold; the signer is not known here, and may be anybody",
    "invalid": "they do NOT hold",
}
#: A line of the block: what it is about, then what is said.
_NAME_CHARS = 13
_TEXT_CHARS_MAX = 300


@command
async def verify(
    file: Annotated[Path, typer.Argument(help="A picture: PNG, JPEG, WebP, GIF, AVIF, TIFF, BMP.")],
    url: Url = None,
    api_key: remote.ApiKey = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Say where a picture comes from: who signed it, what made it, whether it was made here.

    The exit status is 0 when the picture could be examined, whatever was found.
    """
    if not file.is_file():
        raise InvalidRequest(f"There is no file {file}.")
    there = remote.chosen(url, api_key, engine=None, data_dir=data_dir)
    if there is not None:
        async with remote.opened(there) as client:
            document: Mapping[str, Any] = (await client.verify(file)).raw
    else:
        document = await _verified_here(file, load(data_dir=data_dir))
    if as_json:
        print_json(document)
        return
    for line in _told(document):
        print_line(line)


async def _verified_here(file: Path, settings: Settings) -> dict[str, Any]:
    anchors = picture_parts.trusted(settings)
    async with _registry(settings) as store:
        verifier = picture_parts.verifier(settings, store, None, anchors)
        await verifier.open()
        try:
            found = await verifier.verify(file.resolve(), _OPERATOR)
        except OSError as error:
            raise InvalidRequest(f"Cannot read {file}: {error.strerror}.") from error
        finally:
            await verifier.close()
    return {"object": "verification", **found.to_json()}


@asynccontextmanager
async def _registry(settings: Settings) -> AsyncIterator[Store | None]:
    """The database, where there is one: none is made to look a picture up in it."""
    place = settings.store_place
    if isinstance(place, Path) and not place.is_file():
        yield None
        return
    async with bootstrap.open_tables(settings) as tables:
        yield tables.store


def _told(found: Mapping[str, Any]) -> Iterator[str]:
    """What is known, for people."""
    size = f"{found['width']}x{found['height']}"
    yield _line("verdict", _VERDICTS.get(found["verdict"], found["verdict"]))
    yield f"  {_plain(found['summary'])}"
    yield _line("picture", f"{found['media_type']}, {size}, sha256 {found['sha256']}")
    yield from _credentials_told(found["credentials"])
    yield from _labels_told(found["labels"])
    yield from _parameters_told(found["parameters"])
    mark = found["watermark"]
    yield _line("watermark", f"{mark['id']} ({mark['sigmas']} sigmas)" if mark else "none found")
    yield from _matches_told(found["matches"])
    if found["unreadable"]:
        yield _line("unreadable", ", ".join(found["unreadable"]))


def _credentials_told(found: Mapping[str, Any] | None) -> Iterator[str]:
    if found is None:
        yield _line("credentials", "none")
        return
    yield _line("credentials", _STATES.get(found["state"], found["state"]))
    yield from _lines(
        {
            "signed by": found["signed_by"],
            "signed at": found["signed_at"],
            "with": found["generator"],
            "problems": ", ".join(found["problems"]),
        }
    )
    if found["signed_at"] and not found["is_time_stamped"]:
        yield _line("", "the time is the signer's own word")
    for each in found["ingredients"]:
        named = each["manifest_id"] or "it had no credentials"
        yield _line("made from", f"{each['title'] or 'a picture'} ({named})")


def _labels_told(found: Mapping[str, Any] | None) -> Iterator[str]:
    labels = found or {}
    aigc = labels.get("aigc") or {}
    source = labels.get("digital_source_type") or ""
    said = {
        "source type": source.rpartition("/")[2],
        "made with": labels.get("creator_tool"),
        "made at": labels.get("create_date"),
        "AIGC label": ", ".join(f"{name} {value}" for name, value in aigc.items() if value),
    }
    lines = list(_lines(said))
    yield from lines or [_line("labels", "none")]


def _parameters_told(found: Mapping[str, Any] | None) -> Iterator[str]:
    if found:
        yield _line("parameters", ", ".join(f"{name} {value}" for name, value in found.items()))


def _matches_told(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not found:
        yield _line("made here", "none that is known")
    for each in found:
        how = f"by its {each['by']}, {each['certainty']}"
        if each["distance"] is not None:
            how += f", {each['distance']} of 64 bits differ"
        name = "made from" if each["is_input"] else "made here"
        yield _line(name, f"{each['image_id']} ({how})")
        deleted = ", deleted since" if each["is_deleted"] else ""
        yield _line("", f"{each['made_at']}, {each['model']}, {each['engine']}{deleted}")


def _lines(said: Mapping[str, Any]) -> Iterator[str]:
    for name, value in said.items():
        if value:
            yield _line(name, value)


def _line(name: str, value: object) -> str:
    return f"{name:<{_NAME_CHARS}}{_plain(str(value))}"


def _plain(text: str) -> str:
    """One line that commands no terminal: much of it is a stranger's to write."""
    shown = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    return shown if len(shown) <= _TEXT_CHARS_MAX else shown[: _TEXT_CHARS_MAX - 1] + "…"
