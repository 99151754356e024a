"""The pages of docs/reference/, written from the code.

`scripts/docs` writes them; tests/house/test_docs.py says when they no longer agree with the code.
Each page imports what it describes only when it is rendered, so one broken part spoils one page.
"""

import asyncio
import inspect
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

WRITTEN = "<!-- Written by scripts/docs from the code; do not edit. -->"
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


def cell(value: object) -> str:
    """A value as the text of one table cell."""
    return " ".join(str(value).split()).replace("|", "\\|")


def code(value: object) -> str:
    """A value as code in a table cell; nothing for nothing."""
    return f"`{cell(value)}`" if str(value) else ""


def table(*header: str, rows: list[tuple[str, ...]]) -> list[str]:
    """A Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]


def page(title: str, about: str, *parts: list[str]) -> str:
    """A whole page."""
    lines = [f"# {title}", "", WRITTEN, "", about, ""]
    for part in parts:
        lines += part
    return "\n".join(lines).rstrip() + "\n"


def first_line(thing: object) -> str:
    """The first paragraph of a docstring, on one line."""
    return cell((inspect.getdoc(thing) or "").split("\n\n", 1)[0])


# Settings


def type_name(annotation: Any) -> str:
    """A type as its reader would write it."""
    if isinstance(annotation, type) and not hasattr(annotation, "__args__"):
        return annotation.__name__
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", str(annotation))


def variable_names(prefix: str, name: str, field: Any) -> list[str]:
    """The environment variables that a setting is read from, the preferred one first."""
    alias = field.validation_alias or field.alias
    if alias is None:
        return [f"{prefix}{name}".upper()]
    choices = getattr(alias, "choices", [alias])
    return [choice for choice in choices if isinstance(choice, str) and choice.isupper()]


def default_of(field: Any) -> str:
    """The default as one would write it in the environment."""
    if field.is_required():
        return "required"
    if field.default_factory is not None:
        value = field.default_factory()
        return code(value) if isinstance(value, str | int | tuple | list) and value else "none"
    if field.default is None or field.default == "" or field.default == ():
        return "none"
    value = getattr(field.default, "value", field.default)
    return code(str(value).lower() if isinstance(value, bool) else value)


def settings_page() -> str:
    """Every setting: variable, type, default, what it is for."""
    settings = import_module("inkstone.settings").Settings
    prefix = settings.model_config.get("env_prefix", "")
    rows = [
        (
            "<br>".join(code(v) for v in variable_names(prefix, name, field)) or code(name),
            code(type_name(field.annotation)),
            default_of(field),
            cell(field.description or ""),
        )
        for name, field in settings.model_fields.items()
    ]
    return page(
        "Settings",
        "Each setting is read once, at the start, from the environment or from `inkstone.toml` in"
        " the data directory (there without the prefix, in lower case).\nA unit is the last word"
        " of a name: `_s` seconds, `_bytes`, `_px` pixels, `_micros` millionths.",
        table("Variable", "Type", "Default", "What it is for", rows=rows),
    )


# Commands


def parameters(command: Any) -> list[tuple[str, ...]]:
    """The arguments and flags of one command."""
    rows = []
    for param in command.params:
        if getattr(param, "hidden", False) or param.name == "help":
            continue
        if param.param_type_name == "argument":
            spelling = code(getattr(param, "metavar", None) or param.name.upper())
        else:
            spelling = ", ".join(code(o) for o in (*param.opts, *param.secondary_opts))
        default = None if callable(param.default) else param.default
        default = getattr(default, "value", default)
        shown = "" if default in (None, False, (), []) or "Sentinel" in repr(default) else default
        shown = str(shown).lower() if isinstance(shown, bool) else shown
        note = "required" if param.required else code(shown)
        rows.append((spelling, note, cell(getattr(param, "help", None) or "")))
    return rows


def commands(command: Any, path: str) -> Iterator[list[str]]:
    """One section for each command, its subcommands after it."""
    section = [f"## `{path}`", "", first_line_of_help(command), ""]
    if rows := parameters(command):
        section += table("Argument or flag", "Default", "Meaning", rows=rows)
    yield section
    for name, child in sorted(getattr(command, "commands", {}).items()):
        if not child.hidden:
            yield from commands(child, f"{path} {name}")


def first_line_of_help(command: Any) -> str:
    """The first paragraph of what `--help` prints."""
    return cell((command.help or "").split("\n\n", 1)[0])


def cli_page() -> str:
    """Every command with its arguments and flags."""
    app = import_module("inkstone.cli.main").app
    command = import_module("typer").main.get_command(app)
    exits = import_module("inkstone.cli.console").Exit
    rows = [(code(int(e)), e.name.lower().replace("_", " ")) for e in exits]
    return page(
        "Commands",
        "`--help` after any command prints the same.",
        *commands(command, "inkstone"),
        ["## Exit status", "", *table("Status", "Meaning", rows=rows)],
    )


# Errors


def subclasses(cls: type, depth: int = 0) -> Iterator[tuple[type, int]]:
    """The class and all below it, in the order they are written."""
    yield cls, depth
    for child in cls.__subclasses__():
        if child.__module__ == cls.__module__:
            yield from subclasses(child, depth + 1)


def errors_page() -> str:
    """Every error code, and whether to try again."""
    root = import_module("inkstone.domain.errors").InkstoneError
    rows = [
        (
            code(cls.code),  # type: ignore[attr-defined]
            "— " * depth + cls.__name__,
            "yes" if cls.retryable else "no",  # type: ignore[attr-defined]
            first_line(cls),
        )
        for cls, depth in subclasses(root)
    ]
    return page(
        "Errors",
        "Each thing that can go wrong has one class for each thing a caller can do about it, and a"
        " code that does not change.\nThe native API sends these codes as they are; every other"
        " dialect sends its vendor's own.\nA dash shows that a class is a kind of the one above.",
        table("Code", "Class", "Try again", "Meaning", rows=rows),
    )


# Routes


async def combined_schema() -> dict[str, Any]:
    """The OpenAPI document of a server that is wired and never started."""
    bootstrap = import_module("inkstone.bootstrap")
    merged = import_module("inkstone.server.openapi").merged
    with tempfile.TemporaryDirectory() as directory:
        settings = import_module("inkstone.settings").load(data_dir=Path(directory), engine="echo")
        async with bootstrap.open_parts(settings, with_worker=False, is_throwaway=True) as parts:
            dialects = bootstrap.build_dialects(parts)
            document: dict[str, Any] = merged((p, each.app()) for p, each in dialects.items())
            return document


def http_page() -> str:
    """Every route of every app."""
    schema = asyncio.run(combined_schema())
    groups: dict[str, list[tuple[str, ...]]] = {}
    for path, operations in sorted(schema["paths"].items()):
        for method in METHODS:
            if method in operations:
                operation = operations[method]
                about = operation.get("summary") or operation.get("description", "")
                group = (operation.get("tags") or ["other"])[0]
                groups.setdefault(group, []).append((method.upper(), code(path), cell(about)))
    sections = [
        [f"## {group}", "", *table("Method", "Path", "What it does", rows=rows)]
        for group, rows in sorted(groups.items())
    ]
    return page(
        "HTTP routes",
        "Every route that the server answers; `GET /docs` on a running server shows their bodies.",
        *sections,
    )


# Metrics


def metrics_page() -> str:
    """Every metric that /metrics shows."""
    metrics = import_module("inkstone.service.metrics").METRICS
    rows = [(code(name), cell(about)) for name, about in sorted(metrics.items())]
    return page(
        "Metrics",
        "`GET /metrics` answers in the Prometheus text format. A unit is the last word of a name.",
        table("Name", "Meaning", rows=rows),
    )


PAGES: dict[str, Callable[[], str]] = {
    "settings": settings_page,
    "cli": cli_page,
    "errors": errors_page,
    "http": http_page,
    "metrics": metrics_page,
}


def main(directory: str) -> int:
    """Write every page that can be written; name those that cannot."""
    status = 0
    Path(directory).mkdir(parents=True, exist_ok=True)
    for name, render in PAGES.items():
        try:
            text = render()
        except (ImportError, AttributeError) as error:
            sys.stderr.write(f"docs: {name}.md is left as it was: {error}\n")
            status = 1
        else:
            (Path(directory) / f"{name}.md").write_text(text, encoding="utf-8")
            sys.stderr.write(f"docs: {name}.md\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
