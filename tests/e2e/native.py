"""The native API as tests call it: submit, read, follow."""

import json
from collections.abc import Iterator
from typing import Any

import httpx

V1 = "/inkstone/v1"
#: Takes about a second.
SLOW = "[steps=10 step_ms=100]"
#: Takes as long as a test lets it.
LONG = "[steps=500 step_ms=200]"


def submit(client: httpx.Client, prompt: str, *, wait: int = 0, **fields: Any) -> dict[str, Any]:
    """Submit a job; as it then is."""
    path = f"{V1}/jobs" + (f"?wait={wait}" if wait else "")
    answer = client.post(path, json={"prompt": prompt, "size": "256x256", **fields})
    assert answer.status_code in (200, 202), answer.text
    return dict(answer.json())


def get(client: httpx.Client, path: str, **query: Any) -> dict[str, Any]:
    """What is at a path."""
    answer = client.get(V1 + path, params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def frames(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Events as they come: their fields, the data parsed."""
    fields: dict[str, Any] = {}
    for line in lines:
        if not line and fields:
            yield {**fields, "data": json.loads(fields["data"])}
            fields = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value
