"""The settings of the dialects: how long each waits, and how long what it answers is good.

Part of `settings`, which reads them; nothing else imports this.
"""

from typing import Any, Literal

from pydantic import Field
from pydantic_settings import BaseSettings

_DAY_S = 86_400


def _sync_wait(default_s: float, dialect: str) -> Any:
    about = f"How long calls that wait for pictures do so in the {dialect} dialect, in seconds."
    return Field(default_s, gt=0, description=about)


def _url_lifetime(default_s: float, dialect: str) -> Any:
    about = f"How long result URLs are good in the {dialect} dialect, in seconds."
    return Field(default_s, gt=0, description=about)


def _record_lifetime(default_s: float, dialect: str) -> Any:
    about = f"How long a finished job can be read in the {dialect} dialect, in seconds."
    return Field(default_s, gt=0, description=about)


class DialectSettings(BaseSettings):
    """What differs from dialect to dialect."""

    root_dialect: Literal["auto", "empiriolabs", "gccai", "aimlapi", "openai"] = Field(
        "auto",
        description="Whose `POST /v1/images/generations` is at the root, which four vendors share. "
        "`auto` tells by the model and the caller.",
    )
    empiriolabs_sync_wait_s: float = _sync_wait(300, "EmpirioLabs")
    empiriolabs_url_lifetime_s: float = _url_lifetime(7 * _DAY_S, "EmpirioLabs")
    empiriolabs_record_lifetime_s: float = _record_lifetime(3600, "EmpirioLabs")
    empiriolabs_shows_cancelled: bool = Field(
        default=False,
        description="Whether a cancelled job says `cancelled`, not `failed`, in the EmpirioLabs "
        "dialect; clients that wait for `completed` or `failed` would never stop.",
    )
    gccai_url_lifetime_s: float = _url_lifetime(365 * _DAY_S, "GCCAI")
    gccai_record_lifetime_s: float = _record_lifetime(7 * _DAY_S, "GCCAI")
    aimlapi_sync_wait_s: float = _sync_wait(300, "AIML API")
    aimlapi_url_lifetime_s: float = _url_lifetime(7 * _DAY_S, "AIML API")
    wavespeed_sync_wait_s: float = _sync_wait(120, "WaveSpeed")
    wavespeed_url_lifetime_s: float = _url_lifetime(7 * _DAY_S, "WaveSpeed")
    wavespeed_record_lifetime_s: float = _record_lifetime(7 * _DAY_S, "WaveSpeed")
    wavespeed_side_px_max: int = Field(
        1536,
        ge=256,
        le=4096,
        description="The longest side that may be asked for in the WaveSpeed dialect, in pixels.",
    )
    wavespeed_strict: bool = Field(
        default=False,
        description="Whether pictures outside the vendor's 384 to 3072 pixels a side are refused "
        "in the WaveSpeed dialect, rather than scaled with a warning.",
    )
    dashscope_sync_wait_s: float = _sync_wait(300, "DashScope")
    dashscope_url_lifetime_s: float = _url_lifetime(_DAY_S, "DashScope")
    dashscope_record_lifetime_s: float = _record_lifetime(_DAY_S, "DashScope")
    dashscope_strict: bool = Field(
        default=False,
        description="Whether asynchronous calls of the 2.0 models are refused in the DashScope "
        "dialect, as the vendor does.",
    )
    openai_sync_wait_s: float = _sync_wait(300, "OpenAI")
    openai_url_lifetime_s: float = _url_lifetime(_DAY_S, "OpenAI")
    native_url_lifetime_s: float = _url_lifetime(_DAY_S, "native")
    native_record_lifetime_s: float = _record_lifetime(30 * _DAY_S, "native")
