"""`models` and `doctor` on the weights: pulled after a yes, found, told, refused for business."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest
from click.testing import Result
from typer.testing import CliRunner

from diffusion import hub_server
from diffusion.hub_server import COMMIT, Hub
from diffusion.just_enough import just_enough
from inkstone.cli.main import app
from inkstone.engines import registry

NAME = "someone/tiny"


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub with a tiny checkpoint, an empty cache, and no settings."""
    for name in list(os.environ):
        if name.startswith(("INKSTONE_", "DASHSCOPE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("INKSTONE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(registry, "_GPU_FILES", ())
    with hub_server.serving() as running:
        running.repositories[NAME] = _checkpoint("qwen-image-2.1")
        hub_server.use(monkeypatch, url=running.url, cache=tmp_path / "cache")
        huggingface_hub.close_session()
        yield running
        huggingface_hub.close_session()


def _checkpoint(family: str) -> Path:
    from diffusion import tiny  # torch takes seconds, also for whoever only collects

    return tiny.checkpoint(family)


def _run(*args: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(args), input=typed)


def _json(*args: str, status: int = 0) -> Any:
    result = _run(*args, "--json")
    assert result.exit_code == status, result.output
    return json.loads(result.stdout)


def test_free_weights_are_pulled_without_a_question(served: Hub) -> None:
    (pulled,) = _json("models", "pull", NAME)
    assert (pulled["checkpoint"], pulled["revision"]) == (NAME, COMMIT)
    assert pulled["licence"] == "apache-2.0"
    assert pulled["fetched_bytes"] > pulled["size_bytes"] > 3_000_000
    (again,) = _json("models", "pull", NAME)
    assert again["fetched_bytes"] == 0


def test_other_weights_are_pulled_after_a_yes_to_their_licence(served: Hub) -> None:
    served.card = {"license": "other", "license_name": "tiny-research"}
    refused = _run("models", "pull", NAME, typed="n\n")
    assert refused.exit_code == 2
    assert "licence tiny-research" in refused.stderr
    unasked = _run("models", "pull", NAME)
    assert unasked.exit_code == 2
    assert "--accept-licence" in unasked.stderr
    assert not any(method == "GET" and "/resolve/" in path for method, path, _ in served.asked)
    agreed = _run("models", "pull", NAME, typed="y\n")
    assert agreed.exit_code == 0, agreed.output
    assert agreed.stdout.startswith(f"{NAME}@{COMMIT}: 0.0 GiB in ")


def test_a_licence_can_be_agreed_to_beforehand(served: Hub) -> None:
    served.card = {}
    assert _json("models", "pull", NAME, "--accept-licence")[0]["licence"].startswith("not named")


def test_for_business_other_weights_are_not_pulled(
    served: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.card = {"license": "other"}
    monkeypatch.setenv("INKSTONE_COMMERCIAL", "true")
    refused = _json("models", "pull", NAME, "--accept-licence", status=2)
    assert refused["error"]["code"] == "licence_refused"
    known = _json("models", "pull", "Qwen/Qwen-Image-2.1", "--accept-licence", status=2)
    assert known["error"]["code"] == "licence_refused"


def test_a_model_means_its_weights(served: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    served.repositories["Qwen/Qwen-Image-2512"] = _checkpoint("qwen-image-2512")
    served.repositories["Qwen/Qwen-Image-Edit-2511"] = _checkpoint("qwen-image-edit-2511")
    monkeypatch.setenv("INKSTONE_COMMERCIAL", "true")
    pulled = _json("models", "pull", "alibaba/qwen-image-2-0")
    assert [each["family"] for each in pulled] == ["qwen-image", "qwen-image-edit-plus"]
    shown = _json("models", "show", "qwen-image-2512")
    assert shown["weights"]["is_cached"]
    assert shown["weights"]["revision"] == COMMIT
    assert f"revision {COMMIT[:12]}" in _run("models", "show", "qwen-image-2512").stdout
    listed = {each["name"]: each["weights"] for each in _json("models", "list")}
    assert listed["qwen-image-2.0-pro"]["is_cached"]


def test_a_pinned_revision_is_what_is_pulled_told_and_looked_for(
    served: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "models.toml"
    row = '[[model]]\nname = "{name}"\ntier = "pro"\ncheckpoint = "{of}"\nrevision = "{at}"\n'
    rows = (("pinned", COMMIT), ("gone", "f" * 40))
    own.write_text("".join(row.format(name=name, of=NAME, at=at) for name, at in rows))
    monkeypatch.setenv("INKSTONE_MODELS_FILE", str(own))
    assert _json("models", "pull", "pinned", "--accept-licence")[0]["revision"] == COMMIT
    shown = _json("models", "show", "pinned")
    assert (shown["revision"], shown["weights"]["revision"]) == (COMMIT, COMMIT)
    assert f"weights of {NAME}@{COMMIT}: in the cache" in _run("models", "show", "pinned").stdout
    assert not _json("models", "show", "gone")["weights"]["is_cached"]
    assert "no such revision" in _run("models", "pull", "gone").stderr
    says = [row["says"] for row in _json("doctor") if row["what"] == "weights"]
    assert f"{NAME}@{COMMIT}: 0.0 GiB, revision {COMMIT[:12]}" in says
    assert f"inkstone models pull {NAME}@{'f' * 40}" in says[0]


@pytest.mark.parametrize(
    ("source", "status", "says"),
    [
        ("someone/nothing", 3, "does not exist or is not shown to you"),
        (f"{NAME}@nightly", 3, "no such revision"),
        ("qwen-image-9", 2, "There is no model"),
        ("someone/gated", 4, "given only to those who agreed"),
    ],
)
def test_what_cannot_be_pulled_is_said(served: Hub, source: str, status: int, says: str) -> None:
    served.repositories["someone/gated"] = served.repositories[NAME]
    served.gated.add("someone/gated")
    refused = _run("models", "pull", source)
    assert refused.exit_code == status
    assert says in refused.stderr.replace("\n", " ")


def test_the_list_says_what_is_not_fetched(served: Hub) -> None:
    assert not any(each["weights"]["is_cached"] for each in _json("models", "list"))
    assert "not fetched" in _run("models", "show", "qwen-image-2.0").stdout


def test_the_doctor_names_libraries_device_and_weights(
    served: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKSTONE_CHECKPOINT", str(_checkpoint("qwen-image-2.1")))
    monkeypatch.setenv("INKSTONE_DIFFUSION_DEVICE", "cpu")
    rows = {row["what"]: row for row in _json("doctor")}
    assert all(row["ok"] for row in rows.values())
    assert "torch 2." in rows["diffusion"]["says"]
    assert "GiB free" in rows["device"]["says"]
    assert "revision local-" in rows["weights"]["says"]
    assert "; fits: 0.0 GiB, and " in rows["weights"]["says"]
    assert rows["engine"]["says"].startswith("diffusion (a checkpoint was named)")


def test_the_doctor_says_what_does_not_fit(served: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKSTONE_CHECKPOINT", str(_checkpoint("qwen-image-2.1")))
    monkeypatch.setenv("INKSTONE_DIFFUSION_DEVICE", "cpu")
    monkeypatch.setenv("INKSTONE_DIFFUSION_MEMORY_BYTES", "100000000")
    rows = {row["what"]: row for row in _json("doctor", status=1)}
    assert not rows["weights"]["ok"]
    assert "does not fit" in rows["weights"]["says"]
    assert "Take a device with more memory" in rows["weights"]["says"]


def test_the_doctor_says_which_weights_are_left_out(
    served: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    places = [str(_checkpoint(name)) for name in ("qwen-image-2.1", "qwen-image-2512")]
    row = '[[model]]\nname = "m{at}"\ntier = "pro"\ncheckpoint = "{of}"\n'
    own = tmp_path / "models.toml"
    own.write_text("".join(row.format(at=at, of=of) for at, of in enumerate(places)))
    monkeypatch.setenv("INKSTONE_MODELS_FILE", str(own))
    monkeypatch.setenv("INKSTONE_ENGINE", "diffusion")
    monkeypatch.setenv("INKSTONE_DIFFUSION_DEVICE", "cpu")
    monkeypatch.setenv("INKSTONE_DIFFUSION_MEMORY_BYTES", str(just_enough(places[:1])))
    first, second = (row["says"] for row in _json("doctor") if row["what"] == "weights")
    assert first.startswith(places[0])
    assert "; fits: " in first
    assert second.startswith(places[1])
    assert "left out, since it does not fit beside those before it: About " in second
    monkeypatch.setenv("INKSTONE_DIFFUSION_MODELS", "m1")
    monkeypatch.setenv("INKSTONE_DIFFUSION_MEMORY_BYTES", str(just_enough(places[1:])))
    (only,) = (row["says"] for row in _json("doctor") if row["what"] == "weights")
    assert only.startswith(places[1])


def test_the_doctor_says_what_a_named_checkpoint_lacks(
    served: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKSTONE_CHECKPOINT", "someone/absent")
    monkeypatch.setenv("INKSTONE_DIFFUSION_DEVICE", "cpu")
    rows = {row["what"]: row for row in _json("doctor", status=1)}
    assert not rows["weights"]["ok"]
    assert "inkstone models pull someone/absent" in rows["weights"]["says"]


def test_without_its_libraries_one_line_says_how_to_add_them(
    served: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    # They are installed where the tests run.
    monkeypatch.setattr(registry, "find_spec", lambda name: None)
    monkeypatch.setenv("INKSTONE_ENGINE", "echo")
    rows = [row for row in _json("doctor") if row["what"] in {"diffusion", "device", "weights"}]
    assert len(rows) == 1
    assert "pip install 'inkstone[diffusion]'" in rows[0]["says"]
    assert _json("models", "list")[0]["weights"] is None
    assert _json("models", "pull", NAME, status=2)["error"]["code"] == "diffusion_not_installed"
