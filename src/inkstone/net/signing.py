"""Signed addresses that expire, and signed tokens such as a sign-in cookie.

This module does not know what is at an address, nor where the secrets are kept.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime

from inkstone.domain.errors import NotFound

#: The shortest secret: 128 bits.
SECRET_BYTES_MIN = 16
#: The longest token that is looked at: browsers keep cookies of at most 4 KB.
TOKEN_CHARS_MAX = 4096

#: 192 bits of the 256, which come to 32 characters without padding.
_TAG_BYTES = 24
_EXPIRY = re.compile(r"[1-9][0-9]{0,10}", re.ASCII)
#: Only characters that no proxy or framework encodes, so that a path has one spelling.
_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9_.~-]+)+", re.ASCII)


class SignatureInvalid(NotFound):
    """This address is not one that we gave out."""

    code = "bad_signature"


class SignatureExpired(NotFound):
    """This address has expired; ask for the job again to get a new one."""

    code = "url_expired"


class UrlSigner:
    """Signs with the first secret and accepts every one, so that secrets rotate with overlap."""

    def __init__(self, secrets: Sequence[bytes]) -> None:
        if not secrets:
            raise ValueError("Signing needs at least one secret.")
        if any(len(secret) < SECRET_BYTES_MIN for secret in secrets):
            raise ValueError(f"A secret needs at least {SECRET_BYTES_MIN} bytes.")
        self._secrets = tuple(secrets)

    def sign(self, path: str, *, expires_at: datetime, account_id: str = "") -> str:
        """The path with its expiry and signature: `path?exp=…&sig=…`.

        Args:
            path: absolute, of letters, digits and `_ . ~ -` between single slashes.
            expires_at: aware; whole seconds count.
            account_id: whose address it is; `verify` must be told the same.
        """
        if not _PATH.fullmatch(path):
            raise ValueError(f"{path!r} has characters that could be spelled in two ways.")
        exp = _seconds(expires_at)
        return f"{path}?exp={exp}&sig={self._tags('url', path, account_id, exp)[0]}"

    def verify(self, path: str, exp: str, sig: str, *, now: datetime, account_id: str = "") -> None:
        """Accept an address that we signed and that has not expired.

        Raises:
            SignatureInvalid: we did not sign it so.
            SignatureExpired: we did, and its time is over.
        """
        if not _PATH.fullmatch(path) or not _EXPIRY.fullmatch(exp):
            raise SignatureInvalid
        self._check(sig, self._tags("url", path, account_id, exp))
        if now.timestamp() >= int(exp):
            raise SignatureExpired

    def sign_token(self, purpose: str, payload: str, expires_at: datetime) -> str:
        """A token that carries a payload in the clear: `payload.expiry.signature`.

        Args:
            purpose: what it is good for; a token of another purpose is never accepted.
            payload: any text; the token as a whole has at most 4096 characters.
            expires_at: aware; whole seconds count.
        """
        body, exp = _base64(payload.encode("utf-8")), _seconds(expires_at)
        token = f"{body}.{exp}.{self._tags('token', purpose, body, exp)[0]}"
        if len(token) > TOKEN_CHARS_MAX:
            raise ValueError(f"A token has at most {TOKEN_CHARS_MAX} characters.")
        return token

    def verify_token(self, purpose: str, token: str, *, now: datetime) -> str:
        """The payload of a token that we signed for this purpose and that has not expired.

        Raises:
            SignatureInvalid: we did not sign it so.
            SignatureExpired: we did, and its time is over.
        """
        parts = token.split(".") if len(token) <= TOKEN_CHARS_MAX else []
        if len(parts) != 3 or not _EXPIRY.fullmatch(parts[1]):
            raise SignatureInvalid("This token is not one that we gave out.")
        body, exp, sig = parts
        self._check(sig, self._tags("token", purpose, body, exp))
        if now.timestamp() >= int(exp):
            raise SignatureExpired("This token has expired.")
        try:
            return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise SignatureInvalid("This token is not one that we gave out.") from error

    def _tags(self, use: str, *fields: str) -> list[str]:
        """What each secret signs these fields with."""
        # Each field is led by its length: no two lists of fields make one message.
        written = [field.encode("utf-8", "surrogatepass") for field in fields]
        message = b"".join(len(field).to_bytes(8) + field for field in written)
        label = f"inkstone/signing/1/{use}".encode()
        keys = [hmac.digest(secret, label, hashlib.sha256) for secret in self._secrets]
        tags = [hmac.digest(key, message, hashlib.sha256) for key in keys]
        return [_base64(tag[:_TAG_BYTES]) for tag in tags]

    @staticmethod
    def _check(sig: str, tags: Sequence[str]) -> None:
        # The spelling is compared rather than the bytes, so that there is one good spelling;
        # every secret is tried, so that the time taken does not tell which one fits.
        given = sig.encode("utf-8", "surrogatepass")
        if not any([hmac.compare_digest(given, tag.encode()) for tag in tags]):  # noqa: C419
            raise SignatureInvalid


def _seconds(expires_at: datetime) -> str:
    if expires_at.tzinfo is None:
        raise ValueError("The expiry needs a time zone.")
    exp = str(int(expires_at.timestamp()))
    if not _EXPIRY.fullmatch(exp):
        raise ValueError("The expiry is not a time of our age.")
    return exp


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
