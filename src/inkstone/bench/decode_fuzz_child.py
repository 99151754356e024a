"""The process in which atheris steers the fuzzing of the decoder by what code is reached.

It does not know how the figures of several such processes are put together; `decode_fuzz` does.
"""

import argparse
import importlib
import inspect
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from inkstone.bench.decode_fuzz import Record, with_checksums
from inkstone.media.opening import silent

_INPUT_BYTES_MAX = 8192
_MEMORY_MB = 2048
_TIMEOUT_S = 25
_SAVE_EVERY_S = 1.0
#: Modules whose branches steer; the rest of the world would take minutes to prepare.
_STEERING = ("inkstone.media.", "PIL.Image", "PIL.ImageFile", "PIL.ImageOps")
_PLUGIN = "ImagePlugin"


def fuzz(seconds: float, seed: int, folder: Path) -> None:
    """Fuzz until the time is over, and keep the figures in the folder; it does not return."""
    atheris: Any = importlib.import_module("atheris")
    record = Record()
    end_s = time.monotonic() + seconds
    saved_s = 0.0

    def save() -> None:
        (folder / "figures.json").write_text(json.dumps(record.figures()), encoding="utf-8")

    def one(data: bytes) -> None:
        nonlocal saved_s
        try:
            record.attempt(with_checksums(data))
        except BaseException:
            save()
            raise
        now_s = time.monotonic()
        if now_s > end_s:
            save()
            os._exit(0)
        if now_s > saved_s + _SAVE_EVERY_S:
            saved_s = now_s
            save()

    options = {
        "seed": seed, "max_len": _INPUT_BYTES_MAX, "rss_limit_mb": _MEMORY_MB,
        "timeout": _TIMEOUT_S, "artifact_prefix": f"{folder}/", "verbosity": 0,
    }  # fmt: skip
    flags = [f"-{name}={value}" for name, value in options.items()]
    with silent():
        # Once each: a class has the functions of those it inherits from, too.
        for function in set(_functions()):
            atheris.instrument_func(function)
        atheris.Setup([sys.argv[0], *flags, str(folder / "corpus")], one)
        atheris.Fuzz()


def _functions() -> Iterator[Callable[..., Any]]:
    """Every function of the modules that steer, methods among them."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_STEERING) or (name.startswith("PIL.") and name.endswith(_PLUGIN)):
            yield from _functions_of(module)


def _functions_of(module: ModuleType) -> Iterator[Callable[..., Any]]:
    for owner in [module, *(one for _, one in inspect.getmembers(module, inspect.isclass))]:
        for _, one in inspect.getmembers(owner, inspect.isfunction):
            if one.__module__ == module.__name__:
                yield one


def main() -> None:
    """Fuzz as the parent says."""
    parser = argparse.ArgumentParser(prog="inkstone.bench.decode_fuzz_child")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    options = parser.parse_args()
    fuzz(options.seconds, options.seed, options.folder)


if __name__ == "__main__":
    main()
