"""What was raised in a thread, as the platform tells it."""

import gc
import weakref

import pytest
import torch

from inkstone.domain.errors import ContentRefused, EngineFailure
from inkstone.engines.diffusion.failures import failure_of


def raised(error):
    """An error that went through a frame with a tensor."""

    def inner():
        tensor = torch.zeros(3)
        tensors.append(weakref.ref(tensor))
        raise error

    tensors = []
    try:
        inner()
    except Exception as caught:
        return caught, tensors[0]


def test_an_error_of_ours_stays_what_it_is():
    error = ContentRefused("no")
    assert failure_of(error) is error


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to"),
    ],
)
def test_missing_memory_is_told_by_name(error):
    failure = failure_of(error)
    assert isinstance(failure, EngineFailure)
    assert (failure.code, failure.retryable) == ("out_of_memory", True)


def test_any_other_names_its_kind_and_not_what_it_said(caplog):
    failure = failure_of(ValueError("/secret/path"))
    assert failure.code == "engine_failure"
    assert "ValueError" in failure.message
    assert "/secret" not in failure.message
    assert "/secret/path" in caplog.text


def test_tensors_of_the_frames_are_let_go_of():
    error, tensor = raised(ValueError("x"))
    assert tensor() is not None
    failure_of(error)
    gc.collect()
    assert tensor() is None
