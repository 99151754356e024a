from pathlib import Path

import pytest

from inkstone.domain.errors import InvalidRequest
from inkstone.settings import load


def _write(folder: Path, text: str) -> Path:
    (folder / "inkstone.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_flag_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, 'port = 1001\nhost = "10.0.0.1"\nlease_s = 7\n')
    monkeypatch.setenv("INKSTONE_PORT", "1002")
    monkeypatch.setenv("INKSTONE_HOST", "10.0.0.2")

    settings = load(data_dir=tmp_path, port=1003, host=None)
    assert (settings.port, settings.host, settings.lease_s) == (1003, "10.0.0.2", 7)


def test_the_file_is_found_in_the_directory_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKSTONE_DATA_DIR", str(_write(tmp_path, "port = 1001\n")))

    assert load().port == 1001


def test_a_setting_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="no setting `prot`"):
        load(data_dir=_write(tmp_path, "prot = 1001\n"))


@pytest.mark.parametrize("text", ["port = ", "\x00", "[[", "port 1"])
def test_a_file_that_is_no_toml_is_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidRequest, match=r"inkstone\.toml is not TOML"):
        load(data_dir=_write(tmp_path, text))


def test_a_file_that_is_not_utf_8_is_said(tmp_path: Path) -> None:
    (tmp_path / "inkstone.toml").write_bytes(b'host = "\xff"')

    with pytest.raises(InvalidRequest, match=r"inkstone\.toml"):
        load(data_dir=tmp_path)


def test_all_wrong_values_are_said_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKSTONE_PORT", "abc")
    monkeypatch.setenv("INKSTONE_DRAIN_S", "11")

    with pytest.raises(InvalidRequest) as caught:
        load(data_dir=tmp_path)
    assert {fault.param for fault in caught.value.faults} == {"port", "drain_s"}
    assert "'abc'" in caught.value.message
    assert "INKSTONE_DRAIN_S" in caught.value.message


@pytest.mark.parametrize(
    ("text", "names"), [("a, b ,,c", ("a", "b", "c")), ("", ()), (" ", ()), ("a", ("a",))]
)
def test_a_list_is_separated_by_commas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, names: tuple[str, ...]
) -> None:
    monkeypatch.setenv("INKSTONE_ALLOWED_HOSTS", text)

    assert load(data_dir=tmp_path).allowed_hosts == names


def test_a_list_may_be_one_in_the_file(tmp_path: Path) -> None:
    settings = load(data_dir=_write(tmp_path, 'cors_origins = ["https://a", "https://b"]\n'))

    assert settings.cors_origins == ("https://a", "https://b")


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    settings = load(data_dir=tmp_path, api_key="a-key-of-our-own-choice", secret_key="0" * 64)

    assert "our-own-choice" not in repr(settings)
    assert "0" * 64 not in repr(settings)
