"""What the upstream soak sets up: a server's settings, its two upstreams and who is asked first.

It starts nothing.
"""

import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from inkstone.bench.upstream_callers import MODELS
from inkstone.bench.upstream_faults import DASHSCOPE, OPENAI

#: What one picture costs, by upstream, in micros.
COSTS_MICROS = {OPENAI: 20_000, DASHSCOPE: 30_000}
_SETTINGS: Mapping[str, str | bool | int] = {
    # One for all runs, and never a real server's: its database refuses to be measured.
    "secret_key": "be" * 32,
    "fetch_allow": "127.0.0.1",
    "free_bytes_min": 0,
    "log_format": "json",
    # The books are looked at here, and not what pictures say of themselves.
    "content_credentials": False,
    "embed_labels": False,
    "remember_looks": False,
}
_UPSTREAM = """
[[upstream]]
name = "{name}"
flavour = "{flavour}"
url = "http://127.0.0.1:{port}{path}"
concurrency = 8
timeout_s = 2
failures_max = 3
rest_s = 0.5
[upstream.models]
"{models[0]}" = {{ name = "mock-image", cost = "{cost}" }}
"{models[1]}" = {{ name = "mock-image-pro", cost = "{cost}" }}

[[route]]
models = ["{first}"]
to = ["{name}", "{other}"]
"""


def configure(folder: Path, *, ports: Mapping[str, int]) -> Path:
    """Write settings and catalogue; the data directory.

    Args:
        folder: where both go.
        ports: of the upstreams, by `openai_port` and `dashscope_port`.
    """
    data_dir, models_file = folder / "data", folder / "models.toml"
    data_dir.mkdir(parents=True, exist_ok=True)
    models_file.write_text(_catalogue(ports), encoding="utf-8")
    settings = {**_SETTINGS, "models_file": str(models_file)}
    lines = (f"{name} = {json.dumps(value)}" for name, value in settings.items())
    (data_dir / "inkstone.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return data_dir


def _catalogue(ports: Mapping[str, int]) -> str:
    """The shipped catalogue, and two upstreams that stand in for each other."""
    shipped = resources.files("inkstone") / "data" / "models.toml"
    openai = {"name": OPENAI, "flavour": "vllm-omni", "path": "/v1", "other": DASHSCOPE}
    dashscope = {"name": DASHSCOPE, "flavour": "dashscope", "path": "/api/v1", "other": OPENAI}
    added = [
        _UPSTREAM.format(
            **each,
            port=ports[f"{each['name']}_port"],
            models=MODELS,
            first=first,
            cost=COSTS_MICROS[each["name"]] / 1e6,
        )
        for each, first in zip((openai, dashscope), MODELS, strict=True)
    ]
    return shipped.read_text(encoding="utf-8") + "".join(added)
