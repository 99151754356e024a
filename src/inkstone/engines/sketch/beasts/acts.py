"""Acts: which way of drawing a pose asks for, of an animal with paws or with hoofs.

It does not know how any of them is drawn.
"""

from typing import Literal

from inkstone.engines.sketch.beasts.species import Traits
from inkstone.engines.sketch.scene import SceneObject

#: How a body is borne: on its feet, resting, rolled up, or as people bear theirs.
Way = Literal["feet", "sit", "lie", "curl", "upright"]
_PEOPLES = frozenset({"read", "write", "hold", "carry", "cook", "paint", "wave", "point", "dance",
                      "hug", "fish", "kneel"})  # fmt: skip
#: Clothes that a body on four feet could not wear.
_DRESSED = frozenset({"suit", "dress", "gown", "robe", "hanfu", "qipao", "kimono", "sari",
                      "overalls", "uniform", "apron", "lab_coat", "armor", "spacesuit",
                      "wedding_dress", "trousers", "jeans", "shorts", "skirt", "pajamas",
                      "tracksuit", "t_shirt", "shirt"})  # fmt: skip
_STANCES: dict[str, str] = {"walk": "walk", "run": "run", "jump": "jump", "fly": "jump",
                            "climb": "jump", "swim": "walk", "graze": "graze", "eat": "graze",
                            "drink": "graze", "look": "look", "play": "paw",
                            "point": "look"}  # fmt: skip


def way_of(known: SceneObject, kind: Traits) -> tuple[Way, str]:
    """How a body is borne in a pose, and the name of the stance or attitude that it takes."""
    usual = kind.word("default_pose")
    pose: str = known.pose or usual or "stand"
    attitude = _attitude(known, kind, pose)
    if attitude or (usual == pose and pose in ("upright", "sit")):
        return "upright", attitude or pose
    if pose == "sleep" and kind.has("can_curl"):
        return "curl", pose
    if pose in ("sit", "perch") and kind.word("sits") != "hoofed":
        return "sit", pose
    if pose in ("sit", "perch", "lie", "sleep"):
        return "lie", pose
    return "feet", _STANCES.get(pose, "stand")


def _attitude(known: SceneObject, kind: Traits, pose: str) -> str:
    """How it holds itself where it does as people do; empty where it goes on its feet."""
    relations = {relation.kind for relation in known.relations}
    is_seated = bool(relations & {"sitting_on", "riding"})
    is_dressed = any(worn.kind in _DRESSED for worn in known.wears)
    is_playing = pose == "play" and not relations & {"playing_with", "chasing"}
    if pose in _PEOPLES or is_playing:
        return pose
    has_paws = kind.word("eats") == "hands" or (pose == "drink" and kind.has("can_curl"))
    if pose in ("drink", "eat") and (has_paws or is_dressed or is_seated):
        return pose
    if pose == "ride" and "riding" in relations:
        return pose
    if is_dressed and pose in ("stand", "sit", "look", "walk", "ride"):
        return "sit" if pose == "sit" or is_seated else "upright"
    return ""
