"""Instructions about a park with a girl, a cat, a dog, a car, a tree, a sofa and three balloons.

Each stands with the operations that it must be read as, and some of their values.
"""

import json
from pathlib import Path
from typing import Any


def _rows() -> list[tuple[str, list[dict[str, Any]]]]:
    lines = Path(__file__).with_suffix(".tsv").read_text("utf-8").splitlines()
    split = (line.split("\t") for line in lines)
    return [(instruction, json.loads(expected)) for instruction, expected in split]


ONE = _rows()

#: What is not about anything in the scene.
NONE = (
    "crop to a square", "blur the background", "add a border", "rotate 90 degrees",
    "make it black and white", "brighten it", "裁剪成正方形", "加一个红色边框", "顺时针旋转90度",
    "resize to 800x600", "make it warmer", "remove the elephant", "去掉大象", "",
)  # fmt: skip
