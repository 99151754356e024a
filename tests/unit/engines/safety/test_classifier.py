"""A classifier says what its model says, and nothing that happens to its process hurts the next."""

import contextlib
import io
import json
import math
import os
import signal
from importlib.util import find_spec

import pytest
from PIL import Image

from inkstone.domain.errors import InvalidRequest, Unavailable
from inkstone.engines.safety import folder as folders
from inkstone.engines.safety.classifier import Classifier
from unit.engines.safety.models import LABELS, jpeg, write_onnx, write_vit

pytestmark = pytest.mark.anyio
MIB = 2**20
onnx = pytest.mark.skipif(
    find_spec("onnxruntime") is None or find_spec("onnx") is None, reason="needs onnxruntime, onnx"
)
torch = pytest.mark.skipif(find_spec("torch") is None, reason="needs torch")


def described(source, **changed):
    """A classifier that is not open."""
    options = {"labels": ["nsfw", "hentai"], "threshold": 0.5, "timeout_s": 60.0}
    return Classifier(source=source, **{**options, "memory_bytes": 300 * MIB, **changed})


@contextlib.asynccontextmanager
async def opened(source, **changed):
    """One that is."""
    judge = described(source, **changed)
    await judge.open()
    try:
        yield judge
    finally:
        await judge.close()


async def scores(judge, picture):
    """The score of every label that it looks for."""
    return {one.category: one.score for one in await judge.judge_picture(picture)}


def expected(colour, *, corner=1 / 9):
    """The softmax of ten times the means of the channels."""
    means = [10 * (c * (1 - corner) + 10 * corner) / 255 for c in colour]
    powers = [math.exp(mean) for mean in means]
    return [power / sum(powers) for power in powers]


@onnx
async def test_an_onnx_file_gives_its_labels_their_scores(tmp_path):
    path = write_onnx(tmp_path / "model")
    async with opened(path, labels=[*LABELS.values()], threshold=0.0) as judge:
        assert judge.name == "classifier"
        for colour in ((200, 30, 30), (30, 200, 30), (120, 120, 120)):
            found = await judge.judge_picture(jpeg(colour))
            assert [one.category for one in found] == ["normal", "nsfw", "hentai"]
            assert {one.source for one in found} == {"classifier"}
            assert [one.score for one in found] == pytest.approx(expected(colour), abs=0.02)


@onnx
async def test_only_the_labels_that_were_named_count_and_only_from_the_threshold_on(tmp_path):
    path = write_onnx(tmp_path / "model")
    async with opened(path, labels=["NSFW"]) as judge:
        assert await judge.judge_picture(jpeg((250, 10, 10))) == ()
        assert await judge.judge_picture(jpeg((10, 10, 250))) == ()
        (found,) = await judge.judge_picture(jpeg((10, 250, 10)))
        assert (found.category, found.source) == ("nsfw", "classifier")
        assert found.score > 0.9


@onnx
async def test_a_label_can_stand_for_itself_and_a_softmax_is_not_made_twice(tmp_path):
    picture = jpeg((10, 250, 250))
    multi = write_onnx(tmp_path / "multi", problem_type="multi_label_classification")
    async with opened(multi) as judge:
        assert min((await scores(judge, picture)).values()) > 0.99
    plain, ended = write_onnx(tmp_path / "a"), write_onnx(tmp_path / "b", ends="Softmax")
    async with opened(plain, threshold=0.0) as first, opened(ended, threshold=0.0) as second:
        assert await scores(first, picture) == pytest.approx(await scores(second, picture))


@onnx
async def test_the_size_comes_from_the_model_else_from_the_file_beside_it(tmp_path):
    fixed = write_onnx(tmp_path / "a", shape=(1, 3, 48, 16))
    free = write_onnx(tmp_path / "b", shape=("batch", 3, "height", "width"))
    picture = jpeg()
    async with opened(fixed, threshold=0.0) as first, opened(free, threshold=0.0) as second:
        assert await scores(first, picture) == pytest.approx(
            await scores(second, picture), abs=0.02
        )


@torch
@pytest.mark.slow
async def test_a_folder_for_transformers_is_judged_as_the_library_does(tmp_path):
    import torch as library
    from transformers import AutoImageProcessor, ViTForImageClassification

    source = write_vit(tmp_path / "vit")
    picture = jpeg()
    with Image.open(io.BytesIO(picture)) as image:
        inputs = AutoImageProcessor.from_pretrained(source, backend="pil")(
            images=image, return_tensors="pt"
        )
    with library.inference_mode():
        logits = ViTForImageClassification.from_pretrained(source).eval()(**inputs).logits[0]
    wanted = logits.softmax(0).tolist()
    async with opened(
        source, labels=[*LABELS.values()], threshold=0.0, memory_bytes=1024 * MIB
    ) as judge:
        found = await scores(judge, picture)
        assert [*found.values()] == pytest.approx(wanted, abs=1e-4)
        assert len(set(found.values())) == 3
        assert await scores(judge, picture) == found
        assert await scores(judge, jpeg((30, 30, 200))) != found


@onnx
async def test_what_is_no_jpeg_is_an_error_of_that_call_alone(tmp_path):
    path = write_onnx(tmp_path / "model")
    png = io.BytesIO()
    Image.new("RGB", (8, 8)).save(png, "PNG")
    async with opened(path, threshold=0.0) as judge:
        before = await scores(judge, jpeg())
        (worker,) = judge._pool._idle
        for bad in (b"", b"GIF89a", jpeg()[:200], png.getvalue(), jpeg(size=(1600, 8))):
            with pytest.raises(Unavailable, match="picture classifier could not judge") as caught:
                await judge.judge_picture(bad)
            assert caught.value.code == "moderation_unavailable"
        assert await scores(judge, jpeg()) == before
        assert [*judge._pool._idle] == [worker], "it is the same process"


@onnx
async def test_a_process_that_is_killed_is_replaced(tmp_path):
    path = write_onnx(tmp_path / "model")
    async with opened(path, threshold=0.0) as judge:
        before = await scores(judge, jpeg())
        (worker,) = judge._pool._idle
        os.kill(worker.pid, signal.SIGKILL)
        await worker.gone
        assert await scores(judge, jpeg()) == before


@onnx
async def test_it_judges_only_while_it_is_open(tmp_path):
    judge = described(write_onnx(tmp_path / "model"))
    with pytest.raises(Unavailable, match="not ready"):
        await judge.judge_picture(jpeg())
    await judge.close()


@onnx
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"labels": ["porn", "NSFW", "gore"]}, "no label gore, porn; it has: normal, nsfw, hentai"),
        ({"labels": []}, "No label .* it has: normal"),
        ({"threshold": 1.1}, "threshold must be from 0 to 1"),
    ],
)
async def test_what_it_is_told_is_checked_at_once(tmp_path, changed, said):
    path = write_onnx(tmp_path / "model")
    with pytest.raises(InvalidRequest, match=said):
        described(path, **changed)


async def test_what_is_not_there_is_said_to_be_so(tmp_path):
    with pytest.raises(InvalidRequest, match="There is no classifier at"):
        described(tmp_path / "none.onnx")
    (tmp_path / "model.bin").write_bytes(b"")
    with pytest.raises(InvalidRequest, match=r"neither a folder nor an \.onnx file"):
        described(tmp_path / "model.bin")
    with pytest.raises(InvalidRequest, match=r"lacks config\.json, preproc.*, model\.safetensors"):
        described(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"")
    with pytest.raises(InvalidRequest, match=r"lacks config\.json"):
        described(tmp_path / "model.onnx")


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (b"{", "is not JSON"),
        (b"[]", "is not an object"),
        (b" " * (2**20 + 1), "more than 1,048,576 bytes"),
        (b"{}", "has no labels"),
        (b'{"id2label": {"1": "nsfw"}}', "does not number its labels from 0"),
        (b'{"id2label": {"0": ""}}', "does not number its labels from 0"),
        (b'{"id2label": {"0": "nsfw"}, "problem_type": "regression"}', "does not classify"),
    ],
)
async def test_a_config_that_makes_no_sense_is_refused(tmp_path, monkeypatch, config, said):
    # Patched, so that the config is looked at where the library is absent as well.
    monkeypatch.setattr(folders, "_NEEDS", dict.fromkeys(folders.Kind, ((), "")))
    (tmp_path / "model.onnx").write_bytes(b"")
    (tmp_path / "config.json").write_bytes(config)
    with pytest.raises(InvalidRequest, match=said):
        described(tmp_path / "model.onnx")


async def test_a_library_that_is_missing_is_named_with_the_extra_that_brings_it(
    tmp_path, monkeypatch
):
    # Patched, as no test takes a library away.
    needs = {folders.Kind.ONNX: (("no_such_library",), "moderation")}
    monkeypatch.setattr(folders, "_NEEDS", needs)
    (tmp_path / "model.onnx").write_bytes(b"")
    (tmp_path / "config.json").write_text(json.dumps({"id2label": LABELS}))
    with pytest.raises(InvalidRequest, match=r"needs no_such_library: install inkstone\[moder"):
        described(tmp_path / "model.onnx")


@onnx
async def test_weights_that_are_not_as_their_files_say_are_refused_when_it_opens(tmp_path):
    broken = write_onnx(tmp_path / "broken")
    broken.write_bytes(b"not a model")
    flat = write_onnx(tmp_path / "flat", shape=(1, 4, 8, 8))
    other = write_onnx(tmp_path / "other")
    (tmp_path / "other" / "config.json").write_text(
        json.dumps({"id2label": {"0": "a", "1": "nsfw"}})
    )
    odd = write_onnx(tmp_path / "odd")
    (tmp_path / "odd" / "preprocessor_config.json").write_text('{"image_mean": [1]}')
    for path, said in (
        (broken, "cannot be loaded"),
        (flat, "must be batch, 3"),
        (other, "has 3 outputs, and config.json has 2 labels"),
        (odd, "where three numbers should be"),
    ):
        judge = described(path, labels=["nsfw"])
        with pytest.raises(InvalidRequest, match=said):
            await judge.open()
        await judge.close()


@torch
@pytest.mark.slow
async def test_weights_that_are_pickled_are_not_read(tmp_path):
    source = write_vit(tmp_path / "vit")
    (source / "model.safetensors").rename(source / "pytorch_model.bin")
    with pytest.raises(InvalidRequest, match=r"lacks model\.safetensors"):
        described(source)
