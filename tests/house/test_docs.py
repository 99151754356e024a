"""The reference names every setting, command, flag, error code, route and metric, as they are."""

import re
from pathlib import PurePosixPath

import pytest

from house import reference, source

DIRECTORY = source.ROOT / "docs" / "reference"
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
SCHEMES = ("http://", "https://", "mailto:")


@pytest.mark.parametrize("name", reference.PAGES)
def test_the_reference_page_says_what_the_code_says(name: str) -> None:
    path = DIRECTORY / f"{name}.md"
    assert path.is_file(), f"no {path.name} yet: run scripts/docs"
    assert path.read_text(encoding="utf-8") == reference.PAGES[name](), "run scripts/docs"


def test_every_page_of_the_reference_is_generated() -> None:
    assert {path.stem for path in DIRECTORY.glob("*.md")} <= set(reference.PAGES)


def test_every_setting_says_what_it_is_for() -> None:
    from inkstone.settings import Settings

    assert not [name for name, field in Settings.model_fields.items() if not field.description]


def test_every_flag_says_what_it_does() -> None:
    flags = re.findall(r"^\| (.*`--.*) \| .* \|  \|$", reference.cli_page(), re.MULTILINE)
    assert not flags


def test_every_metric_and_route_says_what_it_is() -> None:
    for text in (reference.metrics_page(), reference.http_page()):
        assert "|  |" not in text


def test_every_error_has_a_code_and_a_message() -> None:
    from inkstone.domain.errors import InkstoneError

    classes = [cls for cls, _ in reference.subclasses(InkstoneError)]
    codes = [cls.__dict__.get("code") for cls in classes]
    assert None not in codes, "each class has a code of its own"
    assert len(codes) == len(set(codes))
    assert all(cls.__doc__ for cls in classes)


def test_every_link_between_the_pages_leads_somewhere() -> None:
    faults = []
    for name in source.with_suffix(".md"):
        for target in LINK.findall(source.text(name) or ""):
            path = source.ROOT / PurePosixPath(name).parent / target
            if not target.startswith(SCHEMES) and not path.exists():
                faults.append(f"{name}: {target}")
    assert not faults


def test_every_decision_has_the_parts_of_the_template() -> None:
    pages = [n for n in source.with_suffix(".md") if n.startswith("docs/decisions/")]
    assert pages
    for name in pages:
        text = source.text(name) or ""
        for part in ("## Context", "## Choice", "## Consequences"):
            assert part in text, f"{name} lacks {part}"
        assert len(text.splitlines()) <= 80, f"{name} is longer than a page"


def test_the_architecture_names_only_files_that_exist() -> None:
    text = (source.ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z_]+/)*[a-z_0-9]+\.py)`", text)) - {"base.py"}
    missing = {n for n in named if not ((source.SRC / n).exists() or (source.ROOT / n).exists())}
    assert not missing
