"""What a body with pictures becomes, and how their addresses are refused."""

from typing import Any

import pytest

from inkstone.dialects.empiriolabs.decode import decode
from inkstone.dialects.empiriolabs.wire import PIXELS
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.request import Size
from inkstone.engines.base import Capabilities
from unit.dialects.empiriolabs.test_decode import CATALOGUE, CUSTOM, REFERENCES, decoded, refused


def test_an_edit_without_a_size_gets_one_from_its_last_picture() -> None:
    found = decoded(image=["https://a.test/1.png", "https://a.test/2.png"])
    assert [each.param for each in found.references] == ["image[0]", "image[1]"]
    assert found.request.size is None
    rule = found.request.size_rule
    assert rule is not None
    assert rule.size_of(Size(4000, 3000)) == Size(2352, 1776)
    assert rule.size_of(Size(300, 200)) == Size(640, 416)


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ({"aspect_ratio": "1:1"}, Size(2048, 2048)),
        ({"size": "600x700"}, Size(600, 700)),
        ({"size": "auto"}, None),
        ({**CUSTOM}, Size(512, 512)),
    ],
)
def test_an_edit_that_names_a_size_gets_that(fields: dict[str, Any], size: Size | None) -> None:
    assert decoded(image="https://a.test/1.png", **fields).request.size == size


def test_no_pictures_at_all_are_text_to_image() -> None:
    assert decoded(image=[]).request.size == Size(*PIXELS["16:9"])


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://169.254.169.254/latest/meta-data", "169.254.169.254"),
        ("http://localhost:6379/", "localhost"),
        ("https://user:secret@a.test/1.png", "password"),
        ("https://a.test:22/1.png", "22"),
        ("https://a.test/" + "x" * 5000, "4096"),
    ],
)
def test_an_address_that_is_never_fetched_is_refused_at_once(url: str, says: str) -> None:
    error = refused(image=["https://a.test/good.png", url])
    (fault,) = error.faults  # type: ignore[attr-defined]
    assert fault.param == "image[1]"
    assert says in fault.message
    assert "secret" not in fault.message


@pytest.mark.parametrize("image", ["https://a.test/cat.png", ["data:image/png;base64,iVBORw0K"]])
def test_an_edit_is_refused_where_the_engine_makes_none(image: object) -> None:
    body = {"model": "qwen-image-2-0", "prompt": "A kite", "image": image}
    with pytest.raises(InvalidRequest) as caught:
        decode(body, catalogue=CATALOGUE, capabilities=Capabilities(), references=REFERENCES)
    error = caught.value
    assert error.code == "edit_unsupported"
    assert "Qwen-Image-Edit" in error.message
