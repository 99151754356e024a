"""The echo engine: a flat picture with its request printed on it, for tests and load tests.

It knows nothing of drawing. A prompt may steer it: `[steps=5 step_ms=20 fail_after=1]` takes
five steps of 20 ms a picture and fails after one picture; so tests see progress, previews, cancels
and partial results.
"""

import asyncio
import hashlib
import re
import struct
import time
import zlib
from collections.abc import AsyncGenerator, Sequence

from inkstone.domain.errors import EngineFailure
from inkstone.domain.request import Size
from inkstone.engines import base

_STEERING = re.compile(r"\[((?:(?:steps|step_ms|fail_after)=\d{1,6} ?)+)\]")
#: Hexadecimal digits, an x and a space: three columns by five rows, an octal digit a row.
_ROWS = (
    "75557 26227 71747 71717 55711 74717 74757 71111 75757 75717 "
    "25755 65656 34443 65556 74647 74644 05250 00000"
)
#: The side of a preview.
_PREVIEW_PX = 32
_GLYPHS = dict(zip("0123456789abcdefx ", _ROWS.split(), strict=True))


class EchoEngine:
    """Answers every request with a picture that says what was asked."""

    def __init__(self, *, num_runs_max: int = 64) -> None:
        self._num_runs_max = num_runs_max
        self._num_runs = 0

    @property
    def capabilities(self) -> base.Capabilities:
        """Any size; it takes pictures, and looks at nothing but their digests."""
        return base.Capabilities(
            num_images_max=10**6,
            edits=True,
            num_inputs_max=10,
            negative_prompt=True,
            previews=True,
            is_trained=False,
        )

    @property
    def identity(self) -> base.Identity:
        """Always the same."""
        return base.Identity(engine="echo", model="echo", revision="1")

    @property
    def is_broken(self) -> bool:
        """There is nothing in it to break."""
        return False

    @property
    def health(self) -> base.Health:
        """Always well: it draws here."""
        return base.WELL

    @property
    def figures(self) -> Sequence[base.Figure]:
        """How many runs it has in hand."""
        return (base.Figure("runs_in_hand", self._num_runs),)

    async def open(self) -> None:
        """Nothing to prepare."""

    async def close(self) -> None:
        """Nothing to give back."""

    def room(self) -> int:
        """As many as it may run at once, less those it runs."""
        return self._num_runs_max - self._num_runs

    async def run(self, run: base.Run) -> AsyncGenerator[base.Event, None]:
        """Print the request on a flat picture, once for each seed."""
        steering = {"steps": 1, "step_ms": 0, "fail_after": len(run.seeds)}
        found = _STEERING.search(run.request.prompt)
        if found is not None:
            steering |= {k: int(v) for k, v in (word.split("=") for word in found[1].split())}
        num_steps = max(1, steering["steps"])
        self._num_runs += 1
        began_s = time.monotonic()
        try:
            for image, seed in enumerate(run.seeds):
                if image >= steering["fail_after"]:
                    raise EngineFailure("The echo engine was told to fail.")
                for step in range(num_steps):
                    yield base.Progress(image, step, num_steps)
                    if step == num_steps // 2:
                        yield base.Preview(image, _preview(run))
                    if steering["step_ms"]:
                        await asyncio.sleep(steering["step_ms"] / 1000)
                yield base.Output(image, _picture(run, seed))
            yield base.Consumed(time.monotonic() - began_s)
        finally:
            self._num_runs -= 1


def _picture(run: base.Run, seed: int) -> base.Picture:
    size, digest = run.size, _digest(run)
    return base.Picture(
        data=_flat_png(size, [str(seed), str(size), digest[:12]], colour=digest[-6:]),
        width_px=size.width_px,
        height_px=size.height_px,
        metadata={"inkstone:echo": {"sha256": digest, "seed": seed}},
    )


def _digest(run: base.Run) -> str:
    asked = hashlib.sha256(run.request.prompt.encode("utf-8", "surrogatepass"))
    for given in (*run.inputs, *([run.mask] if run.mask else [])):
        asked.update(hashlib.sha256(given.data).digest())
    return asked.hexdigest()


def _preview(run: base.Run) -> base.Picture:
    """The picture's ground without its print."""
    size = Size(_PREVIEW_PX, _PREVIEW_PX)
    return base.Picture(
        data=_flat_png(size, [], colour=_digest(run)[-6:]),
        width_px=size.width_px,
        height_px=size.height_px,
    )


def _flat_png(size: Size, lines: list[str], *, colour: str) -> bytes:
    """A two-colour PNG with a few lines of hexadecimal text in its upper left."""
    width, height = size.width_px, size.height_px
    scale = max(1, min(width // (4 * 14), height // (6 * 4)))
    row_bytes = (width + 7) // 8
    rows: list[bytes] = []
    for line in lines:
        rows += [bytes(row_bytes)] * scale
        for y in range(5):
            bits = "".join(f"0{int(_GLYPHS[c][y]):03b}" for c in line)
            wide = "".join(bit * scale for bit in bits)[:width].ljust(row_bytes * 8, "0")
            rows += [int(wide, 2).to_bytes(row_bytes, "big")] * scale
    rows = (rows + [bytes(row_bytes)] * height)[:height]
    ink = "ffffff" if int(colour[:2], 16) < 160 else "000000"
    pixels = b"".join(b"\0" + row for row in rows)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 3, 0, 0, 0)),
            (b"PLTE", bytes.fromhex(colour + ink)),
            (b"IDAT", zlib.compress(pixels, 1)),
            (b"IEND", b""),
        )
    )
