"""Checkpoints told by their files: found, known, whole; and what is said where they are not."""

import json
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from huggingface_hub import constants

from diffusion import tiny
from inkstone.domain.errors import EngineFailure, InvalidRequest, NotFound, UnsupportedRequest
from inkstone.engines.diffusion.checkpoints import checkpoint

TRANSFORMER = "transformer/diffusion_pytorch_model.safetensors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkpoint of one's own, to be damaged."""
    return Path(shutil.copytree(tiny.checkpoint("qwen-image-2.1-turbo"), tmp_path / "mine"))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the hub."""
    # The library reads the environment when it is imported, which was long ago.
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.mark.parametrize(
    ("made", "family"),
    [
        ("qwen-image-2.1", "qwen-image-2.1"),
        ("qwen-image-2512", "qwen-image"),
        ("qwen-image-edit-2511", "qwen-image-edit-plus"),
    ],
)
def test_a_folder_says_its_family_and_its_sizes(made: str, family: str) -> None:
    path = tiny.checkpoint(made)
    facts = checkpoint.inspect(str(path))
    assert (facts.family, facts.name, facts.folder) == (family, path.name, path)
    assert facts.sample_sigmas is None
    assert set(facts.weights_bytes) == {"transformer", "vae", "text_encoder"}
    assert facts.total_bytes == sum(f.stat().st_size for f in path.rglob("*.safetensors"))


def test_a_distilled_checkpoint_says_its_schedule(folder: Path) -> None:
    assert checkpoint.inspect(str(folder)).sample_sigmas == tiny.TURBO_SIGMAS


def test_a_revision_changes_with_any_weight_or_setting_and_with_nothing_else(folder: Path) -> None:
    def revision() -> str:
        return checkpoint.inspect(str(folder)).revision

    first = revision()
    assert first.startswith("local-")
    assert len(first) == len("local-") + 12
    (folder / "notes.md").write_text("nothing that is read")
    assert revision() == first
    file = folder / TRANSFORMER
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(bytes(data))
    second = revision()
    settings = folder / "scheduler" / "scheduler_config.json"
    settings.write_text(settings.read_text() + "\n")
    assert len({first, second, revision()}) == 3


def test_shards_are_found_by_their_index(tmp_path: Path) -> None:
    tiny.build("qwen-image-2.1", tmp_path / "split", shard_size="500KB")
    assert (tmp_path / "split" / "transformer").glob("*index.json")
    split = checkpoint.inspect(str(tmp_path / "split"))
    shards = list((tmp_path / "split" / "transformer").glob("*.safetensors"))
    assert len(shards) > 1
    assert split.weights_bytes["transformer"] == sum(shard.stat().st_size for shard in shards)
    shards[0].unlink()
    with pytest.raises(NotFound, match=rf"has no transformer/{shards[0].name}"):
        checkpoint.inspect(str(tmp_path / "split"))


def test_an_index_names_no_file_elsewhere(folder: Path) -> None:
    (folder / TRANSFORMER).rename(folder / "elsewhere.safetensors")
    index = folder / f"{TRANSFORMER}.index.json"
    index.write_text(json.dumps({"weight_map": {"a": "../elsewhere.safetensors"}}))
    with pytest.raises(NotFound, match="elsewhere"):
        checkpoint.inspect(str(folder))


def test_a_hub_id_that_is_not_in_the_cache_says_how_to_get_it() -> None:
    with pytest.raises(NotFound, match=r"run `inkstone models pull Qwen/Qwen-Image-2\.1`"):
        checkpoint.inspect("Qwen/Qwen-Image-2.1")


def test_a_commit_in_the_cache_is_found_by_name_alone(cache: Path, folder: Path) -> None:
    place = cache / "models--me--tiny" / "snapshots" / ("a" * 40)
    place.parent.mkdir(parents=True)
    folder.rename(place)
    facts = checkpoint.inspect("me/tiny")
    assert (facts.name, facts.revision, facts.folder) == ("me/tiny", "a" * 40, place)
    assert checkpoint.inspect(f"me/tiny@{'a' * 40}") == facts
    with pytest.raises(NotFound, match="not in the cache"):
        checkpoint.inspect(f"me/tiny@{'b' * 40}")


@pytest.mark.parametrize(
    "source", ["", "no-such-folder", "/no/such/folder", "a/b/c", "../x", "a b/c"]
)
def test_what_is_neither_a_folder_nor_a_hub_id_is_said(source: str, tmp_path: Path) -> None:
    if not source:
        source = str(tmp_path / "nothing")
    with pytest.raises(InvalidRequest, match="no such folder"):
        checkpoint.inspect(source)


def test_a_folder_without_an_index_is_no_pipeline(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"has no model_index\.json"):
        checkpoint.inspect(str(tmp_path))


def test_an_unknown_pipeline_is_told_which_are_known(folder: Path) -> None:
    _change(folder / "model_index.json", _class_name="FluxPipeline")
    with pytest.raises(UnsupportedRequest, match=r"is a FluxPipeline; known are QwenImage21Pipel"):
        checkpoint.inspect(str(folder))


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00"])
def test_an_index_that_cannot_be_read_is_named(folder: Path, text: str) -> None:
    (folder / "model_index.json").write_text(text)
    with pytest.raises(EngineFailure, match=r"model_index\.json"):
        checkpoint.inspect(str(folder))


@pytest.mark.parametrize("sigmas", [[], [0.5, 0.7], [1.0, 0.0], ["1"], 4, [2.0, 1.0]])
def test_a_schedule_that_does_not_fall_is_refused(folder: Path, sigmas: object) -> None:
    _change(folder / "model_index.json", sample_sigmas=sigmas)
    with pytest.raises(EngineFailure, match="sample_sigmas"):
        checkpoint.inspect(str(folder))


@pytest.mark.parametrize(
    "name",
    [
        TRANSFORMER,
        "vae/config.json",
        "scheduler/scheduler_config.json",
        "processor/tokenizer.json",
    ],
)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(NotFound, match=f"has no {name}"):
        checkpoint.inspect(str(folder))


def test_a_pickle_is_refused(folder: Path) -> None:
    (folder / TRANSFORMER).rename(folder / "transformer" / "diffusion_pytorch_model.bin")
    with pytest.raises(UnsupportedRequest, match=r"diffusion_pytorch_model\.bin is a pickle"):
        checkpoint.inspect(str(folder))


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: b"",
        lambda data: struct.pack("<Q", 2**62) + data[8:],
        lambda data: b"<html>Not found</html>" * 100,
    ],
)
def test_a_damaged_file_is_named(folder: Path, damage) -> None:
    file = folder / TRANSFORMER
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(EngineFailure, match=rf"{TRANSFORMER} in .* is damaged"):
        checkpoint.inspect(str(folder))


def test_looking_at_files_needs_no_torch() -> None:
    code = (
        "import sys, inkstone.engines.diffusion.checkpoints.hub; sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


@pytest.mark.parametrize("made", sorted(tiny.FAMILIES))
def test_every_family_is_loaded_for_inference_alone(made: str) -> None:
    facts = checkpoint.inspect(str(tiny.checkpoint(made)))
    modules = checkpoint.load(facts, device="cpu", dtype=torch.float32)
    for module in (modules.transformer, modules.vae, modules.text_encoder):
        assert not module.training
        assert {each.dtype for each in module.parameters()} == {torch.float32}
        assert not any(each.requires_grad for each in module.parameters())
    assert (modules.processor is None) == (facts.family == "qwen-image")
    assert modules.tokenizer("a red fox").input_ids
    assert modules.scheduler_config["_class_name"] == "FlowMatchEulerDiscreteScheduler"
    assert modules.config["_class_name"] == facts.pipeline_class


def test_weights_that_lack_a_tensor_are_not_filled_up_at_random(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    tensors = load_file(folder / TRANSFORMER)
    lost = tensors.pop(sorted(tensors)[0])
    assert lost.numel()
    save_file(tensors, folder / TRANSFORMER)
    with pytest.raises(EngineFailure, match=r"transformer.* (lack|cannot be loaded)"):
        _loaded(folder)


def test_a_component_of_another_class_is_refused(folder: Path) -> None:
    _change(folder / "model_index.json", vae=["diffusers", "AutoencoderKL"])
    with pytest.raises(UnsupportedRequest, match="its vae is a AutoencoderKL"):
        _loaded(folder)


def _loaded(folder: Path) -> SimpleNamespace:
    return checkpoint.load(checkpoint.inspect(str(folder)), device="cpu", dtype=torch.float32)


def _change(file: Path, **values: object) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}))
