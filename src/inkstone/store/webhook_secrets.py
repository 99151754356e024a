"""What webhooks are signed with, in SQL: encrypted, by account, each good until its time is over.

It cannot read them.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from inkstone.store.account_tables import accounts
from inkstone.store.account_tables import webhook_secrets as secrets
from inkstone.store.jobs import micros
from inkstone.store.unit_of_work import Transaction


def live(tx: Transaction, account_id: str) -> list[tuple[str, str]]:
    """The ids and ciphertexts of an account's secrets that are still good, newest first."""
    query = tx.run(
        "live_secrets",
        lambda: (
            select(secrets.c.id, secrets.c.ciphertext)
            .where(
                secrets.c.account_id == bindparam("its_account"),
                or_(secrets.c.expires_at.is_(None), secrets.c.expires_at > tx.now()),
            )
            .order_by(
                # The one that has no end is the newest, however fast they follow.
                secrets.c.expires_at.is_(None).desc(),
                secrets.c.created_at.desc(),
                secrets.c.id.desc(),
            )
        ),
        {"its_account": account_id},
    )
    return [(row.id, row.ciphertext) for row in query]


def lock(tx: Transaction, account_id: str) -> bool:
    """Keep an account's secrets from changing elsewhere in this transaction; false if it is none.

    NOTE: on the account's row, since there may be no secret yet to lock.
    """
    query = select(accounts.c.id).where(accounts.c.id == account_id).with_for_update()
    return tx.connection.execute(query).one_or_none() is not None


def insert_secret(tx: Transaction, *, secret_id: str, account_id: str, ciphertext: str) -> None:
    """Record a secret, good until it is told to end."""
    values = {"id": secret_id, "account_id": account_id, "ciphertext": ciphertext}
    tx.connection.execute(insert(secrets).values(created_at=tx.now(), **values))


def replace_ciphertext(tx: Transaction, secret_id: str, ciphertext: str) -> None:
    """Record the same secret, encrypted anew."""
    tx.connection.execute(
        update(secrets).where(secrets.c.id == secret_id).values(ciphertext=ciphertext)
    )


def end(tx: Transaction, account_id: str, *, overlap: timedelta) -> None:
    """Let the secrets of an account end after a while, those that would not before."""
    until = tx.now() + micros(overlap)
    tx.connection.execute(
        update(secrets)
        .where(
            secrets.c.account_id == account_id,
            func.coalesce(secrets.c.expires_at, until + 1) > until,
        )
        .values(expires_at=until)
    )


def drop(tx: Transaction, account_id: str, *, keep: Sequence[str]) -> None:
    """Delete the secrets of an account but some."""
    tx.connection.execute(
        delete(secrets).where(secrets.c.account_id == account_id, secrets.c.id.not_in(keep))
    )
