"""The client: each verb of the native API as a method that returns when it is done.

It takes the steps that `calls` describes; `aio` takes the same ones in an event loop.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack

import httpx2

from inkstone.client import resources
from inkstone.client.calls import Calls, id_of, segment
from inkstone.client.endpoint import Endpoint, answer_of, lost
from inkstone.client.engines import Engines
from inkstone.client.exchange import Call, Outcome, Pause, Steps, again_in_s
from inkstone.client.images import Image
from inkstone.client.jobs import Event, Job
from inkstone.client.options import ImageInput, Options, Search, query_of, starting_from
from inkstone.client.stream import SILENCE_S_MAX, Following
from inkstone.client.verification import Verification

R = TypeVar("R")


class Client:
    """One server, as one key sees it.

    Args:
        api_key: the key; without it `INKSTONE_API_KEY`.
        base_url: where the server is; without it `INKSTONE_URL`, else `http://127.0.0.1:8000`.
        timeout_s: how long any one answer may take.
        max_retries: how often a call is repeated that found no answer, or one that may pass.
    """

    def __init__(
        self,
        api_key: str | None = None,
        base_url: str | None = None,
        *,
        timeout_s: float = 60,
        max_retries: int = 2,
    ) -> None:
        self._endpoint = Endpoint(api_key, base_url, timeout_s=timeout_s)
        self._max_retries = max_retries
        self._calls = Calls(picture=partial(Image, home=self), retries_max=max_retries)
        self._http = httpx2.Client()

    def __repr__(self) -> str:
        return f"Client({self._endpoint!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def generate(
        self,
        prompt: str,
        *,
        idempotency_key: str | None = None,
        timeout_s: float = 600,
        **options: Unpack[Options],
    ) -> Job[Image]:
        """Make pictures and wait for them.

        Raises:
            APIError: it was refused.
            JobFailed: nothing was made.
            TimedOut: it has not ended in `timeout_s`; the job goes on.
            ConnectionFailed: no answer came.
        """
        key = idempotency_key
        steps = self._calls.make(prompt, (), None, options, key=key, timeout_s=timeout_s)
        return self._take(steps)

    def edit(
        self,
        prompt: str,
        images: ImageInput | Sequence[ImageInput],
        *,
        mask: ImageInput | None = None,
        idempotency_key: str | None = None,
        timeout_s: float = 600,
        **options: Unpack[Options],
    ) -> Job[Image]:
        """Make pictures from pictures and wait for them; what is only here is uploaded first.

        Raises:
            OSError: a file cannot be read.
            ValueError: there is no picture to start from.
            InkstoneError: as for `generate`.
        """
        several, key = starting_from(images), idempotency_key
        steps = self._calls.make(prompt, several, mask, options, key=key, timeout_s=timeout_s)
        return self._take(steps)

    def submit(
        self,
        prompt: str,
        images: ImageInput | Sequence[ImageInput] = (),
        *,
        mask: ImageInput | None = None,
        idempotency_key: str | None = None,
        **options: Unpack[Options],
    ) -> Job[Image]:
        """Ask for pictures and do not wait."""
        return self._take(self._calls.submit(prompt, images, mask, options, key=idempotency_key))

    def estimate(
        self,
        prompt: str,
        images: ImageInput | Sequence[ImageInput] = (),
        *,
        mask: ImageInput | None = None,
        **options: Unpack[Options],
    ) -> resources.Estimate:
        """What the same request would cost."""
        return self._take(self._calls.estimate(prompt, images, mask, options))

    def wait(self, job: Job[Any] | str, *, timeout_s: float = 600) -> Job[Image]:
        """A job at its end, however it ended.

        Raises:
            TimedOut: it has not ended in `timeout_s`; it goes on.
        """
        return self._take(self._calls.wait(job, timeout_s=timeout_s))

    def events(self, job: Job[Any] | str, *, after: str | None = None) -> Iterator[Event]:
        """What happens to a job, up to its end; a connection that drops is made again.

        Args:
            job: itself or its id.
            after: the id of the last event that was seen.
        """
        following = Following(id_of(job), after=after, retries_max=self._max_retries)
        while not following.is_done:
            arguments = self._endpoint.arguments(following.call())
            outcome: Outcome = None
            try:
                with self._http.stream(**{**arguments, "timeout": SILENCE_S_MAX}) as answer:
                    if answer.is_success:
                        for told in httpx2.EventSource(answer):
                            if (event := following.take(told)) is not None:
                                yield event
                            if following.is_done:
                                return
                    else:
                        answer.read()
                        outcome = answer_of(answer)
            except httpx2.RequestError as error:
                outcome = lost(error)
            self._pause(following.again_in_s(outcome))

    def get(self, job: Job[Any] | str) -> Job[Image]:
        """A job as it is now."""
        return self._take(self._calls.get(job))

    def list(self, **search: Unpack[Search]) -> Iterator[Job[Image]]:
        """The account's jobs, newest first, asked for page by page as they are looked at."""
        params: Mapping[str, Any] | None = query_of(search)
        while params is not None:
            jobs, params = self._take(self._calls.page(params))
            yield from jobs

    def cancel(self, job: Job[Any] | str) -> Job[Image]:
        """Ask that a job stops; the job as it then is. What was made by then is kept and paid."""
        return self._take(self._calls.cancel(job))

    def star(self, job: Job[Any] | str) -> Job[Image]:
        """Give a job a star, to find it again."""
        return self._take(self._calls.star(job, is_starred=True))

    def unstar(self, job: Job[Any] | str) -> Job[Image]:
        """Take a job's star."""
        return self._take(self._calls.star(job, is_starred=False))

    def delete(self, job: Job[Any] | str) -> None:
        """Remove what an ended job made and started from; its bill stays."""
        self._take(self._calls.delete(f"/jobs/{id_of(job)}"))

    def upload(self, file: ImageInput) -> resources.Upload:
        """Bring a picture, to start several requests from."""
        return self._take(self._calls.upload(file))

    def delete_upload(self, upload: resources.Upload | str) -> None:
        """Remove an upload."""
        name = upload if isinstance(upload, str) else upload.id
        self._take(self._calls.delete(f"/uploads/{segment(name)}"))

    def enhance(
        self,
        prompt: str,
        images: ImageInput | Sequence[ImageInput] = (),
        *,
        seed: int | None = None,
        timeout_s: float = 120,
    ) -> resources.Rewrite:
        """The prompt in other words, as a job that asks for it is drawn from."""
        steps = self._calls.enhance(prompt, images, seed, timeout_s=timeout_s)
        return self._take(steps)

    def verify(self, image: ImageInput) -> Verification:
        """What is known of a picture: where it comes from, who signed it. Free of charge."""
        return self._take(self._calls.verify(image))

    def balance(self) -> resources.Balance:
        """What the key's account has."""
        return self._take(self._calls.balance())

    def usage(
        self, *, since: str | None = None, until: str | None = None, group: str | None = None
    ) -> resources.Usage:
        """What the account's jobs came to, by day, model or key; without a span, of 30 days."""
        return self._take(self._calls.usage(since, until, group))

    def models(self) -> tuple[resources.Model, ...]:
        """The models that requests may name."""
        return self._take(self._calls.models())

    def model(self, name: str) -> resources.Model:
        """One model: its limits, its licence, the schema of its parameters."""
        return self._take(self._calls.model(name))

    def engines(self) -> Engines:
        """How the engines are and how many jobs wait for each; more to who runs the server."""
        return self._take(self._calls.engines())

    def _take(self, steps: Steps[R]) -> R:
        """Take steps to their end."""
        outcome: Outcome = None
        try:
            while True:
                step = steps.send(outcome)
                if isinstance(step, Pause):
                    self._pause(step.seconds)
                    outcome = None
                else:
                    outcome = self._send(step)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]

    def _send(self, call: Call) -> Outcome:
        content = None if call.source is None else call.source.chunks()
        try:
            return answer_of(self._http.request(content=content, **self._endpoint.arguments(call)))
        except httpx2.RequestError as error:
            return lost(error)

    def _fetched(self, url: str, write: Any, num_tries: int) -> bool:
        """Whether a result came whole; if it did not and may yet, a pause has passed."""
        try:
            with self._http.stream(**self._endpoint.result(url)) as answer:
                if answer.is_success:
                    for piece in answer.iter_bytes():
                        write(piece)
                    return True
                answer.read()
                outcome: Outcome = answer_of(answer)
        except httpx2.RequestError as error:
            outcome = lost(error)
        retries_max = self._max_retries
        self._pause(again_in_s(outcome, num_tries=num_tries, retries_max=retries_max))
        return False

    def _pause(self, seconds: float) -> None:
        time.sleep(seconds)
