"""A list of words and patterns that an operator writes by hand, and texts held against it.

This module does not know what is done about a text that is found in it.

    # A remark, on a line of its own.
    [violence]
    beheading
    斩首
    /behead(ed|ing)?/

A phrase is found however it is spelled in capitals, full width, with invisible characters or with
hyphens for spaces; a regex is RE2's, without regard to case, and sees the text so folded.
"""

import asyncio
import codecs
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import re2

from inkstone.domain.errors import Fault, InvalidRequest
from inkstone.domain.moderation import Finding
from inkstone.service.phrases import Phrases, fold

#: For what stands above the first header.
DEFAULT_CATEGORY = "blocked"
#: Longer than any list that a person keeps; what is made of it in memory is some ten times larger.
FILE_BYTES_MAX = 4 * 2**20
RULES_MAX = 50_000
#: A phrase costs nothing until its words appear; each regex costs a little for every text.
REGEXES_MAX = 500
PHRASE_CHARS_MAX = 100
REGEX_CHARS_MAX = 1_000
CATEGORY_CHARS_MAX = 60
#: How many faults are told at once.
_FAULTS_MAX = 20
#: What one regex may come to, and all together: repetitions of repetitions multiply.
_REGEX_BYTES_MAX = 2**20
_REGEXES_BYTES_MAX = 64 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """One line that says what is looked for."""

    line: int
    category: str
    #: As it was written, without the slashes of a regex.
    text: str
    is_regex: bool


class _BadLine(Exception):
    """A line cannot be used."""


class Blocklist:
    """Judges texts by plain phrases and regexes; the same text is always judged the same."""

    name = "blocklist"

    def __init__(self, rules: Sequence[_Rule], compiled: "Sequence[re2._Regexp]") -> None:
        """Take rules that were read; `from_text` and `from_file` read them."""
        self.num_rules = len(rules)
        self._phrases = Phrases([(rule.text, rule.category) for rule in rules if not rule.is_regex])
        regexes = [rule for rule in rules if rule.is_regex]
        self._regexes = tuple(zip(regexes, compiled, strict=True))
        self._any = _any_of(regexes)

    @classmethod
    def from_file(cls, path: Path) -> "Blocklist":
        """Read a list.

        Raises:
            InvalidRequest: it cannot be read, or has faults; names the lines.
        """
        return cls.from_text(_read(path), name=str(path))

    @classmethod
    def from_text(cls, text: str, *, name: str = "the blocklist") -> "Blocklist":
        """Read a list that is at hand.

        Raises:
            InvalidRequest: it has faults; names the lines.
        """
        rules: list[_Rule] = []
        compiled: list[re2._Regexp] = []
        faults: list[Fault] = []
        for number, found in _rules(text):
            try:
                if isinstance(found, _BadLine):
                    raise found
                if found.is_regex:
                    compiled.append(_compiled(found.text))
                elif not fold(found.text):
                    raise _BadLine("the phrase has no character that can be seen")
                rules.append(found)
            except _BadLine as bad:
                message = f"{name}, line {number}: {bad}."
                faults.append(Fault(param=f"line {number}", message=message))
            if len(faults) == _FAULTS_MAX:
                break
        faults = faults or list(_too_many(rules, len(compiled), name))
        if faults:
            raise InvalidRequest(faults=faults)
        return cls(rules, compiled)

    async def judge_text(self, text: str) -> Sequence[Finding]:
        """What the text has of the list, a finding for each category."""
        # In a thread: RE2 takes time that grows with the text only, and lets go of the interpreter
        # while it does, but a long text and many regexes still come to milliseconds.
        return await asyncio.to_thread(self._judge, text)

    def _judge(self, text: str) -> tuple[Finding, ...]:
        folded = fold(text)
        found = dict.fromkeys(self._phrases.found_in(folded))
        # One pass for all; only where some match is it asked which.
        if self._any is not None and self._any.search(folded):
            for rule, regex in self._regexes:
                if rule.category not in found and regex.search(folded):
                    found[rule.category] = None
        return tuple(Finding(category=category, source=self.name) for category in found)


def _rules(text: str) -> Iterator[tuple[int, _Rule | _BadLine]]:
    """Each line that says something, by its number, as the rule that it is or with its fault."""
    category = DEFAULT_CATEGORY
    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        try:
            if line.startswith("["):
                category = _category(line)
            else:
                yield number, _rule(line, number, category)
        except _BadLine as bad:
            yield number, bad


def _category(line: str) -> str:
    category = line[1:-1].strip()
    if not line.endswith("]") or "[" in category or "]" in category:
        raise _BadLine("a line that begins with [ is a header, such as [violence], and ends with ]")
    if not category or not category.isprintable():
        raise _BadLine("the header names no category")
    if len(category) > CATEGORY_CHARS_MAX:
        raise _BadLine(f"the category has more than {CATEGORY_CHARS_MAX} characters")
    return category


def _rule(line: str, number: int, category: str) -> _Rule:
    is_regex = line.startswith("/")
    if is_regex and (len(line) < 3 or not line.endswith("/")):
        raise _BadLine("a line that begins with / is a regex between two slashes, such as /nudes?/")
    text = line[1:-1] if is_regex else line
    chars_max = REGEX_CHARS_MAX if is_regex else PHRASE_CHARS_MAX
    if len(text) > chars_max:
        what = "regex" if is_regex else "phrase"
        raise _BadLine(f"the {what} has {len(text)} characters; {chars_max} are the most")
    return _Rule(line=number, category=category, text=text, is_regex=is_regex)


def _too_many(rules: Sequence[_Rule], num_regexes: int, name: str) -> Iterator[Fault]:
    if not rules:
        yield Fault(param="", message=f"{name} holds no rule.")
    if len(rules) > RULES_MAX:
        line = rules[RULES_MAX].line
        message = f"{name}, line {line}: {RULES_MAX:,} rules are the most."
        yield Fault(param=f"line {line}", message=message)
    if num_regexes > REGEXES_MAX:
        line = [rule.line for rule in rules if rule.is_regex][REGEXES_MAX]
        message = f"{name}, line {line}: {REGEXES_MAX} regexes are the most."
        yield Fault(param=f"line {line}", message=message)


def _compiled(pattern: str) -> "re2._Regexp":
    try:
        regex = re2.compile(pattern, _options(_REGEX_BYTES_MAX))
    except re2.error as error:
        raise _BadLine(f"the regex is not RE2's: {_said(error)}") from error
    except UnicodeEncodeError as error:
        raise _BadLine("the regex has half a character") from error
    try:
        re2.compile(_alone(pattern), _options(_REGEX_BYTES_MAX))
    except re2.error as error:
        raise _BadLine(r"the regex has a \Q without its \E") from error
    if regex.search(""):
        raise _BadLine("the regex matches a text that is empty, and so every text")
    return regex


def _alone(pattern: str) -> str:
    """A pattern that nothing beside it changes."""
    return f"(?:{pattern})"


def _any_of(regexes: Sequence[_Rule]) -> "re2._Regexp | None":
    """One regex that matches where any of them does.

    Not RE2's own set of regexes: when that runs out of memory in a text, it says that none matches.
    """
    if not regexes:
        return None
    pattern = "|".join(_alone(rule.text) for rule in regexes)
    try:
        return re2.compile(pattern, _options(_REGEXES_BYTES_MAX))
    except re2.error as error:
        raise InvalidRequest(f"The blocklist's regexes are too large: {_said(error)}.") from error


def _options(bytes_max: int) -> "re2.Options":
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.log_errors = False
    options.max_mem = bytes_max
    return options


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _read(path: Path) -> str:
    try:
        # Not blocking, because a pipe of that name would never open.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise InvalidRequest(f"The blocklist {path} is not a file.")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                data = file.read(FILE_BYTES_MAX + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise InvalidRequest(f"The blocklist {path} cannot be read: {error.strerror}.") from error
    if len(data) > FILE_BYTES_MAX:
        raise InvalidRequest(f"The blocklist {path} has more than {FILE_BYTES_MAX:,} bytes.")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidRequest(f"{path}, line {line}: it is not UTF-8.") from error
