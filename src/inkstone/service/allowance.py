"""Allowance: what a caller may ask for, and why a job was refused by money or by a limit.

The limits themselves are guarded in SQL; this module only says what it was. It changes nothing.
"""

import math
from datetime import timedelta

from inkstone.domain.accounts import Account, AccountStatus, ApiKey, Caller
from inkstone.domain.catalogue import Catalogue
from inkstone.domain.errors import (
    BudgetSpent,
    InkstoneError,
    InsufficientFunds,
    NotAuthenticated,
    PermissionDenied,
    RateLimited,
    UnknownModel,
)
from inkstone.domain.money import Amount
from inkstone.store import accounts, api_keys, queue_reads, spending
from inkstone.store.ledger import Refused
from inkstone.store.unit_of_work import Transaction

#: How long to wait where nothing has ended lately, in seconds.
_USUAL_WAIT_S = 5


def check_model(caller: Caller, model: str, catalogue: Catalogue) -> None:
    """See that a key may ask for a model.

    Raises:
        PermissionDenied: it may not.
    """
    if caller.models is None or model in caller.models:
        return
    if model not in {_resolved(name, catalogue) for name in caller.models}:
        raise PermissionDenied(
            f"This key may not use {model}; it may use {', '.join(caller.models) or 'none'}.",
            code="model_not_allowed",
        )


def _resolved(name: str, catalogue: Catalogue) -> str:
    try:
        return catalogue.find(name).resolves_to
    except UnknownModel:
        return ""  # it was in the catalogue when the key was made


def refusal(
    tx: Transaction, caller: Caller, total: Amount, *, by: Refused, queue: str
) -> InkstoneError:
    """Why a reservation was refused."""
    if by is Refused.KEY:
        key = api_keys.get_key(tx, caller.key_id)
        if key is not None:
            return _at_limit(tx, key, total, queue)
    account = accounts.find_account(tx, caller.account_id)
    if account is None or account.status is not AccountStatus.ACTIVE:
        return NotAuthenticated("This account is suspended.", code="account_suspended")
    left = Amount(account.balance_micros - account.held_micros, account.currency)
    if left.micros < total.micros:
        return InsufficientFunds(
            f"The request costs {total} and {left} is available "
            f"({Amount(account.held_micros, account.currency)} is held for jobs under way)."
        )
    return _at_limit(tx, account, total, queue)


def _at_limit(
    tx: Transaction, limited: Account | ApiKey, total: Amount, queue: str
) -> InkstoneError:
    """Which limit was reached; the one that lasts longer counts."""
    limits, so_far = limited.limits, limited.spending
    for budget, spent, when in (
        (limits.total_micros, so_far.total_micros, ""),
        (limits.daily_micros, so_far.today_micros, f" today; a new day begins {_midnight(tx)}"),
    ):
        if budget is not None and budget - spent < total.micros:
            left = Amount(max(budget - spent, 0), total.currency)
            return BudgetSpent(
                f"The request costs {total}; {left} is left of this {_whose(limited)}'s budget of "
                f"{Amount(budget, total.currency)}{when}."
            )
    if limits.jobs_max is None or so_far.num_open < limits.jobs_max:
        # What it was has passed since: another process ended a job, or raised the limit.
        return RateLimited(
            f"This {_whose(limited)} was at a limit a moment ago; try again.", retry_after_s=1
        )
    took_s = queue_reads.pace(tx, queue).took_s
    return RateLimited(
        f"This {_whose(limited)}'s limit of jobs under way is {limits.jobs_max}; "
        "wait for one to end.",
        code="concurrency_limit_exceeded",
        retry_after_s=_USUAL_WAIT_S if took_s is None else max(1, math.ceil(took_s)),
    )


def _whose(limited: Account | ApiKey) -> str:
    return "key" if isinstance(limited, ApiKey) else "account"


def _midnight(tx: Transaction) -> str:
    minutes = math.ceil(spending.left_of_today(tx) / timedelta(minutes=1))
    return f"in {minutes // 60} h {minutes % 60} min (UTC)"
