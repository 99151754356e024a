"""Upstreams for the end-to-end tests: another Inkstone, or a vendor's imitation.

It does not know what a test proves.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from e2e.inside import rows
from e2e.server import Server, until
from unit.engines.upstream.dashscope_faults import KEY
from unit.engines.upstream.dashscope_server import DashScopeServer

_TABLE = """
[[upstream]]
name = "{name}"
flavour = "{flavour}"
url = "{url}"
api_key_env = "{name}_KEY"
failures_max = {failures_max}
rest_s = 0.5
timeout_s = 20
[upstream.models]
"qwen-image-2.0" = {{ name = "{model}", cost = "0.02" }}
"qwen-image-2.0-pro" = {{ name = "{model}", cost = "0.02" }}
"qwen-image-2.0-pro-2026-04-22" = {{ name = "{model}", cost = "0.02" }}
"""


class Vendor:
    """DashScope's imitation in a thread of its own; what it was asked can be looked at."""

    def __init__(self) -> None:
        self.server = DashScopeServer()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    @property
    def url(self) -> str:
        """What its paths are added to."""
        return str(self.server.url)

    @property
    def address(self) -> str:
        """Host and port, which nobody else may learn."""
        return f"127.0.0.1:{self.server.port}"

    def start(self) -> None:
        """Take orders from now on."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.server.start(), self._loop).result(30)

    def stop(self) -> None:
        """Be gone."""
        asyncio.run_coroutine_threadsafe(self.server.stop(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    def asked(self, word: str) -> int:
        """How many orders came with a word in their prompts."""
        return sum(num for prompt, num in self.server.asked.items() if word in prompt)

    def bought(self, word: str) -> int:
        """How many pictures were sold of prompts with a word in them."""
        return sum(num for prompt, num in self.server.bought.items() if word in prompt)

    def orders(self, word: str) -> list[dict[str, Any]]:
        """The bodies of those orders."""
        bodies = [each.body.decode() for each in tuple(self.server.requests)]
        return [json.loads(body) for body in bodies if word in body]


@contextmanager
def selling() -> Iterator[Vendor]:
    """A vendor for the length of the block."""
    vendor = Vendor()
    vendor.start()
    try:
        yield vendor
    finally:
        vendor.stop()


def of_vendor(url: str, *, key: str = KEY) -> dict[str, str]:
    """The two variables that make it an engine."""
    return {"DASHSCOPE_API_KEY": key, "DASHSCOPE_HTTP_BASE_URL": url}


def table(
    name: str, flavour: str, url: str, *, model: str = "qwen-image-2.0", failures_max: int = 3
) -> str:
    """An upstream in the words of the catalogue's file; its key is in the variable `NAME_KEY`."""
    return _TABLE.format(
        name=name, flavour=flavour, url=url, model=model, failures_max=failures_max
    )


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
    sql = "SELECT COUNT(*) FROM jobs WHERE status = 'running'"
    until(lambda: rows(server.data_dir, sql) == [(num,)], what=f"{num} jobs run")
