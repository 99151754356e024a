"""The gateway benchmark: everybody is measured, answers are held against books, goals are told."""

import json
import os
import sys
import tomllib

import pytest

from inkstone.bench import gateway, gateway_contestants, gateway_goals
from inkstone.bench.gateway_books import Books, faults
from inkstone.bench.gateway_processes import Process, environment
from inkstone.domain.errors import InvalidRequest, Unavailable


def books(**fields):
    same = ("num_jobs", "num_succeeded", "num_holds", "num_captures", "num_pictures", "num_kept")
    return Books(**{**dict.fromkeys(same, 7), "discrepancies": (), **fields})


def test_books_that_agree_have_no_faults():
    assert list(faults(books(), num_good=7, num_asked_of_upstream=7)) == []
    assert list(faults(books(), num_good=7, num_asked_of_upstream=None)) == []


def test_everything_that_does_not_agree_is_told():
    told = list(
        faults(books(num_captures=6, discrepancies=("off",)), num_good=7, num_asked_of_upstream=8)
    )
    assert told == [
        "7 good answers, and 6 captures",
        "7 good answers, and 8 requests to the upstream",
        "off",
    ]


def measured(requests_per_s, p50_ms, p99_ms):
    return {"requests_per_s": requests_per_s, "p50_ms": p50_ms, "p99_ms": p99_ms}


def figures(*, rate=150.0, p50_ms=200.0, alone_ms=9.0, growth=1.0):
    both = {
        "inkstone": measured(rate, p50_ms, 400.0),
        "litellm": measured(100.0, 300.0, 500.0),
    }
    alone = {"direct": measured(4000.0, 0.2, 1.0), "inkstone": measured(100.0, alone_ms, 20.0)}
    found = {
        "cases": {"small_1": alone, "small_32": both, "small_200": both},
        "soak": {"num_good": 100, "growth_percent": growth},
    }
    return {**found, "goals": gateway_goals.goals(found)}


def test_goals_that_are_met_are_not_missed():
    assert len(figures()["goals"]) == 8
    assert gateway_goals.missed(figures()) == []


@pytest.mark.parametrize(
    ("fields", "num_missed"),
    [({"rate": 149.0}, 2), ({"p50_ms": 301.0}, 2), ({"alone_ms": 10.3}, 1), ({"growth": 10.0}, 1)],
)
def test_each_goal_can_be_missed(fields, num_missed):
    assert len(gateway_goals.missed(figures(**fields))) == num_missed


def test_what_was_not_measured_is_no_goal():
    found = {"cases": {"small_32": {"inkstone": measured(1.0, 1.0, 1.0)}}}
    assert gateway_goals.goals(found) == []


def test_the_catalogue_is_the_shipped_one_with_the_mock_behind_a_model():
    read = tomllib.loads(gateway_contestants.catalogue(4711))
    assert "qwen-image-2.0" in [model["name"] for model in read["model"]]
    (upstream,) = (each for each in read["upstream"] if each["name"] == "mock")
    assert upstream["url"] == "http://127.0.0.1:4711/v1"
    assert upstream["models"]["qwen-image-2.0"]["name"] == "mock-image"


def test_litellm_is_found_beside_its_python(tmp_path):
    with pytest.raises(InvalidRequest):
        gateway_contestants.litellm_executable(tmp_path / "bin" / "python")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "litellm").touch()
    for given in (tmp_path, tmp_path / "bin", tmp_path / "bin" / "python"):
        assert gateway_contestants.litellm_executable(given) == tmp_path / "bin" / "litellm"


@pytest.mark.anyio
async def test_a_process_that_does_not_start_says_why(tmp_path):
    process = Process(
        "broken",
        [sys.executable, "-c", "raise SystemExit('no such luck')"],
        port=1,
        ready_path="/",
        folder=tmp_path,
        env=environment(),
    )
    with pytest.raises(Unavailable, match="no such luck"):
        await process.start()
    assert process.tree() == []


@pytest.mark.anyio
async def test_a_process_is_measured_with_all_that_it_started(tmp_path):
    mock = gateway_contestants.upstream(tmp_path, delay_s=0)
    await mock.start()
    try:
        assert len(mock.tree()) == 1
        assert 5 < mock.rss_mib() < 500
        assert mock.cpu_s() > 0
    finally:
        assert await mock.stop() == 0
    assert mock.rss_mib() == 0


#: What stands in for LiteLLM's proxy: the mock itself, which knows neither key nor configuration.
_PROXY = """#!{python}
import sys, uvloop
from inkstone.bench import gateway_mock
if sys.argv[1:2] == ["-c"]:
    print("9.9.9")
else:
    port = next(int(arg[7:]) for arg in sys.argv if arg.startswith("--port="))
    gateway_mock.COUNTS_PATH = "/health/liveliness"
    uvloop.run(gateway_mock.serve(port=port, delay_s=0))
"""


@pytest.fixture
def proxy(tmp_path):
    paths = f"import sys, uvloop\nsys.path[:0] = {sys.path!r}"
    for name in ("litellm", "python"):
        written = _PROXY.format(python=sys.executable).replace("import sys, uvloop", paths)
        (tmp_path / name).write_text(written)
        (tmp_path / name).chmod(0o755)
    return tmp_path / "litellm"


@pytest.mark.anyio
async def test_everybody_has_turns_and_a_proxy_that_asks_nobody_is_found_out(tmp_path, proxy):
    plan = gateway.Plan(
        num_rounds=2,
        warm_up_s=0.0,
        measured_s=0.1,
        cases=("small_32",),
        who=("direct", "litellm"),
        litellm=proxy,
        litellm_config=proxy,
    )
    cores, done = os.sched_getaffinity(0), []
    outcome = await gateway.run(plan, folder=tmp_path / "run", on_progress=done.append)
    assert done == list(range(1, gateway.num_turns(plan) + 1))
    assert os.sched_getaffinity(0) == cores
    for case in plan.cases:
        measured = outcome.figures["cases"][case]
        assert set(measured) == {"direct", "litellm"}
        assert all(each["num_good"] > 0 and each["rss_mib"] > 0 for each in measured.values())
        assert all(len(each["requests_per_s_of_rounds"]) == 2 for each in measured.values())
    assert outcome.figures["setup"]["litellm"].startswith("9.9.9, ")
    (told,) = outcome.violations
    assert told.startswith("litellm: ")
    json.dumps(outcome.figures)


@pytest.mark.slow
@pytest.mark.anyio
async def test_a_soak_ends_with_books_that_agree(tmp_path):
    plan = gateway.Plan(cases=(), num_soak=20, engine="echo")
    outcome = await gateway.run(plan, folder=tmp_path / "run")
    assert outcome.violations == []
    assert outcome.figures["soak"]["num_good"] == 20
    assert len(outcome.figures["soak"]["rss_of_parts_mib"]) == 10
    assert outcome.figures["books"]["soak"]["num_captures"] == 20
    assert [goal["name"] for goal in outcome.figures["goals"]] == [
        "memory after 20 large pictures, growth in per cent"
    ]
