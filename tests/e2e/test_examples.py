"""The examples, run as a reader would run them."""

import subprocess
import sys
from pathlib import Path

import pytest

from e2e.pictures import png_size
from e2e.server import Server, environment

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ([sys.executable, "generate.py", "a red apple"], "picture-0.png"),
        (["sh", "curl.sh"], "picture.png"),
    ],
)
def test_an_example_makes_a_picture(
    server: Server, tmp_path: Path, command: list[str], file: str
) -> None:
    program, script, *rest = command
    done = subprocess.run(
        [program, str(EXAMPLES / script), *rest],
        cwd=tmp_path,
        env=environment(
            server.scratch, INKSTONE_URL=server.url, INKSTONE_API_KEY=server.key, LANG="C.UTF-8"
        ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [file]
    assert png_size((tmp_path / file).read_bytes()) == (2688, 1536)


def test_every_example_is_run() -> None:
    # Their own tests run the receivers and the dialect.
    run = {"generate.py", "curl.sh", "receive_webhooks.py", "webhook_receiver", "my_dialect"}
    assert {path.name for path in EXAMPLES.iterdir()} == run
