"""What rewrites prompts, made from the settings; `wiring` joins it to the rest.

It decides nothing that a setting does not say. Nothing is opened here.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from inkstone.domain.errors import InvalidRequest
from inkstone.media.workshop import Workshop
from inkstone.service.enhance import Enhancer
from inkstone.service.moderate import Moderator
from inkstone.settings import Settings
from inkstone.store.unit_of_work import Store

if TYPE_CHECKING:
    from inkstone.engines.upstream.chat import ChatRewriter

#: The official ones have some ten thousand characters.
_SYSTEM_PROMPT_BYTES_MAX = 256 * 1024


def rewriter(settings: Settings) -> "ChatRewriter | None":
    """Who rewrites prompts; it is to be opened and closed. `None` where nobody is set.

    Raises:
        InvalidRequest: a setting names what is not there, or is not what it must be.
    """
    if not settings.enhancer_url:
        return None
    if not settings.enhancer_model:
        raise InvalidRequest("INKSTONE_ENHANCER_URL needs INKSTONE_ENHANCER_MODEL beside it.")
    # Loaded only where it is set: most servers start without.
    from inkstone.engines.upstream.chat import Chat, ChatRewriter  # noqa: PLC0415
    from inkstone.engines.upstream.rewriting import Manner  # noqa: PLC0415

    manner = Manner(
        style=settings.enhancer_style,
        system_prompt=_text(settings.enhancer_system_prompt),
        edit_system_prompt=_text(settings.enhancer_edit_system_prompt),
        max_tokens=settings.enhancer_max_tokens,
    )
    if not any(manner.handles(is_edit=each) for each in (False, True)):
        raise InvalidRequest(
            "INKSTONE_ENHANCER_STYLE=qwen-pe needs INKSTONE_ENHANCER_SYSTEM_PROMPT or "
            "INKSTONE_ENHANCER_EDIT_SYSTEM_PROMPT: the system_prompt.txt of the checkpoint."
        )
    key = settings.enhancer_api_key
    chat = Chat(
        url=settings.enhancer_url,
        api_key=key.get_secret_value() if key else "",
        timeout_s=settings.enhancer_timeout_s,
        connections_max=settings.enhancer_concurrency,
    )
    return ChatRewriter(
        chat,
        model=settings.enhancer_model,
        edit_model=settings.enhancer_edit_model,
        manner=manner,
    )


def enhancer(
    settings: Settings, *, store: Store, workshop: Workshop, moderator: Moderator
) -> "tuple[Enhancer, tuple[ChatRewriter, ...]]":
    """Who has prompts rewritten, and what of it is to be opened and closed.

    Raises:
        InvalidRequest: as `rewriter`.
    """
    asked = rewriter(settings)
    made = Enhancer(
        store=store,
        workshop=workshop,
        moderator=moderator,
        rewriter=asked,
        timeout_s=settings.enhancer_timeout_s,
        num_at_once=settings.enhancer_concurrency,
    )
    return made, (asked,) if asked else ()


def _text(path: Path | None) -> str:
    """A system prompt; empty where none is named.

    Raises:
        InvalidRequest: it is not there, is no text, or says nothing.
    """
    if path is None:
        return ""
    try:
        if path.stat().st_size > _SYSTEM_PROMPT_BYTES_MAX:
            raise InvalidRequest(f"{path} is too large for a system prompt.")
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRequest(f"{path} cannot be read as a system prompt: {error}") from error
    if not text:
        raise InvalidRequest(f"{path} is empty; it must hold a system prompt.")
    return text
