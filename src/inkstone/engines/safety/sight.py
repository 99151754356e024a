"""How a model in ONNX wants its picture: which size, which range, as its files say.

It does not know what the model makes of it.

Dimensions: `B` batch, `C` channels, `H W` height and width.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from PIL import Image

from inkstone.domain.errors import InvalidRequest
from inkstone.engines.safety.folder import PREPROCESSING, read_json

_SIDE_PX = 224
_SIDE_PX_MAX = 4096
#: ImageNet's, for a model without a file that says more.
_MEAN, _STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_RESCALE = 1 / 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The way from a picture to a model's input."""

    width_px: int
    height_px: int
    #: The shorter side before the middle is cut out; `None` where all of it is resized.
    shorter_px: int | None
    resample: Image.Resampling
    rescale: float
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    @classmethod
    def read(cls, folder: Path, *, height: object, width: object) -> Self:
        """Read what is beside the model; a number in its own input's shape comes first.

        Raises:
            InvalidRequest: the file says what makes no sense.
        """
        path = folder / PREPROCESSING
        said = read_json(path) if path.is_file() else {}
        is_cropped = bool(said.get("do_center_crop", False))
        wanted = _sides(said.get("crop_size" if is_cropped else "size"))
        shorter = _sides(said.get("size"))[0] if is_cropped else None
        height_px = height if isinstance(height, int) else wanted[0]
        width_px = width if isinstance(width, int) else wanted[1]
        if not all(0 < side <= _SIDE_PX_MAX for side in (height_px, width_px, shorter or 1)):
            raise InvalidRequest(f"It wants pictures of {width_px} × {height_px}.")
        is_normalised = bool(said.get("do_normalize", True))
        return cls(
            width_px=width_px,
            height_px=height_px,
            shorter_px=shorter,
            resample=_resample(said.get("resample", Image.Resampling.BILINEAR)),
            rescale=_rescale(said),
            mean=_three(said.get("image_mean", _MEAN)) if is_normalised else (0.0, 0.0, 0.0),
            std=_three(said.get("image_std", _STD)) if is_normalised else (1.0, 1.0, 1.0),
        )

    def pixels(self, image: Image.Image) -> np.ndarray:
        """A picture in RGB as the model's input, (1, 3, H, W) float32."""
        shown = self._resized(image)
        values_HWC = np.asarray(shown, dtype=np.float32) * np.float32(self.rescale)
        mean_C, std_C = np.array([self.mean, self.std], dtype=np.float32)
        normal = (values_HWC - mean_C) / std_C
        return np.ascontiguousarray(normal.transpose(2, 0, 1)[None], dtype=np.float32)

    def _resized(self, image: Image.Image) -> Image.Image:
        size = (self.width_px, self.height_px)
        if self.shorter_px is None:
            return image.resize(size, self.resample)
        scale = self.shorter_px / min(image.size)
        width, height = (max(1, round(side * scale)) for side in image.size)
        left, top = (width - size[0]) // 2, (height - size[1]) // 2
        shrunk = image.resize((width, height), self.resample)
        return shrunk.crop((left, top, left + size[0], top + size[1]))


def _sides(said: object) -> tuple[int, int]:
    """Height and width of what a file calls a size: a number, or an object of one or two."""
    if isinstance(said, Mapping):
        shortest = said.get("shortest_edge", _SIDE_PX)
        sides = (said.get("height", shortest), said.get("width", shortest))
    else:
        sides = (said or _SIDE_PX, said or _SIDE_PX)
    height, width = sides
    if not (isinstance(height, int) and isinstance(width, int)):
        raise InvalidRequest(f"{PREPROCESSING} has the size {said!r}.")
    return height, width


def _rescale(said: Mapping[str, Any]) -> float:
    if not said.get("do_rescale", True):
        return 1.0
    factor = said.get("rescale_factor", _RESCALE)
    if not isinstance(factor, int | float):
        raise InvalidRequest(f"{PREPROCESSING} has the factor {factor!r}.")
    return float(factor)


def _resample(said: object) -> Image.Resampling:
    found = next((one for one in Image.Resampling if one == said), None)
    if found is None:
        raise InvalidRequest(f"{PREPROCESSING} has the resampling {said!r}.")
    return found


def _three(said: object) -> tuple[float, float, float]:
    numbers = list(said) if isinstance(said, list | tuple) else []
    if len(numbers) != 3 or not all(isinstance(one, int | float) for one in numbers):
        raise InvalidRequest(f"{PREPROCESSING} has {said!r} where three numbers should be.")
    return float(numbers[0]), float(numbers[1]), float(numbers[2])
