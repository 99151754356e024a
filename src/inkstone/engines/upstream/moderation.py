"""A moderation endpoint as OpenAI's: asked about one text or one picture at a time.

This module does not know what is done about what the endpoint objects to. The operator names the
address, so it may be a private one; what comes back from it is believed no more than a stranger's.
"""

import asyncio
import base64
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import httpx2

from inkstone import __version__
from inkstone.domain.errors import InvalidRequest, Unavailable
from inkstone.domain.moderation import Finding
from inkstone.engines.upstream.refusal import retry_after_s
from inkstone.engines.upstream.verdicts import SOURCE, Misformed, read, word_of_error

_PATH = "/moderations"
#: A whole answer is a few kilobytes.
_BODY_BYTES_MAX = 256 * 1024
#: Whoever asks beyond these waits for one of them.
_CONNECTIONS_MAX = 16
_KEPT_MAX = 4
#: Shorter than most servers keep an idle connection, so that few are found closed.
_KEPT_S = 20.0
_RETRY_AFTER_S = 5
_KEY = re.compile(r"[\x21-\x7e]{0,4096}")
_MEANINGS: Mapping[int, str] = {
    401: "refuses its key",
    402: "wants to be paid",
    403: "refuses its key",
    404: "does not know the model, or is somewhere else",
    413: "finds the content too large",
    429: "is asked too often",
}


class ModerationEndpoint:
    """Judges texts and pictures by asking another server about each."""

    name = SOURCE

    def __init__(
        self, *, url: str, model: str, api_key: str, timeout_s: float, threshold: float | None
    ) -> None:
        """Describe it; nothing is connected before the first question.

        Args:
            url: where it is, with or without `/moderations` at the end.
            model: which of its models is asked; empty for its own choice.
            api_key: empty where it wants none.
            timeout_s: how long one question may take, its turn and a second try included.
            threshold: the score from which on a category counts, 0 to 1; without one the
                endpoint's own word counts.

        Raises:
            InvalidRequest: one of these is not what it must be.
        """
        self._url = _checked(url)
        if not _KEY.fullmatch(api_key):
            raise InvalidRequest("The moderation endpoint's key has characters that no key has.")
        if threshold is not None and not 0 <= threshold <= 1:
            raise InvalidRequest("The moderation threshold must be from 0 to 1.")
        if not (timeout_s > 0 and math.isfinite(timeout_s)):
            raise InvalidRequest("The moderation endpoint's time must be more than 0 s.")
        self._model = model
        self._api_key = api_key
        self._timeout_s = timeout_s
        self._threshold = threshold
        self._http: httpx2.AsyncClient | None = None

    def __repr__(self) -> str:
        return f"ModerationEndpoint({str(self._url)!r})"

    async def open(self) -> None:
        """Take questions from now on."""
        headers = {
            "Accept": "application/json",
            # What is packed may be a thousand times as large as what is counted.
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
            "User-Agent": f"inkstone/{__version__}",
        }
        if self._api_key:
            headers["Authorization"] = f"Bearer {self._api_key}"
        self._http = httpx2.AsyncClient(
            headers=headers,
            timeout=self._timeout_s,
            limits=httpx2.Limits(
                max_connections=_CONNECTIONS_MAX,
                max_keepalive_connections=_KEPT_MAX,
                keepalive_expiry=_KEPT_S,
            ),
            # A redirect would take the key and the content to who knows whom.
            follow_redirects=False,
            # The environment is the settings' to read.
            trust_env=False,
        )

    async def close(self) -> None:
        """Close the connections; questions under way fail."""
        if self._http is not None:
            http, self._http = self._http, None
            await http.aclose()

    async def judge_text(self, text: str) -> Sequence[Finding]:
        """What the endpoint objects to in a text.

        Raises:
            Unavailable: it did not answer, or not as it should.
        """
        # Servers refuse an empty input as a wrong request, and there is nothing to object to.
        return await self._judge({"type": "text", "text": text}) if text.strip() else ()

    async def judge_picture(self, jpeg: bytes) -> Sequence[Finding]:
        """What the endpoint objects to in a picture.

        Raises:
            Unavailable: it did not answer, or not as it should.
        """
        data = base64.b64encode(jpeg).decode("ascii")
        url = f"data:image/jpeg;base64,{data}"
        return await self._judge({"type": "image_url", "image_url": {"url": url}})

    async def _judge(self, part: Mapping[str, Any]) -> Sequence[Finding]:
        asked: dict[str, Any] = {"input": [part]}
        if self._model:
            asked["model"] = self._model
        # In ASCII: half a character in a prompt cannot be written in UTF-8.
        content = json.dumps(asked).encode("ascii")
        try:
            async with asyncio.timeout(self._timeout_s):
                body = await self._asked(content)
            return read(body, threshold=self._threshold)
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise _unavailable(f"did not answer within {self._timeout_s:g} s") from error
        except (httpx2.HTTPError, httpx2.StreamError) as error:
            # By its class only: what the library says may hold what was sent.
            raise _unavailable(f"broke the connection ({type(error).__name__})") from error
        except Misformed as error:
            raise _unavailable(f"sent an answer that cannot be used: {error}") from error

    async def _asked(self, content: bytes) -> bytes:
        """The body of a good answer; asked once more where the connection broke before any."""
        try:
            response = await self._sent(content)
        except (httpx2.NetworkError, httpx2.RemoteProtocolError):
            response = await self._sent(content)
        try:
            if response.status_code != 200:
                raise await self._refusal(response)
            media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            if media_type != "application/json":
                raise Misformed("it is not said to be JSON")
            return await _body(response)
        finally:
            await response.aclose()

    async def _sent(self, content: bytes) -> httpx2.Response:
        if self._http is None:
            raise Unavailable("The server is not ready.")
        request = self._http.build_request("POST", self._url, content=content)
        return await self._http.send(request, stream=True)

    async def _refusal(self, response: httpx2.Response) -> Unavailable:
        status = response.status_code
        if 300 <= status < 400:
            return _unavailable(f"sends elsewhere ({status}), which is not followed")
        word = ""
        if response.headers.get("content-type", "").startswith("application/json"):
            try:
                word = word_of_error(await _body(response))
            except (Misformed, httpx2.HTTPError, httpx2.StreamError):
                word = ""  # the status says enough
        if self._api_key and self._api_key in word:
            word = ""
        usual = "has trouble of its own" if status >= 500 else "refuses the question"
        told = f"{status}, {word}" if word else str(status)
        return _unavailable(
            f"{_MEANINGS.get(status, usual)} ({told})",
            retry_after_s=retry_after_s(
                response.headers.get("retry-after", ""), usual_s=_RETRY_AFTER_S
            ),
        )


def _unavailable(what: str, *, retry_after_s: int = _RETRY_AFTER_S) -> Unavailable:
    return Unavailable(
        f"The moderation endpoint {what}.",
        code="moderation_unavailable",
        retry_after_s=retry_after_s,
    )


async def _body(response: httpx2.Response) -> bytes:
    """The bytes of an answer, up to a limit.

    Raises:
        Misformed: there are more, or they are packed.
    """
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Misformed("it is packed, which was not asked for")
    pieces, size = [], 0
    async for piece in response.aiter_raw():
        size += len(piece)
        if size > _BODY_BYTES_MAX:
            raise Misformed(f"it has more than {_BODY_BYTES_MAX // 1024} KiB")
        pieces.append(piece)
    return b"".join(pieces)


def _checked(given: str) -> httpx2.URL:
    """The address to post to.

    Raises:
        InvalidRequest: it is none; the message never shows it, as it may hold a password.
    """
    example = "it must look like https://api.openai.com/v1"
    try:
        url = httpx2.URL(given.strip())
        port = 80 if url.port is None else url.port
        is_web = url.scheme in {"http", "https"} and url.host and 0 < port < 65_536
    except httpx2.InvalidURL:
        raise InvalidRequest(f"The moderation endpoint's URL is not valid; {example}.") from None
    if url.userinfo:
        message = "The moderation endpoint's URL has a name or a password in it; set its key."
        raise InvalidRequest(message)
    if not is_web or url.query or url.fragment:
        raise InvalidRequest(f"The moderation endpoint's URL is not right; {example}.")
    path = url.path.rstrip("/")
    return url.copy_with(path=path if path.endswith(_PATH) else path + _PATH)
