"""The key that the one-time link of the page signs a browser in with: one for an account, derived.

It is kept as every key is, by its hash, and shown to nobody. This module does not know how a
browser is told of it.
"""

from datetime import UTC, datetime

from inkstone.domain.accounts import Account
from inkstone.domain.errors import InvalidRequest, NotAuthenticated
from inkstone.net.signing import UrlSigner
from inkstone.service.key_terms import KEY_PREFIX, digest
from inkstone.service.keys import Keys

#: What it is called among an account's keys.
NAME = "page"
#: How often it can be revoked before only typed keys sign in: each one is a row that stays.
GENERATIONS_MAX = 50
_PURPOSE = "page key"
#: Only the signature is used, so that the moment means nothing; it must always be the same.
_NEVER = datetime(2200, 1, 1, tzinfo=UTC)


class NoPageKey(InvalidRequest):
    """The key of the page was revoked too often; sign in with another key."""

    code = "no_page_key"


async def page_key(keys: Keys, signer: UrlSigner, account: Account) -> str:
    """The `digest` of the account's page key, which is made where there is none in force.

    One that was revoked stays so, and the next takes its place: revoking it signs out every browser
    that came by a link, and the next link works again.

    Raises:
        NoPageKey: there can be no other.
        InvalidRequest: the account has as many keys as it may.
    """
    for generation in range(GENERATIONS_MAX):
        key = _derived(signer, account.id, generation)
        if await _is_good(keys, key, account):
            return digest(key)
    raise NoPageKey


async def _is_good(keys: Keys, key: str, account: Account) -> bool:
    """Whether a key of ours is in force, once it was made known where nobody knew it."""
    try:
        await keys.adopt(key, account_id=account.id, account=account.name, name=NAME)
    except InvalidRequest as error:
        if error.code == InvalidRequest.code:
            return False  # it was revoked, or rotated and so is somebody's own by now
        raise
    try:
        await keys.authenticate_digest(digest(key))
    except NotAuthenticated:
        return False  # somebody gave it an end
    return True


def _derived(signer: UrlSigner, account_id: str, generation: int) -> str:
    token = signer.sign_token(_PURPOSE, f"{account_id} {generation}", _NEVER)
    return KEY_PREFIX + token.rpartition(".")[2]
