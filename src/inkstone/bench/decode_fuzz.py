"""The fuzzing of the decoder: files that are almost pictures, one after the other, for a while.

Where atheris is installed it steers by coverage, in a process of its own; else the changes come
from a seed. It does not know what decoding should make of a file, only what must never come out.
"""

import argparse
import base64
import contextlib
import importlib.util
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from inkstone.bench import results
from inkstone.domain.errors import InputRefused
from inkstone.media import decode as decoding
from inkstone.media.limits import DecodeLimits
from inkstone.media.opening import silent
from inkstone.media.png import SIGNATURE

#: Small, so that time goes into many files and not into large ones.
LIMITS = DecodeLimits(pixels_max=250_000, side_px_max=4096, bytes_max=2**20)
_CHILD = "inkstone.bench.decode_fuzz_child"
_GRACE_S = 60.0
_NUM_CRASHES_MAX = 20
_WORDS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1)
_SIDE_PX = 24
_SAVES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("PNG", "RGB", {}),
    ("PNG", "RGBA", {}),
    ("PNG", "P", {"transparency": 1}),
    ("PNG", "LA", {}),
    ("PNG", "I;16", {}),
    ("PNG", "1", {}),
    ("JPEG", "RGB", {}),
    ("JPEG", "CMYK", {}),
    ("JPEG", "L", {"progressive": True}),
    ("WEBP", "RGBA", {}),
    ("WEBP", "RGB", {"lossless": True}),
    ("GIF", "P", {"transparency": 1}),
    ("AVIF", "RGBA", {"speed": 10, "max_threads": 1}),
    ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    ("TIFF", "F", {}),
    ("TIFF", "I;16", {"compression": "tiff_adobe_deflate"}),
    ("TIFF", "CMYK", {}),
    ("TIFF", "1", {"compression": "group4"}),
    ("TIFF", "YCbCr", {"compression": "jpeg"}),
    ("BMP", "RGB", {}),
    ("BMP", "P", {}),
)


def run(seconds: float, seed: int, *, is_guided: bool | None = None) -> dict[str, Any]:
    """Decode almost-pictures and count what becomes of them.

    Args:
        seconds: how long.
        seed: what the changes come from.
        is_guided: whether atheris steers, in other processes; None means where it is installed.
    """
    if is_guided is None:
        is_guided = importlib.util.find_spec("atheris") is not None
    record = Record()
    if is_guided:
        _run_children(record, seconds, seed)
    else:
        with silent():
            _fuzz_by_seed(record, seconds, seed)
    return {
        "driver": "atheris" if is_guided else "seed",
        "seed": seed,
        "seconds": round(seconds, 1),
        **record.figures(),
    }


class Record:
    """What became of the files so far."""

    def __init__(self) -> None:
        self.num_executions = 0
        self.slowest_ms = 0.0
        self.peak_mb = 0.0
        self.outcomes: dict[str, int] = {}
        self.crashes: list[dict[str, str]] = []

    def attempt(self, data: bytes) -> None:
        """Decode one file; only a refusal may come out, and it is counted by its code.

        Raises:
            BaseException: what else came out, after it was noted.
        """
        began_s = time.perf_counter()
        try:
            decoding.decode(data, LIMITS, area_px_max=_SIDE_PX * _SIDE_PX)
            decoding.decode_mask(data, LIMITS, width_px=_SIDE_PX, height_px=_SIDE_PX)
            outcome = "picture"
        except InputRefused as error:
            outcome = error.code
        except MemoryError:
            # The pool makes a refusal of it.
            outcome = "out_of_memory"
        except BaseException as error:
            self.note_crash(repr(error), data)
            raise
        self.num_executions += 1
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
        self.slowest_ms = max(self.slowest_ms, 1000 * (time.perf_counter() - began_s))

    def note_crash(self, what: str, data: bytes) -> None:
        """Keep a file that did what no file may do."""
        self.crashes.append({"what": what[:500], "input": base64.b64encode(data).decode()})

    def figures(self) -> dict[str, Any]:
        """As the results are written."""
        unit = 1 if sys.platform == "darwin" else 1024
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
        return {
            "num_executions": self.num_executions,
            "num_crashes": len(self.crashes),
            "crashes": self.crashes,
            "outcomes": dict(sorted(self.outcomes.items())),
            "slowest_input_ms": round(self.slowest_ms, 1),
            "process_peak_mb": round(max(peak_mb, self.peak_mb), 1),
        }

    def add(self, figures: dict[str, Any]) -> None:
        """Take in what another process has found."""
        self.num_executions += figures["num_executions"]
        self.crashes += figures["crashes"]
        self.slowest_ms = max(self.slowest_ms, figures["slowest_input_ms"])
        self.peak_mb = max(self.peak_mb, figures["process_peak_mb"])
        for outcome, num in figures["outcomes"].items():
            self.outcomes[outcome] = self.outcomes.get(outcome, 0) + num


def examples() -> list[bytes]:
    """Whole little pictures of many kinds."""
    across = Image.linear_gradient("L").resize((_SIDE_PX, _SIDE_PX))
    image = Image.merge("RGB", (across, across.rotate(90), across.rotate(180)))
    made = []
    for decoder, mode, options in _SAVES:
        file = io.BytesIO()
        grey = image.convert("L")
        (grey if mode in {"I;16", "F"} else image).convert(mode).save(file, decoder, **options)
        made.append(file.getvalue())
    return made


# By the seed.


def _fuzz_by_seed(record: Record, seconds: float, seed: int) -> None:
    end_s = time.monotonic() + seconds
    for data in _mutations(seed):
        if time.monotonic() > end_s or len(record.crashes) >= _NUM_CRASHES_MAX:
            return
        # What came out is noted; the next file is as good.
        with contextlib.suppress(Exception):
            record.attempt(data)


def _mutations(seed: int) -> Iterator[bytes]:
    # Not for secrets: the same seed must give the same files.
    chance = random.Random(seed)  # noqa: S311
    whole = examples()
    while True:
        data = bytearray(chance.choice(whole))
        for _ in range(chance.choice((1, 1, 2, 4, 16))):
            chance.choice(_CHANGES)(data, chance)
        # Half of the PNGs get right checksums: the wrong ones would be found out first.
        yield with_checksums(bytes(data)) if chance.random() < 0.5 else bytes(data)


def _flip(data: bytearray, chance: random.Random) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _overwrite(data: bytearray, chance: random.Random) -> None:
    size = chance.choice((1, 2, 4))
    word = chance.choice(_WORDS) & (2 ** (8 * size) - 1)
    at = chance.randrange(len(data) + 1)
    data[at : at + size] = word.to_bytes(size, chance.choice(("big", "little")))


def _remove(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    del data[at : at + chance.randrange(1, 64)]


def _double(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    piece = data[at : at + chance.randrange(1, 128)]
    data[at:at] = piece * chance.choice((1, 1, 2, 30))


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) + 1) :]


_CHANGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip, _flip, _flip, _overwrite, _overwrite, _remove, _double, _cut,
)  # fmt: skip


def with_checksums(data: bytes) -> bytes:
    """The same file; if it is a PNG, each chunk's checksum is right."""
    if not data.startswith(SIGNATURE):
        return data
    fixed, at = bytearray(data), len(SIGNATURE)
    while at + 12 <= len(fixed):
        end = at + 8 + int.from_bytes(fixed[at : at + 4])
        if end + 4 > len(fixed):
            break
        fixed[end : end + 4] = zlib.crc32(fixed[at + 4 : end]).to_bytes(4)
        at = end + 4
    return bytes(fixed)


# By coverage.


def _run_children(record: Record, seconds: float, seed: int) -> None:
    """Have another process fuzz until the time is over, and the next one after each crash."""
    end_s = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="inkstone-fuzz-") as name:
        folder = Path(name)
        (folder / "corpus").mkdir()
        for index, data in enumerate(examples()):
            (folder / "corpus" / str(index)).write_bytes(data)
        while len(record.crashes) < _NUM_CRASHES_MAX:
            left_s = end_s - time.monotonic()
            if left_s < 1:
                return
            command = [sys.executable, "-m", _CHILD, f"--folder={folder}"]
            command += [f"--seconds={left_s:.0f}", f"--seed={seed + len(record.crashes)}"]
            ended = subprocess.run(  # noqa: S603 - our own module
                command, timeout=left_s + _GRACE_S, capture_output=True, check=False
            )
            _take_in(record, folder, ended.returncode, ended.stderr)


def _take_in(record: Record, folder: Path, status: int, said: bytes) -> None:
    """Add what a process found; one that could not write down its end crashed by its last file."""
    file = folder / "figures.json"
    figures = json.loads(file.read_text("utf-8")) if file.exists() else Record().figures()
    file.unlink(missing_ok=True)
    record.add(figures)
    if status != 0 and not figures["crashes"]:
        left = [*folder.glob("crash-*"), *folder.glob("timeout-*"), *folder.glob("oom-*")]
        what = f"status {status}: " + said[-300:].decode(errors="replace")
        record.note_crash(what, left[0].read_bytes() if left else b"")
        for one in left:
            one.unlink()


def main() -> None:
    """Fuzz from the command line, and write the figures where they are wanted."""
    parser = argparse.ArgumentParser(prog="inkstone.bench.decode_fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, help="a file to write the figures to, as JSON")
    options = parser.parse_args()
    figures = run(options.seconds, options.seed)
    if options.output:
        results.save(options.output, "decode_fuzz", figures)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    sys.exit(1 if figures["crashes"] else 0)


if __name__ == "__main__":
    main()
