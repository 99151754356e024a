"""Tests of the far side of the process pool: edits with what their inputs show."""

from inkstone.engines.base import Picture
from inkstone.engines.sketch import child
from inkstone.engines.sketch.engine import _document
from unit.engines.sketch.edit.scene.drawn import drawing


def _edited(**values):
    drawn = drawing()
    asked = {
        "prompt": "remove the cat",
        "size": (256, 256),
        "seed": 1,
        "num_inputs": 1,
        "rule": None,
        "documents": [drawn.scene],
        **values,
    }
    return child.draw_job(asked, [drawn.png])


def test_an_edited_scene_comes_with_the_digest_of_its_pixels():
    answer, (png,) = _edited()
    assert png.startswith(b"\x89PNG")
    assert set(answer["documents"]) == {"inkstone:edits", "inkstone:scene"}
    assert len(answer["pixels_sha256"]) == 64
    ids = [known["id"] for known in answer["documents"]["inkstone:scene"]["objects"]]
    assert "cat" not in ids


def test_edited_pixels_come_without_a_scene():
    answer, _ = _edited(prompt="black and white", documents=[None])
    assert set(answer["documents"]) == {"inkstone:edits"}
    assert "pixels_sha256" not in answer


def test_a_document_that_is_too_large_is_left_out():
    scene = drawing().scene
    picture = Picture(data=b"", width_px=1, height_px=1, metadata={"inkstone:scene": scene})
    assert _document(picture) == scene
    huge = {**scene, "unknown": ["x" * 500_000]}
    picture = Picture(data=b"", width_px=1, height_px=1, metadata={"inkstone:scene": huge})
    assert _document(picture) is None
