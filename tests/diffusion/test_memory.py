"""The plan of a device's memory: the same every time, never more than there is, clear where it
cannot be.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusion import tiny
from inkstone.domain.errors import EngineFailure
from inkstone.engines.diffusion.checkpoints import checkpoint
from inkstone.engines.diffusion.memory.footprint import Footprint
from inkstone.engines.diffusion.memory.plan import fits, plan
from inkstone.engines.diffusion.models.abilities import AREA_PX_MAX

GIB = 2**30
#: Qwen-Image-2.1 in bfloat16.
REAL = Footprint(
    family="qwen-image-2.1",
    weights_bytes=int(30.2 * GIB),
    value_bytes=2,
    num_layers=32,
    width=4096,
    vae_encoder_width=96,
    vae_decoder_width=144,
    vae_num_blocks=2,
    text_width=4096,
    num_references_max=10,
    is_guided=True,
)
#: Qwen-Image-Edit-2511.
OLDER = replace(
    REAL,
    family="qwen-image-edit-plus",
    weights_bytes=int(54 * GIB),
    num_layers=60,
    width=3072,
    vae_decoder_width=96,
    text_width=3584,
    num_references_max=3,
)


def test_a_prefix_token_of_the_real_model_is_512_kib() -> None:
    assert REAL.prefix_bytes(1) == 512 * 1024


@pytest.mark.parametrize("footprint", [REAL, OLDER])
@pytest.mark.parametrize("total", [80, 94, 141, 192])
def test_the_shares_add_up(footprint: Footprint, total: int) -> None:
    made = plan([footprint], total_bytes=total * GIB, rows_max=4096, reference_px=1024)

    assert made.weights_bytes + made.reserved_bytes + made.bytes_max == total * GIB
    assert made.bytes_max > 0
    assert made == plan([footprint], total_bytes=total * GIB, rows_max=4096, reference_px=1024)


def test_tiles_leave_room_for_two_checkpoints_on_a_card_of_80_gb() -> None:
    # What is left of such a card once its driver has taken its share.
    made = plan([REAL, REAL], total_bytes=79 * GIB, rows_max=4096, reference_px=1024)

    assert made.decode_bytes == REAL.decode_bytes(AREA_PX_MAX, 1024)
    assert made.decode_bytes < REAL.decode_bytes(AREA_PX_MAX) / 3


def test_a_plan_too_small_for_its_tiles_is_refused_rather_than_given_smaller_ones() -> None:
    with pytest.raises(EngineFailure) as caught:
        plan([REAL], total_bytes=40 * GIB, rows_max=4096, reference_px=1024)
    assert caught.value.code == "device_too_small"
    assert plan([REAL], total_bytes=48 * GIB, rows_max=4096, reference_px=1024).bytes_max > 0


@given(
    total=st.integers(1, 400 * GIB),
    weights=st.integers(0, 100 * GIB),
    rows_max=st.integers(64, 65_536),
    reference_px=st.integers(256, 2048),
)
def test_a_plan_either_fits_or_is_refused(
    total: int, weights: int, rows_max: int, reference_px: int
) -> None:
    footprint = replace(REAL, weights_bytes=weights)
    try:
        made = plan([footprint], total_bytes=total, rows_max=rows_max, reference_px=reference_px)
    except EngineFailure:
        return
    assert made.weights_bytes + made.reserved_bytes + made.bytes_max == total
    # Whatever prefix fits can be computed: what that takes beside it is reserved.
    tokens = made.bytes_max // footprint.prefix_bytes(1)
    tokens = min(tokens, 10 * reference_px**2 // 256 + 4096)
    assert footprint.prefill_bytes(tokens) <= made.work_bytes


def test_weights_that_do_not_fit_are_refused_with_the_numbers() -> None:
    with pytest.raises(EngineFailure) as caught:
        plan([REAL], total_bytes=24 * GIB, rows_max=4096, reference_px=1024)
    assert caught.value.code == "device_too_small"
    assert "30.2 GiB" in caught.value.message
    assert "24.0 GiB" in caught.value.message


def test_what_is_needed_beside_the_weights_is_told() -> None:
    with pytest.raises(EngineFailure) as caught:
        plan([REAL], total_bytes=32 * GIB, rows_max=4096, reference_px=1024)
    assert "30.2" in caught.value.message
    assert "BFLOAT16" in caught.value.message.upper()


def test_checkpoints_share_the_device() -> None:
    both = plan([REAL, OLDER], total_bytes=141 * GIB, rows_max=4096, reference_px=1024)

    assert both.weights_bytes == REAL.weights_bytes + OLDER.weights_bytes
    alone = plan([REAL], total_bytes=141 * GIB, rows_max=4096, reference_px=1024)
    assert both.bytes_max < alone.bytes_max


@pytest.mark.parametrize("name", ["qwen-image-2.1", "qwen-image-2512", "qwen-image-edit-2511"])
def test_a_folder_is_planned_for_before_it_is_loaded(name: str) -> None:
    facts = checkpoint.inspect(str(tiny.checkpoint(name)))

    made = fits(facts, value_bytes=4, total_bytes=4 * GIB)

    assert 0 < made.weights_bytes < GIB / 8
    assert made.bytes_max > GIB / 2


def test_a_damaged_folder_is_said_to_be_damaged(tmp_path: Path) -> None:
    facts = checkpoint.inspect(str(tiny.checkpoint("qwen-image-2.1")))
    for name in ("transformer", "vae", "text_encoder"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text(json.dumps([]))
    with pytest.raises(EngineFailure):
        fits(replace(facts, folder=tmp_path), value_bytes=2, total_bytes=80 * GIB)
