"""The API as documents: OpenAPI, a reference page without any script, and `llms.txt`.

It does not know the routes: it shows what the merged OpenAPI document says.
"""

import asyncio
from collections.abc import Mapping
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from inkstone.dialects.deferred import Deferred
from inkstone.domain.catalogue import Catalogue
from inkstone.server.openapi import merged

_CSP = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"


class Documents:
    """Serves the documents."""

    def __init__(
        self, *, dialects: Mapping[str, Deferred], catalogue: Catalogue, style: str
    ) -> None:
        """Describe them.

        Args:
            dialects: prefix → sub-app.
            catalogue: the public models.
            style: the path of the reference page's style sheet.
        """
        self._dialects = dialects
        self._catalogue = catalogue
        self._style = style
        self._making = asyncio.Lock()
        self._schema: dict[str, Any] | None = None

    def routes(self) -> list[Route]:
        """The routes, which need no key."""
        return [
            Route("/openapi.json", self.openapi, methods=["GET"]),
            Route("/docs", self.docs, methods=["GET"]),
            Route("/llms.txt", self.llms, methods=["GET"]),
        ]

    async def openapi(self, _: Request) -> Response:
        """The OpenAPI document."""
        return JSONResponse(await self._document())

    async def docs(self, _: Request) -> Response:
        """The reference as a page."""
        parts = []
        for path, operations in (await self._document())["paths"].items():
            for method, operation in operations.items():
                parts.append(_section(method.upper(), path, operation))
        html = (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<title>Inkstone API</title><link rel="stylesheet" href="{escape(self._style)}">'
            "</head><body>"
            '<h1>Inkstone API</h1><p><a href="/">Inkstone</a> · '
            '<a href="/openapi.json">OpenAPI 3.1</a> · <a href="/llms.txt">llms.txt</a></p>'
            f"{''.join(parts)}</body></html>"
        )
        return HTMLResponse(html, headers={"content-security-policy": _CSP})

    async def llms(self, _: Request) -> Response:
        """The API in a page, for language models."""
        lines = [
            "# Inkstone",
            "",
            "> A self-hosted image generation server that speaks the vendors' own HTTP APIs.",
            "",
            "Send `Authorization: Bearer KEY`. Send an `Idempotency-Key` with every submit, and "
            "the same one when you retry: a retry is never charged twice.",
            "",
            "## Models",
            *(f"- `{m.name}` ({m.tier}): {m.summary}" for m in self._catalogue.models),
            "",
            "## Calls",
        ]
        for path, operations in (await self._document())["paths"].items():
            for method, operation in operations.items():
                lines.append(f"- `{method.upper()} {path}`: {operation.get('summary', '')}")
        lines += ["", "The whole reference: /openapi.json", ""]
        return PlainTextResponse("\n".join(lines))

    async def _document(self) -> dict[str, Any]:
        async with self._making:
            if self._schema is None:
                # Hundreds of schemas take a while: other calls must not wait for them.
                self._schema = await asyncio.to_thread(self._merged)
            return self._schema

    def _merged(self) -> dict[str, Any]:
        return merged((prefix, each.app()) for prefix, each in self._dialects.items())


def _section(method: str, path: str, operation: Mapping[str, Any]) -> str:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    fields = body.get("schema", {}).get("properties", {})
    rows = [
        (p["name"], p.get("schema", {}), p.get("description", ""))
        for p in operation.get("parameters", ())
    ]
    rows += [(name, schema, schema.get("description", "")) for name, schema in fields.items()]
    table = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(_kind(schema))}</td>"
        f"<td>{escape(about)}</td></tr>"
        for name, schema, about in rows
    )
    answers = ", ".join(
        f"{escape(status)} {escape(answer.get('description', ''))}"
        for status, answer in operation.get("responses", {}).items()
    )
    return (
        f"<details><summary><code>{method} {escape(path)}</code> "
        f"{escape(operation.get('summary', ''))}</summary>"
        f"<p>{escape(operation.get('description', ''))}</p>"
        f"{f'<table>{table}</table>' if table else ''}<p>{answers}</p></details>"
    )


def _kind(schema: Mapping[str, Any]) -> str:
    kind = "one of " + ", ".join(map(str, schema["enum"])) if "enum" in schema else ""
    kind = kind or str(schema.get("type", ""))
    bounds = [
        f"{word} {schema[key]}"
        for key, word in (("minimum", "from"), ("maximum", "to"), ("maxLength", "at most"))
        if key in schema
    ]
    if "default" in schema:
        bounds.append(f"default {schema['default']}")
    return " ".join([kind, *bounds])
