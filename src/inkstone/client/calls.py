"""Each verb of the native API as steps, the same for both clients: ask, look, ask again.

It does no I/O; whoever takes the steps does.
"""

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from inkstone.client import resources
from inkstone.client.engines import Engines, decode_engines
from inkstone.client.errors import ConnectionFailed, JobFailed, TimedOut
from inkstone.client.exchange import Answer, Call, Pause, Steps, exchange
from inkstone.client.files import Source
from inkstone.client.jobs import Job, P, decode_job
from inkstone.client.options import ImageInput, as_several, body_of, named
from inkstone.client.verification import Verification, decode_verification

#: How long one call is held at the most: proxies cut what is silent for a minute.
_HOLD_S_MAX = 30.0
#: How often a job is looked at where the server does not hold the call.
_LOOK_S, _LOOK_S_MAX, _LOOK_GROWTH = 0.1, 2.0, 1.5

T = TypeVar("T")


class Calls(Generic[P]):
    """The verbs. A job may be given as itself or by its id."""

    def __init__(self, *, picture: Callable[..., P], retries_max: int) -> None:
        self._picture = picture
        self._retries_max = retries_max

    def make(
        self,
        prompt: str,
        images: Sequence[ImageInput],
        mask: ImageInput | None,
        options: Mapping[str, Any],
        *,
        key: str | None,
        timeout_s: float,
    ) -> Steps[Job[P]]:
        """Submit, wait for the end, and see that it is a good one.

        Raises:
            JobFailed: it is not.
            TimedOut: it has not come yet.
        """
        until = time.monotonic() + timeout_s
        job = yield from self.submit(
            prompt, images, mask, options, key=key, hold_s=min(_HOLD_S_MAX, timeout_s)
        )
        job = yield from self._to_its_end(job, until=until)
        if job.status != "succeeded":
            raise JobFailed(job)
        return job

    def submit(
        self,
        prompt: str,
        images: ImageInput | Sequence[ImageInput],
        mask: ImageInput | None,
        options: Mapping[str, Any],
        *,
        key: str | None,
        hold_s: float = 0.0,
    ) -> Steps[Job[P]]:
        """Bring what is only here, then submit; every try has the same idempotency key."""
        brought = yield from self._bring(as_several(images))
        masks = yield from self._bring(() if mask is None else (mask,))
        call = Call(
            method="POST",
            path="/jobs",
            params=_held(hold_s),
            json=body_of(prompt, brought, masks[0] if masks else None, options),
            headers={"Idempotency-Key": str(uuid.uuid4()) if key is None else key},
            wait_s=hold_s,
        )
        return self._job((yield from self._ask(call)))

    def estimate(
        self,
        prompt: str,
        images: ImageInput | Sequence[ImageInput],
        mask: ImageInput | None,
        options: Mapping[str, Any],
    ) -> Steps[resources.Estimate]:
        """What a request would cost; it is not made, but what it starts from is brought."""
        brought = yield from self._bring(as_several(images))
        masks = yield from self._bring(() if mask is None else (mask,))
        body = body_of(prompt, brought, masks[0] if masks else None, options)
        call = Call(method="POST", path="/estimate", json=body)
        return _as(resources.decode_estimate, (yield from self._ask(call)))

    def wait(self, job: Job[Any] | str, *, timeout_s: float) -> Steps[Job[P]]:
        """A job at its end, however it ended.

        Raises:
            TimedOut: it has not ended yet.
        """
        until = time.monotonic() + timeout_s
        found = yield from self.get(job, hold_s=min(_HOLD_S_MAX, timeout_s))
        return (yield from self._to_its_end(found, until=until))

    def get(self, job: Job[Any] | str, *, hold_s: float = 0.0) -> Steps[Job[P]]:
        """A job as it is."""
        path = f"/jobs/{id_of(job)}"
        call = Call(method="GET", path=path, params=_held(hold_s), wait_s=hold_s)
        return self._job((yield from self._ask(call)))

    def cancel(self, job: Job[Any] | str) -> Steps[Job[P]]:
        """Ask that a job stops; the job as it then is."""
        call = Call(method="POST", path=f"/jobs/{id_of(job)}/cancel")
        return self._job((yield from self._ask(call)))

    def star(self, job: Job[Any] | str, *, is_starred: bool) -> Steps[Job[P]]:
        """Give a job a star, or take it."""
        body = {"starred": is_starred}
        call = Call(method="PATCH", path=f"/jobs/{id_of(job)}", json=body)
        return self._job((yield from self._ask(call)))

    def page(
        self, params: Mapping[str, Any]
    ) -> Steps[tuple[tuple[Job[P], ...], Mapping[str, Any] | None]]:
        """Some jobs, newest first, and how to ask for those before them."""

        def decode(document: Mapping[str, Any]) -> tuple[tuple[Job[P], ...], str | None]:
            jobs = tuple(self._decode(each) for each in resources.rows_of(document))
            return jobs, document.get("next_before")

        jobs, before = _as(decode, (yield from self._ask(_read("/jobs", params))))
        return jobs, {**params, "before": before} if before else None

    def delete(self, path: str) -> Steps[None]:
        """Remove something."""
        yield from self._ask(Call(method="DELETE", path=path))

    def upload(self, image: ImageInput) -> Steps[resources.Upload]:
        """Bring a picture."""
        source = named(image)
        if isinstance(source, str):
            raise TypeError("only what is here can be uploaded: a path, bytes or an open file")
        return (yield from self._uploaded(source))

    def enhance(
        self,
        prompt: str,
        images: ImageInput | Sequence[ImageInput],
        seed: int | None,
        *,
        timeout_s: float,
    ) -> Steps[resources.Rewrite]:
        """A prompt in other words; pictures that are only here are brought first."""
        brought = yield from self._bring(as_several(images))
        body = body_of(prompt, brought, None, {"seed": seed})
        call = Call(method="POST", path="/enhance", json=body, wait_s=timeout_s)
        return _as(resources.decode_rewrite, (yield from self._ask(call)))

    def verify(self, image: ImageInput) -> Steps[Verification]:
        """What is known of a picture; what is only here is sent with the call and kept nowhere."""
        given = named(image)
        brought = {"source": given} if isinstance(given, Source) else {"json": {"image": given}}
        call = Call(method="POST", path="/verify", **brought)
        return _as(decode_verification, (yield from self._ask(call)))

    def balance(self) -> Steps[resources.Balance]:
        """What the account has."""
        return _as(resources.decode_balance, (yield from self._ask(_read("/balance"))))

    def usage(
        self, since: str | None, until: str | None, group: str | None
    ) -> Steps[resources.Usage]:
        """What the account consumed."""
        call = _read("/usage", {"from": since, "to": until, "group": group})
        return _as(resources.decode_usage, (yield from self._ask(call)))

    def models(self) -> Steps[tuple[resources.Model, ...]]:
        """The catalogue."""
        return _as(resources.decode_models, (yield from self._ask(_read("/models"))))

    def model(self, name: str) -> Steps[resources.Model]:
        """One model of the catalogue."""
        call = _read(f"/models/{quote(name, safe='')}")
        return _as(resources.decode_model, (yield from self._ask(call)))

    def engines(self) -> Steps[Engines]:
        """The engines."""
        return _as(decode_engines, (yield from self._ask(_read("/engines"))))

    def _to_its_end(self, job: Job[P], *, until: float) -> Steps[Job[P]]:
        look_s = _LOOK_S
        while not job.is_terminal:
            began = time.monotonic()
            if began >= until:
                message = f"{job.id} is {job.status} after the time to wait for it; it goes on."
                raise TimedOut(message, job=job)
            hold_s = min(_HOLD_S_MAX, until - began)
            job = yield from self.get(job, hold_s=hold_s)
            if not job.is_terminal and time.monotonic() - began < hold_s / 2:
                # It was not held, so it is for us to wait.
                yield Pause(seconds=min(look_s, max(0.0, until - time.monotonic())))
                look_s = min(_LOOK_S_MAX, look_s * _LOOK_GROWTH)
        return job

    def _bring(self, images: Sequence[ImageInput]) -> Steps[list[str]]:
        # All are looked at before the first is sent: what cannot be read costs no upload.
        sources = [named(image) for image in images]
        brought = []
        for source in sources:
            if isinstance(source, Source):
                upload = yield from self._uploaded(source)
                brought.append(upload.id)
            else:
                brought.append(source)
        return brought

    def _uploaded(self, source: Source) -> Steps[resources.Upload]:
        call = Call(method="POST", path="/uploads", source=source)
        return _as(resources.decode_upload, (yield from self._ask(call)))

    def _ask(self, call: Call) -> Steps[Answer]:
        return (yield from exchange(call, retries_max=self._retries_max))

    def _job(self, answer: Answer) -> Job[P]:
        return _as(self._decode, answer)

    def _decode(self, document: Mapping[str, Any]) -> Job[P]:
        return decode_job(document, picture=self._picture)


def id_of(job: Job[Any] | str) -> str:
    """The id of a job that was given in either way.

    Raises:
        ValueError: it can be no id, and would ask for something else.
    """
    text = job if isinstance(job, str) else job.id
    return segment(text)


def segment(text: str) -> str:
    """A name as one part of a path.

    Raises:
        ValueError: it would be more, or none.
    """
    if not text or text.strip(".") == "" or set(text) & set("/?#%\\ "):
        raise ValueError(f"this is no id: {text!r}")
    return text


def _read(path: str, params: Mapping[str, Any] | None = None) -> Call:
    given = {name: str(value) for name, value in (params or {}).items() if value is not None}
    return Call(method="GET", path=path, params=given)


def _held(hold_s: float) -> dict[str, str]:
    return {"wait": str(max(1, int(hold_s)))} if hold_s > 0 else {}


def _as(decode: Callable[[Any], T], answer: Answer) -> T:
    try:
        return decode(answer.document())
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"The answer is not what was asked for: {error!r}. Is there an Inkstone?"
        raise ConnectionFailed(message) from error
