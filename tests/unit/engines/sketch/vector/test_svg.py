from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from inkstone.engines.sketch.vector import svg


def test_numbers_have_at_most_two_decimals_and_no_negative_zero() -> None:
    assert [svg.num(value) for value in (1, 1.5, 1.256, -0.001, 100)] == [
        "1", "1.5", "1.26", "0", "100",
    ]  # fmt: skip


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_no_attribute_can_become_markup(words: str) -> None:
    written = svg.element("path", d=words)
    assert ElementTree.fromstring(written).attrib["d"] == words


def test_equal_definitions_share_one_name_and_others_do_not() -> None:
    defs = svg.Defs()
    first = defs.linear([(0, "#000000", 1), (1, "#ffffff", 1)])
    assert defs.linear([(0, "#000000", 1), (1, "#ffffff", 1)]) == first
    assert defs.linear([(0, "#000000", 1), (1, "#ff0000", 1)]) != first
    assert defs.svg.count("<linearGradient") == 2


def test_an_empty_group_is_not_written() -> None:
    assert svg.group("", "") == ""


def test_a_document_is_well_formed() -> None:
    defs = svg.Defs()
    fill = defs.radial([(0, "#123456", 0.5)])
    document = svg.document(svg.rect(0, 0, 5, 5, fill=fill), defs=defs, width_px=10, height_px=20)
    assert ElementTree.fromstring(document).attrib["viewBox"] == "0 0 10 20"
