"""The one list of dialects, and which of them answers a path at the root.

A dialect is imported when it is made, not before.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module

from inkstone.dialects.base import Dialect, DialectLimits, Services
from inkstone.service.webhook_form import WebhookForm


def _of(module: str, cls: str) -> Callable[[], Dialect]:
    def make() -> Dialect:
        made: Dialect = getattr(import_module(f"inkstone.dialects.{module}"), cls)()
        return made

    return make


#: Name → factory.
FACTORIES: Mapping[str, Callable[[], Dialect]] = {
    "aimlapi": _of("aimlapi", "AimlApi"),
    "dashscope": _of("dashscope", "DashScope"),
    "empiriolabs": _of("empiriolabs", "EmpirioLabs"),
    "gccai": _of("gccai", "Gccai"),
    "native": _of("native", "Native"),
    "openai": _of("openai", "OpenAi"),
    "wavespeed": _of("wavespeed", "WaveSpeed"),
}

#: Those that answer a job on the connection that asked for it, or never. Of DashScope's jobs these
#: are the ones whose client waits; nobody marks another as left by its client.
NOT_POLLABLE = frozenset({"aimlapi", "dashscope", "openai"})

#: Where a dialect is mounted that is not mounted under its name.
PREFIXES: Mapping[str, str] = {"native": "inkstone"}

#: The path that four vendors share; `root` tells whose a request on it is.
SHARED_PATH = "/images/generations"

#: Answers the models at the root, where every vendor's clients look for their own.
ROOT_MODELS = "models"
#: Who has a list of models; the fields of the first win, and its errors are told.
LISTS_MODELS = ("openai", "empiriolabs", "aimlapi")

#: Which dialect's prefix answers which path at the root, without `/v1` and without a trailing
#: slash; the first row that fits. A path belongs to its dialect whatever the method, so that a
#: wrong method is refused in that dialect's words.
ROOT_PATHS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"/api/v3(/.*)?", "wavespeed"),
        (r"/api/v1/models(/.*)?", "aimlapi"),
        (r"/api/v1(/.*)?", "dashscope"),
        (r"/images/(edits|variations)", "openai"),
        (r"/jobs(/[^/]+(/cancel)?)?", "empiriolabs"),
        (r"/account/usage", "empiriolabs"),
        (r"/templates|/images/templates", "empiriolabs"),
        (r"/health", "empiriolabs"),
        (r"/tasks/[^/]+(/cancel)?|/uploads/images|/user/balance|/balance", "gccai"),
        (r"/v2/(billing(/.*)?|logs|usage(/detail)?)|/billing/balance|/model/.+", "aimlapi"),
        (r"/models(/.+)?", ROOT_MODELS),
    )
)


def create(name: str) -> Dialect:
    """The dialect of a name.

    Raises:
        ValueError: there is none.
    """
    if name not in FACTORIES:
        raise ValueError(f"There is no dialect {name!r}, only {', '.join(sorted(FACTORIES))}.")
    return FACTORIES[name]()


def pick(path: str) -> str | None:
    """The dialect that answers a path at the root; `None` where none does.

    Args:
        path: without `/v1` and without a trailing slash, and not the shared one.
    """
    for pattern, name in ROOT_PATHS:
        if pattern.fullmatch(path):
            return name
    return None


def webhook_forms(
    limits: Mapping[str, DialectLimits], services: Callable[[], Services]
) -> Callable[[str], WebhookForm | None]:
    """How each dialect tells that a job has ended; none is loaded before it has to tell.

    Args:
        limits: what each dialect promises.
        services: what they share, once there is something to tell.
    """

    @cache
    def form_of(name: str) -> WebhookForm | None:
        if name not in limits:
            return None
        return create(name).webhook_form(replace(services(), limits=limits[name]))

    return form_of
