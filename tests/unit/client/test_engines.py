"""The engines with the client: as an operator is told, as anybody else is, and as newer servers."""

from typing import Any

import pytest

from inkstone.client import ConnectionFailed, Engine, Figure, Process
from unit.client.scripted import Scripted, says

PUBLIC = {
    "name": "up",
    "checkpoint": None,
    "revision": None,
    "is_up": False,
    "reason": None,
    "retry_after_s": 3,
    "is_remote": None,
    "deterministic": False,
    "queued": 4,
    "oldest_queued_s": None,
    "running": None,
    "models": ["qwen-image-2.0"],
    "figures": [],
}
FULL = {
    **PUBLIC,
    "reason": "it keeps failing",
    "running": 2,
    "figures": [
        {"name": "calls_ok", "value": 7, "unit": "count"},
        {"name": "median_call_s", "value": 1.5, "unit": "s"},
    ],
    "from_the_future": 1,
}


def test_an_operator_is_told_all(scripted: Scripted, client: Any) -> None:
    process = {"memory_bytes": 5, "uptime_s": 1.5, "cpu_s": 0.5}
    scripted.plays(says({"object": "list", "data": [FULL], "process": process}))
    found = client.engines()
    assert found.process == Process(memory_bytes=5, uptime_s=1.5, cpu_s=0.5)
    (engine,) = found.engines
    assert engine == Engine(
        name="up",
        is_up=False,
        reason="it keeps failing",
        retry_after_s=3,
        deterministic=False,
        models=("qwen-image-2.0",),
        queued=4,
        running=2,
        figures=(
            Figure(name="calls_ok", value=7, unit="count"),
            Figure(name="median_call_s", value=1.5, unit="s"),
        ),
        raw=FULL,
    )
    assert engine.raw["from_the_future"] == 1
    (seen,) = scripted.seen
    assert (seen.method, seen.path) == ("GET", "/engines")


def test_anybody_else_is_told_less(scripted: Scripted, client: Any) -> None:
    scripted.plays(says({"object": "list", "data": [PUBLIC], "process": None}))
    found = client.engines()
    assert found.process is None
    (engine,) = found.engines
    assert (engine.reason, engine.running, engine.figures) == (None, None, ())
    assert engine.queued == 4


@pytest.mark.parametrize("answer", [{"data": [{}]}, {"data": None}, {"data": [PUBLIC, 3]}, {}])
def test_another_answer_is_nobodys_we_know(scripted: Scripted, client: Any, answer: Any) -> None:
    scripted.plays(says(answer))
    with pytest.raises(ConnectionFailed):
        client.engines()
