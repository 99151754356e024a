import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.pages import emblems, logo
from unit.engines.sketch.pages.scenes import (
    EN,
    SIZES,
    ZH,
    assert_set,
    assert_well_formed,
    drawn,
    least_contrast,
    page_scene,
    thing,
)

LOCKUPS = ("stacked", "beside", "badge", "crest")


@settings(max_examples=12, deadline=None)
@given(
    length=st.integers(1, 120),
    source=st.sampled_from((EN, ZH)),
    size=st.sampled_from(SIZES),
    seed=st.integers(0, 30),
    has_mark=st.booleans(),
)
def test_a_logo_of_any_shape_holds_its_name(
    length: int, source: str, size: tuple[int, int], seed: int, has_mark: bool
) -> None:
    objects = (thing("fox", "🦊"),) if has_mark else ()
    scene = page_scene("logo", ("title", source[:length].strip()), ("subtitle", "since 1987"),
                       size=size, seed=seed, objects=objects)  # fmt: skip
    assert_set(drawn(scene)[0], scene)


def test_a_badge_runs_its_name_around_it() -> None:
    scene = page_scene("logo", ("title", "Mountain Coffee"), ("subtitle", "since 1999"),
                       objects=(thing("fox", "🦊"),), composition="badge")  # fmt: skip
    layer, defs = drawn(scene)
    assert_set(layer, scene)
    assert_well_formed(layer, defs)
    assert layer.words.count("rotate(") >= len("MountainCoffeesince1999")
    top, foot = (text.box for text in layer.texts)
    assert top is not None
    assert foot is not None
    assert top.y < 256 < foot.y


@pytest.mark.parametrize("lockup", LOCKUPS)
def test_a_logo_is_legible(lockup: str) -> None:
    for seed in (LOCKUPS.index(lockup),):
        scene = page_scene("logo", ("title", "Nova 星"), objects=(thing("fox", "🦊"),), seed=seed,
                           composition=lockup, time="night" if seed == 2 else None)  # fmt: skip
        layer, defs = drawn(scene)
        assert least_contrast(layer, defs, scene, beneath="#ffffff") >= 4.4


def test_a_mark_has_few_colours() -> None:
    scene = page_scene("logo", objects=(thing("fox", "🦊"),), composition="crest")
    layer, defs = drawn(scene)
    colours = {part[:7] for part in (layer.svg + defs.svg).split('"') if part.startswith("#")}
    assert len(colours) <= 6


def test_a_name_that_shows_nothing_has_a_mark_all_the_same() -> None:
    for seed in range(8):
        layer, defs = drawn(page_scene("logo", ("title", "Acme"), seed=seed))
        assert_well_formed(layer, defs)
        assert layer.svg


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Acme Industries", "AI"), ("墨石工坊", "墨"), ("nova", "n"), ("& Sons", "S"),
        ("😀", "😀"), ("", ""),
    ],
)  # fmt: skip
def test_initials_stand_for_a_name(name: str, letters: str) -> None:
    assert emblems.initials(name) == letters


def test_a_wide_logo_has_its_mark_beside_its_name() -> None:
    assert logo.lockup_of(page_scene("logo", ("title", "Nova"), size=(1024, 256))) == "beside"
