"""The native API's answer to a prompt that is to be rewritten without being drawn.

It does not know how that is done.
"""

import asyncio
import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from inkstone.dialects import callers
from inkstone.dialects.answers import answer
from inkstone.dialects.base import Services
from inkstone.dialects.body import read_object
from inkstone.dialects.faults import check, input_faults
from inkstone.dialects.native.decode import FORMS
from inkstone.dialects.native.encode import NoEnhancer, encode_warning
from inkstone.dialects.native.wire import PROMPT_CHARS_MAX
from inkstone.dialects.native.wire_enhance import RewriteWire, RewrittenWire
from inkstone.domain.accounts import Caller
from inkstone.domain.errors import Fault, InputRefused, InvalidRequest
from inkstone.domain.request import InputImage
from inkstone.engines.base import Picture
from inkstone.service.enhance import Enhancer, Rewritten
from inkstone.service.ids import new_id
from inkstone.service.references import Reference
from inkstone.service.submit import draw_seed

#: Calls that may hold decoded pictures at once; others wait.
_NUM_DECODING = 4


class Enhance:
    """The call that rewrites."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._slots = asyncio.Semaphore(_NUM_DECODING)

    async def enhance(self, request: Request) -> Response:
        """The prompt in other words."""
        services = self._services
        caller = await callers.authenticate(request, services.keys)
        raw = await read_object(request, bytes_max=services.limits.body_bytes_max)
        wire, named = self._decode(raw)
        enhancer = _handling(services, is_edit=bool(named))
        seed = draw_seed() if wire.seed is None else wire.seed
        ask = partial(
            enhancer.rewrite,
            wire.prompt or "",
            account_id=caller.account_id,
            policy=caller.policy,
            seed=seed,
        )
        if not named:
            return _answer(enhancer, await ask(), (), seed)
        async with self._slots:
            pictures = await self._pictures(caller, named, enhancer)
            found = await ask(pictures=pictures)
        return _answer(enhancer, found, pictures, seed)

    def _decode(self, raw: Mapping[str, Any]) -> tuple[RewriteWire, tuple[Reference, ...]]:
        """A body that is as it must be, and the pictures that it names.

        Raises:
            InvalidRequest: it is not; names every fault.
        """
        checked = check(RewriteWire, raw, required=("prompt",))
        wire, faults = checked.wire, list(checked.faults)
        named = tuple(
            Reference(param=f"images[{index}]", text=text)
            for index, text in enumerate(wire.images or ())
        )
        if wire.prompt is not None and not wire.prompt.strip():
            must_be = f"a string of 1 to {PROMPT_CHARS_MAX:,} characters that are not all blank"
            faults.append(
                Fault(param="prompt", message=f"`prompt` is blank; it must be {must_be}.")
            )
        faults += input_faults(named, self._services.references, forms=FORMS)
        if faults:
            raise InvalidRequest(faults=faults)
        return wire, named

    async def _pictures(
        self, caller: Caller, named: Sequence[Reference], enhancer: Enhancer
    ) -> tuple[Picture, ...]:
        """The pictures that a body brings or names, decoded; nothing of them is kept.

        Raises:
            InputRefused: some cannot be had or read; names the first.
        """
        services = self._services
        # No job will have this id: what is left under it by a crash is an orphan like any other.
        job_id = new_id("job")
        try:
            found = await services.references.resolve(
                named, account_id=caller.account_id, job_id=job_id, forms=FORMS
            )
            return tuple([await self._picture(each, enhancer) for each in found])
        finally:
            await services.blobs.delete_prefix(f"{job_id}/")

    async def _picture(self, named: InputImage, enhancer: Enhancer) -> Picture:
        try:
            if named.blob_key:
                source = await self._services.uploads.source(named.blob_key)
            else:
                source = await self._services.verifier.fetch(named.url)
            return await enhancer.picture(source)
        except InputRefused as error:
            message = f"`{named.param}`: {error.message}"
            fault = Fault(param=named.param, message=message, kind=error.code)
            raise InputRefused(faults=[fault], code=error.code) from error


def _handling(services: Services, *, is_edit: bool) -> Enhancer:
    """Who rewrites.

    Raises:
        NoEnhancer: nobody does.
    """
    enhancer = services.enhancer
    if enhancer is None or not enhancer.is_set:
        raise NoEnhancer
    if not enhancer.handles(is_edit=is_edit):
        what, setting = ("edits", "_EDIT") if is_edit else ("new pictures", "")
        raise NoEnhancer(
            f"The prompt enhancer of this server does not rewrite prompts of {what}; "
            f"INKSTONE_ENHANCER{setting}_SYSTEM_PROMPT names what it needs for them."
        )
    return enhancer


def _answer(
    enhancer: Enhancer, found: Rewritten, pictures: Sequence[Picture], seed: int
) -> Response:
    return answer(
        RewrittenWire(
            prompt=found.rewrite.prompt,
            ratio=_ratio(found, pictures),
            seed=seed,
            enhancer=enhancer.name,
            is_cached=found.is_cached,
            warnings=[encode_warning(each) for each in found.warnings],
        )
    )


def _ratio(found: Rewritten, pictures: Sequence[Picture]) -> str | None:
    """The ratio in numbers, where the enhancer named one or a picture's."""
    index = found.rewrite.follows
    if index is None or not 0 <= index < len(pictures):
        return found.rewrite.ratio if index is None and found.rewrite.ratio else None
    width, height = pictures[index].width_px, pictures[index].height_px
    divisor = math.gcd(width, height)
    return f"{width // divisor}:{height // divisor}"
