"""Upstreams for the end-to-end tests: another Inkstone, or a vendor's imitation as a process.

It does not know what a test proves.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import httpx

from e2e.server import SOURCE, Server, until

#: The key that the imitations want.
KEY = "sk-dashscope-very-secret"
_FOLDER = Path(__file__).parents[1] / "unit" / "engines" / "upstream"
_TABLE = """
[[upstream]]
name = "{name}"
flavour = "{flavour}"
url = "{url}"
api_key_env = "{name}_KEY"
failures_max = 3
rest_s = 0.5
timeout_s = 20
[upstream.models]
"qwen-image-2.0" = {{ name = "{model}", cost = "0.02" }}
"qwen-image-2.0-pro" = {{ name = "{model}", cost = "0.02" }}
"""


class Imitation:
    """A vendor's imitation, by whose port it is reached."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.origin = f"http://127.0.0.1:{port}"

    @property
    def url(self) -> str:
        """What DashScope's paths are added to."""
        return f"{self.origin}/api/v1"

    def counts(self) -> dict[str, Any]:
        """What was asked for and bought."""
        return dict(httpx.get(f"{self.origin}/counts", timeout=30).json())

    def bought(self, word: str) -> int:
        """How many pictures were sold of prompts with a word in them."""
        return sum(num for prompt, num in self.counts()["bought"].items() if word in prompt)


@contextmanager
def imitation(port: int = 0) -> Iterator[Imitation]:
    """DashScope's imitation as a process, for the length of the block."""
    command = [sys.executable, str(_FOLDER / "dashscope_server.py"), str(port)]
    env = {"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
    try:
        assert process.stdout is not None
        found = re.search(r"(\d+)$", process.stdout.readline().strip())
        assert found is not None, "it says where it listens"
        yield Imitation(int(found[1]))
    finally:
        process.kill()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


def table(name: str, flavour: str, url: str, *, model: str = "qwen-image-2.0") -> str:
    """An upstream in the words of the catalogue's file; its key is in the variable `NAME_KEY`."""
    return _TABLE.format(name=name, flavour=flavour, url=url, model=model)


def catalogue(folder: Path, *added: str) -> str:
    """A file with the shipped catalogue and more; where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    shipped = resources.files("inkstone") / "data" / "models.toml"
    file = folder / "models.toml"
    file.write_text(shipped.read_text(encoding="utf-8") + "".join(added), encoding="utf-8")
    return str(file)


def before(
    folder: Path, inner: Server, *, key: str = "", make: Callable[..., Server] = Server
) -> Server:
    """An Inkstone, not started yet, whose only engine is another one."""
    url = f"{inner.url}/openai/v1"
    env = {
        "INKSTONE_MODELS_FILE": catalogue(folder, table("inner", "inkstone", url)),
        "inner_KEY": key or inner.key,
    }
    return make(folder, engine="inner", env=env)


def running(server: Server, *, num: int = 1) -> None:
    """Wait until a server has so many jobs in hand."""
    from e2e.inside import rows

    sql = "SELECT COUNT(*) FROM jobs WHERE status = 'running'"
    until(lambda: rows(server.data_dir, sql) == [(num,)], what=f"{num} jobs run")
