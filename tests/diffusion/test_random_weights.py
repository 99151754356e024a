"""The benchmarks' random weights have the real sizes, and make pictures at a small one."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
import torch

from diffusion.tiny_tokenizer import special_ids, tokenizer
from inkstone.engines.diffusion.contest import fresh_weights

SOURCE = Path(__file__).parents[2] / "bench" / "gpu" / "random_weights.py"


@pytest.fixture(scope="module")
def random_weights() -> ModuleType:
    spec = importlib.util.spec_from_file_location("random_weights", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def num_weights(part: torch.nn.Module) -> int:
    return sum(weight.numel() for weight in part.parameters())


def settings(part: torch.nn.Module) -> dict[str, object]:
    """Those that decide what it computes; underlined ones say where they came from."""
    return {name: value for name, value in part.config.items() if not name.startswith("_")}


def test_the_real_shape_is_what_the_classes_have_by_default() -> None:
    from diffusers import AutoencoderKLQwenImage21, QwenImage21Transformer2DModel

    with torch.device("meta"):
        ours = fresh_weights.transformer(fresh_weights.REAL), fresh_weights.vae(fresh_weights.REAL)
        theirs = QwenImage21Transformer2DModel(), AutoencoderKLQwenImage21()
    for part, default in zip(ours, theirs, strict=True):
        assert {name: weight.shape for name, weight in part.named_parameters()} == {
            name: weight.shape for name, weight in default.named_parameters()
        }
        assert settings(part) == settings(default)
    assert [num_weights(part) for part in ours] == [7_115_124_736, 337_740_404]


def test_the_text_encoder_has_eight_billion_weights() -> None:
    with torch.device("meta"):
        part = fresh_weights.text_encoder(fresh_weights.REAL, special_ids=special_ids(tokenizer()))
    assert num_weights(part) == pytest.approx(8.77e9, rel=1e-3)
    assert part.config.text_config.hidden_size == 4096


def test_a_small_shape_makes_a_picture_on_the_cpu(random_weights: ModuleType) -> None:
    made = random_weights.pipeline("cpu", dtype=torch.float32, shape=random_weights.SMALL)
    drawn = made("a fox", height=64, width=64, num_inference_steps=2, output_type="pt").images
    assert drawn.shape == (1, 4, 64, 64)
    assert drawn.isfinite().all()
    assert drawn.std() > 0.02
    assert made.text_encoder.config.text_config.vocab_size == 151936


def test_the_default_dtype_is_as_it_was(random_weights: ModuleType) -> None:
    made = random_weights.pipeline("cpu", shape=random_weights.SMALL)
    assert {weight.dtype for weight in made.transformer.parameters()} == {torch.bfloat16}
    assert torch.get_default_dtype() == torch.float32
