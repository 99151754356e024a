"""What `inkstone doctor` says of the prompt enhancer: who it is, and whether it answers in time.

It has no prompt rewritten: that may cost money, or minutes.
"""

import asyncio
from datetime import UTC, datetime

from inkstone import enhancer_parts, limits
from inkstone.cards import load_rate_card
from inkstone.dialects.registry import NOT_POLLABLE
from inkstone.domain.errors import InkstoneError
from inkstone.settings import Settings

Finding = tuple[bool, str, str]

_WHAT = "prompt enhancer"
_CHECK_S = 10.0


async def findings(settings: Settings) -> list[Finding]:
    """Everything there is to say."""
    try:
        rewriter = enhancer_parts.rewriter(settings)
    except InkstoneError as error:
        return [(False, _WHAT, error.message)]
    if rewriter is None:
        return [(True, _WHAT, "none: prompts stay as they are")]
    kinds = {"new pictures": False, "edits": True}
    handled = [kind for kind, is_edit in kinds.items() if rewriter.handles(is_edit=is_edit)]
    who = f"{rewriter.name} ({settings.enhancer_style}), for {' and '.join(handled)}"
    try:
        async with asyncio.timeout(_CHECK_S):
            await rewriter.open()
            says = await rewriter.check()
    except TimeoutError:
        return [(False, _WHAT, f"{who}; it did not answer within {_CHECK_S:g} s")]
    except InkstoneError as error:
        return [(False, _WHAT, f"{who}; {error.message}")]
    finally:
        await rewriter.close()
    return [(True, _WHAT, f"{who}; it {says}"), *_too_long(settings), *_unpriced(settings)]


def _unpriced(settings: Settings) -> list[Finding]:
    """Whether requests would be refused because nobody said what rewriting costs."""
    version = load_rate_card(settings).version(at=datetime.now(UTC))
    lacking = sorted(version.dialects - set(version.enhance)) if version else []
    if not lacking:
        return []
    says = f"the rate card names none for {', '.join(lacking)}, so what asks for it is refused"
    return [(False, f"{_WHAT}'s fees", says)]


def _too_long(settings: Settings) -> list[Finding]:
    """Whether callers who wait would wait for the enhancer and then for nothing."""
    waits = limits.dialect_limits(settings)
    least_s = min(waits[name].sync_wait_s for name in NOT_POLLABLE)
    if settings.enhancer_timeout_s * 2 <= least_s:
        return []
    says = (
        f"INKSTONE_ENHANCER_TIMEOUT_S is {settings.enhancer_timeout_s:g} s of the {least_s:g} s "
        "that callers wait for their pictures; little is left to draw them in"
    )
    return [(False, f"{_WHAT}'s time", says)]
