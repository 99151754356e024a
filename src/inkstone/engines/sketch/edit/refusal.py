"""The refusal of an instruction of which nothing was understood.

It does not know how instructions are read.
"""

from inkstone.domain.errors import UnsupportedRequest


class UnsupportedEdit(UnsupportedRequest):
    """Nothing of this instruction can be done here.

    A picture of the sketch engine is edited by what it shows: add, remove, replace, recolour, move,
    resize or count things; poses, moods, clothes; words; place, time, weather, season, style. Any
    picture can be edited by rules: crop, resize, extend, rotate, flip; black and white, sepia,
    tint, brightness, contrast, saturation, blur, sharpen, invert, pixelate, vignette; one colour
    into another, styles, another background; drawn things, captions with the words in quotes,
    watermarks, borders; side by side, collage, picture in picture, blend; things of several
    pictures in one.
    """

    code = "unsupported_edit"

    def __init__(self, message: str | None = None, *, code: str | None = None) -> None:
        # The whole text is the message: it tells what can be asked for instead.
        super().__init__(message or " ".join((type(self).__doc__ or "").split()), code=code)
