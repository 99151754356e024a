"""Corrections: money given back for what a job was charged, and balances set right by hand.

Every one says why, and is noted in the audit log. It does not know who may correct.
"""

from typing import Any

from inkstone.domain.accounts import Account
from inkstone.domain.errors import InvalidRequest, NotFound
from inkstone.domain.ledger import EntryKind
from inkstone.domain.money import BALANCE_MAX_MICROS, Amount
from inkstone.service import intents
from inkstone.service.audit import SERVER, Act
from inkstone.service.ids import new_id
from inkstone.store import accounts, corrections, job_reads
from inkstone.store.unit_of_work import Store, Transaction

_REASON_CHARS_MAX = 500


class Corrections:
    """Corrects the ledger of one store, by entries of their own."""

    def __init__(self, *, store: Store) -> None:
        self._store = store

    async def adjust(
        self,
        account_id: str,
        amount: Amount,
        *,
        reason: str,
        by: str = SERVER,
        idempotency_key: str | None = None,
    ) -> None:
        """Correct what an account has by hand, up or down; never below what is held for its jobs.

        Raises:
            InvalidRequest: the amount is nothing, or more than is available is taken.
            NotFound: there is no such account.
            DoneBefore: the same was done under the idempotency key.
            IdempotencyMismatch: something else was done under it.
        """
        if not amount.micros:
            raise InvalidRequest("An adjustment is more or less than nothing.")
        check_reason(reason)

        def adjust(tx: Transaction) -> None:
            found = accounts.find_account(tx, account_id, lock=True)
            if found is None:
                raise no_account(account_id)
            entry_id = intents.entry_id(
                tx,
                found.id,
                idempotency_key,
                kind=EntryKind.ADJUST,
                amount_micros=amount.micros,
                reason=reason,
            )
            check_fits(found, amount)
            is_done = corrections.adjust(
                tx,
                entry_id=entry_id,
                account_id=found.id,
                amount_micros=amount.micros,
                reason=reason,
            )
            if not is_done:
                left = Amount(found.balance_micros - found.held_micros, found.currency)
                raise InvalidRequest(f"No more than the {left} available can be taken away.")
            details = {"amount_micros": amount.micros, "reason": reason}
            act_on(by, "account.adjust", found.id, details).note(tx)

        await self._store.write(adjust)

    async def refund(
        self, job_id: str, *, amount: Amount | None = None, reason: str, by: str = SERVER
    ) -> Amount:
        """Give back what a job was charged, or a part of it, once; returns how much that was.

        Raises:
            InvalidRequest: the job was charged nothing or less than that, or refunded before.
            NotFound: there is no such job.
        """
        check_reason(reason)

        def refund(tx: Transaction) -> Amount:
            job = job_reads.get(tx, job_id, lock=True)
            if job is None:
                raise NotFound(f"There is no job {job_id[:80]!r}.", code="job_not_found")
            capture = corrections.capture_of(tx, job.id)
            if capture is None:
                raise InvalidRequest("The job was charged nothing.", code="nothing_to_refund")
            micros = capture.amount_micros if amount is None else amount.micros
            if not 0 < micros <= capture.amount_micros:
                paid = Amount(capture.amount_micros, job.quoted.currency)
                raise InvalidRequest(
                    f"The job was charged {paid}; a refund is more than nothing and at most that."
                )
            corrections.refund(
                tx,
                entry_id=new_id("entry"),
                job=job,
                capture=capture,
                amount_micros=micros,
                reason=reason,
            )
            details = {"amount_micros": micros, "reason": reason}
            Act(
                actor=by,
                action="job.refund",
                subject=job.id,
                account_id=job.account_id,
                details=details,
            ).note(tx)
            return Amount(micros, job.quoted.currency)

        try:
            return await self._store.write(refund)
        except corrections.RefundedBefore:
            raise InvalidRequest(
                "The job was refunded before; a job is refunded once.", code="refunded_before"
            ) from None


def act_on(by: str, action: str, account_id: str, details: dict[str, Any]) -> Act:
    """Something that is done to an account."""
    return Act(actor=by, action=action, subject=account_id, account_id=account_id, details=details)


def check_reason(reason: str) -> None:
    """See that a movement of money says why.

    Raises:
        InvalidRequest: it does not, or at too great a length.
    """
    if not reason.strip() or len(reason) > _REASON_CHARS_MAX or not reason.isprintable():
        raise InvalidRequest(f"A reason has 1 to {_REASON_CHARS_MAX} printable characters.")


def check_fits(account: Account, amount: Amount) -> None:
    """See that an account can have so much more: sums of money must stay within 64 bits.

    Raises:
        InvalidRequest: it cannot.
    """
    if account.balance_micros + amount.micros > BALANCE_MAX_MICROS:
        most = Amount(BALANCE_MAX_MICROS, account.currency)
        raise InvalidRequest(f"An account has at most {most}.", code="balance_too_large")


def no_account(name_or_id: str) -> NotFound:
    """What is raised where there is no such account."""
    return NotFound(f"There is no account {name_or_id[:100]!r}.", code="account_not_found")
