"""What steps, prefixes and decoding take, against what was worked out for the real models."""

import pytest

from inkstone.engines.diffusion.scheduling.cost import Architecture, decode_tflop

SINGLE = Architecture(streams="single", num_layers=32, width=4096, mlp_width=12288)
DOUBLE = Architecture(
    streams="double", num_layers=60, width=3072, mlp_width=12288, num_mlp_matrices=2
)


@pytest.mark.parametrize(
    ("side_px", "tflop"), [(256, 3.6), (512, 14.9), (1024, 66.1), (1536, 173.0), (2048, 370.0)]
)
def test_a_step_of_21_takes_what_was_worked_out(side_px: int, tflop: float) -> None:
    assert SINGLE.step_tflop((side_px // 16) ** 2, 50) == pytest.approx(tflop, rel=0.01)


@pytest.mark.parametrize(("refs", "tflop"), [(1, 74.9), (3, 92.5)])
def test_references_cost_a_step_their_attention_only(refs: int, tflop: float) -> None:
    assert SINGLE.step_tflop(4096, refs * 4096 + 50) == pytest.approx(tflop, rel=0.01)


@pytest.mark.parametrize(("refs", "tflop"), [(1, 66.0), (3, 224.0)])
def test_a_prefill_costs_each_reference_what_precedes_it(refs: int, tflop: float) -> None:
    assert SINGLE.prefill_tflop(refs * 4096, refs) == pytest.approx(tflop, rel=0.01)


def test_a_prefix_holds_exactly_so_much() -> None:
    assert SINGLE.prefix_bytes(1) == 524_288
    assert SINGLE.prefix_bytes(4096) == 2 * 2**30
    exact = Architecture(
        streams="single", num_layers=32, width=4096, mlp_width=12288, bytes_per_value=4
    )
    assert exact.prefix_bytes(1) == 2 * 524_288


def test_the_weights_are_counted_as_they_are() -> None:
    assert SINGLE.params_per_token == 32 * (4 * 4096**2 + 3 * 4096 * 12288)
    assert SINGLE.params_per_token == pytest.approx(6.98e9, rel=0.01)
    # Both streams have as many again, which makes two thirds of the 20 billion.
    assert 2 * DOUBLE.params_per_token == pytest.approx(13.6e9, rel=0.01)


def test_two_streams_keep_nothing_between_steps() -> None:
    assert DOUBLE.prefill_tflop(4096) == 0
    assert DOUBLE.prefix_bytes(4096) == 0
    # A reference of the target's size is as many tokens again, and its attention four times.
    alone, with_one = DOUBLE.step_tflop(4096, 0), DOUBLE.step_tflop(4096, 4096)
    assert 2 * alone < with_one < 4 * alone


def test_decoding_grows_with_the_area() -> None:
    assert decode_tflop(1024, 1024) == pytest.approx(17.0)
    assert decode_tflop(2048, 2048) == pytest.approx(69.0, rel=0.02)
    assert decode_tflop(512, 512) == pytest.approx(4.24, rel=0.01)
    assert decode_tflop(256, 512) == pytest.approx(2 * decode_tflop(256, 256))
