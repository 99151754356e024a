"""Two suites of prompts: most of what each asks for is in its scene, and its words exactly so."""

import re
from collections.abc import Mapping
from functools import cache

import pytest

from inkstone.engines.sketch.draw import _composed
from inkstone.engines.sketch.reading.parse import parse
from sketch.checklist import Case, cases, failed

#: The suite that was written before the grammar, and the one that nobody developed against.
_SUITES = ("prompts", "unseen")
_KINDS = (
    "scene", "portrait", "poster", "menu", "couplet", "sign", "card", "logo", "infographic",
    "counting", "colours", "relations", "pattern", "long",
)  # fmt: skip
#: The shares of checks that must hold, of all of them and of every kind's.
_OVERALL = 0.85
_OF_A_KIND = 0.7
#: What is spelled by the prompt and so must be right to the letter.
_SPELLED = frozenset({"text", "line", "item"})
_CHINESE = re.compile("[\u4e00-\u9fff]")


@cache
def _failures(suite: str) -> Mapping[Case, tuple[str, ...]]:
    """Every case of a suite with the checks that do not hold of its placed scene."""
    found = {}
    for case in cases(suite):
        scene = parse(prompt=case.prompt, width_px=1024, height_px=1024, seed=7)
        found[case] = tuple(failed(_composed(scene).scene, case.checks))
    return found


def _told(failures: Mapping[Case, tuple[str, ...]]) -> str:
    return "\n".join(f"{case.prompt[:70]!r}: {bad}" for case, bad in failures.items() if bad)


def _share(failures: Mapping[Case, tuple[str, ...]]) -> float:
    """The share of checks that hold."""
    asked = sum(len(case.checks) for case in failures)
    return 1 - sum(map(len, failures.values())) / asked


@pytest.mark.parametrize("suite", _SUITES)
def test_most_of_what_prompts_ask_for_is_in_their_scenes(suite):
    failures = _failures(suite)

    assert _share(failures) >= _OVERALL, _told(failures)


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("suite", _SUITES)
def test_no_kind_of_prompt_is_left_behind(suite, kind):
    failures = {case: bad for case, bad in _failures(suite).items() if case.kind == kind}

    assert _share(failures) >= _OF_A_KIND, _told(failures)


@pytest.mark.parametrize("suite", _SUITES)
def test_words_that_are_to_be_written_are_exactly_those_of_the_prompt(suite):
    wrong = {
        case: tuple(check for check in bad if check.split()[0] in _SPELLED)
        for case, bad in _failures(suite).items()
    }

    assert not any(wrong.values()), _told(wrong)


def _every_case() -> list[Case]:
    return [case for suite in _SUITES for case in cases(suite)]


@pytest.mark.parametrize("suite", _SUITES)
def test_a_suite_has_many_prompts_of_all_kinds_and_of_both_languages(suite):
    known = cases(suite)
    chinese = sum(bool(_CHINESE.search(case.prompt)) for case in known)

    assert len(known) >= 120
    assert {case.kind for case in known} == set(_KINDS)
    assert 0.4 <= chinese / len(known) <= 0.6


@pytest.mark.parametrize("suite", _SUITES)
def test_a_suite_has_long_prompts(suite):
    def length(prompt: str) -> int:
        return len(_CHINESE.findall(prompt)) or len(prompt.split())

    longest = sorted(length(case.prompt) for case in cases(suite))[-4:]

    assert longest[0] >= 140
    assert sum(length(case.prompt) >= 200 for case in _every_case()) >= 4


def test_no_prompt_is_in_both_suites_or_twice_in_one():
    prompts = [case.prompt for case in _every_case()]

    assert sorted(prompts) == sorted(set(prompts))


@pytest.mark.parametrize("suite", _SUITES)
def test_most_prompts_are_asked_for_several_things(suite):
    known = cases(suite)

    assert all(len(set(case.checks)) == len(case.checks) for case in known)
    assert sum(len(case.checks) for case in known) >= 3 * len(known)
