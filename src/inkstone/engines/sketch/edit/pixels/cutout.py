"""Cut-outs: which part of a picture is its subject, as a soft mask.

It does not know what the subject is. It goes by transparency, by a flat ground, or by colours that
the picture's border lacks.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from inkstone.engines.sketch.edit.pixels.areas import oval

#: The longer side of what is looked at.
_ROUGH_PX = 176
#: How far a flat ground's colours may lie apart, and how far the subject's are from them, of 255.
_FLAT_MAX, _APART_MIN, _APART_MAX = 14.0, 30.0, 64.0
#: How many colours a border may have that is no flat ground.
_BORDER_COLOURS = 10
#: A ground of more colours tells nothing of what stands on it.
_CALM_COLOURS_MAX, _CALM_APART_MIN = 4, 40.0
#: Colours of less of the border are those of what reaches it.
_BORDER_SHARE_MIN = 0.04
_SHARE_MIN, _SHARE_MAX = 0.02, 0.82
#: How long a thing's outline is, squared and for its area; how much of its box it fills.
_EDGE_MAX, _SOLID_MIN = 200.0, 0.4
_PIECES_MAX, _PIECE_SHARE_MIN = 24, 0.2
Plane = NDArray[np.float32]
Spots = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutout:
    """A subject."""

    #: White where it is, as large as the picture.
    mask: Image.Image
    #: Whether nothing showed where it ends.
    is_guessed: bool = False


def cut_out(picture: Image.Image) -> Cutout:
    """Find the subject of a picture."""
    if picture.mode == "RGBA":
        return Cutout(mask=picture.getchannel("A"))
    rough = _rough(picture)
    ground, is_flat = _ground(rough)
    apart = np.min(np.linalg.norm(rough[None] - ground[:, None, None], axis=3), axis=0).astype(
        np.float32
    )
    if not is_flat and len(ground) > _CALM_COLOURS_MAX:
        return _guess(picture)
    level = min(max(_threshold(apart) * 0.7, _CALM_APART_MIN), _APART_MAX)
    spots = apart > (_APART_MIN if is_flat else level)
    if is_flat:
        found = ~_reached(~spots)
        found = _opened(found)
    else:
        found = _filled(_largest(_opened(spots)))
    share = float(found.mean())
    if not _SHARE_MIN <= share <= _SHARE_MAX:
        return _guess(picture)
    if is_flat:
        return Cutout(mask=_fine_flat(picture, ground[0], found))
    if _is_ragged(found):
        return _guess(picture)
    return Cutout(mask=_upscaled(found, picture.size), is_guessed=True)


def _guess(picture: Image.Image) -> Cutout:
    whole = oval(picture.size, 0.42, 0.62).point([255 - value for value in range(256)])
    return Cutout(mask=whole, is_guessed=True)


def _rough(picture: Image.Image) -> Plane:
    shrink = min(_ROUGH_PX / max(picture.size), 1.0)
    size = (max(round(picture.width * shrink), 4), max(round(picture.height * shrink), 4))
    small = picture.convert("RGB").resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    return np.asarray(small, dtype=np.float32)


def _border(rough: Plane) -> Plane:
    thick = 2
    return np.concatenate(
        [
            rough[:thick].reshape(-1, 3),
            rough[:, :thick].reshape(-1, 3),
            rough[:, -thick:].reshape(-1, 3),
            # What stands on the lower edge is as often the subject as the ground.
            rough[-thick:, : rough.shape[1] // 5].reshape(-1, 3),
            rough[-thick:, -rough.shape[1] // 5 :].reshape(-1, 3),
        ]
    )


def _ground(rough: Plane) -> tuple[Plane, bool]:
    """The border's colours, and whether that is one."""
    border = _border(rough)
    middle = np.median(border, axis=0)
    near = np.linalg.norm(border - middle, axis=1)
    if float(np.mean(near < _FLAT_MAX)) > 0.86:
        return middle[None].astype(np.float32), True
    cells = (border // 32).astype(np.int32)
    keys = cells[:, 0] * 64 + cells[:, 1] * 8 + cells[:, 2]
    values, counts = np.unique(keys, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:_BORDER_COLOURS]
    order = order[counts[order] >= _BORDER_SHARE_MIN * len(keys)]
    order = order if len(order) else np.argsort(-counts, kind="stable")[:1]
    colours = [border[keys == values[index]].mean(axis=0) for index in order]
    return np.asarray(colours, dtype=np.float32), False


def _threshold(apart: Plane) -> float:
    """The distance that parts two kinds of places best."""
    counts, edges = np.histogram(apart, bins=64)
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = sums / below - (sums[-1] - sums) / above
    worth = np.nan_to_num(below * above * gap * gap)
    return float(middles[int(np.argmax(worth))])


def _reached(free: Spots) -> Spots:
    """What of the free places is reached from the border."""
    reached = np.zeros_like(free)
    reached[0], reached[-1], reached[:, 0], reached[:, -1] = True, True, True, True
    reached &= free
    return _spread(reached, free)


def _spread(seeds: Spots, free: Spots) -> Spots:
    reached = seeds
    for _ in range(free.shape[0] + free.shape[1]):
        grown = _grown(reached) & free
        if bool((grown == reached).all()):
            break
        reached = grown
    return reached


def _grown(spots: Spots) -> Spots:
    found = spots.copy()
    found[1:] |= spots[:-1]
    found[:-1] |= spots[1:]
    found[:, 1:] |= spots[:, :-1]
    found[:, :-1] |= spots[:, 1:]
    return found


def _opened(spots: Spots) -> Spots:
    return _grown(~_grown(~spots))


def _largest(spots: Spots) -> Spots:
    """The piece that is largest and nearest to the middle, with those that are not far smaller."""
    rows, columns = np.indices(spots.shape)
    pull = 1.4 - np.hypot(rows / spots.shape[0] - 0.55, columns / spots.shape[1] - 0.5)
    left = spots.copy()
    pieces: list[tuple[float, Spots]] = []
    for _ in range(_PIECES_MAX):
        if not left.any():
            break
        seed = np.zeros_like(spots)
        seed.flat[int(np.argmax(left * pull))] = True
        piece = _spread(seed, left)
        left &= ~piece
        pieces.append((float((piece * pull).sum()), piece))
    most = max((worth for worth, _ in pieces), default=0.0)
    found = np.zeros_like(spots)
    for worth, piece in pieces:
        if worth >= most * _PIECE_SHARE_MIN:
            found |= piece
    return found


def _filled(spots: Spots) -> Spots:
    return ~_reached(~spots)


def _is_ragged(spots: Spots) -> bool:
    """Whether a shape has far more edge than things have."""
    edge = float((_grown(spots) & ~spots).sum())
    rows, columns = np.flatnonzero(spots.any(axis=1)), np.flatnonzero(spots.any(axis=0))
    box = float((rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1))
    area = max(float(spots.sum()), 1.0)
    return edge * edge / area > _EDGE_MAX or area / box < _SOLID_MIN


def _upscaled(spots: Spots, size: tuple[int, int]) -> Image.Image:
    small = Image.fromarray((spots * 255).astype(np.uint8))
    soft = small.filter(ImageFilter.GaussianBlur(1.0)).resize(size, Image.Resampling.BICUBIC)
    return soft.point([min(max((value - 96) * 4, 0), 255) for value in range(256)])


def _fine_flat(picture: Image.Image, ground: Plane, spots: Spots) -> Image.Image:
    """Edges to the pixel: how far each pixel's colour is from the flat ground."""
    pixels = np.asarray(picture.convert("RGB"), dtype=np.float32)
    apart = np.linalg.norm(pixels - ground, axis=2)
    soft = np.clip((apart - _APART_MIN * 0.4) / (_APART_MIN * 0.9), 0.0, 1.0)
    near = Image.fromarray((_grown(spots) * 255).astype(np.uint8)).resize(
        picture.size, Image.Resampling.NEAREST
    )
    inner = Image.fromarray((~_grown(_grown(~spots)) * 255).astype(np.uint8)).resize(
        picture.size, Image.Resampling.NEAREST
    )
    mask = np.where(np.asarray(inner) > 0, 1.0, soft) * (np.asarray(near) > 0)
    return Image.fromarray((mask * 255).astype(np.uint8))
