from typing import Any

import pytest

from unit.server.conftest import Site

pytestmark = pytest.mark.anyio


async def _document(site: Site) -> dict[str, Any]:
    return dict((await site.client.get("/openapi.json")).json())


async def test_no_reference_dangles(site: Site) -> None:
    document = await _document(site)
    references = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(reference := value.get("$ref"), str):
                references.add(reference)
            for each in value.values():
                collect(each)
        elif isinstance(value, list):
            for each in value:
                collect(each)

    collect(document)
    assert references
    for reference in references:
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


async def test_every_dialect_is_under_its_prefix(site: Site) -> None:
    paths = (await _document(site))["paths"]

    assert "/empiriolabs/v1/images/generations" in paths
    assert "/inkstone/v1/balance" in paths
    assert "/healthz" in paths


async def test_names_of_operations_are_told_apart(site: Site) -> None:
    operations = [
        operation["operationId"]
        for path in (await _document(site))["paths"].values()
        for operation in path.values()
    ]

    assert len(operations) == len(set(operations))
