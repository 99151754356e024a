"""Animals: the one place that picks how a species is drawn.

It does not know where an animal stands in the picture, nor which words asked for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import assert_never

from inkstone.engines.sketch.beasts.acts import Way, way_of
from inkstone.engines.sketch.beasts.bipeds import biped
from inkstone.engines.sketch.beasts.birds import bird_shape
from inkstone.engines.sketch.beasts.coat import Coat, coat_of, plain
from inkstone.engines.sketch.beasts.crawlers import frog, long_dragon, snake
from inkstone.engines.sketch.beasts.eyes import Feeling
from inkstone.engines.sketch.beasts.fishes import eel, fish_shape
from inkstone.engines.sketch.beasts.four_legged import four_legged
from inkstone.engines.sketch.beasts.insects import insect
from inkstone.engines.sketch.beasts.pen import Pen
from inkstone.engines.sketch.beasts.resting import curled, lying, sitting
from inkstone.engines.sketch.beasts.sea_life import sea_life
from inkstone.engines.sketch.beasts.sea_mammals import seal, whale
from inkstone.engines.sketch.beasts.skeleton import STANCES, standing
from inkstone.engines.sketch.beasts.species import SPECIES, Traits, traits
from inkstone.engines.sketch.beasts.upright import upright
from inkstone.engines.sketch.scene import Garment, SceneObject
from inkstone.engines.sketch.vector.light import Light
from inkstone.engines.sketch.vector.shape import Shape
from inkstone.engines.sketch.vector.svg import Defs

__all__ = ["SPECIES", "beast", "bird", "fish"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """One animal to draw."""

    pen: Pen
    traits: Traits
    coat: Coat
    feeling: Feeling
    #: The stance or the attitude.
    name: str
    wears: tuple[Garment, ...]
    rng: Random


def beast(known: SceneObject, *, rng: Random, light: Light | None, defs: Defs) -> Shape:
    """Draw a four-legged animal, or what else goes by land.

    Raises:
        KeyError: there is no such species.
    """
    kind = traits("beast", known.what)
    if known.colour:
        kind = plain(kind)
    way, name = way_of(known, kind)
    task = _Task(pen=Pen(light=light, defs=defs), traits=kind, coat=coat_of(kind,
                                                                            colour=known.colour,
                                                                            pattern=known.pattern,
                                                                            rng=rng),
                 feeling=Feeling(mood=known.mood, is_asleep=known.pose == "sleep"), name=name,
                 wears=known.wears, rng=rng)  # fmt: skip
    own = _RIGS.get(kind.word("rig"))
    if own is not None and way != "upright":
        own(task, way)
    else:
        _on_legs(task, way)
    symbol, anchors = task.pen.finished()
    return Shape(symbol=symbol, anchors=anchors, facing="right", surface_width=0.5)


def bird(known: SceneObject, *, rng: Random, light: Light | None, defs: Defs) -> Shape:
    """Draw a bird.

    Raises:
        KeyError: there is no such species.
    """
    kind = traits("bird", known.what)
    pen = Pen(light=light, defs=defs)
    coat = coat_of(kind, colour=known.colour, pattern=known.pattern, rng=rng)
    pose = known.pose or kind.word("default_pose") or "stand"
    feeling = Feeling(mood=known.mood, is_asleep=pose == "sleep")
    bird_shape(pen, kind, coat, feeling, pose, rng=rng, wears=known.wears)
    symbol, anchors = pen.finished()
    return Shape(symbol=symbol, anchors=anchors, facing=None if kind.has("face_front") else "right",
                 surface_width=0.4)  # fmt: skip


def fish(known: SceneObject, *, rng: Random, light: Light | None, defs: Defs) -> Shape:
    """Draw a fish, or what else lives in the sea.

    Raises:
        KeyError: there is no such species.
    """
    kind = traits("fish", known.what)
    pen = Pen(light=light, defs=defs)
    coat = coat_of(kind, colour=known.colour, pattern=known.pattern, rng=rng)
    feeling = Feeling(mood=known.mood, is_asleep=known.pose == "sleep")
    turn = -26.0 if known.pose in ("jump", "fly") else 0.0
    with pen.moved(0, 0, turn=turn):
        match kind.word("rig"):
            case "life":
                sea_life(pen, kind, coat, feeling, wears=known.wears)
            case "eel":
                eel(pen, coat, feeling, wears=known.wears)
            case _:
                fish_shape(pen, kind, coat, feeling, rng=rng, wears=known.wears)
    symbol, anchors = pen.finished()
    return Shape(symbol=symbol, anchors=anchors, facing=None if kind.has("face_front") else "right",
                 surface_width=0.4)  # fmt: skip


def _on_legs(task: _Task, way: Way) -> None:
    pen, kind, coat, feeling = task.pen, task.traits, task.coat, task.feeling
    match way:
        case "upright":
            upright(pen, kind, coat, feeling, task.name, wears=task.wears)
            return
        case "curl":
            curled(pen, kind, coat, feeling, rng=task.rng, wears=task.wears)
            return
        case "sit":
            skeleton = sitting(kind)
        case "lie":
            skeleton = lying(kind, is_asleep=feeling.is_asleep)
        case "feet":
            skeleton = standing(kind, STANCES[task.name])
        case _:
            assert_never(way)
    four_legged(pen, kind, coat, feeling, skeleton, rng=task.rng, wears=task.wears)


def _biped(task: _Task, way: Way) -> None:
    if way == "feet":
        biped(task.pen, task.traits, task.coat, task.feeling, task.name, rng=task.rng,
              wears=task.wears)  # fmt: skip
    else:
        _on_legs(task, "lie")


def _frog(task: _Task, way: Way) -> None:
    del way
    leaps = task.name in ("jump", "run")
    frog(task.pen, task.traits, task.coat, task.feeling, leaps=leaps, wears=task.wears)


def _snake(task: _Task, way: Way) -> None:
    del way
    snake(task.pen, task.traits, task.coat, task.feeling, wears=task.wears)


def _long_dragon(task: _Task, way: Way) -> None:
    del way
    long_dragon(task.pen, task.traits, task.coat, task.feeling, wears=task.wears)


def _seal(task: _Task, way: Way) -> None:
    del way
    seal(task.pen, task.traits, task.coat, task.feeling, rng=task.rng, wears=task.wears)


def _whale(task: _Task, way: Way) -> None:
    del way
    leaps = task.name == "jump"
    whale(task.pen, task.traits, task.coat, task.feeling, leaps=leaps, wears=task.wears)


def _insect(task: _Task, way: Way) -> None:
    del way
    insect(task.pen, task.traits, task.coat, task.feeling, wears=task.wears)


#: The skeletons that are not on four legs.
_RIGS: dict[str, Callable[[_Task, Way], None]] = {"biped": _biped, "frog": _frog, "snake": _snake,
                                                  "long_dragon": _long_dragon, "seal": _seal,
                                                  "whale": _whale, "insect": _insect}  # fmt: skip
