"""What lies beside a classifier's weights: its kind, its labels, and what they need to run.

This module loads no weights and imports none of the libraries that do.
"""

import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from inkstone.domain.errors import InvalidRequest

CONFIG, PREPROCESSING = "config.json", "preprocessor_config.json"
_WEIGHTS = "model.safetensors"
_CONFIG_BYTES_MAX = 2**20
_LABELS_MAX = 10_000
_NAMED_MAX = 20


class Kind(StrEnum):
    """What runs a classifier."""

    ONNX = "onnx"
    TRANSFORMERS = "transformers"


#: What must be installed for each, and the extra that brings it.
_NEEDS: Mapping[Kind, tuple[tuple[str, ...], str]] = {
    Kind.ONNX: (("onnxruntime",), "moderation"),
    Kind.TRANSFORMERS: (("torch", "transformers", "safetensors"), "diffusion"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A classifier as its files describe it."""

    kind: Kind
    #: By the number of the output.
    labels: tuple[str, ...]
    #: Whether each label stands for itself; else one of them is the picture's.
    is_multi_label: bool


def describe(source: Path) -> Described:
    """Look at a folder for transformers, or at an ONNX file and what is beside it.

    Raises:
        InvalidRequest: it is neither, or what it needs is missing.
    """
    kind = _kind(source)
    folder = source if kind is Kind.TRANSFORMERS else source.parent
    wanted = [CONFIG, PREPROCESSING, _WEIGHTS] if kind is Kind.TRANSFORMERS else [CONFIG]
    if missing := [name for name in wanted if not (folder / name).is_file()]:
        raise InvalidRequest(f"The classifier's folder {folder} lacks {', '.join(missing)}.")
    config = read_json(folder / CONFIG)
    problem = config.get("problem_type") or "single_label_classification"
    if problem not in {"single_label_classification", "multi_label_classification"}:
        raise InvalidRequest(f"The classifier {source} does not classify: it is for {problem!r}.")
    modules, extra = _NEEDS[kind]
    if missing := [name for name in modules if importlib.util.find_spec(name) is None]:
        raise InvalidRequest(
            f"The classifier {source} needs {', '.join(missing)}: install inkstone[{extra}]."
        )
    labels = _labels(config, folder)
    is_multi = problem == "multi_label_classification" or len(labels) == 1
    return Described(kind=kind, labels=labels, is_multi_label=is_multi)


def indices_of(described: Described, wanted: list[str]) -> dict[int, str]:
    """The numbers of the outputs of these labels, however they are spelled in capitals.

    Raises:
        InvalidRequest: the model has no such label, or none is wanted.
    """
    known = ", ".join(described.labels[:_NAMED_MAX])
    if not wanted:
        raise InvalidRequest(f"No label of the classifier is named to look for; it has: {known}.")
    folded = {label.casefold() for label in wanted}
    found = {i: s for i, s in enumerate(described.labels) if s.casefold() in folded}
    if missing := folded - {label.casefold() for label in found.values()}:
        names = ", ".join(sorted(missing))
        raise InvalidRequest(f"The classifier has no label {names}; it has: {known}.")
    return found


def read_json(path: Path) -> dict[str, Any]:
    """The object in a small JSON file.

    Raises:
        InvalidRequest: there is none.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_CONFIG_BYTES_MAX + 1)
    except OSError as error:
        raise InvalidRequest(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > _CONFIG_BYTES_MAX:
        raise InvalidRequest(f"{path} has more than {_CONFIG_BYTES_MAX:,} bytes.")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"{path} is not JSON.") from error
    if not isinstance(found, dict):
        raise InvalidRequest(f"{path} is not an object.")
    return found


def _kind(source: Path) -> Kind:
    if source.is_dir():
        return Kind.TRANSFORMERS
    if not source.is_file():
        raise InvalidRequest(f"There is no classifier at {source}.")
    if source.suffix.lower() != ".onnx":
        raise InvalidRequest(f"The classifier {source} is neither a folder nor an .onnx file.")
    return Kind.ONNX


def _labels(config: Mapping[str, Any], folder: Path) -> tuple[str, ...]:
    given = config.get("id2label")
    if not isinstance(given, dict) or not 0 < len(given) <= _LABELS_MAX:
        raise InvalidRequest(f"{folder / CONFIG} has no labels: `id2label` is missing.")
    labels = tuple(given.get(str(i)) for i in range(len(given)))
    if not all(isinstance(one, str) and one and one.isprintable() for one in labels):
        raise InvalidRequest(f"{folder / CONFIG} does not number its labels from 0 in `id2label`.")
    return tuple(map(str, labels))
