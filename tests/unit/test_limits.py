"""The settings in the parts' own words: what the engines are told."""

from pathlib import Path

import pytest

from inkstone import limits
from inkstone.cards import load_catalogue
from inkstone.domain.errors import InvalidRequest, UnknownModel
from inkstone.engines.limits import DiffusionLimits, Weights
from inkstone.settings import Settings, load


def diffusion(settings: Settings) -> DiffusionLimits:
    return limits.engine_limits(settings, load_catalogue(settings)).diffusion


def test_each_model_has_the_catalogues_weights_and_its_tiers_steps(tmp_path: Path) -> None:
    found = diffusion(load(data_dir=tmp_path))
    turbo = Weights(source="Qwen/Qwen-Image-2.1-Turbo", steps=8)
    assert found.models["qwen-image-2.0"] == turbo
    assert found.models["qwen-image-2.0-pro"] == Weights(source="Qwen/Qwen-Image-2.1", steps=40)
    assert found.models["qwen-image-2512"].steps == 50
    assert not found.edit_models
    assert not found.is_named


def test_a_named_checkpoint_serves_every_model_with_its_tiers_steps(tmp_path: Path) -> None:
    found = diffusion(load(data_dir=tmp_path, checkpoint="me/mine@v1"))
    assert {weights.source for weights in found.models.values()} == {"me/mine@v1"}
    assert found.models["qwen-image-2.0"].steps == 8
    assert found.models["qwen-image-2.0-pro"].steps == 40
    assert found.is_named


def test_a_pinned_revision_reaches_the_engine_but_not_with_a_checkpoint_of_ones_own(
    tmp_path: Path,
) -> None:
    own = tmp_path / "models.toml"
    own.write_text(
        '[[model]]\nname = "m"\ntier = "pro"\ncheckpoint = "a/b"\nrevision = "c1"\nsteps = 4\n'
    )
    found = diffusion(load(data_dir=tmp_path, models_file=own))
    assert found.models == {"m": Weights(source="a/b", revision="c1", steps=4)}
    named = diffusion(load(data_dir=tmp_path, models_file=own, checkpoint="me/mine"))
    assert named.models == {"m": Weights(source="me/mine", steps=4)}


def test_for_business_the_free_weights_stand_in(tmp_path: Path) -> None:
    found = diffusion(load(data_dir=tmp_path, commercial=True))
    assert found.models["qwen-image-2.0"] == Weights(source="Qwen/Qwen-Image-2512", steps=50)
    edits = found.edit_models["qwen-image-2.0"]
    assert edits == Weights(source="Qwen/Qwen-Image-Edit-2511", steps=40)
    assert "qwen-image-2512" not in found.edit_models


@pytest.mark.parametrize("named", ["Qwen/Qwen-Image-2.1", "Qwen/Qwen-Image-2.1-Turbo@main"])
def test_for_business_weights_that_are_known_not_to_be_are_refused(
    tmp_path: Path, named: str
) -> None:
    with pytest.raises(InvalidRequest, match="not for business"):
        diffusion(load(data_dir=tmp_path, commercial=True, checkpoint=named))


def test_the_models_to_serve_can_be_named_and_undated_names_mean_their_snapshots(
    tmp_path: Path,
) -> None:
    named = " qwen-image-2512, alibaba/qwen-image-2-0-pro,"
    found = diffusion(load(data_dir=tmp_path, diffusion_models=named))
    assert list(found.models) == [
        "qwen-image-2512",
        "qwen-image-2.0-pro",
        "qwen-image-2.0-pro-2026-06-22",
    ]
    assert found.places == ("Qwen/Qwen-Image-2512", "Qwen/Qwen-Image-2.1")
    with pytest.raises(UnknownModel):
        diffusion(load(data_dir=tmp_path, diffusion_models="qwen-image-9"))


def test_the_settings_reach_the_engine(tmp_path: Path) -> None:
    found = diffusion(
        load(
            data_dir=tmp_path,
            diffusion_device="cuda:1",
            diffusion_dtype="bfloat16",
            diffusion_memory_bytes=2**30,
            diffusion_relaxed=True,
            diffusion_shares_prefixes=True,
            diffusion_reference_px=512,
            diffusion_rows_max=2048,
            diffusion_runs_max=3,
        )
    )
    assert (found.device, found.dtype, found.memory_bytes) == ("cuda:1", "bfloat16", 2**30)
    assert (found.is_relaxed, found.shares_prefixes) == (True, True)
    assert (found.reference_px, found.rows_max, found.runs_max) == (512, 2048, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"diffusion_device": "gpu"},
        {"diffusion_dtype": "float16"},
        {"diffusion_reference_px": 1000},
        {"diffusion_reference_px": 64},
        {"diffusion_rows_max": 1},
        {"diffusion_runs_max": 0},
    ],
)
def test_a_setting_out_of_range_is_named(tmp_path: Path, wrong: dict) -> None:
    with pytest.raises(InvalidRequest, match=f"INKSTONE_{next(iter(wrong)).upper()}"):
        load(data_dir=tmp_path, **wrong)
