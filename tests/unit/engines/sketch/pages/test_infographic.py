from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkstone.engines.sketch.lettering import text
from inkstone.engines.sketch.pages import charts
from inkstone.engines.sketch.scene import Chart, Item
from unit.engines.sketch.pages.scenes import (
    EN,
    SIZES,
    ZH,
    assert_set,
    assert_well_formed,
    drawn,
    page_scene,
)

CHARTS: tuple[Chart, ...] = get_args(Chart)
FRUITS = (
    Item(title="Apples", value=35, spelled="35%", concept="🍎"),
    Item(title="香蕉", detail="yellow", value=50, spelled="50%"),
    Item(title="Cherries", detail="small, sweet", value=15, spelled="15 %"),
)


@settings(max_examples=8, deadline=None)
@given(
    chart=st.sampled_from(CHARTS),
    num_items=st.integers(0, 16),
    length=st.integers(1, 120),
    source=st.sampled_from((EN, ZH)),
    size=st.sampled_from(SIZES),
)
def test_a_chart_of_any_kind_draws_any_number_of_items(
    chart: Chart, num_items: int, length: int, source: str, size: tuple[int, int]
) -> None:
    words = source[:length].strip()
    items = tuple(
        Item(title=words[: 1 + index * 3], detail=words if index % 2 else "", value=index * 1.5)
        for index in range(num_items)
    )
    scene = page_scene("infographic", ("title", words), ("subtitle", "2024"), ("footer", "source"),
                       size=size, chart=chart, items=items)  # fmt: skip
    layer, defs = drawn(scene)
    assert_set(layer, scene)
    assert_well_formed(layer, defs)


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("size", SIZES[:3])
def test_every_word_of_an_item_is_set(
    chart: Chart, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: set[str] = set()
    real = text.fit

    def listen(words: str, *args: object, **more: object) -> object:
        said.add(words)
        return real(words, *args, **more)  # type: ignore[arg-type]

    # Words are outlines once they are drawn, so what is set is listened to.
    monkeypatch.setattr(text, "fit", listen)
    drawn(page_scene("infographic", size=size, chart=chart, items=FRUITS))
    wanted = {"Apples", "Cherries"}
    if chart in ("bars", "pie"):
        wanted |= {"35%", "50%"}
    else:
        wanted |= {"yellow"}
    assert all(any(words in slip for slip in said) for words in wanted)


def test_bars_are_as_long_as_their_values() -> None:
    scene = page_scene("infographic", size=(1024, 768), chart="bars", items=FRUITS)
    layer, _ = drawn(scene)
    heights = [
        float(part.split('height="')[1].split('"')[0])
        for part in layer.svg.split("<rect")
        if "url(#" in part
    ]
    assert heights[0] / heights[1] == pytest.approx(35 / 50, rel=0.01)
    assert heights[2] / heights[1] == pytest.approx(15 / 50, rel=0.01)


@pytest.mark.parametrize(
    ("item", "value"),
    [
        (Item(title="a", value=2.5), 2.5), (Item(title="a", spelled="1,5 t"), 1.5),
        (Item(title="a"), 0.0), (Item(title="a", value=float("nan")), 0.0),
        (Item(title="a", detail="about 40 people"), 40.0),
    ],
)  # fmt: skip
def test_a_value_is_read_from_what_is_spelled_where_there_is_none(item: Item, value: float) -> None:
    assert charts.value_of(item) == value


def test_items_without_a_chart_make_bars_of_numbers_and_lists_of_words() -> None:
    numbers = page_scene("infographic", items=FRUITS)
    words = page_scene("infographic", items=(Item(title="a"), Item(title="b")))
    assert (
        drawn(numbers)[0].svg == drawn(page_scene("infographic", items=FRUITS, chart="bars"))[0].svg
    )
    assert (
        drawn(words)[0].svg
        == drawn(page_scene("infographic", items=words.items, chart="list"))[0].svg
    )
