"""A step batch: samples of any shape, prompt and progress that share one forward.

It does not know who chose them, nor what happens to them afterwards.
"""

from collections.abc import Sequence

import torch

from inkstone.engines.diffusion.models.base import Family, Row
from inkstone.engines.diffusion.sample import Sample


class StepBatch:
    """Samples of one family, about to take one step each."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        assert samples, "a step has samples"
        self._samples = samples
        self._family: Family = samples[0].family
        assert all(s.family is self._family for s in samples), "one step, one family"

    @torch.inference_mode()
    def step(self, *, is_packed: bool) -> None:
        """Pack all branches on the token axis, run the forward, and scatter what comes out.

        Args:
            is_packed: whether dense layers see the rows of all samples as one matrix.
        """
        rows: list[Row] = []
        counts: list[int] = []
        for sample in self._samples:
            own = sample.rows()
            rows += own
            counts.append(len(own))
        velocities = iter(self._family.velocities(rows, is_packed=is_packed))
        parts = [[next(velocities) for _ in range(count)] for count in counts]
        moves = [s.advanced(part) for s, part in zip(self._samples, parts, strict=True)]
        _wait_for_device(moves[-1].latents)
        # All has come out before the first sample moves: a step is taken whole or not at all.
        for sample, move in zip(self._samples, moves, strict=True):
            sample.move(move)


def _wait_for_device(result: torch.Tensor) -> None:
    """Until a result is there: what it took is then known, and a failure is this step's."""
    if result.is_cuda:
        torch.cuda.current_stream(result.device).synchronize()
