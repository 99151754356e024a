"""The tiny checkpoints are what the real ones are: loadable, complete, and always the same."""

import hashlib
import json
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers.pipelines.qwenimage import pipeline_qwenimage_edit_plus
from PIL import Image

from diffusion import tiny
from diffusion.tiny_tokenizer import SPECIAL_TOKENS, tokenizer

SIZE_BYTES_MAX = 4_000_000


@pytest.fixture(params=list(tiny.FAMILIES))
def family(request: pytest.FixtureRequest) -> str:
    return request.param


def reference(seed: int = 0) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 255, (96, 128, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def picture(family: str, prompt: str = "a red fox", seed: int = 0) -> np.ndarray:
    """One of 64 by 64 pixels in two steps, by the plain pipeline; values from 0 to 1."""
    options = {}
    if family == "qwen-image-edit-2511":
        options["image"] = [reference()]
    if family == "qwen-image-2.1-turbo":
        options["sigmas"] = [1.0, 0.5]
    made = tiny.pipeline(tiny.checkpoint(family))(
        prompt=prompt,
        height=64,
        width=64,
        num_inference_steps=2,
        generator=torch.Generator().manual_seed(seed),
        output_type="np",
        **options,
    )
    return made.images[0]


@pytest.fixture
def small_references(monkeypatch: pytest.MonkeyPatch) -> None:
    """The editor enlarges each reference to 1024 by 1024 pixels; here a quick test will do."""
    monkeypatch.setattr(pipeline_qwenimage_edit_plus, "VAE_IMAGE_SIZE", 128 * 128)


def digests(folder: Path) -> dict[str, str]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


@pytest.mark.usefixtures("small_references")
def test_the_plain_pipeline_draws_and_what_it_is_told_shows(family: str) -> None:
    values = picture(family)
    assert values.shape == (64, 64, 4 if "2.1" in family else 3)
    assert values.std() > 0.05
    # Rounding in float32 changes them by about a millionth.
    assert np.abs(picture(family, prompt="green sky") - values).mean() > 0.001


def test_another_seed_gives_another_picture() -> None:
    family = "qwen-image-2.1"
    assert np.abs(picture(family, seed=1) - picture(family, seed=0)).mean() > 0.02


def test_two_builds_have_equal_bytes(family: str, tmp_path: Path) -> None:
    tiny.build(family, tmp_path / "again")
    assert digests(tmp_path / "again") == digests(tiny.checkpoint(family))


@pytest.mark.slow
def test_another_process_builds_the_same_bytes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "diffusion.tiny", "qwen-image-2.1", str(tmp_path / "there")]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[1], capture_output=True)
    assert digests(tmp_path / "there") == digests(tiny.checkpoint("qwen-image-2.1"))


def test_another_seed_builds_other_weights(tmp_path: Path) -> None:
    tiny.build("qwen-image-2.1", tmp_path / "other", seed=1)
    ours, other = digests(tiny.checkpoint("qwen-image-2.1")), digests(tmp_path / "other")
    changed = {name for name in ours if ours[name] != other[name]}
    assert {Path(name).suffix for name in changed} == {".safetensors"}
    assert len(changed) == 3


def test_building_leaves_the_random_state_alone(tmp_path: Path) -> None:
    before = torch.random.get_rng_state()
    tiny.build("qwen-image-2512", tmp_path / "built")
    assert torch.equal(before, torch.random.get_rng_state())


def test_a_checkpoint_is_small_and_asked_for_twice_is_the_same(family: str) -> None:
    path = tiny.checkpoint(family)
    assert sum(file.stat().st_size for file in path.rglob("*")) < SIZE_BYTES_MAX
    assert tiny.checkpoint(family) == path


def test_two_processes_may_build_one_checkpoint_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    build = tiny.build

    def overtaken(family: str, path: Path) -> None:
        """Build, but only after another process has begun and ended."""
        monkeypatch.setattr(tiny, "build", build)
        tiny.checkpoint(family)
        build(family, path)

    monkeypatch.setattr(tiny, "build", overtaken)
    finished = tiny.checkpoint("qwen-image-2512")
    assert list(finished.parent.iterdir()) == [finished]
    assert (finished / "model_index.json").is_file()


def test_the_network_is_not_asked(
    family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError(f"connected to {args[1:]}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    tiny.build(family, tmp_path / "built")
    tiny.pipeline(tmp_path / "built")


def test_the_files_name_public_classes(family: str) -> None:
    path = tiny.checkpoint(family)
    written = "\n".join(file.read_text() for file in path.rglob("*.json"))
    assert "diffusion.tiny" not in written
    assert "ImagesOnly" not in written


def test_weights_are_stored_in_bfloat16_and_loaded_as_asked(family: str) -> None:
    from safetensors import safe_open

    path = tiny.checkpoint(family)
    for file in path.rglob("*.safetensors"):
        with safe_open(file, "pt") as weights:
            stored = {weights.get_slice(name).get_dtype() for name in weights.offset_keys()}
        assert stored == {"BF16"}
    loaded = tiny.pipeline(path)
    for part in (loaded.transformer, loaded.text_encoder, loaded.vae):
        assert {weight.dtype for weight in part.parameters()} == {torch.float32}


def test_no_weight_does_nothing(family: str) -> None:
    loaded = tiny.pipeline(tiny.checkpoint(family))
    for part in (loaded.transformer, loaded.text_encoder, loaded.vae):
        # Of a few values the spread says little.
        large = {name: weight for name, weight in part.named_parameters() if weight.numel() >= 16}
        assert [name for name, weight in large.items() if weight.std() < 0.02] == []


def test_turbo_carries_its_schedule_and_makes_eight_steps() -> None:
    path = tiny.checkpoint("qwen-image-2.1-turbo")
    index = json.loads((path / "model_index.json").read_text())
    assert index["sample_sigmas"] == list(tiny.TURBO_SIGMAS)
    loaded = tiny.pipeline(path)
    loaded("a fox", height=64, width=64, output_type="latent")
    assert loaded.num_timesteps == 8


def test_the_editor_modulates_references_as_free_of_noise() -> None:
    config = tiny.checkpoint("qwen-image-edit-2511") / "transformer" / "config.json"
    assert json.loads(config.read_text())["zero_cond_t"] is True


def test_options_change_the_denoiser_and_split_the_weights(tmp_path: Path) -> None:
    tiny.build("qwen-image-2.1", tmp_path / "wide", layers=2, width=64, shard_size="100KB")
    loaded = tiny.pipeline(tmp_path / "wide")
    assert loaded.transformer.config.num_layers == 2
    assert loaded.transformer.inner_dim == 64
    assert len(list((tmp_path / "wide" / "transformer").glob("*.safetensors"))) > 1
    assert len(list((tmp_path / "wide" / "text_encoder").glob("*.safetensors"))) > 1


@pytest.mark.parametrize(("family", "length"), [("2512", 34), ("edit-2511", 64)])
def test_the_system_turn_is_as_long_as_the_pipelines_drop(family: str, length: int) -> None:
    loaded = tiny.pipeline(tiny.checkpoint(f"qwen-image-{family}"))
    system_turn = loaded.prompt_template_encode.partition("{}")[0]
    assert loaded.prompt_template_encode_start_idx == length
    assert len(tokenizer().encode(system_turn)) == length


def test_the_tokenizer_reads_any_text_and_knows_the_special_tokens() -> None:
    words = tokenizer()
    for text in ("红色的狐狸 12345", "l'été — ☃ 🦊\n\n  x"):
        assert words.decode(words.encode(text)) == text
    assert len(words.encode("".join(SPECIAL_TOKENS))) == len(SPECIAL_TOKENS)
    first = len(words) - len(SPECIAL_TOKENS)
    assert set(words.encode("".join(SPECIAL_TOKENS))) == set(range(first, len(words)))


def test_torchvision_is_not_needed() -> None:
    tiny.pipeline(tiny.checkpoint("qwen-image-edit-2511"))
    assert "torchvision" not in sys.modules
