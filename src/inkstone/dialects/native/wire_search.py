"""The native API's JSON of looking for jobs: the query of the list, and stars.

It does not know how jobs are found.
"""

from typing import Literal

from pydantic import Field

from inkstone.dialects.faults import QueryMoment, Wire
from inkstone.dialects.native.wire import Limit, Status

SEARCH_CHARS_MAX = 200


class JobsQuery(Wire):
    """The query of `GET /jobs`."""

    q: str | None = Field(
        None,
        max_length=SEARCH_CHARS_MAX,
        description="Only jobs whose prompt has each of these words, at most 8, whatever their "
        "case (on SQLite, of ASCII letters alone). Of a long list a part is looked through: "
        "`next_before` goes on with the rest, also after a page that has few jobs or none.",
    )
    status: Status | None = Field(None, description="Only jobs that stand there.")
    model: str | None = Field(None, max_length=200, description="Only jobs of this model.")
    dialect: str | None = Field(
        None, max_length=32, description="Only jobs that came in by this one, such as `openai`."
    )
    key: str | None = Field(None, max_length=64, description="Only jobs of the key of this id.")
    starred: Literal["true", "false"] | None = Field(
        None, description="Only jobs that have a star, or that have none."
    )
    # `from` is a word of Python's, hence the alias.
    from_: QueryMoment | None = Field(
        None, alias="from", description="Only jobs that were submitted then or later."
    )
    to: QueryMoment | None = Field(None, description="Only jobs that were submitted before.")
    before: str | None = Field(
        None, max_length=64, description="Older jobs only: the `next_before` of a page."
    )
    limit: Limit = Field(20, description="At most this many.")


class StarWire(Wire):
    """The body of `PATCH /jobs/{job_id}`."""

    starred: bool | None = Field(None, description="Whether the job is to have a star.")
