"""The refusal of an instruction of which nothing was understood.

It does not know how instructions are read.
"""

from inkstone.domain.errors import UnsupportedRequest


class UnsupportedEdit(UnsupportedRequest):
    """Nothing of this instruction can be done here.

    The sketch engine edits pictures by rules: crop, resize, rotate, flip; black and white, sepia,
    tint, brightness, contrast, saturation, blur, sharpen, invert, pixelate, vignette; captions
    with the words in quotes, watermarks, borders; side by side, collage, picture in picture, blend.
    """

    code = "unsupported_edit"

    def __init__(self, message: str | None = None, *, code: str | None = None) -> None:
        # The whole text is the message: it tells what can be asked for instead.
        super().__init__(message or " ".join((type(self).__doc__ or "").split()), code=code)
