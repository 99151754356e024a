"""What the figures of a GPU are meant to be, and whether they are.

A goal is of one kind of device; on others its figure is told without a verdict. It does not know
how a figure is measured.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What one figure of some cases is meant to be."""

    #: Of cases, as a shell has it.
    cases: str
    figure: str
    at_least: float | None = None
    at_most: float | None = None
    #: A part of the device's name; empty for any GPU.
    device: str = "H200"

    def __str__(self) -> str:
        bounds = [
            f"{sign} {bound:g}"
            for sign, bound in (("≥", self.at_least), ("≤", self.at_most))
            if bound is not None
        ]
        return f"{self.figure} {' and '.join(bounds)}"

    def is_met(self, value: float) -> bool:
        """Whether a figure lies within."""
        is_enough = self.at_least is None or value >= self.at_least
        return is_enough and (self.at_most is None or value <= self.at_most)


GOALS = (
    Goal(cases="picture-1024-40", figure="engine_s", at_most=4.2),
    Goal(cases="picture-1024-8", figure="engine_s", at_most=0.9),
    Goal(cases="picture-1024-*", figure="step_share_of_peak", at_least=0.8),
    Goal(cases="picture-2048-*", figure="step_share_of_peak", at_least=0.8),
    Goal(cases="picture-1024-*", figure="times_diffusers", at_least=1.45),
    Goal(cases="together-256-*", figure="strict_times", at_least=2.0),
    Goal(cases="cached-head", figure="times", at_least=1.5),
    Goal(cases="previews-*", figure="cost", at_most=0.02),
    Goal(cases="picture-*", figure="predicted_off", at_least=-0.05, at_most=0.05, device=""),
    Goal(cases="edit-*", figure="predicted_off", at_least=-0.05, at_most=0.05, device=""),
    Goal(cases="equality", figure="strict_off", at_most=0.0, device=""),
    Goal(cases="equality", figure="strict_pixels_off", at_most=0.0, device=""),
)


def verdicts(case: str, figures: Mapping[str, Any], *, device: str) -> dict[str, str]:
    """By goal, what became of it; nothing where no goal is of this case and device.

    Args:
        case: its name.
        figures: what it gave.
        device: what it calls itself; empty where it is no GPU.
    """
    return {
        str(goal): _verdict(goal, figures)
        for goal in GOALS
        if device and goal.device in device and fnmatchcase(case, goal.cases)
    }


def _verdict(goal: Goal, figures: Mapping[str, Any]) -> str:
    value = figures.get(goal.figure)
    if not isinstance(value, int | float):
        return "not measured"
    return f"{'met' if goal.is_met(value) else 'MISSED'}: {value:.4g}"
