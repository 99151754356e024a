"""An upload: a picture that a caller brought, to start requests from.

It does not know the bytes.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One picture of an account's, until it expires."""

    id: str
    account_id: str
    blob_key: str
    sha256: str
    size_bytes: int
    #: By its content, whatever the caller called it.
    media_type: str
    #: Upright, as its metadata says.
    width_px: int
    height_px: int
    created_at: datetime
    expires_at: datetime
