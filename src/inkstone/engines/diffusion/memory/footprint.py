"""What a checkpoint holds in memory and takes while it works, in bytes, as its files say.

It does not know how much memory there is. `families.py` says how many copies of its tokens or
pixels the code has alive at once; `tests/diffusion/test_footprint.py` counts them.
"""

import json
import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inkstone.engines.diffusion.checkpoints.documents import read_json
from inkstone.engines.diffusion.families import FAMILIES, Copies
from inkstone.engines.weights import CheckpointFacts

_COMPONENTS = ("transformer", "vae", "text_encoder")
#: Tiles share a quarter of their side with the next, and what is decoded of them is kept twice.
_TILED_VALUES_PER_PX = 32
#: A prompt and its places for pictures in the text encoder: so many tokens at the most.
_PROMPT_TOKENS = 4096 + 512
_PROMPT_COPIES = 16


#: Values a pixel of the picture itself, as it is put in and taken out.
_PICTURE_VALUES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """What one checkpoint holds and takes."""

    family: str
    weights_bytes: int
    #: Of a value in memory: 2 in bfloat16.
    value_bytes: int
    num_layers: int
    width: int
    vae_encoder_width: int
    vae_decoder_width: int
    vae_num_blocks: int
    text_width: int
    num_references_max: int
    #: Whether samples may have a second branch.
    is_guided: bool

    @property
    def copies(self) -> Copies:
        """How many values its code has alive at once."""
        return FAMILIES[self.family].copies[self.value_bytes]

    @property
    def tile_px(self) -> int | None:
        """Pictures of more pixels than such a tile are decoded in tiles; `None` for none."""
        return FAMILIES[self.family].tile_px

    @property
    def token_bytes(self) -> int:
        """A token in the width of the transformer."""
        return self.width * self.value_bytes

    @property
    def keeps_keys(self) -> bool:
        """Whether a prefix is keys and values of every layer; else it is its tokens alone."""
        return FAMILIES[self.family].keeps_keys

    def prefix_bytes(self, num_tokens: int) -> int:
        """What stays of a prefix, exactly."""
        return num_tokens * self.token_bytes * (2 * self.num_layers if self.keeps_keys else 1)

    def step_bytes(self, num_rows: int, num_prefix_tokens: int, *, is_mixed: bool = True) -> int:
        """What a step takes while it lasts.

        Args:
            num_rows: target tokens of all branches.
            num_prefix_tokens: of the longest prefix among them; of all, where a step computes them.
            is_mixed: whether they may have different timesteps; one sample's have not.
        """
        if not self.keeps_keys:
            return self._of_tokens(num_rows + num_prefix_tokens, self.copies.step)
        # Keys and values are joined for one row at a time, after what made them is gone.
        joined = 5.1 * num_rows + 2 * (num_rows + num_prefix_tokens)
        through = max(self.copies.step * num_rows, joined)
        if is_mixed:
            through += self.copies.mixed * num_rows
        return math.ceil(through * self.token_bytes)

    def prefill_bytes(self, num_tokens: int, *, num_text_tokens: int = 0) -> int:
        """What a prefix takes while it is computed, beside what stays of it.

        Args:
            num_tokens: of all of it.
            num_text_tokens: of its longest run of text, which is masked.
        """
        mask = 2 * num_text_tokens * num_tokens if self.keeps_keys else 0
        return self._of_tokens(num_tokens, self.copies.prefill) + mask

    def decode_bytes(self, area_px: int, tile_px: int | None = None) -> int:
        """What a picture takes while it is decoded."""
        if tile_px is None or area_px <= tile_px * tile_px:
            return self._of_pixels(area_px, self.copies.decode, self.vae_decoder_width)
        one = self._of_pixels(tile_px * tile_px, self.copies.decode, self.vae_decoder_width)
        return one + area_px * _TILED_VALUES_PER_PX * self.value_bytes

    def encode_bytes(self, reference_px: int) -> int:
        """What reading a prompt and a reference takes, one after the other."""
        area_px = reference_px * reference_px if self.num_references_max else 0
        picture = self._of_pixels(area_px, self.copies.encode, self.vae_encoder_width)
        # As wide as a block of the text encoder gets, with what is between its two matrices.
        prompt = _PROMPT_TOKENS * self.text_width * self.value_bytes * _PROMPT_COPIES
        return max(picture, prompt)

    def _of_pixels(self, area_px: int, copies: tuple[float, float], width: int) -> int:
        values = (copies[0] + copies[1] * self.vae_num_blocks) * width + _PICTURE_VALUES
        return math.ceil(area_px * values * self.value_bytes)

    def _of_tokens(self, num_tokens: int, copies: float) -> int:
        return math.ceil(num_tokens * copies * self.token_bytes)


def footprint_of(facts: CheckpointFacts, *, value_bytes: int) -> Footprint:
    """What a checkpoint holds and takes; no weight is read.

    Args:
        facts: what is known of it.
        value_bytes: of a value in memory: 2 in bfloat16.

    Raises:
        EngineFailure: one of its files is damaged.
    """
    known = FAMILIES[facts.family]
    num_values = sum(_num_values(facts.folder / each, known.dropped) for each in _COMPONENTS)
    transformer, vae, text = (read_json(facts.folder / c / "config.json") for c in _COMPONENTS)
    return Footprint(
        family=facts.family,
        weights_bytes=value_bytes * num_values,
        value_bytes=value_bytes,
        num_layers=int(transformer["num_layers"]),
        width=int(transformer["num_attention_heads"]) * int(transformer["attention_head_dim"]),
        vae_encoder_width=int(vae["base_dim"]),
        vae_decoder_width=int(vae.get("decoder_base_dim") or vae["base_dim"]),
        vae_num_blocks=int(vae["num_res_blocks"]),
        text_width=int(text.get("text_config", text)["hidden_size"]),
        num_references_max=known.num_references_max,
        is_guided=facts.sample_sigmas is None,
    )


def _num_values(folder: Path, dropped: str = "") -> int:
    """How many numbers the weights files of a component hold.

    Source:
        The safetensors format: the header's length as 8 bytes, the header as JSON, the tensors.
    """
    total = 0
    for file in sorted(folder.glob("*.safetensors")):
        with file.open("rb") as opened:
            (length,) = struct.unpack("<Q", opened.read(8))
            header: dict[str, Any] = json.loads(opened.read(length))
        total += sum(
            math.prod(each["shape"])
            for name, each in header.items()
            if name != "__metadata__" and not (dropped and name.endswith(dropped))
        )
    return total
