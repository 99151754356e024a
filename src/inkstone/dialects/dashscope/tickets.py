"""Tickets: what lets a client without a key bring files to one account for a while.

A ticket is a signed token in two halves, which the vendor's clients call policy and signature. It
does not know how the files travel.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from inkstone.dialects.dashscope.content import upload_id_of
from inkstone.domain.errors import NotAuthenticated
from inkstone.net.signing import SignatureExpired, SignatureInvalid, UrlSigner
from inkstone.service.ids import new_id

LIFETIME = timedelta(minutes=5)

_PURPOSE = "dashscope upload"
_FOLDER = "tmp"
_KEY = re.compile(_FOLDER + r"/(upload_[0-9a-z]{26})/([^/]{1,255})", re.ASCII)


class TicketRefused(NotAuthenticated):
    """This is no ticket of ours, or its time is over; ask for a new one."""

    code = "ticket_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Who may bring files, and where to."""

    account_id: str
    #: The folder below `tmp/` that everything brought with it lies in.
    folder: str

    @property
    def upload_dir(self) -> str:
        """The folder as the vendor's clients name it."""
        return f"{_FOLDER}/{self.folder}"

    def upload_id_of(self, key: str) -> str | None:
        """The upload that a key such as `tmp/FOLDER/kite.png` names; `None` for other folders."""
        found = _KEY.fullmatch(key)
        if found is None or found[1] != self.folder:
            return None
        return upload_id_of(found[1], found[2])


def issue(signer: UrlSigner, account_id: str) -> tuple[Ticket, str, str]:
    """A new ticket, its policy and its signature."""
    ticket = Ticket(account_id=account_id, folder=new_id("upload"))
    payload = json.dumps([ticket.account_id, ticket.folder])
    token = signer.sign_token(_PURPOSE, payload, datetime.now(UTC) + LIFETIME)
    policy, _, signature = token.rpartition(".")
    return ticket, policy, signature


def read(signer: UrlSigner, policy: str, signature: str) -> Ticket:
    """The ticket that a policy and its signature are.

    Raises:
        TicketRefused: they are none of ours, or their time is over.
    """
    token = f"{policy}.{signature}"
    try:
        payload = signer.verify_token(_PURPOSE, token, now=datetime.now(UTC))
    except SignatureExpired as error:
        raise TicketRefused("The ticket's time is over; ask for a new one.") from error
    except SignatureInvalid as error:
        raise TicketRefused from error
    account_id, folder = json.loads(payload)
    return Ticket(account_id=account_id, folder=folder)
