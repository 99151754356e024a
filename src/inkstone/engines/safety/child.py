"""The far side of a classifier: the weights, loaded once a process, and one picture a call.

It does not know what the labels are, nor which of them are objected to.

Dimensions: `B` batch, `C` channels, `H W` height and width, `L` labels.
"""

import functools
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from inkstone.domain.errors import InputRefused, InvalidRequest
from inkstone.engines.safety.folder import Kind
from inkstone.engines.safety.sight import Sight

#: From a picture in RGB to one number for each label, before they are made scores.
Model = Callable[[Image.Image], np.ndarray]

#: Twice what judges are shown.
_SIDE_PX_MAX = 1536
#: More threads than these look at one small picture no faster. Half of the processors are left to
#: others: threads that wait for one another and for a turn take many times as long.
_THREADS_MAX = 4
_UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)
#: How far what a model calls probabilities may be from a sum of 1.
_SUM_ROUNDING = 1e-3
_NUM_DECIMALS = 6


def work(args: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Load the model that `args` name, and judge the JPEG in the blob where that is asked."""
    model = _loaded(args["source"], Kind(args["kind"]))
    if args["do"] == "load":
        blank = Image.new("RGB", (64, 64))
        return {"num_outputs": len(model(blank))}, []
    scores = _scores(model(_opened(blobs[0])), is_multi_label=args["is_multi_label"])
    return {"scores": [round(float(score), _NUM_DECIMALS) for score in scores]}, []


def warm_onnx() -> None:
    """Load what runs ONNX."""
    import onnxruntime  # noqa: F401


def warm_transformers() -> None:
    """Load what runs the models of transformers."""
    import torch
    import transformers

    # Each name loads what is behind it.
    _ = transformers.AutoImageProcessor, transformers.AutoModelForImageClassification
    torch.set_num_threads(_num_threads())
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()


@functools.lru_cache(maxsize=1)
def _loaded(source: str, kind: Kind) -> Model:
    match kind:
        case Kind.ONNX:
            return _onnx(Path(source))
        case Kind.TRANSFORMERS:
            return _transformers(Path(source))


def _onnx(file: Path) -> Model:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _num_threads()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    inputs = session.get_inputs()
    if len(inputs) != 1 or inputs[0].type != "tensor(float)":
        raise InvalidRequest("It must have one input, a picture as float32.")
    name, shape = inputs[0].name, list(inputs[0].shape)
    if len(shape) != 4 or (isinstance(shape[1], int) and shape[1] != 3):
        raise InvalidRequest(
            f"Its input has the shape {shape}; it must be batch, 3, height, width."
        )
    sight = Sight.read(file.parent, height=shape[2], width=shape[3])

    def run(image: Image.Image) -> np.ndarray:
        pixels_BCHW = sight.pixels(image)  # (1, 3, H, W) float32
        return _row(session.run(None, {name: pixels_BCHW})[0])

    return run


def _transformers(folder: Path) -> Model:
    import torch
    from transformers import AutoImageProcessor, AutoModelForImageClassification

    options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    processor = AutoImageProcessor.from_pretrained(folder, backend="pil", **options)
    model = AutoModelForImageClassification.from_pretrained(
        folder, use_safetensors=True, dtype=torch.float32, **options
    ).eval()

    def run(image: Image.Image) -> np.ndarray:
        inputs = processor(images=image, return_tensors="pt")
        with torch.inference_mode():
            return _row(model(**inputs).logits.numpy())  # (B, L) float32, cpu

    return run


def _row(found: object) -> np.ndarray:
    """The one row of outputs.

    Raises:
        InvalidRequest: the model has another kind of output.
    """
    rows = np.asarray(found, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[0] != 1:
        raise InvalidRequest(f"Its output has the shape {rows.shape}; it must be batch, labels.")
    if not np.isfinite(rows).all():
        raise InvalidRequest("Its output is not a number.")
    return np.asarray(rows[0])


def _scores(outputs_L: np.ndarray, *, is_multi_label: bool) -> np.ndarray:
    """Scores from 0 to 1: each for itself, or all together 1."""
    if is_multi_label:
        return np.asarray(1 / (1 + np.exp(-np.clip(outputs_L, -500, 500))))
    if outputs_L.min() >= 0 and abs(outputs_L.sum() - 1) < _SUM_ROUNDING:
        # Some exports end in a softmax of their own, and a second would make all scores alike.
        return np.asarray(np.clip(outputs_L, 0, 1))
    powers = np.exp(outputs_L - outputs_L.max())
    return np.asarray(powers / powers.sum())


def _opened(jpeg: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
            if max(image.size) > _SIDE_PX_MAX:
                raise ValueError(f"more than {_SIDE_PX_MAX} pixels a side")
            return image.convert("RGB")
    except _UNREADABLE as error:
        raise InputRefused("The picture is not a JPEG of its size.", code="input_broken") from error


def _num_threads() -> int:
    return max(1, min(_THREADS_MAX, (os.cpu_count() or 1) // 2))
