"""Results by their signed addresses: bytes, ranges, thumbnails, and headers that do no harm.

It does not know what a picture shows, nor whose it is: the signature is the permission.
"""

from datetime import UTC, datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from inkstone.blobs.base import BlobMissing, BlobStore
from inkstone.domain.errors import Fault, InputRefused, InvalidRequest, ServerFault
from inkstone.media.sniff import sniff
from inkstone.net.own_urls import FILES_PATH
from inkstone.net.signing import UrlSigner
from inkstone.server.errors import refusal
from inkstone.service.thumbnails import MEDIA_TYPE, Thumbnails

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
#: How long a browser may keep what it was shown, in seconds.
_FILE_S, _THUMBNAIL_S = 3_600, 86_400
#: What the type of a picture shows in.
_HEAD_BYTES = 1024


class Files:
    """Serves results."""

    def __init__(self, *, blobs: BlobStore, signer: UrlSigner, thumbnails: Thumbnails) -> None:
        self._blobs = blobs
        self._signer = signer
        self._thumbnails = thumbnails

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
        if "view" in query:
            return await self._thumbnail(request, key)
        path = await self._blobs.path(key)
        try:
            data = b"" if path else await self._blobs.get(key)
            media_type = _MEDIA_TYPES.get(key.rpartition(".")[2]) or _told(path or data)
        except (BlobMissing, InputRefused, FileNotFoundError):
            return refusal(410, _DELETED, code="result_deleted")
        headers = _headers(key, is_download=query.get("download") == "1", kept_s=_FILE_S)
        if _is_known(headers["etag"], request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        if path is None:
            return Response(data, media_type=media_type, headers=headers)
        return FileResponse(path, media_type=media_type, headers=headers)

    async def _thumbnail(self, request: Request, key: str) -> Response:
        if request.query_params["view"] != "thumbnail":
            message = "`view` must be thumbnail, or left out."
            raise InvalidRequest(faults=[Fault(param="view", message=message)])
        headers = _headers(f"{key}.thumbnail.webp", is_download=False, kept_s=_THUMBNAIL_S)
        try:
            data = await self._thumbnails.get(key)
        except (BlobMissing, FileNotFoundError):
            return refusal(410, _DELETED, code="result_deleted")
        except ServerFault as error:
            return refusal(500, error.message, code=error.code)
        if _is_known(headers["etag"], request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        return Response(data, media_type=MEDIA_TYPE, headers=headers)


def _told(source: Path | bytes) -> str:
    """The type of a file whose address was given out before anybody knew what it would be."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            source = file.read(_HEAD_BYTES)
    return sniff(source[:_HEAD_BYTES]).media_type


def _headers(key: str, *, is_download: bool, kept_s: int) -> dict[str, str]:
    owner, _, rest = key.partition("/")
    kind = "attachment" if is_download else "inline"
    return {
        "cache-control": f"private, max-age={kept_s}, immutable",
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
