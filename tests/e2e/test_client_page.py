"""The page about the Python client: its examples, run in order as a reader would."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.server import Server, environment

PAGE = Path(__file__).parent.parent.parent / "docs" / "how-to" / "python-client.md"
EXAMPLES = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_the_examples_of_the_page_run(server: Server, tmp_path: Path) -> None:
    examples = EXAMPLES.findall(PAGE.read_text(encoding="utf-8"))
    assert len(examples) == 6
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(examples)],
        cwd=tmp_path,
        env=environment(server.scratch, INKSTONE_URL=server.url, INKSTONE_API_KEY=server.key),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "size" in done.stdout
    files = {path.name for path in tmp_path.iterdir()}
    assert {"lighthouse.png", "fox-0.png", "fox-1.png"} <= files
    assert len(files) >= 6
