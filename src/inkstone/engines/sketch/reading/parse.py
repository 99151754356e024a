"""Reading a prompt: from its words to a scene that is not placed yet.

It does not know how anything is drawn, nor where it will stand.
"""

from collections.abc import Sequence
from typing import cast

from inkstone.engines.sketch.lexicon import lexicon as lexicons
from inkstone.engines.sketch.lexicon.entries import Lexicon
from inkstone.engines.sketch.lexicon.tokens import Token, tokens
from inkstone.engines.sketch.reading import clauses, compose, kinds, negatives, setting, unquoted
from inkstone.engines.sketch.reading.charts import charted
from inkstone.engines.sketch.reading.draft import Draft
from inkstone.engines.sketch.reading.noun_phrases import chunks
from inkstone.engines.sketch.reading.phrase import Phrase, phrase
from inkstone.engines.sketch.reading.prices import price_lines
from inkstone.engines.sketch.reading.quotes import quoted
from inkstone.engines.sketch.reading.readings import readings
from inkstone.engines.sketch.reading.relatives import reduced
from inkstone.engines.sketch.scene import Scene, SceneObject, Season, TimeOfDay, Weather

#: How much of a prompt is read, in characters.
PROMPT_MAX = 4_000


def parse(
    *, prompt: str, negative_prompt: str = "", width_px: int, height_px: int, seed: int
) -> Scene:
    """Read a prompt. It never fails: what is not understood is in the scene's `unknown`."""
    lexicon = lexicons.load()
    cut = quoted(prompt[:PROMPT_MAX])
    lines, rest = price_lines(cut.rest, lexicon=lexicon)
    chart = charted(rest, cut.cuts, lexicon=lexicon) if not lines else None
    draft = Draft(lexicon=lexicon, cuts=chart.cuts if chart else cut.cuts)
    rest = chart.rest if chart else rest
    read_into(draft, unquoted.without_names(rest))
    refused = negatives.named(readings(_tokens(negative_prompt, lexicon), lexicon=lexicon))
    negatives.leave_out(draft, draft.dropped | refused)
    items = chart.items if chart else ()
    kind = kinds.kind(draft, has_lines=bool(lines), has_items=bool(items))
    if kind == "infographic" and not items:
        items = kinds.labelled(draft)
    made = compose.objects(draft)
    scene = Scene(
        kind=kind,
        time=cast("TimeOfDay | None", draft.time),
        weather=cast("Weather | None", draft.weather),
        season=cast("Season | None", draft.season),
        style=tuple(draft.styles),
        tint=draft.tint,
        objects=tuple(known for known in made if known is not None),
        texts=kinds.with_title(compose.texts(draft, made), kind),
        lines=lines,
        chart=kinds.chart(draft, chart.chart if chart else None, items=items),
        items=items,
        unknown=tuple(draft.unknown),
        notes=draft.told(),
        width_px=width_px,
        height_px=height_px,
        seed=seed,
    )
    return setting.settle(scene, draft)


def read_phrase(text: str, *, known: Sequence[SceneObject] = ()) -> Phrase:
    """Read a stretch of an instruction; nouns may mean the objects of a scene."""
    lexicon = lexicons.load()
    cut = quoted(text[:PROMPT_MAX])
    draft = Draft(lexicon=lexicon, cuts=cut.cuts, is_phrase=True)
    draft.take(known)
    read_into(draft, cut.rest)
    return phrase(draft, known)


def read_into(draft: Draft, words: str) -> None:
    """Read words into a draft."""
    lexicon = draft.lexicon
    found = chunks(readings(tokens(words, lexicon=lexicon), lexicon=lexicon), lexicon=lexicon)
    clauses.read(draft, reduced(found))


def _tokens(words: str, lexicon: Lexicon) -> list[Token]:
    return tokens(words[:PROMPT_MAX], lexicon=lexicon)
