"""What the engines may use of this machine, and which weights serve which model.

It reads no setting and imports no engine: `limits.py` of the package fills it in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The open weights that serve a public model name."""

    #: A local folder in the layout of `save_pretrained`, or a hub id such as `Qwen/Qwen-Image-2.1`.
    source: str
    #: The hub revision; empty for the newest that is in the cache, and for a folder.
    revision: str = ""
    #: How many denoising steps the model's tier takes; a checkpoint's own sigmas overrule it.
    steps: int = 40

    @property
    def place(self) -> str:
        """Where they are, as commands take it: a folder, or `ID@REVISION`."""
        return f"{self.source}@{self.revision}" if self.revision else self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffusionLimits:
    """What the diffusion engine draws with, and how much of the device it may use."""

    #: Public model name → its weights. Names of equal weights share one copy in memory.
    models: Mapping[str, Weights] = field(default_factory=dict)
    #: Public model name → the weights that make its edits, where those are others.
    edit_models: Mapping[str, Weights] = field(default_factory=dict)
    #: Public model name → why it is not served, where its weights are here and do not fit.
    left_out: Mapping[str, str] = field(default_factory=dict)
    #: Whether one checkpoint was named for all models, rather than left to the catalogue.
    is_named: bool = False
    #: `auto`, `cpu`, `cuda` or `cuda:1`.
    device: str = "auto"
    #: `auto`, `float32` or `bfloat16`; `auto` is bfloat16 on a GPU and float32 elsewhere.
    dtype: str = "auto"
    #: Memory for weights, prefixes, latents and activations, in bytes; 0 is what the device has.
    memory_bytes: int = 0
    #: Whether what costs bit-equality is allowed where it is faster.
    is_relaxed: bool = False
    #: Whether accounts may share prefixes; else one account's pictures never meet another's.
    shares_prefixes: bool = False
    #: The side of the square that each reference is scaled to the area of, in pixels.
    reference_px: int = 1024
    #: Target tokens that share a step at the most; a larger sample steps alone.
    rows_max: int = 4096
    #: Runs that it holds at once, waiting or under way.
    runs_max: int = 64

    @property
    def places(self) -> tuple[str, ...]:
        """Where its weights are, each once, in the catalogue's order."""
        names = dict.fromkeys([*self.models, *self.edit_models])
        found = [each.get(name) for name in names for each in (self.models, self.edit_models)]
        return tuple(dict.fromkeys(each.place for each in found if each is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineLimits:
    """What an engine may use of this machine."""

    #: Processes for work on the CPU.
    num_processes: int
    #: Memory of one such process, in bytes.
    memory_bytes: int
    #: How long one picture may take, in seconds.
    timeout_s: float
    #: A folder of people's own fonts, for the sketch engine alone.
    fonts_dir: Path | None = None
    #: For the diffusion engine alone.
    diffusion: DiffusionLimits = field(default_factory=DiffusionLimits)
