"""Fusions that name no picture: things are told by the one picture that shows them.

It does not know how they are put together.
"""

from collections.abc import Callable

from inkstone.engines.sketch.edit import words
from inkstone.engines.sketch.edit.fusion.reading import PICTURES_MAX, FusionReading, Part
from inkstone.engines.sketch.edit.quotes import Marked
from inkstone.engines.sketch.edit.scene.targets import mentioned
from inkstone.engines.sketch.scene import Scene


def unnamed(
    marked: Marked, *, num_inputs: int, scene_of: Callable[[int], Scene | None]
) -> FusionReading | None:
    """Read an instruction by what the pictures show; None where that tells nothing."""
    if marked.pictures or num_inputs > PICTURES_MAX:
        return None
    if words.pattern("join.pair", "join.stack", "join.collage", "join.pip", "mark.logo").search(
        marked.text
    ):
        return None
    sentence = words.pattern("fusion.all").sub("", marked.raw)
    parts: dict[str, Part] = {}
    for number in range(1, num_inputs + 1):
        scene = scene_of(number)
        if scene is None:
            return None
        for one in mentioned(sentence, scene.objects):
            parts.setdefault(one.name, Part(picture=number, noun=one.name))
    found = list(parts.values())
    if len({part.picture for part in found}) < 2:
        return None
    return FusionReading(parts=tuple(found), sentence=sentence)
