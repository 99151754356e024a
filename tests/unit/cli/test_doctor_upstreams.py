"""`inkstone doctor` and `inkstone models` on upstreams: who serves what, who does not answer."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from inkstone.cards import load_catalogue
from inkstone.cli.doctor_upstreams import in_words
from inkstone.domain.request import Tier
from inkstone.domain.routing import Rule
from inkstone.settings import load
from unit.cli.desk import desk, run, said

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("desk")

KEY = "sk-s3cr3t"
MODELS = (
    '[[model]]\nname = "qwen-image-2.0"\ntier = "standard"\n\n'
    '[[model]]\nname = "other"\ntier = "pro"\n'
)
UPSTREAM = """
[[upstream]]
name = "lab"
flavour = "openai"
url = "{url}"
api_key_env = "LAB_KEY"
models = {{ "qwen-image-2.0" = {{ name = "theirs", cost = "0.02" }} }}
reach = {{ num_inputs_max = 0 }}
"""


class _Handler(BaseHTTPRequestHandler):
    """Lists a model to whoever has the key."""

    def do_GET(self) -> None:
        is_known = self.headers.get("Authorization") == f"Bearer {KEY}"
        body = json.dumps({"data": [{"id": "theirs"}]}).encode()
        self.send_response(200 if is_known else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An upstream on loopback; where it is."""
    monkeypatch.setenv("INKSTONE_ENGINE", "auto")
    monkeypatch.setenv("LAB_KEY", KEY)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hidden/v1"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def models_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's catalogue."""
    file = tmp_path / "models.toml"
    monkeypatch.setenv("INKSTONE_MODELS_FILE", str(file))
    return file


def _doctor(status: int = 0) -> dict[str, Any]:
    rows = said("doctor", status=status)
    text = json.dumps(rows)
    assert KEY not in text
    assert "hidden" not in text
    return {row["what"]: row for row in rows}


def test_without_an_upstream_nothing_is_amiss() -> None:
    found = _doctor()["upstream dashscope"]
    assert (found["ok"], found["says"]) == (True, "not used: DASHSCOPE_API_KEY is not set")


def test_an_upstream_that_answers_is_told_with_its_costs_and_no_picture_is_bought(
    lab: str, models_file: Path
) -> None:
    rule = '[[route]]\nto = ["lab", "sketch"]\nmodels = ["qwen-image-2.0"]\nedits = false\n'
    models_file.write_text(MODELS + UPSTREAM.format(url=lab) + rule)
    found = _doctor()
    assert found["upstream lab"] == {
        "ok": True,
        "what": "upstream lab",
        "says": "openai at 127.0.0.1, serves qwen-image-2.0 (0.02); it lists theirs",
    }
    assert "no test picture is bought" in found["engine"]["says"]
    assert "picture" not in found
    assert found["route 1"]["says"] == "new pictures of qwen-image-2.0 → lab, then sketch"


def test_one_that_refuses_its_key_is_bad(
    lab: str, models_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_KEY", "sk-other")
    models_file.write_text(MODELS + UPSTREAM.format(url=lab))
    found = _doctor(status=1)["upstream lab"]
    assert not found["ok"]
    assert "refuses its key" in found["says"]


def test_one_that_nobody_asks_is_not_asked_here_either(
    models_file: Path, lab: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKSTONE_ENGINE", "echo")
    rule = '[[route]]\nto = ["lab"]\n'
    models_file.write_text(MODELS + UPSTREAM.format(url="http://127.0.0.1:1/v1") + rule)
    found = _doctor()
    assert found["upstream lab"]["says"] == "not used: INKSTONE_ENGINE is echo"
    assert "not in force" in found["route 1"]["says"]


@pytest.mark.parametrize(
    ("rule", "what", "words"),
    [
        ('to = ["dashscope", "sketch"]', "route 1", "dashscope (DASHSCOPE_API_KEY is not set)"),
        ('to = ["nobody"]', "engine", "[[route]] names no engine nobody"),
    ],
)
def test_a_route_to_what_is_not_there_is_bad(
    lab: str, models_file: Path, rule: str, what: str, words: str
) -> None:
    models_file.write_text(MODELS + UPSTREAM.format(url=lab) + f"[[route]]\n{rule}\n")
    found = _doctor(status=1)[what]
    assert not found["ok"]
    assert words in found["says"]


def test_models_name_who_makes_them_in_the_order_asked(lab: str, models_file: Path) -> None:
    rule = '[[route]]\nto = ["sketch", "lab"]\nmodels = ["qwen-image-2.0"]\nedits = true\n'
    models_file.write_text(MODELS + UPSTREAM.format(url=lab) + rule)
    served, other = said("models", "list")
    assert served["made_by"] == [{"engine": "lab", "cost_micros": 20_000}]
    assert served["edited_by"] == [{"engine": "sketch", "cost_micros": 0}]
    assert (other["made_by"], other["edited_by"]) == ([], [])
    assert "lab (0.02)" in run("models", "list").stdout
    shown = run("models", "show", "qwen-image-2.0").stdout
    assert "new pictures made here by: lab (0.02)\n" in shown
    assert "edits made here by: sketch\n" in shown
    assert "new pictures made here by: nobody\n" in run("models", "show", "other").stdout


def test_models_are_listed_even_where_no_engine_can_be_made(models_file: Path, lab: str) -> None:
    models_file.write_text(MODELS + '[[route]]\nto = ["nobody"]\n')
    assert [each["made_by"] for each in said("models", "list")] == [[], []]


def test_a_rule_is_told_with_all_its_conditions() -> None:
    rule = Rule(
        to=("lab", "sketch"),
        models=frozenset({"qwen-image-2.0", "qwen-image-2.0-2026-03-03"}),
        tiers=frozenset({Tier.STANDARD}),
        edits=True,
        num_images_max=2,
        num_inputs_max=1,
        area_px_min=10,
        area_px_max=20,
        cost_max_micros=35_000,
    )
    assert in_words(rule, load_catalogue(load())) == (
        "edits of qwen-image-2.0 in the tier standard of at most 2 pictures from at most 1 inputs "
        "of 10 pixels or more of at most 20 pixels at no more than 0.035 a picture → lab, then "
        "sketch"
    )
    assert in_words(Rule(to=("sketch",)), load_catalogue(load())) == "all pictures → sketch"
