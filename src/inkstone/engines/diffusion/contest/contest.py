"""The diffusion engine beside the plain pipeline of diffusers, on one checkpoint and one process.

Both start from prompts and pictures, so reading them counts. It does not know how they are timed.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import count

import diffusers
import torch
from torch import Tensor

from inkstone.domain.errors import UnsupportedRequest
from inkstone.domain.request import Size
from inkstone.engines.contest import Heat
from inkstone.engines.diffusion import device
from inkstone.engines.diffusion.checkpoints import checkpoint
from inkstone.engines.diffusion.contest.sides import (
    ROWS_MAX,
    Asked,
    EngineSide,
    PipelineSide,
    noise_pictures,
    plain_pipeline,
)
from inkstone.engines.diffusion.models.qwen_image_21.family import QwenImage21

#: Small, as the checkpoints are that are timed on a CPU.
REFERENCE_PX = 320
_PROMPTS = (
    "a red fox asleep in the snow",
    "a cup of tea on a wooden table by a window, late afternoon, long shadows, photographed",
    "水墨画，远山与小舟",
    "a poster that says OPEN TODAY in large letters, two colours",
)
_REFERENCES = noise_pictures(1)


class DiffusionContest:
    """What is timed on a checkpoint of Qwen-Image-2.1."""

    def __init__(self, source: str, *, num_threads: int, is_large: bool) -> None:
        """Load a checkpoint twice, for each side by itself.

        Args:
            source: a folder or a hub id.
            num_threads: of torch on a CPU, in this process; 0 is one for each core.
            is_large: whether 1024² is timed too, which takes minutes.

        Raises:
            InkstoneError: the checkpoint is not there, or is of another family.
        """
        facts = checkpoint.inspect(source)
        if facts.family != "qwen-image-2.1":
            raise UnsupportedRequest(
                f"The benchmark draws with qwen-image-2.1, and {source} is a {facts.family}.",
                code="unsupported_checkpoint",
            )
        if facts.sample_sigmas is not None:
            raise UnsupportedRequest(
                f"{source} is distilled; the benchmark sets its own numbers of steps.",
                code="unsupported_checkpoint",
            )
        if num_threads:
            torch.set_num_threads(num_threads)
        place = device.pick_device("auto")
        dtype = device.pick_dtype("auto", place)
        own, other = (checkpoint.load(facts, device=place, dtype=dtype) for _ in range(2))
        self._engine = EngineSide(QwenImage21(own, reference_px=REFERENCE_PX, rows_max=ROWS_MAX))
        self._pipeline = PipelineSide(plain_pipeline(other), reference_px=REFERENCE_PX)
        self._is_large = is_large
        #: What figures must be read with.
        self.facts: Mapping[str, object] = {
            "checkpoint": f"{facts.name}@{facts.revision}",
            "weights_bytes": facts.total_bytes,
            "device": device.device_name(place),
            "dtype": str(dtype).removeprefix("torch."),
            "threads": torch.get_num_threads(),
            "torch": torch.__version__,
            "diffusers": diffusers.__version__,
        }

    @property
    def heats(self) -> list[Heat]:
        """In order."""
        sizes = [Size(side, side) for side in (128, 256, 512, *([1024] if self._is_large else []))]
        return [
            *self._edits(),
            *(self._mixed(size) for size in sizes if size.width_px <= 512),
            *(self._alone(size) for size in sizes),
            self._whole(sizes[0]),
            self._whole(sizes[1]),
            self._previews(sizes[2]),
        ]

    def _edits(self) -> list[Heat]:
        """Four seeds of one edit: nothing known, references known, prompt and prefix known."""
        asked = _edit(_PROMPTS[0])
        anew = {
            "pipeline": self._other_instructions(self._pipeline.draw),
            "pipeline-n-4": self._other_instructions(self._pipeline.draw_together),
        }
        rivals = {
            "pipeline": lambda: self._pipeline.draw(asked),
            "pipeline-n-4": lambda: self._pipeline.draw_together(asked),
        }
        says = f"4 seeds of one edit, 1 reference at {REFERENCE_PX}, {asked[0].size}, 4 steps"
        return [
            Heat(
                name="edit-n-4",
                says=says,
                engine=lambda: self._engine.draw(asked),
                rivals=rivals,
                goals={"pipeline": 1.8},
                difference=_difference,
            ),
            Heat(
                name="edit-other-instruction",
                says="the same with another instruction each time: its references' head is known",
                engine=self._other_instructions(self._engine_knows_references),
                rivals=anew,
                goals={"pipeline": 1.8},
                difference=_difference,
            ),
            Heat(
                name="edit-n-4-known",
                says="the same, prompt and prefix known: neither reads nor prefills",
                engine=lambda: self._engine.draw(asked, known="everything"),
                rivals=rivals,
                goals={"pipeline": 2.4},
                difference=_difference,
            ),
        ]

    def _engine_knows_references(self, asked: Sequence[Asked]) -> list[Tensor]:
        return self._engine.draw(asked, known="prefixes")

    def _other_instructions(
        self, draw: Callable[[Sequence[Asked]], object]
    ) -> Callable[[], object]:
        """Draws an edit of the same references whose instruction nobody has seen yet."""
        numbers = count()
        return lambda: draw(_edit(f"{_PROMPTS[0]}, number {next(numbers)}"))

    def _mixed(self, size: Size) -> Heat:
        asked = [
            Asked(prompt=prompt, size=size, num_steps=num_steps, seed=seed)
            for seed, (prompt, num_steps) in enumerate(zip(_PROMPTS, (4, 8, 5, 4), strict=True))
        ]
        return Heat(
            name=f"mixed-{size.width_px}",
            says=f"4 prompts at once, {size}, 4, 8, 5 and 4 steps",
            engine=lambda: self._engine.draw(asked),
            rivals={"pipeline": lambda: self._pipeline.draw(asked)},
            goals={"pipeline": 1.7 if size.width_px == 128 else 0.93},
            difference=_difference,
        )

    def _alone(self, size: Size) -> Heat:
        asked = [Asked(prompt=_PROMPTS[1], size=size, num_steps=4, seed=1)]
        return Heat(
            name=f"alone-{size.width_px}",
            says=f"1 prompt, {size}, 4 steps",
            engine=lambda: self._engine.draw(asked),
            rivals={"pipeline": lambda: self._pipeline.draw(asked)},
            goals={"pipeline": 1.1 if size.width_px <= 512 else 0.93},
            difference=_difference,
        )

    def _whole(self, size: Size) -> Heat:
        asked = [Asked(prompt=_PROMPTS[1], size=size, num_steps=4, seed=1)]
        return Heat(
            name=f"picture-{size.width_px}",
            says=f"1 prompt, {size}, 4 steps, decoded",
            engine=lambda: self._engine.pictures(asked),
            rivals={"pipeline": lambda: self._pipeline.pictures(asked)},
            goals={"pipeline": 0.93},
            difference=_difference,
        )

    def _previews(self, size: Size) -> Heat:
        asked = [Asked(prompt=_PROMPTS[1], size=size, num_steps=16, seed=1)]
        return Heat(
            name=f"previews-{size.width_px}",
            says=f"1 prompt, {size}, 16 steps, with previews beside without",
            engine=lambda: self._engine.draw(asked, has_previews=True),
            rivals={"without": lambda: self._engine.draw(asked)},
            goals={"without": 0.98},
            difference=_difference,
        )


def _edit(prompt: str) -> list[Asked]:
    """Four seeds of one edit."""
    size = Size(384, 288)
    return [
        Asked(prompt=prompt, references=_REFERENCES, size=size, num_steps=4, seed=seed)
        for seed in range(4)
    ]


def _difference(ours: object, theirs: object) -> float:
    """The largest difference of any value in two lists of tensors."""
    assert isinstance(ours, list), "both sides make lists of tensors"
    assert isinstance(theirs, list), "both sides make lists of tensors"
    pairs = zip(ours, theirs, strict=True)
    return max(float((a.float() - b.float()).abs().max()) for a, b in pairs)
