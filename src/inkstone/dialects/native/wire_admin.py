"""The native API's JSON about accounts, keys, corrections and the audit log.

It does not know who may send it.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from inkstone.dialects.faults import QUERY_WHOLE, WHOLE, QueryMoment, Wire
from inkstone.dialects.native.wire import Limit
from inkstone.domain.accounts import Scope
from inkstone.domain.money import AMOUNT_MAX_MICROS

NAME_CHARS_MAX, PLAN_CHARS_MAX, REASON_CHARS_MAX = 100, 64, 500
#: Nobody's id, or name of an account, is longer.
NAMED_CHARS_MAX = 200
WEIGHT_MAX = 1_000
#: The highest rate, and the most jobs at once, that a limit may allow.
COUNT_MAX = 1_000_000
MODELS_MAX = 100
OVERLAP_S_DEFAULT, OVERLAP_S_MAX = 86_400, 30 * 86_400
#: Ten years.
EXPIRES_IN_S_MAX = 3_650 * 86_400

_SCOPES = [scope.value for scope in Scope]
#: Checked by itself, so that a fault names what there is.
ScopeWord = Annotated[str, WithJsonSchema({"type": "string", "enum": _SCOPES})]
_Count = Annotated[int, Field(ge=1, le=COUNT_MAX), WHOLE]
_Money = Annotated[int, Field(ge=0, le=AMOUNT_MAX_MICROS), WHOLE]
_Weight = Annotated[int, Field(ge=1, le=WEIGHT_MAX), WHOLE]


class LimitsWire(Wire):
    """The limits that a body sets."""

    requests_per_minute: _Count | None = Field(
        None, description="Calls that ask for work, in any minute."
    )
    jobs_max: _Count | None = Field(None, description="Jobs queued or running at once.")
    daily_micros: _Money | None = Field(
        None, description="Money for the jobs of one day in UTC, in millionths."
    )
    total_micros: _Money | None = Field(None, description="Money for all jobs.")


class PolicyWire(Wire):
    """How pictures are marked and moderated, as far as a body says."""

    content_credentials: bool | None = Field(
        None, description="Whether pictures carry a signed C2PA manifest."
    )
    labels: bool | None = Field(
        None, description="Whether their XMP says that AI made them, in IPTC's and the AIGC words."
    )
    parameters: bool | None = Field(
        None, description="Whether they carry seed, model, revision, size and engine."
    )
    prompt: bool | None = Field(
        None, description="Whether these parameters include what the caller wrote."
    )
    visible_label: bool | None = Field(
        None, description="Whether a label that anybody can read is drawn on them."
    )
    invisible_watermark: bool | None = Field(
        None, description="Whether their pixels carry their id, which nobody sees."
    )
    moderation: Literal["refuse", "flag", "allow"] | None = Field(
        None, description="What is done about content that somebody objects to."
    )


def _with_null(field: dict[str, Any]) -> dict[str, Any]:
    """A field's schema, `null` being a value of its own."""
    schema = next(each for each in field["anyOf"] if each["type"] != "null")
    words = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {
        "description": field["description"],
        **schema,
        **words,
        "type": [schema["type"], "null"],
    }


def _fields_schema(model: type[Wire]) -> dict[str, Any]:
    properties = model.model_json_schema()["properties"]
    return {
        "type": "object",
        "properties": {name: _with_null(field) for name, field in properties.items()},
    }


#: Checked by itself, since here `null` takes a limit off.
LimitsObject = Annotated[dict[str, Any], WithJsonSchema(_fields_schema(LimitsWire))]
#: Checked by itself, since here `null` leaves a field to the account, or to the server.
PolicyObject = Annotated[
    dict[str, Any],
    WithJsonSchema({**_fields_schema(PolicyWire), "additionalProperties": False}),
]


class AccountNewWire(Wire):
    """The body of `POST /accounts`."""

    name: str | None = Field(
        None, max_length=NAME_CHARS_MAX, description="1 to 100 printable characters; nobody else's."
    )
    grant_micros: _Money | None = Field(
        None, description="Money that it starts with, in millionths. Default 0."
    )
    plan: str | None = Field(
        None, max_length=PLAN_CHARS_MAX, description="A price plan of the rate card."
    )
    weight: _Weight | None = Field(
        None, description="Its share beside other accounts whose jobs wait. Default 1."
    )
    limits: LimitsObject | None = Field(None, description="How much it may ask for.")
    policy: PolicyObject | None = Field(
        None, description="How its pictures are marked and moderated; null is as the server says."
    )


class AccountChangeWire(Wire):
    """The body of `PATCH /accounts/{account}`; what is left out stays."""

    status: Literal["active", "suspended"] | None = Field(
        None, description="A suspended account submits nothing; its jobs under way go on."
    )
    plan: str | None = Field(
        None, max_length=PLAN_CHARS_MAX, description="A price plan; empty is the usual prices."
    )
    weight: _Weight | None = Field(None, description="Its share beside other accounts.")
    limits: LimitsObject | None = Field(
        None, description="Those that are named change; null takes one off."
    )
    policy: PolicyObject | None = Field(
        None, description="Those that are named change; null is as the server says."
    )


class GrantNewWire(Wire):
    """The body of `POST /accounts/{account}/grants`."""

    amount_micros: Annotated[int, Field(ge=1, le=AMOUNT_MAX_MICROS), WHOLE] | None = Field(
        None, description="How much, in millionths."
    )
    reason: str | None = Field(None, max_length=REASON_CHARS_MAX, description="Why.")


class AdjustmentWire(Wire):
    """The body of `POST /accounts/{account}/adjustments`."""

    amount_micros: (
        Annotated[int, Field(ge=-AMOUNT_MAX_MICROS, le=AMOUNT_MAX_MICROS), WHOLE] | None
    ) = Field(None, description="How much more, or with a minus less; in millionths.")
    reason: str | None = Field(None, max_length=REASON_CHARS_MAX, description="Why.")


class RefundNewWire(Wire):
    """The body of `POST /jobs/{job_id}/refund`."""

    amount_micros: Annotated[int, Field(ge=1, le=AMOUNT_MAX_MICROS), WHOLE] | None = Field(
        None, description="How much of what the job was charged. Default all of it."
    )
    reason: str | None = Field(None, max_length=REASON_CHARS_MAX, description="Why.")


class KeyNewWire(Wire):
    """The body of `POST /keys`."""

    name: str | None = Field(
        None, max_length=NAME_CHARS_MAX, description="1 to 100 printable characters."
    )
    account: str | None = Field(
        None, max_length=NAMED_CHARS_MAX, description="Whose, by name or id. Default the caller's."
    )
    scopes: list[ScopeWord] | None = Field(
        None, max_length=3, description="What it is for. Default submit and read."
    )
    models: list[str] | None = Field(
        None, max_length=MODELS_MAX, description="The only models that it may ask for."
    )
    expires_at: QueryMoment | None = Field(None, description="When it ends by itself.")
    expires_in_s: Annotated[int, Field(ge=1, le=EXPIRES_IN_S_MAX), WHOLE] | None = Field(
        None, description="The same, counted from now; one of the two."
    )
    limits: LimitsObject | None = Field(None, description="How much it may ask for.")
    policy: PolicyObject | None = Field(
        None,
        description="How pictures made with it are marked and moderated; null is as its "
        "account says.",
    )


class KeyChangeWire(Wire):
    """The body of `PATCH /keys/{key_id}`; what is left out stays."""

    name: str | None = Field(
        None, max_length=NAME_CHARS_MAX, description="1 to 100 printable characters."
    )
    scopes: list[ScopeWord] | None = Field(None, max_length=3, description="What it is for.")
    models: list[str] | None = Field(
        None, max_length=MODELS_MAX, description="The only models that it may ask for; null is all."
    )
    expires_at: QueryMoment | None = Field(
        None, description="When it ends by itself; null is never."
    )
    expires_in_s: Annotated[int, Field(ge=1, le=EXPIRES_IN_S_MAX), WHOLE] | None = Field(
        None, description="The same, counted from now; one of the two."
    )
    limits: LimitsObject | None = Field(
        None, description="Those that are named change; null takes one off."
    )
    policy: PolicyObject | None = Field(
        None, description="Those that are named change; null is as its account says."
    )


class KeyRotateWire(Wire):
    """The body of `POST /keys/{key_id}/rotate`; none at all is the default."""

    overlap_s: Annotated[int, Field(ge=0, le=OVERLAP_S_MAX), WHOLE] = Field(
        OVERLAP_S_DEFAULT, description="How long the key before it is good as well, in seconds."
    )


class AccountsQuery(Wire):
    """The query of `GET /accounts`."""

    after: str | None = Field(
        None, max_length=NAMED_CHARS_MAX, description="The `next_after` of a page."
    )
    limit: Limit = Field(20, description="At most this many.")


class EraseQuery(Wire):
    """The query of `DELETE /accounts/{account}`."""

    confirm: str | None = Field(
        None, max_length=NAMED_CHARS_MAX, description="The account's name, so that it is meant."
    )


class KeysQuery(Wire):
    """The query of `GET /keys`."""

    account: str | None = Field(
        None,
        max_length=NAMED_CHARS_MAX,
        description="Only of this account, by name or id. Default all that the caller administers.",
    )
    after: str | None = Field(
        None, max_length=NAMED_CHARS_MAX, description="The `next_after` of a page."
    )
    limit: Limit = Field(20, description="At most this many.")


class AuditQuery(Wire):
    """The query of `GET /audit`."""

    account: str | None = Field(
        None,
        max_length=NAMED_CHARS_MAX,
        description="Only about this account, by name or id. Default all that the caller may see.",
    )
    before: str | None = Field(
        None, max_length=64, description="Older entries only: the `next_before` of a page."
    )
    limit: Annotated[int, Field(ge=1, le=100), QUERY_WHOLE] = Field(
        50, description="At most this many."
    )


class PeriodQuery(Wire):
    """The query of `GET /statement`."""

    # `from` is a word of Python's, hence the alias.
    from_: QueryMoment | None = Field(
        None, alias="from", description="From then on. Default the beginning."
    )
    to: QueryMoment | None = Field(None, description="Before then. Default now.")
    account: str | None = Field(
        None,
        max_length=NAMED_CHARS_MAX,
        description="Whose, by name or id; it needs the scope `admin`. Default the caller's.",
    )


class ExportQuery(PeriodQuery):
    """The query of `GET /usage/export`."""

    format: Literal["csv", "json"] = Field("csv", description="CSV with a header, or one array.")
