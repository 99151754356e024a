"""Tiny random checkpoints in the layout of the real ones, and the plain pipelines that read them.

What diffusers makes of such a checkpoint is what the engine's pictures are compared with. It does
not know the engine. From the folder `tests`: `python -m diffusion.tiny FAMILY PATH`.
"""

import argparse
import hashlib
import json
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

import diffusers
import torch
import transformers

from diffusion import tiny_processor, tiny_qwen_image_20b, tiny_qwen_image_21
from diffusion.tiny_weights import cast
from inkstone.engines.diffusion.contest import fresh_weights

#: Each with how many layers it has unless told otherwise.
FAMILIES = {
    "qwen-image-2.1": 4,
    "qwen-image-2.1-turbo": 4,
    "qwen-image-2512": 2,
    "qwen-image-edit-2511": 2,
}
#: The schedule that Qwen-Image-2.1-Turbo was distilled for.
TURBO_SIGMAS = (1.0, 0.978453, 0.95418, 0.926626, 0.89508, 0.845148, 0.704534, 0.414568)


def build(
    family: str,
    path: Path,
    *,
    dtype: torch.dtype = torch.bfloat16,
    seed: int = 0,
    layers: int | None = None,
    width: int = 128,
    shard_size: str | int = "10GB",
) -> None:
    """Write a checkpoint; the same arguments give the same bytes.

    Args:
        family: one of `FAMILIES`.
        path: a folder that is made.
        dtype: what the weights are stored in.
        seed: of the weights.
        layers: of the denoiser; `None` is the family's few.
        width: of the denoiser, a multiple of 32.
        shard_size: weights above this are split over files, as the real ones are.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        made = _pipeline(family, FAMILIES[family] if layers is None else layers, width)
    for part in (made.text_encoder, made.transformer, made.vae):
        cast(part, dtype)
    made.save_pretrained(path, max_shard_size=shard_size)
    processor = getattr(made, "processor", None)
    if processor is not None:
        tiny_processor.name_public_class(path, type(processor).__bases__[0].__name__)


def _pipeline(family: str, num_layers: int, width: int) -> diffusers.DiffusionPipeline:
    match family:
        case "qwen-image-2512":
            return tiny_qwen_image_20b.pipeline(num_layers=num_layers, width=width)
        case "qwen-image-edit-2511":
            return tiny_qwen_image_20b.edit_pipeline(num_layers=num_layers, width=width)
        case _:
            sigmas = list(TURBO_SIGMAS) if family.endswith("-turbo") else None
            return tiny_qwen_image_21.pipeline(
                num_layers=num_layers, width=width, sample_sigmas=sigmas
            )


def checkpoint(family: str) -> Path:
    """A family's checkpoint, built where it is not there yet; nobody may write into it."""
    shelf = Path(tempfile.gettempdir()) / f"inkstone-tiny-{os.getuid()}"
    shelf.mkdir(mode=0o700, exist_ok=True)
    finished = shelf / f"{family}-{_source_hash()}"
    if not finished.is_dir():
        draft = Path(tempfile.mkdtemp(prefix=f"{family}-draft-", dir=shelf))
        build(family, draft)
        try:
            draft.rename(finished)
        except OSError:
            # Another process was faster, and what it built is the same.
            shutil.rmtree(draft)
    return finished


@cache
def _source_hash() -> str:
    """Changes with the builder and with the libraries that write the files."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for file in (*sorted(here.glob("tiny*.py")), Path(fresh_weights.__file__)):
        digest.update(file.read_bytes())
    for library in (torch, diffusers, transformers):
        digest.update(library.__version__.encode())
    return digest.hexdigest()[:16]


def pipeline(path: Path, *, dtype: torch.dtype = torch.float32) -> diffusers.DiffusionPipeline:
    """The plain pipeline of a checkpoint, on the CPU."""
    named = json.loads((path / "model_index.json").read_text()).get("processor")
    parts = {}
    if named is not None:
        images_only = tiny_processor.IMAGES_ONLY[named[1]]
        parts["processor"] = images_only.from_pretrained(path / "processor", local_files_only=True)
    loaded = diffusers.DiffusionPipeline.from_pretrained(
        path, dtype=dtype, local_files_only=True, **parts
    )
    loaded.set_progress_bar_config(disable=True)
    return loaded


def main() -> None:
    """Write a checkpoint from the command line."""
    parser = argparse.ArgumentParser(description="Write a tiny random checkpoint.")
    parser.add_argument("family", choices=list(FAMILIES))
    parser.add_argument("path", type=Path)
    named = parser.parse_args()
    build(named.family, named.path)


if __name__ == "__main__":
    main()
