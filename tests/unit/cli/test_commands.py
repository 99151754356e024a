"""Every command as a user runs it: one JSON document, an exit status, an error one can act on."""

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from e2e.pictures import drawing
from inkstone import __version__
from inkstone.cli.main import app


@pytest.fixture(autouse=True)
def _own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # A command logs to the stderr that its runner closes afterwards.
    handlers, level = logging.root.handlers[:], logging.root.level
    for name in list(os.environ):
        if name.startswith(("INKSTONE_", "DASHSCOPE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("INKSTONE_ENGINE", "echo")
    monkeypatch.setenv("INKSTONE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def _run(*args: str) -> Result:
    return CliRunner().invoke(app, list(args))


def _json(*args: str, status: int = 0) -> Any:
    result = _run(*args, "--json")
    assert result.exit_code == status, result.output
    return json.loads(result.stdout)


def test_the_version_is_said() -> None:
    assert _run("--version").stdout == f"inkstone {__version__}\n"


def test_a_key_makes_its_account_and_lists_without_its_secret() -> None:
    made = _json("keys", "create", "app", "--account", "shop", "--grant", "0.322")
    (listed,) = _json("keys", "list", "--account", "shop")

    assert set(made) == {"key", "key_id", "account"}
    assert listed["key_id"] == made["key_id"]
    assert made["key"] not in json.dumps(listed)
    assert made["key"].startswith(listed["prefix"])
    assert _json("accounts", "balance", "shop")["available_micros"] == 322_000
    assert _json("keys", "revoke", made["key_id"]) == {"key_id": made["key_id"], "revoked": True}
    assert _json("keys", "revoke", made["key_id"], status=3)["error"]["code"] == "key_not_found"


def test_an_account_is_opened_granted_suspended_and_checked() -> None:
    _json("accounts", "create", "shop", "--grant", "1")
    assert _json("accounts", "grant", "shop", "2.5")["balance_micros"] == 3_500_000
    assert _json("accounts", "suspend", "shop")["status"] == "suspended"
    assert _json("accounts", "suspend", "shop", "--lift")["status"] == "active"
    (row,) = _json("accounts", "list")
    assert (row["account"], row["balance_micros"]) == ("shop", 3_500_000)
    assert _json("accounts", "check") == {"discrepancies": []}


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (["keys", "create", "x", "--grant", "much"], 2, "--grant: 'much'"),
        (["keys", "create", "x", "--grant", "0.0000001"], 2, "finer than a millionth"),
        (["keys", "create", "x", "--grant", "nan"], 2, "--grant"),
        (["keys", "create", "x", "--grant", "-1"], 2, ""),
        (["accounts", "create", "new", "--grant", "-1"], 2, ""),
        (["accounts", "grant", "local", "1"], 3, "no account 'local'"),
        (["accounts", "balance", "nobody"], 3, "no account 'nobody'"),
        (["accounts", "create", "a\nb"], 2, "printable"),
        (["keys", "list", "--account", "nobody"], 3, "nobody"),
        (["models", "show", "gpt"], 2, "gpt"),
        (["generate", " "], 2, "1 to 4,000"),
        (["generate", "a", "--size", "21:9"], 2, "--size is '21:9'"),
        (["generate", "a", "--size", "9999x9999"], 2, "256 to 2048"),
        (["generate", "a", "--resolution", "4K"], 2, "1K or 2K"),
        (["generate", "a", "--model", "gpt"], 2, "gpt"),
        (["generate", "a", "-o", "no/such/folder.png"], 2, "Cannot write"),
        (["generate", "[fail_after=0]"], 1, "told to fail"),
        (["worker"], 2, "INKSTONE_DATABASE_URL"),
    ],
)
def test_an_error_is_a_line_and_an_exit_status(args: list[str], status: int, said: str) -> None:
    result = _run(*args)

    assert result.exit_code == status, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


@pytest.mark.parametrize("data_dir", ["/dev/null/x", "file"])
def test_a_data_directory_that_cannot_be_is_a_line(tmp_path: Path, data_dir: str) -> None:
    (tmp_path / "file").touch()
    result = _run("keys", "list", "--data-dir", data_dir)

    assert result.exit_code == 2, result.exception
    assert data_dir in result.stderr


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKSTONE_PORT", "abc")
    result = _run("accounts", "list")

    assert result.exit_code == 2
    assert "INKSTONE_PORT" in result.stderr
    assert "'abc'" in result.stderr


def test_an_error_is_json_too_where_json_was_asked_for() -> None:
    error = _json("accounts", "balance", "nobody", status=3)["error"]

    assert error["code"] == "account_not_found"


def test_two_pictures_with_one_seed_are_the_same_again(tmp_path: Path) -> None:
    runs = [
        _json("generate", "a red apple", "-n", "2", "--seed", "7", "--size", "256x512", "-o", name)
        for name in ("first.png", "second.png")
    ]

    for made in runs:
        assert [image["seed"] for image in made["images"]] == [7, 8]
        assert (made["images"][0]["width"], made["images"][0]["height"]) == (256, 512)
    first, second = (
        [drawing((tmp_path / image["file"]).read_bytes()) for image in made["images"]]
        for made in runs
    )
    assert first == second
    assert first[0] != first[1]


@pytest.mark.parametrize(
    ("size", "resolution", "pixels"),
    [
        ("16:9", "1K", (1280, 720)),
        ("1:1", "2K", (2048, 2048)),
        ("16:9", "2k", (2048, 1152)),
        ("300x400", "1K", (300, 400)),
        ("300×400", "1K", (300, 400)),
    ],
)
def test_a_size_is_a_ratio_or_pixels(size: str, resolution: str, pixels: tuple[int, int]) -> None:
    (image,) = _json("generate", "a", "--size", size, "--resolution", resolution)["images"]

    assert (image["width"], image["height"]) == pixels
    assert image["file"] == "out.png"


def test_the_catalogue_is_listed_and_shown() -> None:
    names = [model["name"] for model in _json("models", "list")]

    assert "qwen-image-2.0" in names
    assert _json("models", "show", names[0])["licence"]
    assert names[0] in _run("models", "list").stdout


def test_the_doctor_finds_an_empty_machine_well() -> None:
    findings = {row["what"]: row["ok"] for row in _json("doctor")}

    named = (
        *("version", "disk", "database", "engine", "picture", "diffusion", "device", "weights"),
        *("content credentials", "moderation", "prompt enhancer", "upstream dashscope"),
    )
    assert findings == dict.fromkeys(named, True)
    assert "ok   engine: echo" in _run("doctor").stdout


@pytest.mark.slow
def test_the_job_benchmark_is_one_document() -> None:
    document = _json_of_bench("jobs", "--jobs", "20")

    assert document["benchmark"] == "jobs"
    assert document["figures"]["num_jobs"] == 20
    assert document["figures"]["ledger"] == "re-adds"


def _json_of_bench(*args: str) -> Any:
    return _json("bench", *args)
