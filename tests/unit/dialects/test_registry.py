"""Which dialect a path at the root belongs to."""

import pytest

from inkstone.dialects import registry


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/images/generations", "empiriolabs"),
        ("/jobs", "empiriolabs"),
        ("/jobs/job_1", "empiriolabs"),
        ("/jobs/job_1/cancel", "empiriolabs"),
        ("/account/usage", "empiriolabs"),
        ("/templates", "empiriolabs"),
        ("/images/templates", "empiriolabs"),
        ("/health", "empiriolabs"),
        ("/models", "empiriolabs"),
        ("/models/qwen-image-2-0", "empiriolabs"),
        ("/healthz", None),
        ("/jobs/a/b", None),
        ("/", None),
        ("/account/usage/x", None),
        ("/jobs\n", None),
    ],
)
def test_a_path_is_picked_by_the_root_table(path: str, name: str | None) -> None:
    assert registry.pick(path) == name


def test_every_dialect_of_the_table_is_registered() -> None:
    assert {name for _, name in registry.ROOT_PATHS} <= set(registry.FACTORIES)
