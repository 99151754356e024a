"""One OpenAPI document for everything that is served, merged from the sub-apps' own.

It does not know their routes.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI

from inkstone import __version__

#: What is served beside the dialects.
_OURS: Mapping[str, Mapping[str, Any]] = {
    "/healthz": {"get": {"summary": "Whether the process lives.", "answers": [200]}},
    "/readyz": {"get": {"summary": "Whether the engine can draw.", "answers": [200, 503]}},
    "/metrics": {"get": {"summary": "Figures for Prometheus.", "answers": [200]}},
    "/llms.txt": {"get": {"summary": "This API in a page, for language models.", "answers": [200]}},
}
#: Paths that name their version themselves; to the others callers say `/v1` first.
_HAS_VERSION = re.compile(r"/(api|v[0-9]+)/")
_MEANINGS = {200: "As asked.", 503: "Not ready; the body says why."}


def merged(dialects: Iterable[tuple[str, FastAPI]]) -> dict[str, Any]:
    """The document: each dialect's paths under its prefix, its schemas under its name."""
    paths: dict[str, Any] = {}
    components: dict[str, dict[str, Any]] = {}
    for path, operations in _OURS.items():
        paths[path] = {
            method: {
                "summary": operation["summary"],
                "operationId": path.strip("/").replace(".", "_"),
                "tags": ["inkstone"],
                "responses": {str(s): {"description": _MEANINGS[s]} for s in operation["answers"]},
            }
            for method, operation in operations.items()
        }
    for prefix, app in dialects:
        document = _renamed(app.openapi(), prefix)
        for path, operations in document["paths"].items():
            version = "" if _HAS_VERSION.match(path) else "/v1"
            paths[f"/{prefix}{version}{path}"] = {
                method: {**operation, "tags": [prefix]} for method, operation in operations.items()
            }
        for kind, members in document.get("components", {}).items():
            components.setdefault(kind, {}).update(members)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Inkstone",
            "version": __version__,
            "description": "Every dialect is served under its prefix; the paths of a dialect that "
            "no other claims are served at the root too.",
        },
        "paths": paths,
        "components": components,
    }


def _renamed(value: Any, prefix: str) -> Any:
    """A sub-app's document with its schemas named for the dialect, so that none collide."""
    if isinstance(value, dict):
        renamed: dict[str, Any] = {}
        for key, member in value.items():
            if key == "schemas" and isinstance(member, dict):
                renamed[key] = {f"{prefix}.{k}": _renamed(v, prefix) for k, v in member.items()}
            elif key == "$ref" and isinstance(member, str):
                head, _, name = member.rpartition("/")
                renamed[key] = f"{head}/{prefix}.{name}"
            elif key == "operationId":
                renamed[key] = f"{prefix}.{member}"
            else:
                renamed[key] = _renamed(member, prefix)
        return renamed
    if isinstance(value, list):
        return [_renamed(member, prefix) for member in value]
    return value
