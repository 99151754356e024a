"""Reach: how far the drawing of a placed thing goes, with all that it casts.

It does not know what else is in the picture.
"""

from inkstone.engines.sketch.vector.effects import reach

__all__ = ["reach"]
