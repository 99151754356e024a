"""When each sample will be done, if nothing else comes.

It plays the line through as it would be picked, in strides that grow with the time ahead. It does
not know what will come or be canceled.
"""

from inkstone.engines.diffusion.scheduling.line import Line
from inkstone.engines.diffusion.scheduling.pace import Pace

#: A stride is this share of the time already played, so an end is wrong by no more than that.
_STRIDE = 0.05


def ends(line: Line, now_s: float, pace: Pace) -> dict[str, float]:
    """The moment at which each sample's last step ends, by id."""
    line = line.copy()
    found: dict[str, float] = {}
    end_s = now_s
    while line.entries:
        choice = line.choose(end_s, pace)
        steps_tflop = sum(entry.demand.step_tflop for entry in choice.run.values())
        step_s = pace.seconds(steps_tflop)
        stride = int(_STRIDE * (end_s - now_s) / step_s)
        fewest = min(entry.steps_left for entry in choice.run.values())
        num_steps = max(1, min(fewest, stride))
        prefills_tflop = choice.tflop - steps_tflop
        took_s = pace.seconds(num_steps * steps_tflop + prefills_tflop, num_steps)
        end_s += took_s
        for sample_id in line.advance(choice, choice.run, took_s, num_steps):
            found[sample_id] = end_s
    return found
