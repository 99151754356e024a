"""A classifier of pictures on this machine, in a process of its own with a limit on its memory.

This module does not know how weights are run; `child` does, in that process.
"""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from inkstone.domain.errors import InkstoneError, InvalidRequest, Unavailable
from inkstone.domain.moderation import Finding
from inkstone.engines.safety.folder import Kind, describe, indices_of
from inkstone.isolate.pool import Pool

_CHILD = "inkstone.engines.safety.child"
_WARM = {Kind.ONNX: f"{_CHILD}:warm_onnx", Kind.TRANSFORMERS: f"{_CHILD}:warm_transformers"}
#: The libraries ask the hub nothing, whatever a configuration names.
_ENVIRON = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "TRANSFORMERS_OFFLINE": "1"}


class Classifier:
    """Judges pictures by the labels that a model gives them."""

    name = "classifier"

    def __init__(
        self,
        *,
        source: Path,
        labels: Sequence[str],
        threshold: float,
        memory_bytes: int,
        timeout_s: float,
    ) -> None:
        """Look at the model's files; nothing starts before `open`.

        Args:
            source: a folder that transformers reads, or an .onnx file with config.json beside it.
            labels: those of the model's labels that are objected to.
            threshold: the score from which on a label counts, 0 to 1.
            memory_bytes: what the process may have: 350 MB for transformers, 100 MB for ONNX,
                and a few times the weights.
            timeout_s: how long one picture may take, and the loading of the weights before it.

        Raises:
            InvalidRequest: there is no such model or label, or a library is missing.
        """
        if not 0 <= threshold <= 1:
            raise InvalidRequest("The classifier's threshold must be from 0 to 1.")
        self._source = source.absolute()
        self._described = describe(self._source)
        self._objected = indices_of(self._described, [*labels])
        self._threshold = threshold
        self._memory_bytes = memory_bytes
        self._timeout_s = timeout_s
        self._pool: Pool | None = None

    def __repr__(self) -> str:
        return f"Classifier({str(self._source)!r})"

    async def open(self) -> None:
        """Start the process and load the weights.

        Raises:
            InvalidRequest: the model cannot be loaded, or is not as its files say.
        """
        pool = Pool(
            target=f"{_CHILD}:work",
            warm=_WARM[self._described.kind],
            size=1,
            memory_bytes=self._memory_bytes,
            deadline_s=self._timeout_s,
            environ=_ENVIRON,
        )
        try:
            await pool.open()
            answer, _ = await pool.call(self._args("load"))
        except InkstoneError as error:
            await pool.close()
            message = f"The classifier {self._source} cannot be loaded. {error.message}"
            raise InvalidRequest(message) from error
        except asyncio.CancelledError:
            await pool.close()
            raise
        num_labels = len(self._described.labels)
        if answer.get("num_outputs") != num_labels:
            await pool.close()
            raise InvalidRequest(
                f"The classifier {self._source} has {answer.get('num_outputs')} outputs, and"
                f" config.json has {num_labels} labels."
            )
        self._pool = pool

    async def close(self) -> None:
        """End the process; a picture that is being looked at is not judged."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            await pool.close()

    async def judge_picture(self, jpeg: bytes) -> Sequence[Finding]:
        """The labels that are objected to and that the model gives a picture.

        Raises:
            Unavailable: the picture could not be judged; the next one may be.
        """
        if self._pool is None:
            raise Unavailable("The server is not ready.")
        try:
            answer, _ = await self._pool.call(self._args("judge"), [jpeg])
        except InkstoneError as error:
            raise _unavailable(error.message) from error
        scores = answer.get("scores")
        if not isinstance(scores, list) or len(scores) != len(self._described.labels):
            raise _unavailable("It gave another number of scores than it has labels.")
        return tuple(
            Finding(category=label, source=self.name, score=scores[index])
            for index, label in self._objected.items()
            if scores[index] >= self._threshold
        )

    def _args(self, verb: str) -> Mapping[str, Any]:
        return {
            "do": verb,
            "source": str(self._source),
            "kind": self._described.kind.value,
            "is_multi_label": self._described.is_multi_label,
        }


def _unavailable(why: str) -> Unavailable:
    message = f"The picture classifier could not judge a picture. {why}"
    return Unavailable(message, code="moderation_unavailable")
