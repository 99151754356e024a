"""The state of a clause: who it is about, and what it still expects.

It does not know how chunks change it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from inkstone.engines.sketch.lexicon.entries import Lexicon, Verb
from inkstone.engines.sketch.reading.chunks import Chunk
from inkstone.engines.sketch.reading.draft import Draft

Group = tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class Expect:
    """A relation that waits for its noun."""

    #: A relation's kind, or `with`, `has`, `of`, `actor`, `none` or a verb's.
    kind: str
    of: Group = ()
    #: The clause's subject, where the nearest noun is another one.
    far: Group = ()
    verb: Verb | None = None
    #: Whether the verb itself takes the noun, without a preposition.
    is_direct: bool = False


@dataclass(slots=True, kw_only=True)
class State:
    """How far a prompt has been read."""

    draft: Draft
    chunks: list[Chunk]
    at: int = 0
    #: Who this clause is about, who the text was about last, and the last noun.
    subject: Group = ()
    topic: Group = ()
    last: Group = ()
    #: Whether another noun may still join the subject.
    is_open: bool = False
    is_joined: bool = False
    is_listing: bool = False
    is_negated: bool = False
    expects: Expect | None = None
    #: The relation that the noun before took, for the nouns that are listed after it.
    listed: Expect | None = None
    #: A place that was told before what is there.
    fronted: tuple[str, Group] | None = None
    lead: str | None = None
    #: The same for what is listed after the first thing there.
    introduced: tuple[tuple[str, Group] | None, str | None] = (None, None)
    #: Things whose side was told before, for 左边是…，右边是….
    beside: Group = ()
    #: Whether the subject's place has been told.
    is_placed: bool = False
    verb: Verb | None = None
    #: The verb just read, while no noun has followed.
    fresh: Verb | None = None
    doers: Group = ()
    #: Verbs told before whoever does them, with what they are done to.
    orphans: list[tuple[Verb, str, Group]] = field(default_factory=list)
    actor: Group = ()
    patient: Group = ()
    #: A vessel that "of" may fill.
    vessel: Chunk | None = None
    #: What the last "is" may tell of: a garment, or hair.
    worn: tuple[int, str] | None = None
    is_predicate: bool = False
    #: Whether somebody is named next who is given what is named after them.
    is_giving: bool = False
    #: Whether the clause is about something that is not known.
    is_lost: bool = False
    is_for: bool = False
    #: Whether the next noun only says what shape something has.
    is_like: bool = False
    #: Garments told before whoever wears them.
    clothes: list[Chunk] = field(default_factory=list)
    #: Whether this reads words inside another noun phrase.
    is_inner: bool = False
    #: Reads the words inside another noun phrase as told of a group.
    read_inner: Callable[["State", Chunk, Group], None]

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon."""
        return self.draft.lexicon

    def near(self, offset: int) -> Chunk | None:
        """The chunk at a distance from the present one."""
        at = self.at + offset
        return self.chunks[at] if 0 <= at < len(self.chunks) else None

    def kind(self, offset: int) -> str:
        """The kind of that chunk; empty beyond the ends."""
        chunk = self.near(offset)
        return chunk.kind if chunk else ""

    def begin(self, group: Group) -> None:
        """Begin a clause about somebody."""
        self.subject = self.topic = self.last = group
        self.is_open = True
        self.is_placed = self.is_lost = False
        self.verb = None

    def end_clause(self) -> None:
        """Forget what only held within a clause."""
        self.expects = self.verb = self.fresh = self.vessel = None
        self.subject = ()
        self.is_open = self.is_joined = self.is_negated = self.is_predicate = self.is_for = False
        self.is_like = self.is_lost = self.is_giving = False
        self.actor = self.patient = ()

    def end_sentence(self) -> None:
        """Forget what only held within a sentence."""
        self.end_clause()
        self.listed = self.fronted = self.lead = self.worn = None
        self.beside = ()
        self.introduced = (None, None)
        self.is_listing = False
