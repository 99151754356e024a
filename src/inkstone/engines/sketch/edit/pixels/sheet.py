"""A sheet: one picture under work, with its mask, through geometry, fitting, tones and overlays.

It does not know the instruction, nor the other pictures.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from PIL import Image

from inkstone.engines.sketch.edit.pixels import (
    extending,
    fitting,
    frames,
    geometry,
    lettering,
    repainting,
    stickers,
    tone,
)
from inkstone.engines.sketch.edit.pixels.joining import AREA_PX_MAX
from inkstone.engines.sketch.edit.pixels.operations import (
    Border,
    Caption,
    Crop,
    Draw,
    Extend,
    Flip,
    Geometry,
    Logo,
    Overlay,
    Repaint,
    Resize,
    Rotate,
    RoundCorners,
    Tone,
    Watermark,
)

#: Borders lie under everything else that is laid over a picture.
_LAYERS = (Draw, Border, Logo, Caption, Watermark, RoundCorners)


@dataclass(slots=True, kw_only=True)
class Sheet:
    """A picture under work."""

    picture: Image.Image
    #: White where tones and overlays may change it; None for everywhere.
    mask: Image.Image | None = None
    #: The size that it should get by what was done to it; None for the size it had.
    shape: tuple[int, int] | None = None
    #: The exact size that the instruction asks for.
    asked: tuple[int, int] | None = None
    is_stretched: bool = False
    seed: int = 0
    #: Characters that no font has.
    missing: dict[str, None] = field(default_factory=dict)

    def reshape(self, operations: Sequence[Geometry]) -> None:
        """Crop, turn, flip and resize, in this order."""
        for index, operation in enumerate(operations):
            if isinstance(operation, Resize):
                is_last = all(isinstance(one, Resize) for one in operations[index + 1 :])
                self._resize(operation, is_last=is_last)
                continue
            self.picture = _moved(self.picture, operation)
            self.mask = _moved(self.mask, operation) if self.mask else None
            if isinstance(operation, Crop):
                self.asked = operation.size_px
                if not operation.is_zoom:
                    self.shape = operation.size_px or self.picture.size
            elif isinstance(operation, Extend) or (
                isinstance(operation, Rotate) and operation.degrees % 180
            ):
                self.asked, self.shape = None, self.picture.size

    def _resize(self, operation: Resize, *, is_last: bool) -> None:
        shape = geometry.resized_shape(operation, *(self.shape or self.picture.size))
        self.shape = shape
        self.asked = shape if operation.size_px else None
        self.is_stretched = operation.is_stretched
        if not is_last:
            # What comes next is about the picture of the new size.
            self.fit(_bounded(shape))
            self.is_stretched = False

    def fit(self, size: tuple[int, int]) -> None:
        """Bring it to exactly this size."""
        if self.mask is not None:
            self.mask = fitting.fit_mask(self.mask, size, is_stretched=self.is_stretched)
        self.picture = fitting.fit(self.picture, size, is_stretched=self.is_stretched)

    def tone(self, operations: Iterable[Tone | Repaint]) -> None:
        """Change colours and sharpness where the mask allows."""
        for operation in operations:
            if isinstance(operation, Tone):
                self.picture = tone.toned(self.picture, operation, mask=self.mask)
            else:
                self.picture = repainting.repainted(
                    self.picture, operation, mask=self.mask, seed=self.seed
                )

    def lay(self, operations: Sequence[Overlay], pictures: Mapping[int, Image.Image]) -> None:
        """Lay borders, logos, words and watermarks over it; a mask's box is their page."""
        if not operations:
            return
        box = self.mask.getbbox() if self.mask else (0, 0, *self.picture.size)
        if box is None:
            return
        done = self._laid(self.picture.crop(box), operations, pictures)
        if self.mask is None:
            self.picture = done
            return
        whole = self.picture.convert(done.mode)
        whole.paste(done, (box[0], box[1]))
        self.picture = Image.composite(whole, self.picture.convert(done.mode), self.mask)

    def _laid(
        self,
        picture: Image.Image,
        operations: Sequence[Overlay],
        pictures: Mapping[int, Image.Image],
    ) -> Image.Image:
        inset_px = 0
        sheet: lettering.Page | None = None
        is_rounded = any(
            isinstance(one, RoundCorners) or (isinstance(one, Border) and one.is_rounded)
            for one in operations
        )
        for operation in sorted(operations, key=lambda one: _LAYERS.index(type(one))):
            if isinstance(operation, Caption | Watermark):
                sheet = sheet or lettering.page(picture, inset_px=inset_px)
                if isinstance(operation, Caption):
                    lettering.write(sheet, operation)
                else:
                    lettering.stamp(sheet, operation)
                self.missing.update(sheet.missing)
            elif isinstance(operation, Border):
                # A frame follows the corners that will be cut round.
                picture = frames.bordered(picture, replace(operation, is_rounded=is_rounded))
                inset_px = max(inset_px, frames.border_px(operation, picture.size))
            elif isinstance(operation, Draw):
                picture = stickers.drawn_over(
                    picture, operation, seed=self.seed, is_full=self.mask is not None
                )
            elif isinstance(operation, RoundCorners):
                picture = frames.round_cornered(picture, operation)
            else:
                picture = frames.logo(picture, pictures[operation.picture], operation)
        return picture


def _moved(picture: Image.Image, operation: Crop | Flip | Rotate | Extend) -> Image.Image:
    if isinstance(operation, Extend):
        return _within(extending.extended(picture, operation))
    if isinstance(operation, Crop):
        return geometry.cropped(picture, operation)
    if isinstance(operation, Flip):
        return geometry.flipped(picture, operation)
    return _within(geometry.rotated(picture, operation))


def _within(picture: Image.Image) -> Image.Image:
    """A picture whose canvas grew: again and again it must not grow forever."""
    bounded = _bounded(picture.size)
    if bounded == picture.size:
        return picture
    return picture.resize(bounded, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _bounded(size: tuple[int, int]) -> tuple[int, int]:
    area = size[0] * size[1]
    if area <= AREA_PX_MAX and max(size) <= _SIDE_PX_MAX:
        return size
    shrink = min(math.sqrt(AREA_PX_MAX / area), _SIDE_PX_MAX / max(size))
    return max(int(size[0] * shrink), 1), max(int(size[1] * shrink), 1)


_SIDE_PX_MAX = 8192
