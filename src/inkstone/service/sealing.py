"""Sealing: small secrets are encrypted before they are stored, with keys from the shared secrets.

It does not know what is sealed, nor where it is kept.
"""

import base64
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from inkstone.domain.errors import InkstoneError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_INFO = b"inkstone/sealing/1"


class SealBroken(InkstoneError):
    """It was not sealed with any secret that this server has."""

    code = "seal_broken"


class Seal:
    """Seals with the first of the shared secrets and opens with each, so that they rotate."""

    def __init__(self, secrets: Sequence[bytes]) -> None:
        if not secrets:
            raise ValueError("Sealing needs at least one secret.")
        self._secrets = tuple(secrets)

    def seal(self, text: str) -> str:
        """Encrypt a text; what comes out is ASCII and differs each time."""
        return self._fernets.encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """The text that was sealed.

        Raises:
            SealBroken: with a secret that is not ours any more, or not by us.
        """
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - see _fernets

        try:
            return self._fernets.decrypt(sealed.encode("ascii", "replace")).decode()
        except InvalidToken as error:
            raise SealBroken from error

    def renew(self, sealed: str) -> str:
        """The same, sealed with the first secret.

        Raises:
            SealBroken: it cannot be opened.
        """
        return self.seal(self.open(sealed))

    @cached_property
    def _fernets(self) -> "MultiFernet":
        # Loading the ciphers takes a tenth of a second, and most starts seal nothing.
        from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

        keys = [
            HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(secret)
            for secret in self._secrets
        ]
        return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
