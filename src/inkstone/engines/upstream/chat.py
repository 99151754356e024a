"""A chat endpoint as OpenAI's, of any vendor or of one's own, that rewrites prompts.

This module does not know what a good rewrite is, nor what is done without one. Nothing that it
asked is asked again, and no answer of it is told to a caller but the rewritten prompt.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from inkstone.domain.errors import (
    EngineFailure,
    InkstoneError,
    InvalidRequest,
    RouteUnavailable,
    Unavailable,
    UpstreamUnknown,
)
from inkstone.domain.rewrite import Rewrite
from inkstone.engines.upstream import refusal
from inkstone.engines.upstream.http import MIB, Answer, Http, parsed
from inkstone.engines.upstream.rewriting import (
    Manner,
    Misformed,
    read_completion,
    read_rewrite,
)

_PATH = "/chat/completions"
#: The longest answer of the official enhancer has some 24,000 tokens, most of them thoughts.
_BODY_BYTES_MAX = 2 * MIB
_HEADERS = {"Accept": "application/json", "Content-Type": "application/json"}
#: Longer than any answer is waited for: the deadline is whoever asks'.
_SLACK_S = 5.0


class Chat:
    """One chat endpoint."""

    def __init__(self, *, url: str, api_key: str, timeout_s: float, connections_max: int) -> None:
        """Describe it; nothing is connected before the first question.

        Args:
            url: where it is, with or without `/chat/completions` at the end.
            api_key: empty where it wants none.
            timeout_s: how long an answer may take.
            connections_max: whoever asks beyond these waits for one of them.

        Raises:
            InvalidRequest: the address or the key is not what it must be.
        """
        self._http = Http(
            name="prompt enhancer",
            url=url.strip().rstrip("/").removesuffix(_PATH),
            api_key=api_key,
            timeout_s=timeout_s + _SLACK_S,
            connections_max=connections_max,
        )

    async def open(self) -> None:
        """Take questions from now on."""
        await self._http.open()

    async def close(self) -> None:
        """Close the connections; questions under way fail."""
        await self._http.close()

    async def models(self) -> list[str]:
        """The names of the models that it says it has.

        Raises:
            RouteUnavailable: it is not there, or refuses the key.
            InkstoneError: its answer says nothing.
        """
        async with self._http.asked("GET", "/models", headers=_HEADERS) as answer:
            document = await self._document(answer)
        rows = document.get("data") if isinstance(document, dict) else None
        named = [row.get("id") for row in rows or () if isinstance(row, dict)]
        return [self._http.cleaned(name) for name in named if isinstance(name, str)]

    async def ask(self, body: Mapping[str, Any]) -> str:
        """What the model says to a question, in text.

        Raises:
            RouteUnavailable: it surely did not think about it.
            UpstreamUnknown: it broke off, or failed.
            InvalidRequest: it refuses the question.
            Misformed: its answer is no text.
        """
        # In ASCII: half a character in a prompt cannot be written in UTF-8. A picture is large.
        content = await asyncio.to_thread(lambda: json.dumps(body).encode("ascii"))
        async with self._http.asked("POST", _PATH, content=content, headers=_HEADERS) as answer:
            return read_completion(await self._document(answer))

    async def _document(self, answer: Answer) -> Any:
        body = await answer.body(bytes_max=_BODY_BYTES_MAX)
        if answer.status != 200:
            says = self._http.cleaned(await _message(body))
            later = answer.headers.get("retry-after", "")
            raise refusal.of_status(self._http.name, answer.status, says=says, retry_after=later)
        try:
            return await parsed(body)
        except ValueError as error:
            raise Misformed("it is no JSON") from error


class ChatRewriter:
    """Rewrites prompts by asking a chat endpoint."""

    def __init__(self, chat: Chat, *, model: str, edit_model: str = "", manner: Manner) -> None:
        """Describe it.

        Args:
            chat: who is asked.
            model: which of its models.
            edit_model: which about edits; empty for the same.
            manner: how.
        """
        self._chat = chat
        self._model, self._edit_model = model, edit_model or model
        self._manner = manner
        self.name = model if self._edit_model == model else f"{model}+{self._edit_model}"
        self.revision = manner.revision

    def handles(self, *, is_edit: bool) -> bool:
        """Whether it rewrites the prompts of edits, or those of new pictures."""
        return self._manner.handles(is_edit=is_edit)

    async def rewrite(
        self, prompt: str, *, pictures: Sequence[bytes] = (), seed: int | None = None
    ) -> Rewrite:
        """A prompt in other words.

        Args:
            prompt: the caller's.
            pictures: JPEGs of at most a megapixel, of what an edit starts from, in order.
            seed: of the request.

        Raises:
            Unavailable: it cannot be asked now.
            EngineFailure: it answered, and not with a rewritten prompt.
        """
        model = self._edit_model if pictures else self._model
        body = {"model": model, **self._manner.body(prompt, jpegs=pictures, seed=seed)}
        try:
            return read_rewrite(await self._chat.ask(body), prompt)
        except (RouteUnavailable, UpstreamUnknown) as error:
            wait_s = error.retry_after_s if isinstance(error, RouteUnavailable) else 5
            raise Unavailable(
                error.message, code="enhancer_unavailable", retry_after_s=wait_s
            ) from error
        except InvalidRequest as error:
            raise EngineFailure(error.message, code="enhancer_failed") from error
        except Misformed as error:
            raise EngineFailure(
                f"The answer of the prompt enhancer cannot be used: {error}.",
                code="enhancer_failed",
            ) from error

    async def check(self) -> str:
        """Ask for what needs the key and costs nothing; what it says, in a few words.

        Raises:
            InkstoneError: it cannot be reached, refuses the key, or lacks the model.
        """
        try:
            names = await self._chat.models()
        except Misformed as error:
            raise EngineFailure(f"Its list of models cannot be read: {error}.") from error
        lacking = sorted({self._model, self._edit_model} - set(names))
        if names and lacking:
            raise InkstoneError(f"it has no model {' and no model '.join(lacking)}")
        return f"answers, and has {self.name}" if names else "answers"

    async def open(self) -> None:
        """Take prompts from now on."""
        await self._chat.open()

    async def close(self) -> None:
        """End; whoever is waited for fails."""
        await self._chat.close()


async def _message(body: bytes) -> object:
    """What an error's body says, where it is as OpenAI's."""
    try:
        document = await parsed(body)
        error = document.get("error", document)
        return error.get("message", "") if isinstance(error, dict) else error
    except (ValueError, AttributeError):
        return ""
