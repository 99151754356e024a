"""The native API's JSON about a prompt that is rewritten without being drawn.

It does not know who rewrites.
"""

from typing import Annotated

from pydantic import BaseModel, Field

from inkstone.dialects.faults import WHOLE, Wire
from inkstone.dialects.native.wire import NUM_INPUTS_MAX, PROMPT_CHARS_MAX, WarningWire
from inkstone.domain.request import SEED_LIMIT


class RewriteWire(Wire):
    """The body of `POST /enhance`."""

    prompt: str | None = Field(
        None,
        min_length=1,
        max_length=PROMPT_CHARS_MAX,
        description="What to draw, or what to change about `images`.",
    )
    images: list[str] | None = Field(
        None,
        max_length=NUM_INPUTS_MAX,
        description="Pictures that the prompt is about, named as a job's are.",
    )
    seed: Annotated[int, Field(ge=0, lt=SEED_LIMIT), WHOLE] | None = Field(
        None,
        description="The same prompt with the same seed gets the same words, here and in a job. "
        "Drawn and told if omitted.",
    )


class RewrittenWire(BaseModel):
    """A prompt in other words."""

    object: str = "rewrite"
    prompt: str = Field(description="The rewritten prompt.")
    ratio: str | None = Field(description="The ratio that suits it, such as 16:9; null for any.")
    seed: int = Field(description="A job with this seed and the same prompt is drawn from these.")
    enhancer: str = Field(description="Who rewrote it.")
    is_cached: bool = Field(description="Whether it was rewritten before.")
    warnings: list[WarningWire]
