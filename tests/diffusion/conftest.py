"""The tests of this folder need torch and diffusers; without them each of its files skips.

One thread for each process: tests run side by side, and threads that wait spin.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import pytest

EXTRA = ("torch", "diffusers", "transformers")
HAS_EXTRA = all(find_spec(module) for module in EXTRA)

if HAS_EXTRA:
    import torch

    torch.set_num_threads(1)

_HERE = Path(__file__).parent


class WithoutExtra(pytest.Module):
    """A file of tests that cannot be imported here."""

    def collect(self) -> NoReturn:
        pytest.skip("needs the extra `diffusion`", allow_module_level=True)


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Module | None:
    """Skip a file where the extra is not installed."""
    return None if HAS_EXTRA else WithoutExtra.from_parent(parent, path=module_path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give these time: on a busy machine a picture takes many times as long."""
    for item in items:
        if _HERE in item.path.parents and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(300))
