"""The tutorial's dialect, added as the tutorial says: a folder, a line and a price."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from e2e.pictures import png_size
from e2e.server import SOURCE, Server

ROOT = Path(__file__).parent.parent.parent
TUTORIAL = (ROOT / "docs/tutorial/add-a-dialect.md").read_text()


def _block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", TUTORIAL, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose source has the tutorial's folder and line."""
    folder = tmp_path_factory.mktemp("tutorial")
    source = folder / "src"
    shutil.copytree(SOURCE / "inkstone", source / "inkstone")
    shutil.copytree(ROOT / "examples/my_dialect", source / "inkstone/dialects/my_dialect")
    registry = source / "inkstone/dialects/registry.py"
    line = _block("python").rstrip("\n")
    text = registry.read_text()
    assert "FACTORIES: Mapping[str, Callable[[], Dialect]] = {\n" in text
    registry.write_text(re.sub(r"(FACTORIES: .* = \{\n)", rf"\1{line}\n", text, count=1))
    card = folder / "rate_card.toml"
    shipped = (SOURCE / "inkstone/data/rate_card.toml").read_text()
    card.write_text(shipped + "\n" + _block("toml"))
    env = {"PYTHONPATH": str(source), "INKSTONE_RATE_CARD": str(card)}
    made = Server(folder, env=env)
    try:
        yield made.start()
        assert made.faults() == []
    finally:
        made.clean_up()


def test_the_dialect_draws(server: Server) -> None:
    with server.client() as client:
        answer = client.post("/my_dialect/draw", json={"text": "a red kite", "shape": "wide"})
        assert answer.status_code == 200, answer.text
        made = answer.json()
        assert (made["width"], made["height"]) == (1024, 576)
        assert png_size(httpx.get(made["picture"]).content) == (1024, 576)
        assert answer.headers["inkstone-dialect"] == "my_dialect"
        held = client.get("/inkstone/v1/balance").json()
        assert held["balance_micros"] == 100_000_000 - 25_000


def test_the_dialect_refuses_in_its_own_shape(server: Server) -> None:
    with server.client() as client:
        answer = client.post("/my_dialect/draw", json={"shape": "round"})
        assert answer.status_code == 400
        assert sorted(answer.json()["fields"]) == ["shape", "text"]
        assert client.get("/my_dialect/paint").status_code == 404
        assert "POST /my_dialect/draw" in client.get("/my_dialect/drawn").json()["problem"]
        assert client.get("/my_dialect/draw").status_code == 405
    assert httpx.post(server.url + "/my_dialect/draw", json={}).status_code == 401


def test_its_document_is_served(server: Server) -> None:
    paths = httpx.get(server.url + "/openapi.json").json()["paths"]
    assert any(path.startswith("/my_dialect/") and path.endswith("/draw") for path in paths)
