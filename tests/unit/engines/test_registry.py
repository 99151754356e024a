"""What `auto` means and why, and what is said where an engine cannot be had."""

from pathlib import Path
from types import ModuleType

import pytest
from huggingface_hub import constants

from inkstone.domain.errors import NotFound, UnsupportedRequest
from inkstone.engines import registry
from inkstone.engines.diffusion import device
from inkstone.engines.limits import DiffusionLimits, EngineLimits, Weights

ABSENT = Weights(source="someone/nothing", steps=8)


@pytest.fixture(autouse=True)
def _no_gpu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DASHSCOPE_API_KEY", raising=False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    # The machine that runs this may have a GPU.
    monkeypatch.setattr(registry, "_GPU_FILES", ())


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with a GPU, as far as anybody asks before weights are loaded."""
    monkeypatch.setattr(registry, "_GPU_FILES", ("/dev/null",))
    monkeypatch.setattr(device, "has_cuda", lambda: True)


def there() -> Weights:
    """Weights that are on this machine."""
    from diffusion import tiny  # torch takes seconds, also for whoever only collects

    return Weights(source=str(tiny.checkpoint("qwen-image-2.1")), steps=40)


def limits(**models: Weights) -> DiffusionLimits:
    return DiffusionLimits(models=models)


def engine_limits(diffusion: DiffusionLimits) -> EngineLimits:
    return EngineLimits(num_processes=1, memory_bytes=2**30, timeout_s=60, diffusion=diffusion)


def lack(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Have libraries look as if they were not installed."""
    find = registry.find_spec
    monkeypatch.setattr(registry, "find_spec", lambda name: None if name in names else find(name))


def test_a_name_is_what_was_asked_for() -> None:
    assert registry.choose("echo", limits()) == ("echo", "asked for by name")


def test_without_a_gpu_auto_draws_and_says_why() -> None:
    name, why = registry.choose("auto", limits(m=there()))
    assert (name, why) == ("sketch", "the built-in illustrator; there is no GPU")


def test_a_gpu_and_weights_are_used(gpu: None) -> None:
    assert registry.choose("auto", limits(m=there(), n=ABSENT))[0] == "diffusion"


def test_a_gpu_without_weights_says_how_to_get_them(gpu: None) -> None:
    name, why = registry.choose("auto", limits(m=ABSENT))
    assert name == "sketch"
    assert "inkstone models pull someone/nothing" in why


def test_a_gpu_without_libraries_says_how_to_get_them(
    gpu: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lack(monkeypatch, "torch")
    name, why = registry.choose("auto", limits(m=there()))
    assert name == "sketch"
    assert "pip install 'inkstone[diffusion]'" in why


def test_a_gpu_that_torch_cannot_use_is_said(gpu: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "has_cuda", lambda: False)
    assert registry.choose("auto", limits(m=there()))[0] == "sketch"


def test_a_checkpoint_that_was_named_is_used_even_on_a_cpu() -> None:
    named = DiffusionLimits(models={"m": there()}, is_named=True)
    assert registry.choose("auto", named) == ("diffusion", "a checkpoint was named")


def test_a_vendors_key_does_not_outweigh_a_gpu(gpu: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-1")
    assert registry.choose("auto", limits(m=there()))[0] == "diffusion"
    assert "DASHSCOPE_API_KEY" in registry.choose("auto", limits(m=ABSENT))[1]


def test_without_its_libraries_the_diffusion_engine_says_how_to_add_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lack(monkeypatch, "torch", "diffusers")
    for ask in (
        lambda: registry.create("diffusion", engine_limits(limits(m=there()))),
        registry.weights,
        lambda: registry.device("cpu"),
    ):
        with pytest.raises(UnsupportedRequest, match=r"torch, diffusers: pip install 'inkstone\["):
            ask()


def test_the_diffusion_engine_is_made_of_the_weights_that_are_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = registry.create("diffusion", engine_limits(limits(m=there(), n=ABSENT)))
    assert made.identity.engine == "diffusion"


def test_without_any_weights_it_says_which_are_missing() -> None:
    with pytest.raises(NotFound, match="inkstone models pull someone/nothing"):
        registry.create("diffusion", engine_limits(limits(m=ABSENT)))
    with pytest.raises(NotFound, match="names no weights"):
        registry.create("diffusion", engine_limits(limits()))


def test_the_store_of_weights_is_a_module_that_can_be_asked() -> None:
    store = registry.weights()
    assert isinstance(store, ModuleType)
    assert store.inspect(there().source).family == "qwen-image-2.1"


def test_an_engine_that_does_not_exist_is_said() -> None:
    with pytest.raises(ValueError, match="only diffusion, echo, sketch"):
        registry.create("crayon", engine_limits(limits()))
