"""The native API's JSON about who is calling, and what the server that they called is.

It does not know how either is found out.
"""

from pydantic import BaseModel, Field


class SessionAccountWire(BaseModel):
    """Whose key it is."""

    id: str
    name: str


class SessionKeyWire(BaseModel):
    """The key that was sent, or that the page was signed in with."""

    id: str
    name: str
    prefix: str = Field(description="The first characters, to recognise it by.")


class ServerWire(BaseModel):
    """The server that was called."""

    version: str
    engine: str = Field(description="Who makes what no rule is for.")
    engine_why: str = Field(description="Why it is that one.")
    enhancer: bool = Field(description="Whether there is a prompt enhancer.")
    verify_is_public: bool = Field(description="Whether pictures are verified without a key.")
    base_url: str = Field(description="What its addresses begin with.")
    upload_bytes_max: int
    idempotency_ttl_s: int = Field(description="How long an idempotency key is remembered.")
    url_lifetime_s: int = Field(description="How long a picture's address is good.")


class SessionWire(BaseModel):
    """Who is calling, and whom."""

    object: str = "session"
    account: SessionAccountWire
    key: SessionKeyWire
    scopes: list[str]
    is_operator: bool = Field(description="Whether the key administers the whole server.")
    currency: str
    server: ServerWire
