"""Contact sheets: every picture is on them, with its words, in any language."""

import io
from html.parser import HTMLParser
from pathlib import Path

from PIL import Image, ImageChops

from inkstone.bench import contact_sheet
from inkstone.bench.contact_sheet import Cell
from inkstone.media import png


def _made(colour: str = "#2060c0", size: tuple[int, int] = (900, 500)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def _cells(number: int) -> list[Cell]:
    made = contact_sheet.cell(_made(size=(40, 30)), caption="a picture")
    return [made] * number


def test_a_picture_is_made_small_in_its_own_shape() -> None:
    assert contact_sheet.cell(_made(), caption="").picture.size == (400, 222)
    assert contact_sheet.cell(_made(size=(50, 100)), caption="").picture.size == (50, 100)


def test_twenty_go_on_a_page(tmp_path: Path) -> None:
    written = contact_sheet.write(tmp_path / "sheet.png", _cells(21))

    assert [file.name for file in written] == ["sheet-1.png", "sheet-2.png"]
    (width, height), (other_width, other_height) = (png.size(file.read_bytes()) for file in written)
    assert width == other_width
    assert height > 3 * other_height
    assert contact_sheet.write(tmp_path / "one.png", _cells(2))[0].name == "one.png"


def test_words_stand_beneath_their_picture_and_nowhere_else() -> None:
    bare = contact_sheet.as_page([contact_sheet.cell(_made(), caption="")])
    for caption, remark in (("A cat 猫", ""), ("", "unknown_words: 喵"), ("x" * 900, "y" * 900)):
        cell = contact_sheet.cell(_made(), caption=caption, remark=remark)
        page = contact_sheet.as_page([cell])
        left, top, right, bottom = ImageChops.difference(bare, page).getbbox()
        assert page.size == bare.size
        assert 14 <= left < right <= 16 + 400 + 2  # a letter may lean out of its line
        assert 16 + cell.picture.height <= top < bottom <= bare.height


def test_long_captions_are_broken_between_words_and_end_in_an_ellipsis() -> None:
    lines = contact_sheet._lines("one two three " * 40, 3)
    assert len(lines) == 3
    assert lines[0].split()[-1] in {"one", "two", "three"}
    assert lines[2].endswith("…")
    assert contact_sheet._lines("一只猫在树下" * 30, 2)[0].count("一只猫") >= 3
    assert contact_sheet._lines("", 3) == []


def test_the_page_of_html_holds_everything_and_no_markup_of_a_prompt() -> None:
    cell = contact_sheet.cell(_made(), caption="<script>alert(1)</script> & 猫", remark="</small>")
    page = contact_sheet.as_html([cell, cell])
    found: list[tuple[str, dict[str, str | None]]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append((tag, dict(attrs)))
    parser.feed(page)

    tags = [tag for tag, _ in found]
    assert tags.count("img") == tags.count("small") == 2
    assert "script" not in tags
    assert "猫" in page
    assert all((attrs["src"] or "").startswith("data:") for tag, attrs in found if tag == "img")
