"""The settings of the diffusion engine: its weights, its device, and how much of it to use.

Part of `settings`, which reads them; nothing else imports this.
"""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings


class DiffusionSettings(BaseSettings):
    """What the diffusion engine draws with; other engines ignore it."""

    checkpoint: str = Field(
        "",
        description="Weights that serve every model name: a folder, or a hub id with an optional "
        "`@revision`; empty is the catalogue's, as far as they are in the cache.",
    )
    diffusion_models: str = Field(
        "",
        description="Names of models, separated by commas, whose weights are served; empty is all "
        "that are in the cache, in the catalogue's order, as far as they fit the device together.",
    )
    commercial: bool = Field(
        default=False,
        description="Whether what is made is sold: the catalogue then uses only weights whose "
        "licence allows it, and refuses the others.",
    )
    diffusion_device: str = Field(
        "auto",
        pattern=r"^(auto|cpu|cuda(:\d{1,3})?)$",
        description="Where the weights are: `cpu`, `cuda` or `cuda:1`; `auto` is a GPU if there "
        "is one.",
    )
    diffusion_dtype: Literal["auto", "float32", "bfloat16"] = Field(
        "auto",
        description="What is computed in; `auto` is bfloat16 on a GPU and float32 elsewhere.",
    )
    diffusion_memory_bytes: int = Field(
        0,
        ge=0,
        description="Memory of the device for weights and all that is under way, in bytes; 0 is "
        "what the device has.",
    )
    diffusion_relaxed: bool = Field(
        default=False,
        description="Whether work may be shared between requests where that changes the last bits "
        "of a picture; it is faster, and one seed may give two pictures.",
    )
    diffusion_shares_prefixes: bool = Field(
        default=False,
        description="Whether accounts may share what was computed for equal prompts and pictures; "
        "how long an answer takes could then tell one account what another asked for.",
    )
    diffusion_reference_px: int = Field(
        1024,
        ge=288,
        le=1024,
        multiple_of=32,
        description="The side of the square whose area each input picture is scaled to, in pixels.",
    )
    diffusion_rows_max: int = Field(
        4096,
        ge=16,
        description="Tokens that share a step at the most; a larger picture steps alone.",
    )
    diffusion_runs_max: int = Field(
        64, ge=1, description="Jobs that the engine holds at once; others wait in the queue."
    )
