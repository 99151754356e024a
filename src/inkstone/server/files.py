"""Results by their signed addresses: bytes, ranges, and headers that make them harmless.

It does not know what a picture shows, nor whose it is: the signature is the permission.
"""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from inkstone.blobs.base import BlobMissing, BlobStore
from inkstone.net.own_urls import FILES_PATH
from inkstone.net.signing import UrlSigner
from inkstone.server.errors import refusal

_MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "gif": "image/gif",
    "tiff": "image/tiff",
    "bmp": "image/bmp",
}
_DELETED = "This picture has been deleted."


class Files:
    """Serves results."""

    def __init__(self, *, blobs: BlobStore, signer: UrlSigner) -> None:
        self._blobs = blobs
        self._signer = signer

    def routes(self) -> list[Route]:
        """The one route; no key is needed, the address is signed."""
        return [Route(f"{FILES_PATH}/{{key:path}}", self.get, methods=["GET", "HEAD"])]

    async def get(self, request: Request) -> Response:
        """The bytes of a result."""
        key = request.path_params["key"]
        query = request.query_params
        self._signer.verify(
            f"{FILES_PATH}/{key}",
            query.get("exp", ""),
            query.get("sig", ""),
            now=datetime.now(UTC),
        )
        media_type = _MEDIA_TYPES.get(key.rpartition(".")[2])
        if media_type is None:
            return refusal(410, _DELETED, code="result_deleted")
        headers = _headers(key, is_download=query.get("download") == "1")
        path = await self._blobs.path(key)
        try:
            data = b"" if path else await self._blobs.get(key)
        except BlobMissing:
            return refusal(410, _DELETED, code="result_deleted")
        if _is_known(headers["etag"], request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        if path is None:
            return Response(data, media_type=media_type, headers=headers)
        return FileResponse(path, media_type=media_type, headers=headers)


def _headers(key: str, *, is_download: bool) -> dict[str, str]:
    owner, _, rest = key.partition("/")
    kind = "attachment" if is_download else "inline"
    return {
        "cache-control": "private, max-age=3600, immutable",
        "content-disposition": f'{kind}; filename="{owner}-{rest.rpartition("/")[2]}"',
        "content-security-policy": "sandbox; default-src 'none'; style-src 'none'",
        "cross-origin-resource-policy": "cross-origin",
        # What a key names never changes, so the key tells versions apart.
        "etag": f'"{key}"',
        "x-content-type-options": "nosniff",
    }


def _is_known(etag: str, if_none_match: str) -> bool:
    """Whether the caller says that it has this version already."""
    named = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return bool(named & {etag, "*"})
