"""The callers of the upstream soak: each asks for one thing under a key until it is taken.

They do not wait for pictures, and do not know what fails behind the server that they ask.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from inkstone.bench.acceptance_client import Answer, Call, CutOff, exchange
from inkstone.domain.errors import ServerFault

#: What goes to OpenAI's form first, and what to DashScope's.
MODELS = ("qwen-image-2.0", "qwen-image-2.0-pro")
_JOBS_PATH = "/inkstone/v1/jobs"
#: Every so many asks for two pictures.
_EVERY_PAIR = 4
_PAUSE_S = 0.2
#: How often something is asked again before the run is given up.
_NUM_SENDS_MAX = 1500
_PASSING = frozenset({HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one caller asks for."""

    index: int

    @property
    def prompt(self) -> str:
        """It names the job, for the upstream to count by."""
        return f"Job {self.index}. A kite above the sea."

    @property
    def num_images(self) -> int:
        """How many pictures."""
        return 1 if self.index % _EVERY_PAIR else 2

    @property
    def key(self) -> str:
        """The idempotency key."""
        return f"wish-{self.index}"

    def body(self) -> bytes:
        """As the native API has it."""
        return json.dumps(
            {
                "model": MODELS[self.index % len(MODELS)],
                "prompt": self.prompt,
                "size": "512x512",
                "n": self.num_images,
            }
        ).encode()


@dataclass(slots=True, kw_only=True)
class Told:
    """What callers were told."""

    #: By wish, the jobs that its key was answered with.
    jobs: dict[int, set[str]] = field(default_factory=dict)
    num_cut: int = 0
    faults: list[str] = field(default_factory=list)


class Callers:
    """All who ask."""

    def __init__(self, *, port: int, key: str) -> None:
        """Describe them: a port of this machine, and an API key."""
        self._port = port
        self._authorization: Mapping[str, str] = {"Authorization": f"Bearer {key}"}
        self.told = Told()

    async def ask(self, wish: Wish) -> None:
        """Send a wish until it is taken, and note its job.

        Raises:
            ServerFault: it never was.
        """
        headers = {**self._authorization, "Idempotency-Key": wish.key}
        headers["Content-Type"] = "application/json"
        call = Call(method="POST", path=_JOBS_PATH, headers=headers, body=wish.body(), timeout_s=60)
        for _ in range(_NUM_SENDS_MAX):
            try:
                answer = await exchange(self._port, call)
            except CutOff:
                self.told.num_cut += 1
            else:
                if answer.status not in _PASSING:
                    self._note(wish, answer)
                    return
            await asyncio.sleep(_PAUSE_S)
        raise ServerFault(f"The wish {wish.index} was never taken.")

    async def ask_again(self, wishes: Sequence[Wish]) -> None:
        """Send wishes again that were granted: each key must name the job that it had."""
        for wish in wishes:
            await self.ask(wish)

    def _note(self, wish: Wish, answer: Answer) -> None:
        if answer.status in {HTTPStatus.OK, HTTPStatus.ACCEPTED}:
            self.told.jobs.setdefault(wish.index, set()).add(str(answer.json()["id"]))
        else:
            said = answer.body[:300].decode(errors="replace")
            self.told.faults.append(f"wish {wish.index} was answered {answer.status}: {said}")
