"""The scene: what a picture shows, as data that is stored, exported and edited.

This module does not know the words that a scene came from, nor how anything is drawn.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

#: The version of the document; one that another version wrote is no scene to this one.
VERSION = 2

Role = Literal[
    "title", "subtitle", "body", "footer", "list", "sign", "label", "speech", "vertical", "seal",
    "upper", "lower", "horizontal",
]  # fmt: skip
Kind = Literal[
    "scene", "portrait", "poster", "menu", "couplet", "card", "sign", "logo", "infographic",
    "pattern",
]  # fmt: skip
TimeOfDay = Literal["day", "night", "sunset", "dawn"]
Weather = Literal["rain", "snow", "fog", "storm", "wind", "cloudy", "clear"]
Season = Literal["spring", "summer", "autumn", "winter"]
Pose = Literal[
    "stand", "walk", "run", "jump", "sit", "ride", "lie", "sleep", "kneel", "dance", "wave",
    "point", "hold", "carry", "hug", "kiss", "read", "write", "drink", "eat", "cook", "play",
    "paint", "fish", "swim", "fly", "climb", "look", "graze", "perch",
]  # fmt: skip
Mood = Literal["happy", "sad", "angry", "surprised", "sleepy", "calm", "laughing", "in_love"]
#: How one object stands to another. What holds, wears or drives is the target of what is held.
RelationKind = Literal[
    "left_of", "right_of", "next_to", "on", "under", "in_front_of", "behind", "above", "inside",
    "between", "around", "held_by", "worn_by", "riding", "sitting_on", "lying_on", "leaning_on",
    "chasing", "hugging", "kissing", "feeding", "facing", "following", "looking_at", "pulling",
    "pushing", "playing_with", "talking_to",
]  # fmt: skip
Font = Literal["sans", "serif", "brush", "hand"]
Chart = Literal["steps", "bars", "timeline", "cycle", "pie", "list", "comparison"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle of the picture: its top left corner and its size, in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words that the picture shows, spelled as they were asked for."""

    text: str
    role: Role
    #: The object that says it or carries it: a bubble's speaker, a shop's sign, a labelled thing.
    of: str | None = None
    #: A part of the picture it was asked to be in, such as `top_left`.
    at: str | None = None
    #: `#rrggbb` where the prompt asked for one.
    colour: str | None = None
    font: Font | None = None
    #: Where it was placed; None before layout.
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """One line of a menu."""

    name: str
    #: The price with its currency, spelled as it was asked for.
    price: str
    emoji: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a chart: a step, a bar, a date of a timeline."""

    title: str
    detail: str = ""
    #: The number that a bar or a slice is as large as, and how the prompt spells it.
    value: float | None = None
    spelled: str = ""
    #: The lexicon's id of the thing that it shows.
    concept: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """How a figure looks; None leaves it to the figure's kind and the seed."""

    age: Literal["baby", "child", "young", "adult", "old"] | None = None
    #: `#rrggbb`.
    skin: str | None = None
    #: A style of hair, such as `long`, `bun`, `locs`.
    hair: str | None = None
    hair_colour: str | None = None
    #: `glasses`, `beard`, `moustache`, `freckles`, `blush`, …
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Garment:
    """One thing that a figure or an animal wears."""

    #: The lexicon's name of it, such as `dress`, `suit`, `scarf`, `straw_hat`.
    kind: str
    colour: str | None = None
    #: `striped`, `dotted`, `checked`, `floral`.
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How an object stands to another one."""

    kind: RelationKind
    #: The other's id; what is between two has two relations of that kind.
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Where one copy of an object was placed."""

    box: Box
    #: Drawn from small to large.
    depth: float = 0.0
    is_flipped: bool = False
    has_shadow: bool = False
    #: A string that is tied to it, as x and y of both ends.
    string: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneObject:
    """One kind of thing in the picture, `count` times over."""

    #: Its name within the scene, such as `cat` or `cat-2`; never given to another one.
    id: str
    #: The lexicon's id, such as `red_panda`.
    concept: str
    #: The word that the prompt used.
    name: str
    #: What shows it: an emoji, or a form and a name, such as `part:sofa` or `figure:woman`.
    shown: str = ""
    count: int = 1
    #: `#rrggbb` where the prompt asked for a colour.
    colour: str | None = None
    #: `striped`, `dotted`, `checked`, `floral`.
    pattern: str | None = None
    #: `wood`, `glass`, `stone`, `metal`, …
    material: str | None = None
    #: Times its usual size.
    scale: float = 1.0
    pose: Pose | None = None
    mood: Mood | None = None
    facing: Literal["left", "right"] | None = None
    looks: Appearance | None = None
    wears: tuple[Garment, ...] = ()
    #: The first one that names a place decides where it stands; the others hold as far as they can.
    relations: tuple[Relation, ...] = ()
    #: A part of the picture it was asked to be in, such as `left`.
    at: str | None = None
    #: Where each of them was placed; empty before layout.
    copies: tuple[Copy, ...] = ()

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Where each of them was placed."""
        return tuple(copy.box for copy in self.copies)

    @property
    def form(self) -> str:
        """What kind of drawing shows it: `emoji`, `part`, `figure`, `beast`, `bird` or `fish`."""
        return self.shown.partition(":")[0] if ":" in self.shown else "emoji"

    @property
    def what(self) -> str:
        """Which drawing of that kind shows it."""
        return self.shown.partition(":")[2] if ":" in self.shown else self.shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a backdrop took from the things before it, kept so that edits leave it as it was."""

    #: Whether something needs ground to stand on.
    has_ground: bool = True
    #: How far down a title over the whole width reaches, as a share of the height.
    text_low: float = 0.0
    #: Whether the scene names a sun or a moon itself.
    has_own_orb: bool = False
    #: Things that the backdrop is chosen by, such as `bamboo`.
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that the picture does not show as it was asked for."""

    #: A warning's code, such as `approximated`.
    code: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that a picture shows."""

    version: int = VERSION
    kind: Kind = "scene"
    place: str = "meadow"
    time: TimeOfDay | None = None
    weather: Weather | None = None
    season: Season | None = None
    style: tuple[str, ...] = ()
    #: `#rrggbb` that the whole picture leans to, where the prompt asked for one.
    tint: str | None = None
    #: Which composition of its kind was taken; None before layout.
    composition: str | None = None
    stage: Stage | None = None
    objects: tuple[SceneObject, ...] = ()
    texts: tuple[Text, ...] = ()
    lines: tuple[PriceLine, ...] = ()
    chart: Chart | None = None
    items: tuple[Item, ...] = ()
    #: Content words that could not be drawn, in the prompt's spelling.
    unknown: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    width_px: int
    height_px: int
    seed: int

    def find(self, identifier: str) -> SceneObject | None:
        """The object of a name."""
        return next((known for known in self.objects if known.id == identifier), None)

    def to_dict(self) -> dict[str, Any]:
        """Return the scene as plain JSON values."""
        document: dict[str, Any] = json.loads(self.to_json())
        return document

    def to_json(self) -> str:
        """Return the scene as one line of JSON, the same for the same scene."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))
