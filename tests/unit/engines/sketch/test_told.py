"""Tests for what is told beside a picture."""

from inkstone.engines.sketch.scene import Note, Scene
from inkstone.engines.sketch.told import warnings_of


def _scene(**values) -> Scene:
    return Scene(width_px=64, height_px=64, seed=1, **values)


def _codes(scene: Scene, *, missing=()) -> dict[str, tuple[str, ...]]:
    told = warnings_of(scene, missing=missing, styles=("watercolor",))
    return {warning.code: warning.words for warning in told}


def test_nothing_amiss_is_nothing_told():
    assert _codes(_scene(style=("watercolor", "flat"))) == {}


def test_unknown_words_and_characters_are_told():
    found = _codes(_scene(unknown=("zxcvb",)), missing=("\U0001f9ff",))
    assert found == {"unknown_words": ("zxcvb",), "missing_glyph": ("\U0001f9ff",)}


def test_notes_of_a_kind_are_one_warning_with_each_word_once():
    notes = (
        Note(code="approximated", words=("lute", "oud")),
        Note(code="approximated", words=("lute",)),
        Note(code="count_limited", words=("sheep",)),
    )
    found = _codes(_scene(notes=notes))
    assert found == {"approximated": ("lute", "oud"), "count_limited": ("sheep",)}


def test_only_styles_that_there_are_not_are_told():
    assert _codes(_scene(style=("watercolor", "cubist"))) == {"unsupported_style": ("cubist",)}


def test_every_warning_has_a_sentence():
    note = Note(code="something_else", words=("x",))
    (warning,) = warnings_of(_scene(notes=(note,)), missing=(), styles=())
    assert warning.message.endswith(".")
