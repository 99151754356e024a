"""How long steps take here, as measured.

It does not know what is in a step: a step is so many operations.
"""

#: A measurement counts half as much after about 44 more.
_FORGET = 1 / 64
#: How strongly a step is thought to take no time but for its operations, until sizes differ.
_DOUBT = 0.05


class Pace:
    """A line through the steps measured: so long for any step, and so long for each operation."""

    def __init__(self, rate_tflop_s: float) -> None:
        self._guess_tflop_s = rate_tflop_s
        #: Smoothed sums over steps: their operations and seconds, and the moments of the line. Each
        #: step weighs as much as its share of error, whether it is long or short.
        self._tflop = self._took = 0.0
        self._w = self._wx = self._wxx = self._wy = self._wxy = 0.0
        self.overhead_s = 0.0
        self._tflop_s = rate_tflop_s

    @property
    def rate_tflop_s(self) -> float:
        """Operations for each second, of late; 0 where nothing was measured."""
        return self._tflop / self._took if self._took else self._guess_tflop_s

    @property
    def is_known(self) -> bool:
        """Whether there is anything to go by."""
        return self._tflop_s > 0

    def measure(self, tflop: float, took_s: float) -> None:
        """Learn from a step."""
        if tflop <= 0 or took_s <= 0:
            return
        keep = 1 - _FORGET
        self._tflop = keep * self._tflop + tflop
        self._took = keep * self._took + took_s
        weight = 1 / (took_s * took_s)
        self._w = keep * self._w + weight
        self._wx = keep * self._wx + weight * tflop
        self._wxx = keep * self._wxx + weight * tflop * tflop
        self._wy = keep * self._wy + weight * took_s
        self._wxy = keep * self._wxy + weight * tflop * took_s
        self._fit()

    def seconds(self, tflop: float, num_steps: int = 1) -> float:
        """How long so many steps take, that are so many operations together."""
        if not self.is_known:
            return 0.0
        return num_steps * self.overhead_s + tflop / self._tflop_s

    def _fit(self) -> None:
        """Least squares of the relative error, with neither part below 0."""
        w = self._w * (1 + _DOUBT)
        determinant = w * self._wxx - self._wx * self._wx
        overhead = (self._wy * self._wxx - self._wx * self._wxy) / determinant
        overhead = max(0.0, overhead)
        slope = (self._wxy - overhead * self._wx) / self._wxx
        if slope <= 0:
            overhead, slope = 0.0, self._wxy / self._wxx
        self.overhead_s = overhead
        self._tflop_s = 1 / slope
