"""The bodies of edits, in a form and in JSON: fields, pictures, masks, and their requests."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData, UploadFile

from contract.doors import doors
from inkstone.dialects.openai.decode import Decoded, decode
from inkstone.dialects.openai.edit_body import EditBody, from_form, from_json
from inkstone.dialects.openai.wire import GenerationWire
from inkstone.domain.errors import InkstoneError, InvalidRequest, UnsupportedRequest
from inkstone.domain.request import Size
from inkstone.engines.base import Capabilities
from unit.dialects.running import catalogue

CATALOGUE = catalogue()
REFERENCES = doors(None, None).references  # type: ignore[arg-type]
URL = "https://a.example/1.png"
DATA = "data:image/png;base64,AAAA"


def file(name: str = "a.png", data: bytes = b"x") -> UploadFile:
    """A part with a file."""
    return UploadFile(io.BytesIO(data), size=len(data), filename=name)


def form(*parts: tuple[str, Any]) -> EditBody:
    """What a form brings."""
    return from_form(FormData([("prompt", "A kite"), *parts]))


def decoded(edit: EditBody, *, num_inputs_max: int = 3) -> Decoded:
    """An edit decoded."""
    return decode(
        dict(edit.fields),
        edit=edit,
        catalogue=CATALOGUE,
        capabilities=Capabilities(edits=num_inputs_max > 0, num_inputs_max=num_inputs_max),
        references=REFERENCES,
    )


def refused(edit: EditBody, **more: Any) -> InvalidRequest:
    """What an edit is refused with."""
    with pytest.raises(InkstoneError) as caught:
        decoded(edit, **more)
    assert isinstance(caught.value, InvalidRequest)
    return caught.value


def params(edit: EditBody) -> list[str]:
    """How the pictures are called."""
    return [each.param for each in edit.images]


def test_numbers_and_booleans_of_a_form_are_text() -> None:
    found = form(
        ("image", file()),
        *{
            "n": "2",
            "seed": "7.0",
            "output_compression": "80",
            "stream": "false",
            "watermark": "True",
            "true_cfg_scale": "4.5",
            "guidance_scale": "3",
            "size": "512x512",
            "user": "12",
        }.items(),
    )
    assert found.fields == {
        "prompt": "A kite",
        "n": 2,
        "seed": 7,
        "output_compression": 80,
        "stream": False,
        "watermark": True,
        "true_cfg_scale": 4.5,
        "guidance_scale": 3.0,
        "size": "512x512",
        "user": "12",
    }
    assert decoded(found).request.num_images == 2


@pytest.mark.parametrize(
    ("name", "text", "must_be"),
    [
        ("n", "two", "an integer from 1 to 6"),
        ("n", "7", "an integer from 1 to 6"),
        ("n", "1.5", "an integer from 1 to 6"),
        ("n", "٢", "an integer from 1 to 6"),
        ("seed", "9" * 40, "an integer from 0"),
        ("stream", "1", "true or false"),
        ("true_cfg_scale", "inf", "a number from 0 to 20"),
        ("true_cfg_scale", "nan", "a number from 0 to 20"),
        ("size", "1x1", "WIDTHxHEIGHT"),
        ("output_format", "gif", "one of png"),
    ],
)
def test_text_that_is_no_such_value_is_named(name: str, text: str, must_be: str) -> None:
    (fault,) = refused(form(("image", file()), (name, text))).faults
    assert fault.param == name
    assert must_be in fault.message


def test_pictures_of_a_form_are_files_or_addresses_in_their_order() -> None:
    assert params(form(("image", file()))) == ["image"]
    several = form(("image[]", file()), ("url[]", URL), ("image[]", DATA), ("url[]", URL))
    assert params(several) == ["image[0]", "image[1]", "url[0]", "url[1]"]
    assert [bool(each.file) for each in several.images] == [True, False, False, False]
    assert params(form(("image[0]", file()), ("image[1]", file()))) == ["image[0]", "image[1]"]
    assert len(several.files()) == 1


def test_what_a_browser_sends_of_empty_fields_is_no_value() -> None:
    found = form(("image", file()), ("mask", file("", b"")), ("n", ""), ("size", ""))
    assert (found.mask, dict(found.fields)) == (None, {"prompt": "A kite"})
    assert params(form(("image", file("", b"")))) == []


def test_an_edit_takes_the_shape_of_its_last_input() -> None:
    request = decoded(form(("image", file()))).request
    assert request.size is None
    rule = request.size_rule
    assert rule is not None
    assert rule.size_of(Size(640, 640)) == Size(1024, 1024)
    assert rule.size_of(Size(4000, 1000)) == Size(2048, 512)
    assert decoded(form(("image", file()), ("size", "512x768"))).request.size == Size(512, 768)
    assert decoded(form(("image", file()), ("size", "auto"))).request.size is None


@given(width=st.integers(1, 9000), height=st.integers(1, 9000))
def test_any_input_gives_a_size_in_range_and_of_about_a_megapixel(width: int, height: int) -> None:
    rule = decoded(form(("image", file()))).request.size_rule
    assert rule is not None
    size = rule.size_of(Size(width, height))
    assert max(size.width_px, size.height_px) <= 4 * min(size.width_px, size.height_px)
    assert size.area_px == pytest.approx(1024**2, rel=0.02)
    assert size.width_px % 16 == size.height_px % 16 == 0


def test_a_mask_is_of_the_first_picture_which_goes_last_for_it() -> None:
    found = decoded(form(("image[]", file()), ("image[]", file()), ("mask", file())))
    assert [each.param for each in found.images] == ["image[1]", "image[0]"]
    assert found.warnings == ("masked_input_last",)
    alone = decoded(form(("image", file()), ("mask", URL)))
    assert (alone.mask is not None, alone.warnings) == (True, ())


def test_an_edit_needs_a_picture_and_an_engine_that_edits() -> None:
    (fault,) = refused(form()).faults
    assert (fault.param, fault.kind) == ("image", "missing")
    error = refused(form(("image", file())), num_inputs_max=0)
    assert (error.code, isinstance(error, UnsupportedRequest)) == ("edit_unsupported", True)


def test_more_pictures_than_the_engine_takes_are_refused() -> None:
    four = form(*[("image[]", file())] * 4)
    error = refused(four)
    assert "4 pictures were sent; the engine of this server takes 3" in error.message
    assert len(decoded(four, num_inputs_max=10).images) == 4


def test_a_drawing_over_the_picture_and_a_file_for_text_are_refused() -> None:
    assert [f.param for f in refused(form(("image", file()), ("markup", file()))).faults] == [
        "markup"
    ]
    error = refused(form(("image", file()), ("n", file())))
    assert error.message == "`n` is a file; it must be text."


def test_what_no_store_keeps_is_refused_in_a_form_too() -> None:
    with pytest.raises(InvalidRequest, match="NUL"):
        form(("image", file()), ("negative_prompt", "a\0b"))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"images": [{"image_url": URL}]}, ["images[0].image_url"]),
        (
            {"images": [{"image_url": URL}, {"image_url": DATA, "file_id": None}]},
            ["images[0].image_url", "images[1].image_url"],
        ),
    ],
)
def test_pictures_in_json_are_named_by_address(body: dict[str, Any], found: list[str]) -> None:
    edit = from_json({"prompt": "A kite", **body, "mask": {"image_url": DATA}})
    assert params(edit) == found
    assert edit.fields == {"prompt": "A kite"}
    assert decoded(edit).mask is not None


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "image"),
        ({"images": []}, "image"),
        ({"images": "x"}, "images"),
        ({"images": {"image_url": URL}}, "images"),
        ({"images": [URL]}, "images[0]"),
        ({"images": [None]}, "images[0]"),
        ({"images": [{"file_id": "file-1"}]}, "images[0].file_id"),
        ({"images": [{}]}, "images[0].image_url"),
        ({"images": [{"image_url": 5}]}, "images[0].image_url"),
        ({"images": [{"image_url": ""}]}, "images[0].image_url"),
        ({"images": [{"image_url": "ftp://a.example"}]}, "images[0].image_url"),
        ({"images": [{"image_url": "http://127.0.0.1/"}]}, "images[0].image_url"),
        ({"images": [{"image_url": URL}], "mask": {"file_id": "f"}}, "mask.file_id"),
        ({"images": [{"image_url": URL}], "mask": URL}, "mask"),
        ({"images": [{"image_url": URL}], "markup": {"image_url": URL}}, "markup"),
    ],
)
def test_a_picture_in_json_that_is_named_otherwise_is_refused(
    body: dict[str, Any], param: str
) -> None:
    (fault,) = refused(from_json({"prompt": "A kite", **body})).faults
    assert fault.param == param
    assert f"`{param}`" in fault.message


TEXTS = st.one_of(
    st.text(max_size=12), st.sampled_from([URL, DATA, "7", "true", "1e9", "auto", "-0", "512x512"])
)


@given(
    parts=st.lists(
        st.tuples(
            st.sampled_from(
                ["image", "image[]", "url", "mask", "markup", *sorted(GenerationWire.model_fields)]
            )
            | st.text(max_size=6),
            TEXTS | st.builds(file, st.text(max_size=5), st.binary(max_size=5)),
        ),
        max_size=12,
    )
)
def test_any_form_is_decoded_or_refused(parts: list[tuple[str, Any]]) -> None:
    try:
        found = decoded(from_form(FormData(parts)))
    except InvalidRequest as error:
        assert error.message  # noqa: PT017 - refusing is as good as decoding
    else:
        assert 1 <= len(found.images) <= 3
        assert found.request.prompt.strip()


@given(
    body=st.dictionaries(
        st.sampled_from(["images", "mask", "prompt", "n", "model"]),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=8) | st.sampled_from([URL, DATA]),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["image_url", "file_id"]), inner)
            ),
            max_leaves=6,
        ),
    )
)
def test_any_json_is_decoded_or_refused(body: dict[str, Any]) -> None:
    try:
        found = decoded(from_json(body))
    except InvalidRequest as error:
        assert error.message  # noqa: PT017 - refusing is as good as decoding
    else:
        assert found.images
