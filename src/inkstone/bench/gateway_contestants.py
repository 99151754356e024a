"""The contestants of the gateway benchmark: the upstream itself, Inkstone, and LiteLLM's proxy.

How each is started and asked is theirs; what they are asked, and how they did, is not known here.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from inkstone.bench.acceptance_fleet import free_port
from inkstone.bench.gateway_processes import Process, environment, output_of
from inkstone.domain.errors import InvalidRequest

DIRECT, INKSTONE, MARKED, LITELLM = "direct", "inkstone", "inkstone_with_marks", "litellm"
#: What the upstream calls its model, and Inkstone the one that goes to it.
UPSTREAM_MODEL = "mock-image"
MODEL = "qwen-image-2.0"
_KEY = "sk-0123456789abcdef0123456789"
_IMAGES_PATH = "/v1/images/generations"
#: What a plain gateway does to a picture is nothing.
_WITHOUT_MARKS = {
    "INKSTONE_CONTENT_CREDENTIALS": "false",
    "INKSTONE_EMBED_LABELS": "false",
    "INKSTONE_REMEMBER_LOOKS": "false",
}
_UPSTREAM = """
[[upstream]]
name = "mock"
flavour = "openai"
url = "{url}"
api_key_env = "MOCK_KEY"
concurrency = 256
reach = {{ sizes = [] }}  # it makes any, so that nothing is scaled
[upstream.models]
"{model}" = {{ name = "{upstream_model}", cost = "0.02" }}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """Somebody who is asked for pictures."""

    name: str
    process: Process
    path: str
    key: str
    model: str
    #: What the upstream knows it by; the counts are by that.
    upstream_key: str
    #: Where Inkstone keeps what it must be able to show afterwards.
    data_dir: Path | None = None


def upstream(folder: Path, *, delay_s: float) -> Process:
    """The mock, as a process."""
    port = free_port()
    command = [sys.executable, "-m", "inkstone.bench.gateway_mock", str(port), str(delay_s)]
    return Process(
        "upstream", command, port=port, ready_path="/v1/models", folder=folder, env=environment()
    )


def direct(mock: Process) -> Contestant:
    """Nobody between the clients and the upstream."""
    return Contestant(
        name=DIRECT,
        process=mock,
        path=_IMAGES_PATH,
        key="upstream-direct",
        model=UPSTREAM_MODEL,
        upstream_key="upstream-direct",
    )


def inkstone(
    folder: Path, name: str, *, mock: Process, with_marks: bool, engine: str = ""
) -> Contestant:
    """One Inkstone with a data directory of its own, whose only upstream is the mock.

    Args:
        folder: where its log and its data directory go.
        name: what it is called, and its data directory.
        mock: the upstream.
        with_marks: whether pictures are marked as they are by default.
        engine: another engine instead of the upstream, such as `echo`.
    """
    upstream_key, port = f"upstream-{name}", free_port()
    data_dir = folder / name
    data_dir.mkdir()
    settings = {"INKSTONE_API_KEY": _KEY, "INKSTONE_INITIAL_GRANT": "1000000"}
    if not engine:
        models_file = folder / f"{name}.models.toml"
        models_file.write_text(catalogue(mock.port), encoding="utf-8")
        settings |= {"INKSTONE_MODELS_FILE": str(models_file), "MOCK_KEY": upstream_key}
    command = [sys.executable, "-m", "inkstone", "serve", f"--port={port}"]
    command += [f"--data-dir={data_dir}", *([f"--engine={engine}"] if engine else [])]
    process = Process(
        name,
        command,
        port=port,
        ready_path="/readyz",
        folder=folder,
        env=environment(**settings, **({} if with_marks else _WITHOUT_MARKS)),
    )
    return Contestant(
        name=name,
        process=process,
        path=f"/openai{_IMAGES_PATH}",
        key=_KEY,
        model=MODEL,
        upstream_key=upstream_key,
        data_dir=data_dir,
    )


def catalogue(port: int) -> str:
    """The shipped catalogue, and the mock on this port as the upstream of one of its models."""
    shipped = resources.files("inkstone") / "data" / "models.toml"
    added = _UPSTREAM.format(
        url=f"http://127.0.0.1:{port}/v1", model=MODEL, upstream_model=UPSTREAM_MODEL
    )
    return shipped.read_text(encoding="utf-8") + added


def litellm(folder: Path, *, mock: Process, executable: Path, config: Path) -> Contestant:
    """LiteLLM's proxy out of an environment of its own, whose only model is the mock's.

    Raises:
        InvalidRequest: there is no such configuration.
    """
    if not config.is_file():
        raise InvalidRequest(f"There is no configuration of LiteLLM's proxy at {config}.")
    port, upstream_key = free_port(), f"upstream-{LITELLM}"
    command = [str(executable), f"--config={config.resolve()}", "--host=127.0.0.1"]
    command += [f"--port={port}", "--num_workers=1", "--telemetry=False"]
    process = Process(
        LITELLM,
        command,
        port=port,
        ready_path="/health/liveliness",
        folder=folder,
        env=_litellm_environment(
            {
                "LITELLM_MASTER_KEY": _KEY,
                "MOCK_URL": f"http://127.0.0.1:{mock.port}/v1",
                "MOCK_KEY": upstream_key,
            }
        ),
    )
    return Contestant(
        name=LITELLM,
        process=process,
        path=_IMAGES_PATH,
        key=_KEY,
        model=UPSTREAM_MODEL,
        upstream_key=upstream_key,
    )


def litellm_executable(given: Path) -> Path:
    """The proxy's command, which lies beside the interpreter of its environment.

    Raises:
        InvalidRequest: there is none.
    """
    # Not resolved: an environment's interpreter is a link to one that knows nothing of it.
    folder = given if given.is_dir() else given.parent
    for found in (folder / "litellm", folder / "bin" / "litellm"):
        if found.is_file():
            return found.absolute()
    raise InvalidRequest(f"There is no litellm beside {given}.")


async def litellm_version(executable: Path) -> str:
    """Which release of LiteLLM this is."""
    asked = "import importlib.metadata as m; print(m.version('litellm'))"
    interpreter = str(executable.with_name("python"))
    out = await output_of(interpreter, "-c", asked, env=_litellm_environment({}))
    return out.decode().strip()


def _litellm_environment(added: Mapping[str, str]) -> dict[str, str]:
    quiet = {
        "LITELLM_MODE": "PRODUCTION",
        "LITELLM_LOG": "ERROR",
        # Its prices come from its own file, not from the network.
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    }
    inherited = environment(**quiet, **added)
    return {k: v for k, v in inherited.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
