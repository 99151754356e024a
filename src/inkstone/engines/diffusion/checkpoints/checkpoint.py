"""Checkpoints: named by folder or hub id, found without fetching, told by their files.

It reads no weight but the headers and the ends of their files, and does not know torch.
"""

import hashlib
import json
import re
import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huggingface_hub import constants, snapshot_download
from huggingface_hub.errors import IncompleteSnapshotError, LocalEntryNotFoundError

from inkstone.domain.errors import EngineFailure, InvalidRequest, NotFound, UnsupportedRequest
from inkstone.engines.diffusion.checkpoints.documents import read_json
from inkstone.engines.diffusion.families import FAMILIES, family_of_pipeline
from inkstone.engines.weights import CheckpointFacts

if TYPE_CHECKING:
    import torch

    from inkstone.engines.diffusion.checkpoints.loading import Modules

__all__ = ["CheckpointFacts", "find", "inspect", "load", "split"]

#: What is fetched and read: weights as safetensors, the rest as text. Never a pickle, never code,
#: and no weights outside the components, where some keep the same once more.
FILES = (
    "model_index.json",
    "LICEN[CS]E*",
    *(
        f"{component}/*.{kind}"
        for component in (
            "transformer",
            "vae",
            "text_encoder",
            "tokenizer",
            "processor",
            "scheduler",
        )
        for kind in ("json", "safetensors", "txt", "jinja")
    ),
)
#: Component → what its weights files are called before the first dot or dash.
_WEIGHTED = {
    "transformer": "diffusion_pytorch_model",
    "vae": "diffusion_pytorch_model",
    "text_encoder": "model",
}
_PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_MEBIBYTE = 2**20
#: A header of safetensors may be this long, as the format says.
_HEADER_BYTES_MAX = 100_000_000


def split(source: str, revision: str = "") -> tuple[str, str]:
    """Source and revision of what may be written `id@revision`; a folder has none.

    Raises:
        InvalidRequest: it is neither a folder that exists nor a hub id.
    """
    if Path(source).expanduser().is_dir():
        return str(Path(source).expanduser()), ""
    name, _, named = source.partition("@")
    if not _HUB_ID.fullmatch(name):
        raise InvalidRequest(
            f"{source[:200]!r} is no checkpoint: there is no such folder, and a hub id looks like "
            "Qwen/Qwen-Image-2.1 or Qwen/Qwen-Image-2.1@REVISION."
        )
    return name, named or revision


def find(source: str, revision: str = "") -> Path:
    """The folder of a checkpoint, local or in the hub's cache; nothing is ever fetched.

    Raises:
        NotFound: it is not in the cache, or not all of it.
        InvalidRequest: it is neither a folder that exists nor a hub id.
    """
    name, revision = split(source, revision)
    if not _HUB_ID.fullmatch(name) or Path(name).is_dir():
        return Path(name)
    source = f"{name}@{revision}" if revision else name
    try:
        found = snapshot_download(
            name, revision=revision or None, local_files_only=True, allow_patterns=list(FILES)
        )
    except IncompleteSnapshotError as error:
        raise _incomplete(source) from error
    except LocalEntryNotFoundError as error:
        if not revision and (newest := _newest(name)) is not None:
            return newest
        raise NotFound(
            f"{source} is not in the cache: run `inkstone models pull {source}`.",
            code="checkpoint_not_found",
        ) from error
    return Path(found)


def _newest(name: str) -> Path | None:
    """The snapshot that was fetched last, where no branch was: commits are fetched by name too."""
    folder = Path(constants.HF_HUB_CACHE) / f"models--{name.replace('/', '--')}" / "snapshots"
    snapshots = [each for each in folder.glob("*") if each.is_dir()]
    return max(snapshots, key=lambda each: each.stat().st_mtime, default=None)


def _incomplete(source: str, missing: str = "") -> NotFound:
    what = f" ({missing} is missing)" if missing else ""
    return NotFound(
        f"{source} is only partly in the cache{what}: run `inkstone models pull {source}` again.",
        code="checkpoint_incomplete",
    )


def inspect(source: str, revision: str = "") -> CheckpointFacts:
    """What is known of a checkpoint in a folder or in the cache; nothing is fetched.

    Raises:
        NotFound: it is not in the cache, or not all of it.
        InvalidRequest: it is neither a folder that exists nor a hub id, or no pipeline.
        UnsupportedRequest: it is a pipeline that nothing here can load.
        EngineFailure: one of its files is damaged.
    """
    folder = find(source, revision)
    name, revision = split(source, revision)
    is_local = Path(name).is_dir()
    index = _model_index(folder, source)
    pipeline_class = str(index.get("_class_name"))
    family = family_of_pipeline(pipeline_class)
    if family is None:
        known = ", ".join(each.pipeline_class for each in FAMILIES.values())
        raise UnsupportedRequest(
            f"{source} is a {pipeline_class[:80]}; known are {known}.",
            code="unsupported_checkpoint",
        )
    try:
        _check_small_files(folder, index)
        files = {each: _weights_files(folder, each) for each in _WEIGHTED}
    except FileNotFoundError as error:
        if is_local:
            raise NotFound(
                f"{source} has no {error.args[0]}.", code="checkpoint_incomplete"
            ) from error
        wanted = f"{name}@{revision}" if revision else source
        raise _incomplete(wanted, str(error.args[0])) from error
    return CheckpointFacts(
        folder=folder,
        family=family,
        pipeline_class=pipeline_class,
        sample_sigmas=_sigmas(index, source),
        revision=_fingerprint(folder, files) if is_local else folder.name,
        name=folder.resolve().name if is_local else name,
        weights_bytes={each: sum(_checked_bytes(p) for p in files[each]) for each in files},
    )


def load(
    facts: CheckpointFacts, *, device: "torch.device | str", dtype: "torch.dtype"
) -> "Modules":
    """The checkpoint's modules with their weights on a device, for inference alone.

    Raises:
        EngineFailure: a file is missing or damaged.
    """
    # torch takes seconds, and whoever only looks at files needs none of it.
    from inkstone.engines.diffusion.checkpoints import loading  # noqa: PLC0415

    return loading.load(facts, device=device, dtype=dtype)


def _model_index(folder: Path, source: str) -> dict[str, Any]:
    file = folder / "model_index.json"
    if not file.is_file():
        raise InvalidRequest(
            f"{source} has no model_index.json, so it is no pipeline; a checkpoint is a folder "
            "as `save_pretrained` writes it."
        )
    return read_json(file)


def _sigmas(index: dict[str, Any], source: str) -> tuple[float, ...] | None:
    given = index.get("sample_sigmas")
    if given is None:
        return None
    is_schedule = (
        isinstance(given, list)
        and given
        and all(isinstance(each, int | float) and 0 < each <= 1 for each in given)
        and all(a > b for a, b in pairwise(given))
    )
    if not is_schedule:
        raise EngineFailure(
            f"{source}: `sample_sigmas` in model_index.json must fall from 1 towards 0, and is "
            f"{str(given)[:80]}.",
            code="checkpoint_broken",
        )
    return tuple(float(each) for each in given)


def _check_small_files(folder: Path, index: dict[str, Any]) -> None:
    """What is silently made up by its library, empty or by default, where its file is missing."""
    if not (folder / "scheduler" / "scheduler_config.json").is_file():
        raise FileNotFoundError("scheduler/scheduler_config.json")
    reader = "processor" if "processor" in index else "tokenizer"
    place = folder / reader
    has_parts = all((place / name).is_file() for name in ("vocab.json", "merges.txt"))
    if not has_parts and not (place / "tokenizer.json").is_file():
        raise FileNotFoundError(f"{reader}/tokenizer.json")


def _weights_files(folder: Path, component: str) -> list[Path]:
    """The weights files of a component: one, or the shards that its index names."""
    stem = _WEIGHTED[component]
    place = folder / component
    if not (place / "config.json").is_file():
        raise FileNotFoundError(f"{component}/config.json")
    single = place / f"{stem}.safetensors"
    if single.is_file():
        return [single]
    index = place / f"{stem}.safetensors.index.json"
    if not index.is_file():
        _refuse_pickles(place, component)
        raise FileNotFoundError(f"{component}/{single.name}")
    shards = sorted({str(each) for each in read_json(index).get("weight_map", {}).values()})
    for shard in shards:
        # An index that names a file elsewhere is not one that we follow.
        if "/" in shard or not (place / shard).is_file():
            raise FileNotFoundError(f"{component}/{shard}")
    return [place / shard for shard in shards]


def _refuse_pickles(place: Path, component: str) -> None:
    for file in sorted(place.iterdir()):
        if file.suffix in _PICKLES:
            raise UnsupportedRequest(
                f"{component}/{file.name} is a pickle, which can run code when it is read; only "
                "safetensors are loaded.",
                code="unsupported_checkpoint",
            )


def _checked_bytes(file: Path) -> int:
    """The size of a safetensors file, which must be what its header says.

    Source:
        The safetensors format: the header's length as 8 bytes, the header as JSON, the tensors.
    """
    size = file.stat().st_size
    try:
        with file.open("rb") as opened:
            (length,) = struct.unpack("<Q", opened.read(8))
            if length > min(_HEADER_BYTES_MAX, size):
                raise ValueError("its header is longer than the file")
            header = json.loads(opened.read(length))
        ends = [each["data_offsets"][1] for name, each in header.items() if name != "__metadata__"]
        if size != 8 + length + max(ends, default=0):
            raise ValueError(f"it has {size:,} bytes, not as many as its header says")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        place = f"{file.parent.name}/{file.name}"
        raise EngineFailure(
            f"{place} in {file.parent.parent} is damaged ({error}); remove it and get it again.",
            code="checkpoint_broken",
        ) from error
    return size


def _fingerprint(folder: Path, files: dict[str, list[Path]]) -> str:
    """What changes when a folder does, from a few MiB of it: weights are too many to read."""
    digest = hashlib.sha256()
    weights = {file for each in files.values() for file in each}
    for file in sorted({*weights, *_texts(folder)}):
        size = file.stat().st_size
        digest.update(f"{file.relative_to(folder)}\0{size}\0".encode())
        with file.open("rb") as opened:
            digest.update(opened.read(_MEBIBYTE))
            if size > _MEBIBYTE:
                opened.seek(-_MEBIBYTE, 2)
                digest.update(opened.read(_MEBIBYTE))
    return f"local-{digest.hexdigest()[:12]}"


def _texts(folder: Path) -> Iterator[Path]:
    for pattern in ("*.json", "*/*.json", "*/*.txt", "*/*.jinja"):
        yield from (file for file in folder.glob(pattern) if file.is_file())
