"""Servers for the tests: one a module for what leaves no mark, new ones for the rest."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from e2e.server import Server

#: Makes a server that is not started yet; all are stopped after the test.
NewServer = Callable[..., Server]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server with the echo engine, shared by the tests of a module."""
    made = Server(tmp_path_factory.mktemp("server"))
    try:
        yield made.start()
        faults = made.faults()
        assert not faults, faults
    finally:
        made.clean_up()


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[NewServer]:
    """Makes servers of the test's own."""
    made: list[Server] = []

    def new(name: str = "server", *, kind: type[Server] = Server, **kwargs: Any) -> Server:
        made.append(kind(tmp_path / name, **kwargs))
        return made[-1]

    yield new
    for each in made:
        each.clean_up()


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    """A client with the key that the shared server printed."""
    with server.client() as opened:
        yield opened


@pytest.fixture
def account(server: Server, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A client of an account of the test's own, with 100 USD."""
    with server.client(server.new_key(f"of {request.node.name}"[:100])) as opened:
        yield opened


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a client's connection that a killed server closed be collected in whichever test.

    The servers are processes of their own: what they leave open does not show here.
    """
    for item in items:
        item.add_marker(pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"))
