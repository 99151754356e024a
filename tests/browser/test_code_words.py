"""What copied code is made of: values as source text, and notes of what a dialect cannot say."""

import ast
import io
import json
import subprocess
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from browser.snippets import HOSTILE, NODE, Writer

pytestmark = pytest.mark.skipif(not NODE, reason="needs Node")

PLAIN = {"prompt": "a red fox in the snow", "size": "512x512", "seed": 7}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Writer:
    """The page's modules."""
    return Writer(tmp_path_factory.mktemp("web"))


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=st.lists(JSON, min_size=50, max_size=50))
def test_a_literal_is_the_value_in_every_language(writer: Writer, values: list[Any]) -> None:
    values += [HOSTILE, {"__proto__": {"a": 1}}, "\ud800", "\x00", "\U000e0041", "'", ["'", "\\'"]]

    texts = {name: writer.literals(values, name) for name in ("json", "shell", "python")}
    code = ", ".join(writer.literals(values, "javascript"))

    assert [json.loads(each) for each in texts["json"]] == values
    assert [ast.literal_eval(each) for each in texts["python"]] == values
    words = "".join(f"printf '%s\\n' '{each}'\n---\n" for each in texts["shell"])
    script = words.replace("\n---\n", "\nprintf '%s\\n' ---\n")
    done = subprocess.run(["sh"], input=script.encode(), capture_output=True, check=True)
    assert [json.loads(each) for each in done.stdout.decode().split("\n---\n")[:-1]] == values
    shown = subprocess.run(
        [NODE, "--input-type=module"],
        input=f"console.log(JSON.stringify([{code}]));".encode(),
        capture_output=True,
        check=True,
    )
    assert json.load(io.BytesIO(shown.stdout)) == values


def test_what_a_dialect_has_no_words_for_is_named(writer: Writer) -> None:
    body = {
        **PLAIN,
        "size": "1000x700",
        "n": 2,
        "steps": 8,
        "guidance": 25,
        "negative_prompt": "blurry",
        "invisible_watermark": True,
        "output_format": "webp",
        "quality": 70,
        "engine": "sketch",
        "metadata": {"for": "me"},
    }
    notes = {
        each.dialect: (each.left_out, {note["field"] for note in each.notes} - {*each.left_out})
        for each in writer.snippets(body, "http://127.0.0.1").values()
    }

    rest = ["engine", "metadata"]
    drawing = ["steps", "guidance", "invisible_watermark", "output_format", "quality", *rest]
    assert notes.pop("native") == ([], set())
    assert notes.pop("openai") == (["invisible_watermark", *rest], {"guidance"})
    assert notes.pop("aimlapi") == ([x for x in drawing if x != "invisible_watermark"], {"size"})
    assert notes.pop("wavespeed") == (
        [*drawing[:2], "negative_prompt", *drawing[2:]],
        set(),
    )
    assert notes.pop("gccai") == (["seed", *drawing], {"size"})
    assert notes == {name: (drawing, set()) for name in ("dashscope", "empiriolabs")}


def test_another_model_or_too_long_a_prompt_is_named(writer: Writer) -> None:
    body = {"model": "qwen-image-2512", "prompt": "a" * 2001}
    notes = {
        each.dialect: [(note["kind"], note["field"]) for note in each.notes]
        for each in writer.snippets(body, "http://127.0.0.1").values()
    }

    both = [("changed", "model"), ("refused", "prompt")]
    assert notes["openai"] == []
    assert notes["dashscope"] == [("refused", "prompt")]
    assert notes["gccai"] == notes["empiriolabs"] == notes["wavespeed"] == both


def test_a_dated_model_is_the_undated_one_only_while_that_is_the_newest(writer: Writer) -> None:
    body = {**PLAIN, "model": "qwen-image-2.0-2026-03-03"}
    newest = {"qwen-image-2.0": "qwen-image-2.0-2026-03-03"}

    same = writer.snippets(body, "http://127.0.0.1", newest=newest)["wavespeed-curl-wait"]
    other = writer.snippets(body, "http://127.0.0.1")["wavespeed-curl-wait"]

    assert same.text == other.text
    assert same.notes == []
    assert [note["to"] for note in other.notes] == ["wavespeed-ai/qwen-image-2.0"]
