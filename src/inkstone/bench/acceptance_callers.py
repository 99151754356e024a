"""The callers of the acceptance run: each lives through one intent, whatever the servers do.

They note what they were told, and what they did that may have cancelled a job. They do not know
who dies when.
"""

import asyncio
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from inkstone.bench.acceptance_client import Answer, Call, CutOff, exchange
from inkstone.bench.acceptance_scenario import UNDELIVERABLE, HangUp, Intent, Wire, picture, wire
from inkstone.domain.errors import ServerFault

_V1 = "/inkstone/v1"
#: How often something is asked again before the run is given up.
_NUM_SENDS_MAX = 2000
_ENDED = frozenset({"succeeded", "failed", "canceled", "expired"})
#: Answers that say: later.
_PASSING = frozenset({HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(slots=True, kw_only=True)
class Told:
    """What a caller did and was told."""

    intent: Intent
    num_sends: int = 0
    #: Calls that ended without an answer.
    num_cut: int = 0
    #: Whether its request was answered in the end, and how.
    status: int | None = None
    job_ids: set[str] = field(default_factory=set)
    upload_ids: set[str] = field(default_factory=set)
    #: Why a job of it may be cancelled.
    may_be_canceled: set[str] = field(default_factory=set)
    #: The end that it was told of each.
    ends: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class Callers:
    """All who ask for something."""

    def __init__(self, *, ports: Sequence[int], keys: Sequence[str], hook_url: str, seed: int):
        """Describe them.

        Args:
            ports: of the servers; whoever gets no answer asks another.
            keys: API keys, one for each account.
            hook_url: where webhooks go.
            seed: of what they do at random.
        """
        self._ports = itertools.cycle(ports)
        self._keys = keys
        self._hook_url = hook_url
        self._rng = random.Random(seed)  # noqa: S311 - it hides nothing

    async def live(self, intent: Intent) -> Told:
        """Ask for what is wanted until there is an answer, cancel it or not, see it end."""
        told = Told(intent=intent)
        url = await self._bring(told) if intent.edits else None
        await self._submit(told, wire(intent, picture_url=url, hook_url=self._hook_url))
        for job_id in told.job_ids:
            if intent.cancel_after_s is not None:
                await asyncio.sleep(intent.cancel_after_s)
                told.may_be_canceled.add("a cancel was asked for")
                await self._ask(told, "POST", f"/jobs/{job_id}/cancel")
            await self._see_end(told, job_id)
        return told

    async def _bring(self, told: Told) -> str:
        """Upload a picture to start from; its address."""
        body = picture(told.intent.index)
        answer = await self._ask(told, "POST", "/uploads", body=body, media_type="image/png")
        if answer.status != HTTPStatus.CREATED:
            told.faults.append(f"an upload was answered with {answer.status}")
            return ""
        brought = answer.json()
        told.upload_ids.add(brought["id"])
        return str(brought["url"])

    async def _submit(self, told: Told, asked: Wire) -> None:
        intent = told.intent
        headers = {**asked.headers, **self._authorization(intent)}
        if intent.has_key:
            headers["Idempotency-Key"] = f"intent-{intent.index}"
        for hang_up in (intent.hang_up, *itertools.repeat(HangUp.NEVER, _NUM_SENDS_MAX)):
            told.num_sends += 1
            call = _cut_short(
                Call(
                    method="POST", path=asked.path, headers=headers, body=asked.body, timeout_s=60
                ),
                hang_up,
                after_s=intent.hang_up_after_s,
            )
            try:
                answer = await exchange(next(self._ports), call)
            except CutOff:
                told.num_cut += 1
                if intent.is_sync and intent.dialect in UNDELIVERABLE:
                    told.may_be_canceled.add("the line was cut")
                if hang_up is HangUp.FOR_GOOD:
                    return
            else:
                if answer.status not in _PASSING:
                    self._note(told, answer)
                    return
            await self._pause()
        told.faults.append("it was never answered")

    def _note(self, told: Told, answer: Answer) -> None:
        """Take note of the answer to a submit."""
        told.status = answer.status
        if answer.status == HTTPStatus.GATEWAY_TIMEOUT:
            told.may_be_canceled.add("a waiting call reached its limit")
        job_id = answer.headers.get("inkstone-job")
        if job_id:
            told.job_ids.add(job_id)
        elif answer.status < 300:
            told.faults.append(f"an answer {answer.status} names no job")
        elif answer.status < 500 and not (told.may_be_canceled and b"job_cancelled" in answer.body):
            said = answer.body[:300].decode(errors="replace")
            told.faults.append(f"a submit was refused with {answer.status}: {said}")

    async def _see_end(self, told: Told, job_id: str) -> None:
        while True:
            answer = await self._ask(told, "GET", f"/jobs/{job_id}?wait=5")
            if answer.status not in {HTTPStatus.OK, HTTPStatus.ACCEPTED}:
                told.faults.append(f"{job_id} was answered with {answer.status}")
                return
            status = str(answer.json()["status"])
            if status in _ENDED:
                told.ends[job_id] = status
                return

    async def _ask(
        self, told: Told, method: str, path: str, *, body: bytes = b"", media_type: str = ""
    ) -> Answer:
        """Ask the native API until there is an answer; only for what may be repeated.

        Raises:
            ServerFault: there was none for too long.
        """
        headers = self._authorization(told.intent)
        if media_type:
            headers["Content-Type"] = media_type
        call = Call(method=method, path=_V1 + path, headers=headers, body=body, timeout_s=30)
        for _ in range(_NUM_SENDS_MAX):
            try:
                answer = await exchange(next(self._ports), call)
            except CutOff:
                pass
            else:
                if answer.status not in _PASSING:
                    return answer
            await self._pause()
        raise ServerFault(f"{method} {path} was never answered")

    def _authorization(self, intent: Intent) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._keys[intent.account_index]}"}

    async def _pause(self) -> None:
        await asyncio.sleep(self._rng.uniform(0.1, 0.6))


def _cut_short(call: Call, hang_up: HangUp, *, after_s: float) -> Call:
    """A call as somebody makes it who hangs up."""
    match hang_up:
        case HangUp.NEVER:
            return call
        case HangUp.SENDING:
            return replace(call, share_sent=0.7)
        case HangUp.ONCE | HangUp.FOR_GOOD:
            return replace(call, timeout_s=after_s)
