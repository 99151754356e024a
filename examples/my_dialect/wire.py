"""The JSON of the dialect: every field of its requests and answers, with its range.

It does not know what the fields lead to.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from inkstone.dialects.faults import WHOLE, Wire

NAME = "my_dialect"

Shape = Literal["square", "wide", "tall"]
PIXELS: dict[str, tuple[int, int]] = {
    "square": (768, 768),
    "wide": (1024, 576),
    "tall": (576, 1024),
}


class DrawWire(Wire):
    """The body of `POST /draw`. What is required, `decode` says."""

    text: str | None = Field(None, max_length=500, description="What to draw.")
    shape: Shape | None = Field(None, description="Default square.")
    seed: Annotated[int, Field(ge=0, le=999), WHOLE] | None = Field(None)


class PictureWire(BaseModel):
    """The answer: a picture."""

    picture: str = Field(description="Its signed address.")
    width: int
    height: int
    seed: int


class ProblemWire(BaseModel):
    """A refusal."""

    problem: str
    fields: list[str]
