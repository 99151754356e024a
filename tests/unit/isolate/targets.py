"""Functions that the pool's tests run in worker processes; each one well or badly behaved."""

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

from inkstone.domain.errors import Fault, InsufficientFunds, InvalidRequest

warmed = []


def warm():
    warmed.append(os.getpid())


def warm_badly():
    raise LookupError("no fonts here")


def do(args, blobs):
    """Do what `args["do"]` says."""
    return {"do": args["do"], **(globals()["do_" + args["do"]](args, blobs) or {})}, blobs


def do_echo(args, blobs):
    return {"seen": args.get("say"), "pid": os.getpid(), "warmed": len(warmed)}


def do_enlarge(args, blobs):
    blobs[:] = [blob * args["times"] for blob in blobs]


def do_sleep(args, blobs):
    time.sleep(args["s"])
    return {"pid": os.getpid()}


def do_meet(args, blobs):
    """Wait until as many others have come as were asked for."""
    folder = Path(args["folder"])
    (folder / str(os.getpid())).touch()
    while len(list(folder.iterdir())) < args["num"]:
        time.sleep(0.01)
    return {"pid": os.getpid()}


def do_print(args, blobs):
    print("INK1 a line on standard output", flush=True)  # noqa: T201 - what the test is about
    os.write(1, b"INK1\0\0\0\0\0\0\0\0")
    sys.stderr.write("a line on standard error\n")


def do_raise(args, blobs):
    raise ZeroDivisionError("a secret that callers must not see")


def do_refuse(args, blobs):
    raise InvalidRequest(
        faults=[Fault(param="size", message="Too wide.", kind="out_of_range")], code="bad_size"
    )


def do_bill(args, blobs):
    raise InsufficientFunds


def do_exit(args, blobs):
    os._exit(3)


def do_segfault(args, blobs):
    ctypes.string_at(0)


def do_hog(args, blobs):
    held = []
    while True:
        held.append(bytearray(8 * 2**20))


def do_abort_for_memory(args, blobs):
    """As Rust does it."""
    os.write(2, b"memory allocation of 1073741824 bytes failed\n")
    os.kill(os.getpid(), signal.SIGABRT)


def do_spin_in_c(args, blobs):
    """Hold the interpreter lock in C code for half a minute."""
    Path(args["note"]).write_text(str(os.getpid()))
    ctypes.PyDLL(None).usleep(30_000_000)


def do_environ(args, blobs):
    return {"environ": dict(os.environ), "cwd": str(Path.cwd()), "niceness": os.nice(0)}


def do_unjson(args, blobs):
    return {"set": {1, 2}}


def do_chatter(args, blobs):
    """Speak on the answer pipe without having been asked."""
    for fd in range(3, 20):
        try:
            os.write(fd, b"never a frame")
        except OSError:
            continue


def die_at_start():
    os._exit(9)
