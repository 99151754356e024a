"""Judges that tests hand in: they object to what they are told to, and can be away.

They do not know what follows from what they find.
"""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image

from inkstone.domain.errors import Unavailable
from inkstone.domain.moderation import Finding

BAD = "walrus"
ON_WORDS = Finding(category="tusks", source="blocklist")
ON_PICTURES = Finding(category="whiskers", source="endpoint", score=0.9375)


@dataclass
class Words:
    """Objects to one word."""

    name: str = "words"
    bad: str = BAD
    findings: tuple[Finding, ...] = (ON_WORDS,)
    #: How many questions from now on it cannot answer.
    num_away: int = 0
    asked: list[str] = field(default_factory=list)

    async def judge_text(self, text: str) -> Sequence[Finding]:
        """Object where the word is there."""
        self.asked.append(text)
        if self.num_away:
            self.num_away -= 1
            raise Unavailable("The words cannot be looked at now.")
        return self.findings if self.bad in text else ()


@dataclass
class Eyes:
    """Objects to the pictures of these numbers, in the order in which it is shown them."""

    name: str = "eyes"
    bad: frozenset[int] = frozenset()
    is_strict: bool = False
    findings: tuple[Finding, ...] = (ON_PICTURES,)
    num_away: int = 0
    #: The size of each picture that it was shown.
    shown: list[tuple[int, int]] = field(default_factory=list)
    #: What it waits for before it answers.
    gate: asyncio.Event | None = None

    async def judge_picture(self, jpeg: bytes) -> Sequence[Finding]:
        """Object where it is told to."""
        with Image.open(io.BytesIO(jpeg)) as opened:
            assert opened.format == "JPEG"
            size = opened.size
        if self.num_away:
            self.num_away -= 1
            raise Unavailable("The pictures cannot be looked at now.")
        self.shown.append(size)
        if self.gate is not None:
            await self.gate.wait()
        return self.findings if self.is_strict or len(self.shown) - 1 in self.bad else ()
