"""What a style is: a change of a drawing's colours, of its pixels, or of both.

It does not know which styles there are.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: (H, W, 3) uint8, sRGB.
Pixels = NDArray[np.uint8]
#: (H, W) or (H, W, 3) float32, from 0 to 1.
Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One way to draw everything."""

    name: str
    #: What each `#rrggbb` of the drawing becomes; None where colours stay.
    tone: Callable[[str], str] | None = None
    #: What the rendered pixels become, by the scene's seed; None where they stay.
    finish: Callable[[Pixels, int], Pixels] | None = None
    #: The colour of letters on it, where the paper decides that.
    ink: str | None = None
    #: What it is painted on, `#rrggbb`, where that shows.
    paper: str | None = None
