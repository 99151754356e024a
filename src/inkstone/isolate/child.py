"""The worker process: `python -m inkstone.isolate.child` reads calls and writes answers.

This module does not know what the work is; it imports the function that it is told to.
"""

import argparse
import contextlib
import ctypes
import gc
import importlib
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from inkstone.isolate import failures, frames

#: The exit status of a worker that found itself over its memory limit.
EXIT_MEMORY = 86

Function = Callable[[dict[str, Any], list[bytes]], tuple[dict[str, Any], list[bytes]]]

_READ_BYTES = 2**20
_PR_SET_PDEATHSIG = 1
_NICENESS = 5
#: Beyond the deadline the parent kills; the kernel's own alarm is for when no parent is left.
_ALARM_GRACE_S = 5.0
_WATCH_INTERVAL_S = 1.0


def main(argv: Sequence[str] | None = None) -> None:
    """Serve calls until the parent closes the pipe."""
    parser = argparse.ArgumentParser(prog="inkstone.isolate.child")
    parser.add_argument("--target", required=True)
    parser.add_argument("--warm", default="")
    parser.add_argument("--parent-pid", type=int, required=True)
    parser.add_argument("--memory-bytes", type=int, required=True)
    parser.add_argument("--deadline-s", type=float, required=True)
    options = parser.parse_args(argv)

    _die_with(options.parent_pid)
    _ignore_signals()
    _limit(options.memory_bytes)
    _watch(options.parent_pid, options.memory_bytes)
    requests, answers = _take_pipes()
    try:
        function: Function = _find(options.target)
        if options.warm:
            _find(options.warm)()
    except BaseException as error:  # noqa: BLE001 - every failure to start is told to the parent
        _write(answers, frames.encode({"failure": failures.encode_failure(error)}))
        os._exit(1)
    # What was loaded stays for life, so the collector need not walk it again and again.
    gc.collect()
    gc.freeze()
    _write(answers, frames.encode({"ready": True}))
    _serve(function, requests, answers, alarm_s=options.deadline_s + _ALARM_GRACE_S)
    # Nothing here needs tidying, and threads of a renderer must not hold up the end.
    os._exit(0)


def _serve(function: Function, requests: int, answers: int, *, alarm_s: float) -> None:
    decoder = frames.Decoder()
    while data := os.read(requests, _READ_BYTES):
        for call in decoder.feed(data):
            signal.setitimer(signal.ITIMER_REAL, alarm_s)
            answer = _answer(function, call)
            signal.setitimer(signal.ITIMER_REAL, 0)
            _write(answers, answer)


def _answer(function: Function, call: frames.Frame) -> list[bytes]:
    """Do the work and encode what came of it."""
    number = call.header["id"]
    try:
        result, blobs = function(call.header["args"], call.blobs)
        return frames.encode({"id": number, "result": result}, blobs)
    except BaseException as error:  # noqa: BLE001 - whatever the work raises is its answer
        return frames.encode({"id": number, "failure": failures.encode_failure(error)})


def _find(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def _take_pipes() -> tuple[int, int]:
    """Keep the pipes for frames; what the work prints goes to the log, what it reads is empty."""
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - the constant exists on Linux alone

        for pipe in (requests, answers):
            # A pipe of 1 MiB rather than 64 KiB: a picture takes two wake-ups, not thirty.
            # Refused for a socket, or where the user's share of pipe memory is used up.
            with contextlib.suppress(OSError):
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _READ_BYTES)
    return requests, answers


def _write(pipe: int, parts: Sequence[bytes]) -> None:
    for part in parts:
        with memoryview(part) as view:
            at = 0
            while at < len(view):
                at += os.write(pipe, view[at:])


def _die_with(parent_pid: int) -> None:
    if sys.platform == "linux":
        # NOTE: The kernel sends this when the *thread* that started us ends, which is the
        # thread of the parent's event loop; a pool does not outlive its loop.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:
        os._exit(1)  # The parent died before the line above.


def _ignore_signals() -> None:
    # Ctrl-C, and a service manager's SIGTERM to the whole group, are for the parent, which
    # finishes what is under way and then closes its workers.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    # The alarm must end the process without Python's help: C code may hold the interpreter.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _limit(memory_bytes: int) -> None:
    os.nice(_NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # RLIMIT_DATA counts private writable memory and nothing else: RLIMIT_AS would count
        # mapped fonts and the address space that allocators reserve without using it.
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))


def _watch(parent_pid: int, memory_bytes: int) -> None:
    """Look each second whether the parent lives and, where no limit can be set, at the memory."""

    def look() -> None:
        while True:
            time.sleep(_WATCH_INTERVAL_S)
            if os.getppid() != parent_pid:
                os._exit(1)
            # Off Linux the peak is in bytes, and no limit on memory is enforced by the kernel.
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            if sys.platform == "darwin" and peak > memory_bytes:
                os._exit(EXIT_MEMORY)

    # A thread's stack counts as memory: the usual 8 MiB would be a waste for these lines.
    before = threading.stack_size(256 * 1024)
    threading.Thread(target=look, name="inkstone-watch", daemon=True).start()
    threading.stack_size(before)


if __name__ == "__main__":
    main()
