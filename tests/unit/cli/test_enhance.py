"""`inkstone enhance`, and what `inkstone doctor` says of the enhancer, beside a chat server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.chatting import KEY, MODEL, Chatting, chatting
from unit.cli.desk import desk, run, said
from unit.media import ordinary

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, desk: Path) -> Iterator[Chatting]:
    """An enhancer that is set."""
    with chatting() as told:
        monkeypatch.setenv("INKSTONE_ENHANCER_URL", told.url)
        monkeypatch.setenv("INKSTONE_ENHANCER_MODEL", MODEL)
        monkeypatch.setenv("INKSTONE_ENHANCER_API_KEY", KEY)
        yield told


def findings(status: int = 0) -> dict[str, tuple[bool, str]]:
    """What the doctor says, by what it is about."""
    return {each["what"]: (each["ok"], each["says"]) for each in said("doctor", status=status)}


def test_a_prompt_is_printed_in_other_words(chat: Chatting) -> None:
    result = run("enhance", "a cat", "--seed", "7")
    assert result.exit_code == 0, result.output
    assert result.stdout == "better a cat\n"
    assert "16:9" in result.stderr
    assert chat.asked[0]["seed"] == 7
    assert said("enhance", "a cat", "--seed", "7") == {
        "prompt": "better a cat",
        "ratio": "16:9",
        "seed": 7,
        "enhancer": MODEL,
    }


def test_pictures_are_shown_to_the_enhancer(chat: Chatting) -> None:
    Path("a.png").write_bytes(ordinary.example("png"))
    assert said("enhance", "at night", "-i", "a.png")["prompt"] == "better at night"
    kinds = [each["type"] for each in chat.asked[0]["messages"][-1]["content"]]
    assert kinds == ["text", "image_url", "text"]


def test_what_cannot_be_done_is_said(chat: Chatting) -> None:
    missing = run("enhance", "x", "-i", "none.png")
    assert (missing.exit_code, missing.stderr) == (2, "inkstone: There is no file none.png.\n")
    chat.status = 500
    failed = run("enhance", "a cat")
    assert failed.exit_code not in {0, 2}
    assert KEY not in failed.output
    assert "a cat" not in failed.output


@pytest.mark.usefixtures("desk")
def test_without_an_enhancer_it_is_said_what_to_set() -> None:
    result = run("enhance", "a cat")
    assert result.exit_code == 2
    assert "INKSTONE_ENHANCER_URL" in result.stderr
    assert findings()["prompt enhancer"] == (True, "none: prompts stay as they are")


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ({"INKSTONE_ENHANCER_MODEL": ""}, "needs INKSTONE_ENHANCER_MODEL"),
        ({"INKSTONE_ENHANCER_STYLE": "qwen-pe"}, "system_prompt.txt"),
        ({"INKSTONE_ENHANCER_SYSTEM_PROMPT": "none.txt"}, "cannot be read"),
        ({"INKSTONE_ENHANCER_SYSTEM_PROMPT": "empty.txt"}, "is empty"),
        ({"INKSTONE_ENHANCER_SYSTEM_PROMPT": "bytes.txt"}, "cannot be read"),
        ({"INKSTONE_ENHANCER_SYSTEM_PROMPT": "large.txt"}, "too large"),
        ({"INKSTONE_ENHANCER_URL": "http://u:p@host/v1"}, "must look like"),
    ],
)
def test_a_setting_that_is_wrong_is_named(
    chat: Chatting, monkeypatch: pytest.MonkeyPatch, names: dict[str, str], says: str
) -> None:
    Path("empty.txt").write_text(" \n")
    Path("bytes.txt").write_bytes(b"\xff\xfe")
    Path("large.txt").write_text("x" * 300_000)
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    result = run("enhance", "a cat")
    assert result.exit_code == 2, result.output
    assert says in result.stderr.replace("\n", " ")
    assert "u:p" not in result.stderr
    assert chat.asked == []
    is_well, told = findings(status=1)["prompt enhancer"]
    assert not is_well
    assert says in told


def test_the_official_enhancer_may_be_for_edits_alone(
    chat: Chatting, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("edit.txt").write_text("You rewrite edits.\n")
    Path("a.png").write_bytes(ordinary.example("png"))
    monkeypatch.setenv("INKSTONE_ENHANCER_STYLE", "qwen-pe")
    monkeypatch.setenv("INKSTONE_ENHANCER_EDIT_SYSTEM_PROMPT", "edit.txt")
    assert "no system prompt for this" in run("enhance", "a cat").stderr
    assert said("enhance", "at night", "-i", "a.png")["prompt"] == "better at night"
    assert chat.asked[0]["messages"][0]["content"] == "You rewrite edits."
    assert findings()["prompt enhancer"][1] == (
        f"{MODEL} (qwen-pe), for edits; it answers, and has {MODEL}"
    )


def test_the_doctor_asks_for_nothing_that_costs(chat: Chatting) -> None:
    found = findings()
    says = f"{MODEL} (plain), for new pictures and edits; it answers, and has {MODEL}"
    assert found["prompt enhancer"] == (True, says)
    assert not {"prompt enhancer's time", "prompt enhancer's fees"} & set(found)
    assert chat.asked == []


def test_the_doctor_names_what_is_amiss(chat: Chatting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKSTONE_ENHANCER_TIMEOUT_S", "290")
    monkeypatch.setenv("INKSTONE_RATE_CARD", "card.toml")
    Path("card.toml").write_text(
        '[[version]]\nname = "a"\neffective_on = 2020-01-01\n'
        "[version.rates.native]\nstandard = { price_micros = 1 }\n"
    )
    found = findings(status=1)
    assert found["prompt enhancer"][0]
    assert "290 s of the 300 s" in found["prompt enhancer's time"][1]
    assert "names none for native" in found["prompt enhancer's fees"][1]
    monkeypatch.setenv("INKSTONE_ENHANCER_MODEL", "other")
    assert "it has no model other" in findings(status=1)["prompt enhancer"][1]
    monkeypatch.setenv("INKSTONE_ENHANCER_API_KEY", "wrong")
    assert "refuses its key" in findings(status=1)["prompt enhancer"][1]
    chat.status = 200
