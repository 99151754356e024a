"""Qwen-Image-2.1 with random weights at its real size, made where they are computed with.

Speed and memory do not depend on what weights say, so that benchmarks need no download. It does
not know what is measured. Run with PYTHONPATH=tests, whose
tokenizer it shares.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from diffusers import QwenImage21Pipeline

from diffusion import tiny_processor
from diffusion.tiny_tokenizer import special_ids, tokenizer
from inkstone.engines.diffusion.contest import fresh_weights
from inkstone.engines.diffusion.contest.fresh_weights import REAL, Shape, redraw, tiny_shape

#: Every part, small enough for a CPU; the vocabulary is the real one's.
SMALL = tiny_shape(num_layers=2, width=64, vocabulary=REAL.vocabulary)


def pipeline(
    device: torch.device | str,
    *,
    dtype: torch.dtype = torch.bfloat16,
    shape: Shape = REAL,
    seed: int = 0,
) -> QwenImage21Pipeline:
    """The plain pipeline, its weights drawn on a device; nothing touches the disk.

    Args:
        device: where the weights are made; about 31 GB in bfloat16 at the real size.
        dtype: what they are.
        shape: how large the parts are.
        seed: of the weights; the same only on the same kind of device.
    """
    torch.manual_seed(seed)
    words = tokenizer()
    with _made_on(device, dtype):
        transformer = redraw(fresh_weights.transformer(shape))
        text_encoder = redraw(fresh_weights.text_encoder(shape, special_ids=special_ids(words)))
        vae = redraw(fresh_weights.vae(shape))
    made = QwenImage21Pipeline(
        scheduler=fresh_weights.schedule(),
        vae=vae,
        text_encoder=text_encoder,
        processor=tiny_processor.qwen3_vl(words),
        transformer=transformer,
    )
    made.set_progress_bar_config(disable=True)
    return made


@contextmanager
def _made_on(device: torch.device | str, dtype: torch.dtype) -> Iterator[None]:
    """Tensors without a device or a dtype of their own get these."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):
            yield
    finally:
        torch.set_default_dtype(before)


def main() -> None:
    """Make the pipeline and one picture, to see that this machine can."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--small", action="store_true", help="every part, but tiny")
    parser.add_argument("--side", type=int, default=1024, metavar="PX")
    parser.add_argument("--steps", type=int, default=8)
    named = parser.parse_args()
    started_s = time.perf_counter()
    made = pipeline(named.device, shape=SMALL if named.small else REAL)
    made_s = time.perf_counter()
    made("a fox", height=named.side, width=named.side, num_inference_steps=named.steps)
    ended_s = time.perf_counter()
    sys.stdout.write(f"made {made_s - started_s:.1f} s, picture {ended_s - made_s:.1f} s\n")


if __name__ == "__main__":
    main()
