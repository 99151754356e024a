"""The lexicon: which English and Chinese phrases the engine knows, and what each of them means.

It does not know grammar; `parse` makes a scene of what stands here.
"""

from functools import lru_cache

from inkstone.engines.sketch.lexicon import loading
from inkstone.engines.sketch.lexicon.entries import Concept, Entry, EntryKind, Lexicon, Sense, Verb

__all__ = ["Concept", "Entry", "EntryKind", "Lexicon", "Sense", "Verb", "is_kind_of", "load"]


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """Read the lexicon, once a process."""
    return loading.build()


def is_kind_of(concept: str, other: str) -> bool:
    """Whether a concept is another one, or a kind of it by any number of steps."""
    return load().is_kind_of(concept, other)
