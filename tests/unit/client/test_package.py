"""The package as a whole: the client and its twin agree, and only who uses them imports them."""

import inspect
import subprocess
import sys

import pytest

from inkstone.client import AsyncClient, AsyncImage, Client, Image


@pytest.mark.slow
@pytest.mark.parametrize("module", ["inkstone", "inkstone.cli.main", "inkstone.bootstrap"])
def test_the_client_is_imported_by_nobody_who_does_not_use_it(module: str) -> None:
    wanted = "{'httpx2', 'inkstone.client'} & set(sys.modules)"
    code = f"import sys, {module}; assert not {wanted}; import inkstone; inkstone.Client"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize(("cls", "twin"), [(Client, AsyncClient), (Image, AsyncImage)])
def test_the_twin_has_the_same_methods_with_the_same_words(
    cls: type[object], twin: type[object]
) -> None:
    def methods(of: type[object]) -> dict[str, tuple[object, str | None]]:
        return {
            name: (inspect.signature(method).parameters, inspect.getdoc(method))
            for name, method in inspect.getmembers(of, inspect.isfunction)
            if not name.startswith("_")
        }

    assert methods(cls) == methods(twin)
