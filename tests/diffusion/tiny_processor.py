"""Processors of pictures and prompts that need no torchvision.

The public classes want a video processor too, which cannot be made without torchvision; what
they want is read off their constructor, so a subclass without that argument does not ask.
"""

import json
from pathlib import Path

from transformers import Qwen2TokenizerFast, Qwen2VLProcessor, Qwen3VLProcessor
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

from diffusion.tiny_tokenizer import CHAT_TEMPLATE


class ImagesOnlyQwen3VL(Qwen3VLProcessor):
    """Qwen3-VL's processor for pictures alone."""

    def __init__(self, image_processor=None, tokenizer=None, chat_template=None, **_ignored):
        super().__init__(image_processor, tokenizer, None, chat_template=chat_template)


class ImagesOnlyQwen2VL(Qwen2VLProcessor):
    """Qwen2-VL's processor for pictures alone."""

    def __init__(self, image_processor=None, tokenizer=None, chat_template=None, **_ignored):
        super().__init__(image_processor, tokenizer, None, chat_template=chat_template)


#: By the public class that a checkpoint names.
IMAGES_ONLY = {"Qwen3VLProcessor": ImagesOnlyQwen3VL, "Qwen2VLProcessor": ImagesOnlyQwen2VL}


def qwen3_vl(tokenizer: Qwen2TokenizerFast) -> ImagesOnlyQwen3VL:
    """With the bounds of the real one: 256 by 256 to 4096 by 4096 pixels."""
    images = Qwen2VLImageProcessorPil(
        patch_size=16,
        temporal_patch_size=2,
        merge_size=2,
        image_mean=[0.5, 0.5, 0.5],
        image_std=[0.5, 0.5, 0.5],
        size={"shortest_edge": 65536, "longest_edge": 16777216},
    )
    return ImagesOnlyQwen3VL(images, tokenizer, CHAT_TEMPLATE)


def qwen2_vl(tokenizer: Qwen2TokenizerFast) -> ImagesOnlyQwen2VL:
    """With the bounds of the real one: 56 by 56 to 3584 by 3584 pixels."""
    images = Qwen2VLImageProcessorPil(
        patch_size=14,
        temporal_patch_size=2,
        merge_size=2,
        size={"shortest_edge": 3136, "longest_edge": 12845056},
    )
    return ImagesOnlyQwen2VL(images, tokenizer, CHAT_TEMPLATE)


def name_public_class(checkpoint: Path, name: str) -> None:
    """Write into a checkpoint what a processor of the public class would have written."""
    index = json.loads((checkpoint / "model_index.json").read_text())
    index["processor"] = ["transformers", name]
    _write(checkpoint / "model_index.json", index)
    for file in (checkpoint / "processor").glob("*_config.json"):
        config = json.loads(file.read_text())
        config["processor_class"] = name
        if "image_processor" in config:
            # Of a film's frames the public class wants the same as of a picture.
            config["video_processor"] = {
                **config["image_processor"],
                "video_processor_type": name.replace("Processor", "VideoProcessor"),
            }
            del config["video_processor"]["image_processor_type"]
        _write(file, config)


def _write(file: Path, document: dict) -> None:
    file.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n")
