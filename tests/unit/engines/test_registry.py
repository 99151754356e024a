"""What `auto` means and why, and what is said where an engine cannot be had."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from huggingface_hub import constants

from diffusion.just_enough import just_enough
from inkstone.domain.errors import EngineFailure, NotFound, UnsupportedRequest
from inkstone.engines import registry
from inkstone.engines.diffusion import device
from inkstone.engines.limits import DiffusionLimits, EngineLimits, Weights
from inkstone.engines.weights import Device

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
    card = Device(place="cuda:0", name="a card", total_bytes=80 * 2**30, free_bytes=80 * 2**30)
    monkeypatch.setattr(device, "describe", lambda name: card)


def there(name: str = "qwen-image-2.1") -> Weights:
    """Weights that are on this machine."""
    from diffusion import tiny  # torch takes seconds, also for whoever only collects

    return Weights(source=str(tiny.checkpoint(name)), steps=40)


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


def test_an_upstream_does_not_outweigh_a_gpu(gpu: None) -> None:
    ups = ("dashscope", "other")
    assert registry.choose("auto", limits(m=there()), upstreams=ups)[0] == "diffusion"
    name, why = registry.choose("auto", limits(m=ABSENT), upstreams=ups)
    assert name == "dashscope"
    assert why.startswith("an upstream; there is a GPU, but")


def test_without_a_gpu_the_first_upstream_is_asked_and_without_one_the_illustrator() -> None:
    assert registry.choose("auto", limits(), upstreams=("dashscope",))[0] == "dashscope"
    assert registry.choose("auto", limits())[0] == "sketch"


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


def test_a_pinned_revision_that_is_not_there_is_named() -> None:
    pinned = Weights(source="someone/nothing", revision="c1")
    with pytest.raises(NotFound, match="inkstone models pull someone/nothing@c1"):
        registry.create("diffusion", engine_limits(limits(m=pinned)))


def test_without_any_weights_it_says_which_are_missing() -> None:
    with pytest.raises(NotFound, match="inkstone models pull someone/nothing"):
        registry.create("diffusion", engine_limits(limits(m=ABSENT)))
    with pytest.raises(NotFound, match="names no weights"):
        registry.create("diffusion", engine_limits(limits()))


def test_the_store_of_weights_is_a_module_that_can_be_asked() -> None:
    store = registry.weights()
    assert isinstance(store, ModuleType)
    assert store.inspect(there().source).family == "qwen-image-2.1"


def test_of_weights_that_do_not_fit_together_the_catalogues_first_are_served(
    caplog: pytest.LogCaptureFixture,
) -> None:
    names = ("qwen-image-2.1", "qwen-image-2512")
    models = {"first": there(names[0]), "same": there(names[0]), "second": there(names[1])}
    memory = just_enough([there(names[0]).source])
    narrow = DiffusionLimits(models=models, device="cpu", memory_bytes=memory)
    can = registry.create("diffusion", engine_limits(narrow)).capabilities
    assert can.models == {"first", "same"}
    assert list(can.left_out) == ["second"]
    assert models["second"].source in can.left_out["second"]
    assert "INKSTONE_DIFFUSION_MODELS" in can.left_out["second"]
    assert "model second is not served" in caplog.text
    wide = replace(narrow, memory_bytes=just_enough([there(name).source for name in names]))
    assert registry.create("diffusion", engine_limits(wide)).capabilities.left_out == {}


@pytest.mark.slow
@pytest.mark.anyio
async def test_what_was_left_out_is_not_loaded() -> None:
    models = {"first": there(), "second": there("qwen-image-2512")}
    memory = just_enough([models["first"].source])
    made = registry.create(
        "diffusion",
        engine_limits(DiffusionLimits(models=models, device="cpu", memory_bytes=memory)),
    )
    await made.open()
    try:
        assert made.identity.model == Path(models["first"].source).name
        assert len(made._studio._places) == 1  # type: ignore[attr-defined]
    finally:
        await made.close()


def test_where_no_weights_fit_the_numbers_are_said() -> None:
    models = {"first": there(), "second": there("qwen-image-2512")}
    none = DiffusionLimits(models=models, device="cpu", memory_bytes=10**6)
    with pytest.raises(EngineFailure, match="may be used") as caught:
        registry.create("diffusion", engine_limits(none))
    assert caught.value.code == "device_too_small"


def test_a_host_without_a_gpu_of_its_own_does_not_guess_what_fits_a_workers() -> None:
    models = {"first": there(), "second": there("qwen-image-2512")}
    for name in ("auto", "cuda:1"):
        only_serves = DiffusionLimits(models=models, device=name, memory_bytes=10**6)
        made = registry.create("diffusion", engine_limits(only_serves))
        assert made.capabilities.models == {"first", "second"}


def test_auto_asks_whether_the_weights_fit(gpu: None) -> None:
    models = {"first": there(), "second": there("qwen-image-2512")}
    small = DiffusionLimits(models=models, dtype="float32", memory_bytes=10**6)
    name, why = registry.choose("auto", small)
    assert (name, "may be used" in why) == ("sketch", True)
    some = replace(small, memory_bytes=just_enough([there().source]))
    name, why = registry.choose("auto", some)
    assert (name, "too little memory for second" in why) == ("diffusion", True)


def test_every_library_of_the_extra_is_looked_for() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    extra = project["optional-dependencies"]["diffusion"]
    named = {re.split(r"[<>=~!]", line)[0].replace("-", "_") for line in extra}
    assert named == set(registry.library_versions())
    assert not registry.lacking_libraries()


def test_an_engine_that_does_not_exist_is_said() -> None:
    with pytest.raises(ValueError, match="only diffusion, echo, sketch"):
        registry.create("crayon", engine_limits(limits()))
