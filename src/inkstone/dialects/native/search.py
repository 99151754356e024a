"""The native API's words for looking through jobs: a checked query becomes a `JobSearch`.

It does not know who asks, nor how jobs are found.
"""

import re
from collections.abc import Mapping

from inkstone.dialects.faults import check, fault
from inkstone.dialects.native.wire_search import JobsQuery
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import Fault, InvalidRequest, UnknownModel
from inkstone.domain.job import JobStatus
from inkstone.service.query import JobSearch

NUM_WORDS_MAX = 8

_JOB_ID = re.compile(r"job_[0-9a-z]{26}", re.ASCII)


def decode_search(
    raw: Mapping[str, str], *, account_id: str, catalogue: Catalogue
) -> tuple[JobsQuery, JobSearch]:
    """The query of a list of jobs, checked, and what is wanted by it.

    Args:
        raw: the query.
        account_id: whose jobs are looked through.
        catalogue: the models that there are.

    Raises:
        InvalidRequest: it has faults; it names every one.
    """
    checked = check(JobsQuery, raw)
    query, words = checked.wire, (checked.wire.q or "").split()
    faults = [*checked.faults, *_faults(query, len(words))]
    if faults:
        raise InvalidRequest(faults=faults)
    return query, JobSearch(
        account_id=account_id,
        words=tuple(words),
        statuses=(JobStatus(query.status),) if query.status else (),
        model=_resolved(query.model, catalogue),
        dialect=query.dialect,
        key_id=query.key,
        is_starred=None if query.starred is None else query.starred == "true",
        created_from=query.from_,
        created_to=query.to,
    )


def _resolved(model: str | None, catalogue: Catalogue) -> str | None:
    """The name under which jobs of a model are kept; an unknown one finds none."""
    try:
        return None if model is None else catalogue.find(model).resolves_to
    except UnknownModel:
        return model


def _faults(query: JobsQuery, num_words: int) -> list[Fault]:
    """What no field's type says."""
    found = []
    if num_words > NUM_WORDS_MAX:
        message = f"`q` has {num_words} words; it must be at most {NUM_WORDS_MAX}."
        found.append(Fault(param="q", message=message))
    if query.before is not None and not _JOB_ID.fullmatch(query.before):
        found.append(fault("before", query.before, "the `next_before` of an earlier page"))
    if query.from_ is not None and query.to is not None and query.from_ > query.to:
        found.append(fault("from", query.from_.isoformat(), "before `to`"))
    return found
