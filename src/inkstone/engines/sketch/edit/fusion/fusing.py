"""Fusing: things of several pictures in one.

It does not know how one picture alone is edited.
"""

from collections.abc import Callable

from inkstone.engines.sketch.edit.edited import Edited, Inputs
from inkstone.engines.sketch.edit.quotes import Marked
from inkstone.engines.sketch.scene import Scene


def fuse(
    marked: Marked, inputs: Inputs, scene_of: Callable[[int], Scene | None], *, seed: int
) -> Edited | None:
    """Make one picture of several; None where the instruction asks for something else."""
    del marked, inputs, scene_of, seed
    return None
