"""LiteLLM as a client, in a Python of its own: it pins another release of OpenAI's SDK.

`INKSTONE_TEST_LITELLM_PYTHON` names a Python that has it. Without that the tests are left out, or,
where all must run, such a Python is made.
"""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from e2e.edits import RED, flat, saved
from e2e.pictures import png_size
from e2e.server import Server, balance

#: The first test may have to install it.
pytestmark = pytest.mark.timeout(900)

RELEASE = "litellm==1.106.2"
#: Reads a call as JSON, makes it, and writes its answer or its error as JSON.
CLIENT = """
import base64, json, sys, traceback
import litellm

litellm.suppress_debug_info = True
call = json.load(sys.stdin)
call["arguments"].update(model="openai/" + call["arguments"]["model"])
if "image" in call["arguments"]:
    call["arguments"]["image"] = [open(path, "rb") for path in call["arguments"]["image"]]
try:
    made = getattr(litellm, call["function"])(**call["arguments"])
    answer = {"pictures": [image.b64_json for image in made.data]}
except Exception as error:
    answer = {"error": type(error).__name__, "status": error.status_code, "message": str(error)}
print(json.dumps(answer))
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python with LiteLLM."""
    named = os.environ.get("INKSTONE_TEST_LITELLM_PYTHON")
    if named:
        return named
    if os.environ.get("INKSTONE_TEST_REQUIRE_ALL") != "1":
        pytest.skip("INKSTONE_TEST_LITELLM_PYTHON names no Python with litellm")
    folder = tmp_path_factory.mktemp("litellm")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=120)
    made = str(folder / "bin" / "python")
    subprocess.run(
        [made, "-m", "pip", "install", "--quiet", RELEASE],
        check=True,
        timeout=600,
        stdin=subprocess.DEVNULL,
    )
    return made


def call(python: str, server: Server, account: httpx.Client, function: str, **more: Any) -> Any:
    """Make one of LiteLLM's calls."""
    arguments = {
        "model": "qwen-image-2.0",
        "api_base": f"{server.url}/v1",
        "api_key": account.headers["authorization"].removeprefix("Bearer "),
        **more,
    }
    # It would fetch a price list at its start.
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG", "TMPDIR"}}
    done = subprocess.run(
        [python, "-c", CLIENT],
        input=json.dumps({"function": function, "arguments": arguments}),
        env={**kept, "LITELLM_LOCAL_MODEL_COST_MAP": "True"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_litellm_makes_pictures(python: str, server: Server, account: httpx.Client) -> None:
    made = call(
        python,
        server,
        account,
        "image_generation",
        prompt="a red kite",
        size="512x768",
        n=2,
    )

    assert [png_size(base64.b64decode(each)) for each in made["pictures"]] == [(512, 768)] * 2
    assert balance(account)["balance_micros"] == 100_000_000 - 60_000


@pytest.mark.slow
def test_litellm_edits_pictures(
    python: str, server: Server, account: httpx.Client, tmp_path: Path
) -> None:
    image = tmp_path / "red.png"
    image.write_bytes(saved(flat(RED)))
    made = call(python, server, account, "image_edit", prompt="brighter", image=[str(image)])

    (picture,) = made["pictures"]
    assert png_size(base64.b64decode(picture)) == (1024, 1024)


@pytest.mark.slow
def test_litellm_tells_what_is_wrong(python: str, server: Server, account: httpx.Client) -> None:
    made = call(python, server, account, "image_generation", prompt="a red kite", size="1x1")

    assert (made["error"], made["status"]) == ("BadRequestError", 400)
    assert "`size` is" in made["message"]
    assert "1x1" in made["message"]
