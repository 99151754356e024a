"""Which dialect a path at the root belongs to."""

import pytest

from inkstone.dialects import registry


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/images/generations", None),
        ("/images/edits", "openai"),
        ("/images/variations", "openai"),
        ("/api/v3", "wavespeed"),
        ("/api/v3/wavespeed-ai/qwen-image-2.0/edit", "wavespeed"),
        ("/api/v1/services/aigc/multimodal-generation/generation", "dashscope"),
        ("/api/v1/tasks/t/cancel", "dashscope"),
        ("/api/v1/uploads", "dashscope"),
        ("/api/v1/models", "aimlapi"),
        ("/api/v2", None),
        ("/tasks/task_1", "gccai"),
        ("/tasks/task_1/cancel", "gccai"),
        ("/uploads/images", "gccai"),
        ("/user/balance", "gccai"),
        ("/balance", "gccai"),
        ("/v2/billing", "aimlapi"),
        ("/v2/billing/transactions", "aimlapi"),
        ("/v2/logs", "aimlapi"),
        ("/v2/usage", "aimlapi"),
        ("/v2/usage/detail", "aimlapi"),
        ("/v2/usage/x", None),
        ("/billing/balance", "aimlapi"),
        ("/model/alibaba/qwen-image-2-0", "aimlapi"),
        ("/models/alibaba/qwen-image-2-0", "models"),
        ("/jobs", "empiriolabs"),
        ("/jobs/job_1", "empiriolabs"),
        ("/jobs/job_1/cancel", "empiriolabs"),
        ("/account/usage", "empiriolabs"),
        ("/templates", "empiriolabs"),
        ("/images/templates", "empiriolabs"),
        ("/health", "empiriolabs"),
        ("/models", "models"),
        ("/models/qwen-image-2-0", "models"),
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
    named = {name for _, name in registry.ROOT_PATHS} - {registry.ROOT_MODELS}
    assert named | set(registry.LISTS_MODELS) <= set(registry.FACTORIES)
