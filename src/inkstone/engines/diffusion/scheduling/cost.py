"""What a model takes, from shapes alone: operations, and bytes.

It does not know which models there are, nor how fast a device is. A multiplication and an addition
are two operations. What is small beside the rest is left out: norms, modulation, the embeddings.
"""

from dataclasses import dataclass
from typing import Literal

_TERA = 1e12
#: VAE decoder of Qwen-Image-2.1: 17.0 × 10^12 operations for 1024².
_DECODE_TFLOP_PER_PX = 17.0 / (1024 * 1024)


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """The sizes of a transformer that decide what it takes."""

    #: `single`: one stream, what precedes the target is computed once. `double`: text and pictures
    #: have weights of their own, and every step computes everything.
    streams: Literal["single", "double"]
    num_layers: int
    #: Heads × the width of a head.
    width: int
    #: The width between the matrices of the feed-forward part.
    mlp_width: int
    #: How many those are: 3 where it is gated, else 2.
    num_mlp_matrices: int = 3
    #: 2 in bfloat16.
    bytes_per_value: int = 2

    @property
    def params_per_token(self) -> int:
        """The weights that each token is multiplied with."""
        attention = 4 * self.width**2
        mlp = self.num_mlp_matrices * self.width * self.mlp_width
        return self.num_layers * (attention + mlp)

    def step_tflop(self, num_rows: int, num_prefix_tokens: int) -> float:
        """What one branch of one step takes, in 10^12 operations.

        Args:
            num_rows: target tokens.
            num_prefix_tokens: tokens of the prompt and of references.
        """
        if self.streams == "double":
            num_tokens = num_rows + num_prefix_tokens
            return self._dense_tflop(num_tokens) + self._attention_tflop(num_tokens, num_tokens)
        num_keys = num_rows + num_prefix_tokens
        return self._dense_tflop(num_rows) + self._attention_tflop(num_rows, num_keys)

    def prefill_tflop(self, num_tokens: int, num_images: int = 1) -> float:
        """What a prefix takes before the first step, in 10^12 operations.

        Args:
            num_tokens: tokens of the prompt and of references.
            num_images: references that they are, of about one size: each attends to itself and to
                those before it.
        """
        if self.streams == "double":
            return 0.0
        share = (num_images + 1) / (2 * num_images) if num_images else 1.0
        attention = share * self._attention_tflop(num_tokens, num_tokens)
        return self._dense_tflop(num_tokens) + attention

    def prefix_bytes(self, num_tokens: int) -> int:
        """What the keys and values of a prefix hold in memory, exactly."""
        if self.streams == "double":
            return 0
        return 2 * self.num_layers * self.width * self.bytes_per_value * num_tokens

    def _dense_tflop(self, num_tokens: int) -> float:
        return 2 * self.params_per_token * num_tokens / _TERA

    def _attention_tflop(self, num_queries: int, num_keys: int) -> float:
        return 4 * self.num_layers * self.width * num_queries * num_keys / _TERA


def decode_tflop(width_px: int, height_px: int) -> float:
    """What the VAE takes to decode a picture, in 10^12 operations."""
    return _DECODE_TFLOP_PER_PX * width_px * height_px
