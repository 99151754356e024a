"""The file of signing secrets: made once, kept private, rotated by adding a line."""

import os
import stat
import subprocess
import sys

import pytest

from inkstone.net.secret_file import SecretFileRefused, load_or_create


def write(path, text, mode=0o600):
    path.write_text(text)
    path.chmod(mode)
    return path


def test_a_missing_file_is_made_and_read_again(tmp_path):
    path = tmp_path / "data" / "signing.key"
    (secret,) = load_or_create(path)
    assert len(secret) == 32
    assert path.read_text() == secret.hex() + "\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_create(path) == (secret,)
    assert list(path.parent.iterdir()) == [path]


def test_several_lines_are_several_secrets_in_their_order(tmp_path):
    text = f"# new\n{'ab' * 32}\n\n{'CD' * 40}\n"
    assert load_or_create(write(tmp_path / "key", text)) == (b"\xab" * 32, b"\xcd" * 40)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_a_file_that_others_can_use_is_refused_with_the_remedy(tmp_path, mode):
    path = write(tmp_path / "key", "ab" * 32, mode)
    with pytest.raises(SecretFileRefused, match=f"chmod 600 {path}"):
        load_or_create(path)


@pytest.mark.parametrize("line", ["", "# nothing", "ab" * 31, "zz" * 32, "é" * 40, "ab" * 40_000])
def test_a_file_without_good_secrets_is_refused_and_its_text_is_not_shown(tmp_path, line):
    with pytest.raises(SecretFileRefused) as caught:
        load_or_create(write(tmp_path / "key", line))
    assert "abab" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)


CHILD = """
import sys
from pathlib import Path
from inkstone.net.secret_file import load_or_create

print("ready", flush=True)
sys.stdin.readline()
print(load_or_create(Path(sys.argv[1]))[0].hex())
"""


@pytest.mark.slow
def test_processes_that_start_together_agree_on_one_secret(tmp_path):
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, tmp_path / "key"],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    assert len({child.communicate()[0] for child in children}) == 1
    assert list(tmp_path.iterdir()) == [tmp_path / "key"]
