"""A record of how far our pictures lie from the plain pipelines', and in a mix from those alone.

It does not know how fast any of it is. From the folder `tests`:
`python -m diffusion.equality --mixes 200 --save ../bench/results/equality.json`.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import diffusers
import numpy as np
import torch
import transformers
from diffusers.pipelines.qwenimage import pipeline_qwenimage_edit_plus

from diffusion import driving_20b
from diffusion.driving import REFERENCE_PX, Asked, alone, family_21, oracle, reference
from diffusion.driving_20b import DRAWS, EDITS
from diffusion.mixing import try_mixes
from inkstone.bench import results
from inkstone.domain.request import Size

#: What decides which kernels a CPU takes, and so how sums round.
FLAGS = ("avx2", "fma", "avx512f", "avx512_bf16", "amx_tile")
TURBO = "qwen-image-2.1-turbo"
CASES = {
    "text": ("qwen-image-2.1", Asked()),
    "1 reference": ("qwen-image-2.1", Asked(prompt="make it blue", references=(0,))),
    "3 references": (
        "qwen-image-2.1",
        Asked(prompt="join them", references=(0, 1, 2), size=Size(160, 96)),
    ),
    "10 references": ("qwen-image-2.1", Asked(references=tuple(range(10)), steps=2)),
    "guided": ("qwen-image-2.1", Asked(negative="ugly", guidance=4.0)),
    "a guided edit": ("qwen-image-2.1", Asked(references=(0, 1), negative="ugly", guidance=4.0)),
    "Turbo": (TURBO, Asked(steps=8)),
    "Turbo, 3 references": (TURBO, Asked(steps=8, references=(0, 1, 2))),
    "20B": (DRAWS, Asked()),
    "20B, guided": (DRAWS, Asked(negative=" ", guidance=4.0)),
    "20B, 2 references": (EDITS, Asked(references=(1, 0), size=Size(128, 64), steps=2)),
    "20B, a guided edit": (
        EDITS,
        Asked(references=(0,), negative=" ", guidance=4.0, size=Size(64, 96), steps=2),
    ),
}


def main() -> None:
    """Try everything, and write down what was found."""
    parser = argparse.ArgumentParser(description="Compare the engine with the plain pipelines.")
    parser.add_argument("--mixes", type=int, default=200, help="of Qwen-Image-2.1")
    parser.add_argument("--others", type=int, default=50, help="of each other family")
    parser.add_argument("--save", type=Path)
    named = parser.parse_args()
    torch.set_num_threads(1)
    figures = {
        **facts(),
        "beside_diffusers": dict(_each(CASES, beside_diffusers)),
        "mixes": dict(
            _each(
                {
                    "qwen-image-2.1": ("qwen-image-2.1", named.mixes),
                    TURBO: (TURBO, named.others),
                    DRAWS: (DRAWS, named.others),
                },
                in_mixes,
            )
        ),
    }
    if named.save:
        results.save(named.save, "equality", figures)


def facts() -> dict[str, Any]:
    """What the figures must be read with."""
    flags = _cpu_flags()
    return {
        "what": "tiny checkpoints with random weights, in float32; 0 is bit for bit",
        "torch": torch.__version__,
        "diffusers": diffusers.__version__,
        "transformers": transformers.__version__,
        "threads": torch.get_num_threads(),
        "cpu_capability": torch.backends.cpu.get_cpu_capability(),
        "cpu_flags": {name: name in flags for name in FLAGS},
    }


def beside_diffusers(name: str, asked: Asked) -> Mapping[str, Any]:
    """Latents and pixels, alone."""
    drawing = family_21(name) if name.startswith("qwen-image-2.1") else driving_20b.family(name)
    made = alone(drawing, asked)
    pixels = drawing.decode(made, drawing.grid_of(asked.size)).numpy()
    latents = _plainly(name, drawing, asked, "latent")
    picture = np.asarray(_plainly(name, drawing, asked, "pil"))
    return {
        "latents_off": float((made - latents).abs().max()),
        "pixels_off": int(
            np.abs(pixels[..., : picture.shape[-1]].astype(int) - picture.astype(int)).max()
        ),
        "is_equal": torch.equal(made, latents),
    }


def _plainly(name: str, drawing: Any, asked: Asked, output_type: str) -> Any:
    if not name.startswith("qwen-image-2.1"):
        # A constant of the pipeline's, no argument: at 1024² each reference would take seconds.
        area = driving_20b.REFERENCE_PX**2
        with patch.object(pipeline_qwenimage_edit_plus, "VAE_IMAGE_SIZE", area):
            return driving_20b.plain(oracle(name), drawing, asked, output_type=output_type)
    noise = drawing.noise(asked.seed, drawing.grid_of(asked.size))
    made = oracle(name)(
        asked.prompt,
        image=[reference(index) for index in asked.references] or None,
        negative_prompt=asked.negative,
        true_cfg_scale=asked.guidance,
        latents=noise[None],
        width=asked.size.width_px,
        height=asked.size.height_px,
        num_inference_steps=asked.steps,
        output_resolution=REFERENCE_PX,
        output_type=output_type,
    )
    return made.images[0]


def in_mixes(name: str, num: int) -> Mapping[str, Any]:
    """Random mixes, each time others."""
    began_s = time.monotonic()
    found = try_mixes(name, num, is_random=True)
    return {
        "mixes": found.num_mixes,
        "pictures": found.num_pictures,
        "cancelled": found.num_cancelled,
        "cancelled_waiting": found.num_cancelled_waiting,
        "largest_difference": max(found.differences),
        "took_s": round(time.monotonic() - began_s, 1),
    }


def _each(
    cases: Mapping[str, tuple[Any, ...]], tried: Callable[..., Mapping[str, Any]]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for case, given in cases.items():
        found = tried(*given)
        sys.stdout.write(f"{case}: {json.dumps(found)}\n")
        sys.stdout.flush()
        yield case, found


def _cpu_flags() -> set[str]:
    """What the processor says that it can; nothing where the system does not say."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return set()
    named = (line.partition(":")[2].split() for line in lines if line.startswith("flags"))
    return set(next(named, []))


if __name__ == "__main__":
    main()
