"""Reading: from an instruction to operations, and the wishes that none of them follows.

It does not know any pixels, only how many pictures there are and whether one has a mask.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inkstone.engines.sketch.edit import clauses, quotes
from inkstone.engines.sketch.edit.clauses import Clause
from inkstone.engines.sketch.edit.pixels import (
    details,
    read_joins,
    read_marks,
    read_more,
    read_shape,
    read_tone,
)
from inkstone.engines.sketch.edit.pixels.operations import (
    Border,
    Caption,
    Geometry,
    Inset,
    Join,
    Logo,
    Operation,
    Overlay,
    Position,
    Tone,
    Watermark,
)
from inkstone.engines.sketch.edit.quotes import Marked

#: More wishes than these are not followed.
OPERATIONS_MAX = 24
#: More of an instruction is not read.
CHARACTERS_MAX = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was understood of an instruction."""

    operations: tuple[Operation, ...]
    #: Clauses that no operation follows, as the caller wrote them.
    not_followed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """A clause and what it asks for."""

    clause: Clause
    operations: tuple[Operation, ...]


def read(instruction: str, *, num_inputs: int, has_mask: bool) -> Reading:
    """Read an instruction; what it forbids is neither done nor reported."""
    wishes: list[_Wish] = []
    missed: list[str] = []
    marked = quotes.mark(instruction[:CHARACTERS_MAX])
    for index, clause in enumerate(clauses.split(marked)):
        if index >= clauses.CLAUSES_MAX:
            missed.append(clause.raw.strip())
            break
        before = _last_place(wishes)
        taken = _operations(clause, num_inputs=num_inputs, has_mask=has_mask, before=before)
        if taken:
            wishes.append(_Wish(clause=clause, operations=tuple(taken)))
            continue
        longer = None
        if wishes and not clause.is_negated:
            longer = _continued(
                wishes[-1], clause, marked, num_inputs=num_inputs, has_mask=has_mask
            )
        if longer is not None:
            wishes[-1] = longer
        elif not _asks_nothing(clause):
            missed.append(clause.raw.strip())
    kept = _together(wishes, missed)
    return Reading(operations=tuple(kept), not_followed=tuple(missed))


def _last_place(wishes: list[_Wish]) -> Position | None:
    places = [
        one.position for wish in wishes for one in wish.operations if isinstance(one, Caption)
    ]
    return places[-1] if places else None


def _continued(
    wish: _Wish, clause: Clause, marked: Marked, *, num_inputs: int, has_mask: bool
) -> _Wish | None:
    """Read details that come after a comma: "add a border, thin and red"."""
    both = clauses.clause(marked, wish.clause.start, clause.end)
    taken = _operations(both, num_inputs=num_inputs, has_mask=has_mask, before=None)
    is_same = [type(one) for one in taken] == [type(one) for one in wish.operations]
    if not is_same or tuple(taken) == wish.operations or _texts(taken) != _texts(wish.operations):
        return None
    if not details.is_read(both.rest[clause.start - wish.clause.start :]):
        return None
    return _Wish(clause=both, operations=tuple(taken))


def _texts(operations: Sequence[Operation]) -> list[str]:
    return [one.text for one in operations if isinstance(one, Caption | Watermark)]


def _together(wishes: list[_Wish], missed: list[str]) -> list[Operation]:
    """Keep what can be done together: one join, and without it one picture."""
    kept: list[Operation] = []
    has_join = any(isinstance(one, Join) for wish in wishes for one in wish.operations)
    joined = False
    base: int | None = None
    for wish in wishes:
        joins = any(isinstance(one, Join) for one in wish.operations)
        named = next((of for one in wish.operations if (of := _picture(one)) is not None), None)
        if named is not None and base is None:
            base = named
        is_apart = not has_join and named is not None and named != base
        if len(kept) + len(wish.operations) > OPERATIONS_MAX or (joins and joined) or is_apart:
            missed.append(wish.clause.raw.strip())
            continue
        joined = joined or joins
        kept += wish.operations
    return kept


def _picture(operation: Operation) -> int | None:
    if isinstance(operation, Logo):
        return operation.onto
    return None if isinstance(operation, Join) else operation.picture


def _operations(
    clause: Clause, *, num_inputs: int, has_mask: bool, before: Position | None
) -> list[Operation]:
    pictures = tuple(num_inputs if number == -1 else number for number in clause.pictures)
    if any(number > num_inputs for number in pictures):
        return []
    painted = read_more.read(clause, has_mask=has_mask)
    if painted:
        of = pictures[0] if len(pictures) == 1 else None
        return [replace(one, picture=of) for one in painted]
    laid = _laid(clause, num_inputs=num_inputs, pictures=pictures, before=before)
    # "A dark frame" and "bright letters" say how the frame and the letters are.
    changed: list[Tone | Geometry] = [*read_tone.read(clause, is_strict=bool(laid))]
    if changed and not has_mask and details.names_thing(clause):
        changed = []
    changed += _shape(clause, is_strict=bool(laid), is_alone=not (laid or changed))
    if not (laid or changed):
        return read_more.read_last(clause)
    of = pictures[0] if len(pictures) == 1 else None
    if of is None or any(isinstance(one, Logo | Join) for one in laid):
        return [*laid, *changed]
    own = [one for one in laid if not isinstance(one, Logo | Join)]
    return [replace(one, picture=of) for one in (*own, *changed)]


def _laid(
    clause: Clause, *, num_inputs: int, pictures: tuple[int, ...], before: Position | None
) -> list[Overlay | Join]:
    found: list[Overlay | Join] = [
        *read_marks.read_logo(clause, num_inputs=num_inputs, pictures=pictures)
    ]
    found = found or [*read_marks.read_words(clause, before=before)]
    if not found or (num_inputs > 1 and clause.has("join.pair")):
        found += read_joins.read(clause, pictures=pictures, num_inputs=num_inputs)
    borders = read_marks.read_border(clause)
    if found and isinstance(found[0], Inset):
        edge = next((one.colour for one in borders if isinstance(one, Border)), None)
        return [replace(found[0], edge=edge)]
    return [*found, *borders]


def _shape(clause: Clause, *, is_strict: bool, is_alone: bool) -> list[Geometry]:
    if is_strict and not any(clause.has(f"geometry.{verb}") for verb in ("crop", "rotate", "flip")):
        return []
    return read_shape.read(clause, is_alone=is_alone)


def _asks_nothing(clause: Clause) -> bool:
    """Whether nothing is left but what should not happen, or politeness."""
    left = clause.text[: clause.negated_at] if clause.is_negated else clause.text
    return not quotes.QUOTE_MARK.search(left) and details.is_read(left)
