"""The device that weights are put on: which one, what it computes in, what is free there.

It does not know how much any weights need.
"""

from pathlib import Path

import torch

from inkstone.domain.errors import InvalidRequest
from inkstone.engines.weights import Device

_MEMINFO = Path("/proc/meminfo")
#: Where a container's memory limit and use are: version 2 of control groups, then version 1.
_CGROUPS = (
    (Path("/sys/fs/cgroup"), "memory.max", "memory.current", "inactive_file"),
    (
        Path("/sys/fs/cgroup/memory"),
        "memory.limit_in_bytes",
        "memory.usage_in_bytes",
        "total_inactive_file",
    ),
)
_UNBOUNDED = 2**63 - 1


def has_cuda() -> bool:
    """Whether torch can use a GPU here."""
    return torch.cuda.is_available()


def pick_device(name: str) -> torch.device:
    """The device that a setting means: `auto`, `cpu`, `cuda` or `cuda:1`.

    Raises:
        InvalidRequest: there is no such device.
    """
    if name == "auto":
        name = "cuda" if has_cuda() else "cpu"
    if name == "cpu":
        return torch.device("cpu")
    num_devices = torch.cuda.device_count() if has_cuda() else 0
    kind, _, index = name.partition(":")
    if kind != "cuda" or not (index or "0").isdecimal() or int(index or 0) >= num_devices:
        there = f"{num_devices} of them" if num_devices else "none that torch can use"
        raise InvalidRequest(f"There is no device {name!r}: of GPUs there are {there}.")
    return torch.device("cuda", int(index or 0))


def pick_dtype(name: str, device: torch.device) -> torch.dtype:
    """What a setting computes in: `auto`, `float32` or `bfloat16`."""
    if name == "auto":
        return torch.bfloat16 if device.type == "cuda" else torch.float32
    return {"float32": torch.float32, "bfloat16": torch.bfloat16}[name]


def free_bytes(device: torch.device) -> int:
    """What can still be allocated on a device, in bytes."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    return min(_host_bytes("MemAvailable"), _free_in_container())


def total_bytes(device: torch.device) -> int:
    """The memory of a device, in bytes."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[1]
    limits = [_number(folder / limit) for folder, limit, _, _ in _CGROUPS]
    return min([_host_bytes("MemTotal"), *(each for each in limits if each is not None)])


def device_name(device: torch.device) -> str:
    """What a device calls itself, such as `NVIDIA H200`."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return "CPU"


def describe(name: str) -> Device:
    """The device that a setting means, and what is free there.

    Raises:
        InvalidRequest: there is no such device.
    """
    device = pick_device(name)
    return Device(
        place=str(device),
        name=device_name(device),
        total_bytes=total_bytes(device),
        free_bytes=free_bytes(device),
    )


def _host_bytes(field: str) -> int:
    """A field of the kernel's account of memory; where there is none, as much as can be."""
    fields = _fields(_MEMINFO)
    return fields[f"{field}:"] * 1024 if f"{field}:" in fields else _UNBOUNDED


def _free_in_container() -> int:
    for folder, limit_file, used_file, cached in _CGROUPS:
        limit, used = _number(folder / limit_file), _number(folder / used_file)
        if limit is not None and used is not None:
            # Files that were read and are no longer in use give way to whoever needs the memory.
            return max(0, limit - used + _fields(folder / "memory.stat").get(cached, 0))
    return _UNBOUNDED


def _fields(file: Path) -> dict[str, int]:
    """Lines of a name and a number; nothing where there is no such file."""
    try:
        lines = [line.split() for line in file.read_text(encoding="ascii").splitlines()]
    except OSError:
        return {}
    return {line[0]: int(line[1]) for line in lines if len(line) > 1 and line[1].isdecimal()}


def _number(file: Path) -> int | None:
    """A number in a file of its own; none where there is no file or it says `max`."""
    try:
        text = file.read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdecimal() else None
