"""Modules with their weights: a checkpoint's components, loaded for inference alone.

It does not know what they are used for, nor where the checkpoint came from.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers
from safetensors import SafetensorError

from inkstone.domain.errors import EngineFailure, UnsupportedRequest
from inkstone.engines.diffusion.checkpoints.documents import read_json
from inkstone.engines.diffusion.families import FAMILIES
from inkstone.engines.weights import CheckpointFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Modules:
    """A checkpoint in memory."""

    transformer: Any = field(repr=False)
    vae: Any = field(repr=False)
    text_encoder: Any = field(repr=False)
    #: Reads prompts and pictures; `None` in a family that takes no pictures.
    processor: Any = field(repr=False)
    #: Reads prompts; the processor's own where there is one.
    tokenizer: Any = field(repr=False)
    #: What `scheduler/scheduler_config.json` says.
    scheduler_config: dict[str, Any]
    #: What `model_index.json` says.
    config: dict[str, Any]


class ImagesOnlyQwen3VLProcessor(transformers.Qwen3VLProcessor):
    """Qwen3-VL's processor without its part for videos, which alone would need torchvision.

    NOTE: what a processor loads is read off the names of these arguments.
    """

    def __init__(
        self, image_processor: Any = None, tokenizer: Any = None, chat_template: Any = None
    ) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            image_processor, tokenizer, None, chat_template=chat_template
        )


class ImagesOnlyQwen2VLProcessor(transformers.Qwen2VLProcessor):
    """The same of Qwen2-VL's."""

    def __init__(
        self, image_processor: Any = None, tokenizer: Any = None, chat_template: Any = None
    ) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            image_processor, tokenizer, None, chat_template=chat_template
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """What a family's components are."""

    transformer: type[Any]
    vae: type[Any]
    text_encoder: type[Any]
    processor: type[Any] | None


_PROCESSORS = {
    each.__name__: each for each in (ImagesOnlyQwen3VLProcessor, ImagesOnlyQwen2VLProcessor)
}


def classes_of(family: str) -> Classes:
    """The classes that the table of families names."""
    named = FAMILIES[family].components
    return Classes(
        transformer=getattr(diffusers, named.transformer),
        vae=getattr(diffusers, named.vae),
        text_encoder=getattr(transformers, named.text_encoder),
        processor=_PROCESSORS[named.processor] if named.processor else None,
    )


def load(facts: CheckpointFacts, *, device: torch.device | str, dtype: torch.dtype) -> Modules:
    """The checkpoint's modules with their weights on a device, for inference alone.

    Raises:
        EngineFailure: a file is missing or damaged.
        UnsupportedRequest: a component is of another class than its family's.
    """
    # Its bars go to the terminal, of which a server's log may be made.
    transformers.utils.logging.disable_progress_bar()
    classes = classes_of(facts.family)
    config = read_json(facts.folder / "model_index.json")
    for name in ("transformer", "vae", "text_encoder"):
        _check_class(facts, config, name, getattr(classes, name))

    def module(name: str) -> Any:
        return _module(facts.folder / name, getattr(classes, name), device=device, dtype=dtype)

    processor, tokenizer = _readers(facts.folder, classes)
    return Modules(
        transformer=module("transformer"),
        vae=module("vae"),
        text_encoder=module("text_encoder"),
        processor=processor,
        tokenizer=tokenizer,
        scheduler_config=read_json(facts.folder / "scheduler" / "scheduler_config.json"),
        config=config,
    )


def _check_class(
    facts: CheckpointFacts, config: dict[str, Any], name: str, expected: type[Any]
) -> None:
    entry = config.get(name)
    named = entry[1] if isinstance(entry, list) and len(entry) == 2 else entry
    if named != expected.__name__:
        raise UnsupportedRequest(
            f"{facts.name}: its {name} is a {str(named)[:80]}, where a {facts.pipeline_class} has "
            f"a {expected.__name__}.",
            code="unsupported_checkpoint",
        )


def _module(folder: Path, cls: type[Any], *, device: torch.device | str, dtype: torch.dtype) -> Any:
    # Straight to the device: on the way through the host's memory, 38 GiB would need as much there.
    place = {} if torch.device(device).type == "cpu" else {"device_map": {"": str(device)}}
    made, info = _read(
        folder,
        lambda: cls.from_pretrained(
            folder,
            dtype=dtype,
            local_files_only=True,
            use_safetensors=True,
            output_loading_info=True,
            **place,
        ),
    )
    # What the files lack would be drawn at random, and the pictures would be noise.
    lacking = sorted({*map(str, info["missing_keys"]), *map(str, info["mismatched_keys"])})
    if lacking:
        raise EngineFailure(
            f"The weights in {folder} lack {len(lacking)} tensors, such as {lacking[0]}; "
            "get the checkpoint again.",
            code="checkpoint_broken",
        )
    return made.eval().requires_grad_(requires_grad=False)


def _readers(folder: Path, classes: Classes) -> tuple[Any, Any]:
    """The processor, if there is one, and the tokenizer."""
    cls = classes.processor
    if cls is None:
        place = folder / "tokenizer"
        read = transformers.Qwen2Tokenizer.from_pretrained
        return None, _read(place, lambda: read(place, local_files_only=True))
    place = folder / "processor"
    processor = _read(place, lambda: cls.from_pretrained(place, local_files_only=True))
    return processor, processor.tokenizer


def _read(folder: Path, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, SafetensorError) as error:
        if isinstance(error, torch.OutOfMemoryError):
            raise EngineFailure(
                f"There is too little memory for the weights in {folder}; `inkstone doctor` says "
                "what fits.",
                code="out_of_memory",
            ) from error
        raise EngineFailure(
            f"{folder} cannot be loaded: {str(error).splitlines()[0][:300]}",
            code="checkpoint_broken",
        ) from error
