"""What the native API's administrative routes say of themselves in OpenAPI.

It does not know what they do.
"""

from inkstone.dialects import openapi
from inkstone.dialects.native.operations import describe
from inkstone.dialects.native.wire_admin import (
    AccountChangeWire,
    AccountNewWire,
    AccountsQuery,
    AdjustmentWire,
    AuditQuery,
    EraseQuery,
    ExportQuery,
    GrantNewWire,
    KeyChangeWire,
    KeyNewWire,
    KeyRotateWire,
    KeysQuery,
    PeriodQuery,
    RefundNewWire,
)
from inkstone.dialects.native.wire_administered import (
    AccountsWire,
    AccountWire,
    AuditWire,
    ErasedWire,
    KeysWire,
    KeyWire,
    NewKeyWire,
    RefundWire,
    StatementWire,
)
from inkstone.dialects.native.wire_margin import MarginQuery, MarginWire

_SCOPE = {403: "The key lacks the scope `admin`, or may not do this."}
_OWNER = {403: "Only a key with the scope `admin` of the account `local` may do this."}
_NO_ACCOUNT = {404: "There is no such account, or it is not the caller's."}
_NO_KEY = {404: "There is no such key in force, or it is another account's."}
_BODY = {
    400: "The body has faults, all of which are named.",
    413: "The body is too large.",
}
_QUERY = {400: "The query has faults, all of which are named."}
_ONCE = {422: "The idempotency key belongs to another movement."}
_ONCE_HEADER = {"Idempotency-Key": "The same key and body move the money once in 24 hours."}

OWN_ACCOUNT = describe("Show one's account", AccountWire, "The account of the caller's key.")
OWN_KEY = describe("Show one's key", KeyWire, "The caller's own key.")
CREATE_ACCOUNT = describe(
    "Open an account",
    AccountWire,
    "The account.",
    status=201,
    errors={**_BODY, **_OWNER},
    body=openapi.body_of(
        AccountNewWire,
        required=("name",),
        examples={
            "shop": {
                "name": "shop",
                "grant_micros": 25_000_000,
                "limits": {"jobs_max": 20, "daily_micros": 5_000_000},
            }
        },
    ),
)
LIST_ACCOUNTS = describe(
    "List accounts",
    AccountsWire,
    "The accounts, by name.",
    errors={**_QUERY, **_OWNER},
    query=openapi.query_of(AccountsQuery),
)
GET_ACCOUNT = describe(
    "Show an account",
    AccountWire,
    "The account, by its id or its name; an id counts first.",
    errors={**_SCOPE, **_NO_ACCOUNT},
)
CHANGE_ACCOUNT = describe(
    "Change an account",
    AccountWire,
    "The account as it then is.",
    description="What is left out stays as it is.",
    errors={**_BODY, **_OWNER, **_NO_ACCOUNT},
    body=openapi.body_of(
        AccountChangeWire,
        required=(),
        examples={
            "suspend": {"status": "suspended"},
            "limit": {"limits": {"daily_micros": 1_000_000, "jobs_max": None}},
            "mark": {"policy": {"visible_label": True, "labels": None}},
        },
    ),
)
ERASE_ACCOUNT = describe(
    "Erase an account",
    ErasedWire,
    "It is erased.",
    description="Deletes its pictures, uploads, what was written in its requests, its webhooks' "
    "addresses and secrets, and its name; its keys are refused. Its ledger stays. It cannot be "
    "undone.",
    errors={400: "`confirm` is not the account's name.", **_OWNER, **_NO_ACCOUNT},
    query=openapi.query_of(EraseQuery),
)
GRANT = describe(
    "Grant money",
    AccountWire,
    "The account as it then is.",
    errors={**_BODY, **_OWNER, **_NO_ACCOUNT, **_ONCE},
    body=openapi.body_of(
        GrantNewWire,
        required=("amount_micros", "reason"),
        examples={"ten": {"amount_micros": 10_000_000, "reason": "invoice 1234"}},
    ),
    headers=_ONCE_HEADER,
)
ADJUST = describe(
    "Adjust a balance",
    AccountWire,
    "The account as it then is.",
    description="Up, or down to what is held for jobs under way and no further.",
    errors={**_BODY, **_OWNER, **_NO_ACCOUNT, **_ONCE},
    body=openapi.body_of(
        AdjustmentWire,
        required=("amount_micros", "reason"),
        examples={"less": {"amount_micros": -500_000, "reason": "granted twice by mistake"}},
    ),
    headers=_ONCE_HEADER,
)
REFUND = describe(
    "Refund a job",
    RefundWire,
    "What was given back.",
    description="All that the job was charged, or a part of it; once, whatever the part.",
    errors={
        **_BODY,
        400: "The body has faults, or the job was charged less, nothing, or is refunded already.",
        **_OWNER,
        404: "There is no such job.",
    },
    body=openapi.body_of(
        RefundNewWire,
        required=("reason",),
        examples={
            "all": {"reason": "the pictures were blank"},
            "part": {"amount_micros": 15_000, "reason": "one of two was blank"},
        },
    ),
)
CREATE_KEY = describe(
    "Make a key",
    NewKeyWire,
    "The key, whole: it is shown this once.",
    description="A key gives no more than it has itself, unless it administers the server; what "
    "is left out is then as it has it.",
    status=201,
    errors={**_BODY, **_SCOPE, **_NO_ACCOUNT},
    body=openapi.body_of(
        KeyNewWire,
        required=("name",),
        examples={
            "shortest": {"name": "laptop"},
            "careful": {
                "name": "nightly",
                "scopes": ["submit"],
                "models": ["qwen-image-2.0"],
                "expires_in_s": 2_592_000,
                "limits": {"requests_per_minute": 60, "total_micros": 1_000_000},
            },
        },
    ),
)
LIST_KEYS = describe(
    "List keys",
    KeysWire,
    "The keys that the caller administers, oldest first; revoked ones too.",
    errors={**_QUERY, **_SCOPE, **_NO_ACCOUNT},
    query=openapi.query_of(KeysQuery),
)
GET_KEY = describe("Show a key", KeyWire, "The key.", errors={**_SCOPE, **_NO_KEY})
CHANGE_KEY = describe(
    "Change a key",
    KeyWire,
    "The key as it then is.",
    description="What is left out stays as it is; `null` takes a restriction off. Of `policy` an "
    "account's own administrator sets `parameters` and `prompt`.",
    errors={**_BODY, **_SCOPE, **_NO_KEY},
    body=openapi.body_of(
        KeyChangeWire,
        required=(),
        examples={
            "wider": {"models": None, "limits": {"jobs_max": 4, "daily_micros": None}},
            "discreet": {"policy": {"prompt": False}},
        },
    ),
)
ROTATE_KEY = describe(
    "Rotate a key",
    NewKeyWire,
    "The new key, whole: it is shown this once.",
    description="The key before it stays good for the overlap. Its id, terms and what it has "
    "spent stay. Rotating again ends the older key at once.",
    errors={**_BODY, **_SCOPE, **_NO_KEY},
    body={
        **openapi.body_of(KeyRotateWire, required=(), examples={"an hour": {"overlap_s": 3_600}}),
        "required": False,
    },
)
REVOKE_KEY = describe(
    "Revoke a key", None, "It is refused from now on.", errors={**_SCOPE, **_NO_KEY}
)
AUDIT = describe(
    "Show the audit log",
    AuditWire,
    "What was administered, newest first.",
    errors={**_QUERY, **_SCOPE, **_NO_ACCOUNT},
    query=openapi.query_of(AuditQuery),
)
STATEMENT = describe(
    "Show a statement",
    StatementWire,
    "What the account had before a period, what moved in it by kind, and what it had after.",
    errors={**_QUERY, **_SCOPE, **_NO_ACCOUNT},
    query=openapi.query_of(PeriodQuery),
)

MARGIN = describe(
    "Show the margin",
    MarginWire,
    "What jobs brought in, what they cost upstream, and what is left, of all accounts.",
    description="Jobs that ended in the period count; a refund counts whenever it was given.",
    errors={**_QUERY, **_OWNER},
    query=openapi.query_of(MarginQuery),
)


def _export() -> dict[str, object]:
    text = {"schema": {"type": "string"}}
    rows = {"schema": {"type": "array", "items": {"type": "object"}}}
    return {"content": {"text/csv": text, "application/json": rows}}


EXPORT = describe(
    "Export usage",
    StatementWire,
    "Every movement of money with what its job was of, oldest first, as a file.",
    description="Streamed. All amounts of an account add up to its balance.",
    errors={**_QUERY, **_SCOPE, **_NO_ACCOUNT},
    query=openapi.query_of(ExportQuery),
)
EXPORT.answers[200] = {"description": EXPORT.answers[200]["description"], **_export()}
