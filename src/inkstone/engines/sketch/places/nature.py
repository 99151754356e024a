"""Nature: what a season makes of leaves, grass and flowers.

It does not know the light that they are seen in, nor where they grow.
"""

from dataclasses import dataclass

#: Dark, middle and light.
Leaf = tuple[str, str, str]

_GREEN: tuple[Leaf, ...] = (
    ("#3f8a4e", "#5aa957", "#86c766"),
    ("#35835a", "#4fa26a", "#7cc183"),
    ("#4f8f45", "#74b24f", "#a3cf62"),
)
_DEEP: tuple[Leaf, ...] = (
    ("#357f46", "#4c9c4c", "#79bd58"),
    ("#2f7a52", "#46995f", "#70b877"),
    ("#45883c", "#66a845", "#94c558"),
)
_FRESH: tuple[Leaf, ...] = (
    ("#5ba154", "#85c25c", "#b5dd76"),
    ("#6aa94f", "#98cc5e", "#c8e47f"),
    ("#d887a8", "#f2b0c8", "#fcd7e2"),
    ("#e39cb4", "#f8c5d4", "#ffe6ee"),
)
_GOLDEN: tuple[Leaf, ...] = (
    ("#b5482e", "#d9653a", "#ee9450"),
    ("#c47a24", "#e6a338", "#f7ca5c"),
    ("#9c3a2e", "#c44f3c", "#e27a55"),
    ("#a8892f", "#cbb045", "#e5d170"),
)
_BARE: tuple[Leaf, ...] = (("#8d7f78", "#a5968c", "#bfb2a8"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """How plants look in a season."""

    leaves: tuple[Leaf, ...] = _GREEN
    #: From here to far away.
    grass: tuple[str, str] = ("#5aa64f", "#a5cf7a")
    fir: Leaf = ("#2c6a55", "#3d8263", "#5c9f77")
    flowers: tuple[str, ...] = ("#ffffff", "#ffe27a", "#ff9db8", "#c9a4f0", "#ff8a6b")
    #: How many flowers there are, where 1 is usual.
    bloom: float = 1.0
    is_snowy: bool = False
    #: Whether broad-leaved trees have no leaves.
    is_bare: bool = False
    #: What lies on the ground under trees; empty where nothing does.
    litter: tuple[str, ...] = ()


_SEASONS = {
    "spring": Nature(
        leaves=_FRESH,
        grass=("#74b750", "#bfdd86"),
        flowers=("#ffffff", "#ff9fc0", "#ffe27a", "#f7b6d2", "#b9a5ef"),
        bloom=2.2,
        litter=("#f9c6d6", "#fde3ec"),
    ),
    "summer": Nature(leaves=_DEEP, grass=("#4f9f4b", "#98c96f"), bloom=1.2),
    "autumn": Nature(
        leaves=_GOLDEN,
        grass=("#b5a04c", "#dac883"),
        fir=("#3f6650", "#527c5c", "#759a72"),
        flowers=("#f3c14b", "#e2774a", "#ffffff", "#b77fc0"),
        bloom=0.5,
        litter=("#d9653a", "#e6a338", "#c44f3c", "#cbb045"),
    ),
    "winter": Nature(
        leaves=_BARE,
        grass=("#f4f8fc", "#dbe7f1"),
        flowers=(),
        bloom=0.0,
        is_snowy=True,
        is_bare=True,
    ),
}
#: Places whose year does not change.
_STEADY = frozenset({"desert", "oasis", "savanna", "jungle", "underwater", "cave", "volcano",
                     "space", "moonscape", "mars", "island", "beach"})  # fmt: skip


def nature_of(*, place: str, season: str | None, weather: str | None) -> Nature:
    """Choose how plants look; where snow falls it lies too."""
    if place == "autumn_forest":
        season = season if season == "winter" else "autumn"
    if weather == "snow" or place in ("snow", "ice"):
        return _SEASONS["winter"]
    if season is None or place in _STEADY:
        return Nature()
    return _SEASONS[season]
