"""The device that a setting means, what it computes in, and what is free there."""

from pathlib import Path

import pytest
import torch

from inkstone.domain.errors import InvalidRequest
from inkstone.engines.diffusion import device

CPU = torch.device("cpu")


def test_auto_is_a_gpu_where_there_is_one() -> None:
    assert device.pick_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")
    assert device.pick_device("cpu") == CPU


@pytest.mark.parametrize("name", ["cuda:99", "cuda:x", "cuda:-1", "mps", ""])
def test_a_device_that_is_not_there_is_said(name: str) -> None:
    with pytest.raises(InvalidRequest, match="There is no device"):
        device.pick_device(name)


def test_auto_computes_in_what_suits_the_device() -> None:
    assert device.pick_dtype("auto", CPU) is torch.float32
    assert device.pick_dtype("auto", torch.device("cuda", 0)) is torch.bfloat16
    assert device.pick_dtype("bfloat16", CPU) is torch.bfloat16


def test_memory_is_free_and_less_than_there_is() -> None:
    assert 0 < device.free_bytes(CPU) <= device.total_bytes(CPU) < 2**50
    described = device.describe("cpu")
    assert (described.place, described.name) == ("cpu", "CPU")


def test_a_container_has_no_more_than_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "memory.max").write_text("1000000\n")
    (tmp_path / "memory.current").write_text("600000\n")
    (tmp_path / "memory.stat").write_text("anon 300000\ninactive_file 200000\n")
    # No test can put itself into a container.
    groups = ((tmp_path, "memory.max", "memory.current", "inactive_file"),)
    monkeypatch.setattr(device, "_CGROUPS", groups)
    assert device.free_bytes(CPU) == 600_000
    assert device.total_bytes(CPU) == 1_000_000
    (tmp_path / "memory.max").write_text("max\n")
    assert device.free_bytes(CPU) > 1_000_000
