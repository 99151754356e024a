"""A form is read by others as it was written."""

import io

import python_multipart

from inkstone.engines.upstream.multipart import File, encoded


def test_texts_and_files_arrive_as_they_were():
    texts = [("prompt", 'a\r\nb \N{KITE} "c"\r\n--inkstone-'), ("n", "2"), ("empty", "")]
    data = b"\r\n--inkstone-" + bytes(range(256)) * 10
    files = [
        File(name="image[]", filename=f"{i}.png", media_type="image/png", data=data[i:])
        for i in range(2)
    ]
    media_type, body = encoded(texts, files)
    found_texts, found_files = [], []
    python_multipart.parse_form(
        {"Content-Type": media_type.encode(), "Content-Length": str(len(body)).encode()},
        io.BytesIO(body),
        lambda each: found_texts.append((each.field_name.decode(), (each.value or b"").decode())),
        found_files.append,
    )
    assert found_texts == texts
    for found, file in zip(found_files, files, strict=True):
        found.file_object.seek(0)
        assert found.field_name == b"image[]"
        assert (found.file_name, found.file_object.read()) == (file.filename.encode(), file.data)


def test_no_two_forms_share_a_boundary():
    assert encoded([], [])[0] != encoded([], [])[0]


def test_half_a_character_does_not_stop_a_form():
    assert b"\r\n\r\n?\r\n" in encoded([("prompt", "\ud83d")], [])[1]
