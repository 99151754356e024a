"""Kinds of settings that are lists in the environment: names and networks, separated by commas.

Part of `settings`; it knows no setting.
"""

from ipaddress import ip_network
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode


def _split(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


def _are_networks(value: tuple[str, ...]) -> tuple[str, ...]:
    for each in value:
        ip_network(each, strict=False)
    return value


Networks = Annotated[Names, AfterValidator(_are_networks)]
