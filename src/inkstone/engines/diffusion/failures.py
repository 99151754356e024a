"""What went wrong in a thread of the engine, as the platform tells it.

It does not know where it went wrong, only what was raised.
"""

import logging
import traceback

import torch

from inkstone.domain.errors import EngineFailure, InkstoneError, UnsupportedRequest
from inkstone.engines.diffusion.scheduler import TooLarge

_LOG = logging.getLogger(__name__)


def failure_of(error: Exception) -> InkstoneError:
    """What a run fails with.

    What was raised holds on to every frame that it went through, and so to their tensors; those are
    let go of here.
    """
    if isinstance(error, InkstoneError):
        return error
    if isinstance(error, TooLarge):
        return UnsupportedRequest(
            "This picture and what it starts from need more memory than the device has; ask for "
            "a smaller one, or with fewer pictures to start from.",
            code="too_large_for_device",
        )
    if is_out_of_memory(error):
        _LOG.warning("a picture did not fit into memory: %s", error)
        failure = EngineFailure(
            "There was not enough memory for this picture; a smaller one may fit.",
            code="out_of_memory",
        )
    else:
        _LOG.error("a picture failed", exc_info=error)
        failure = EngineFailure(f"The model failed at this picture ({type(error).__name__}).")
    traceback.clear_frames(error.__traceback__)
    error.__traceback__ = None
    if torch.cuda.is_available() and not is_device_lost(error):
        torch.cuda.empty_cache()
    return failure


def is_device_lost(error: Exception) -> bool:
    """Whether a GPU failed in a way that every later call to it fails as well."""
    return isinstance(error, torch.AcceleratorError) and not is_out_of_memory(error)


def is_out_of_memory(error: Exception) -> bool:
    """Whether memory was what was missing: the device's, or the machine's."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    # NOTE: torch has no class of its own for the machine's memory.
    return isinstance(error, RuntimeError) and "allocate memory" in str(error)
