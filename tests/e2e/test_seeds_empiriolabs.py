"""The calls of EmpirioLabs' page of Qwen Image 2.0, as its samples make them, against our server.

Source: the vendor's page, read on 2026-11-20: submit and poll with cURL and in Python, and `sync`
with OpenAI's client. Address, key and pause are ours.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from e2e.pictures import png_size
from e2e.server import Server, environment

PROMPT = "A paper boat on a pond, with the words 顺风 on its sail"

CURL = """
set -eu
job=$(curl -sS "$BASE/v1/images/generations" -H "Authorization: Bearer $KEY" \
  -H 'Content-Type: application/json' \
  -d "{\\"model\\": \\"qwen-image-2-0\\", \\"prompt\\": \\"$PROMPT\\"}" \
  | sed -E 's/.*"job_id":"([^"]+)".*/\\1/')
for i in $(seq 200); do
  answer=$(curl -sS "$BASE/v1/jobs/$job" -H "Authorization: Bearer $KEY")
  case "$answer" in
    *'"status":"completed"'*|*'"status":"failed"'*) break ;;
  esac
  sleep 0.1
done
printf '%s' "$answer"
"""

PYTHON = """
import json, os, time
import requests

base, headers = os.environ["BASE"], {"Authorization": "Bearer " + os.environ["KEY"]}
job = requests.post(
    base + "/v1/images/generations",
    headers=headers,
    json={"model": "qwen-image-2-0", "prompt": os.environ["PROMPT"]},
).json()
while True:
    status = requests.get(f"{base}/v1/jobs/{job['job_id']}", headers=headers).json()
    if status.get("status") in ("completed", "failed"):
        print(json.dumps(status))
        break
    time.sleep(0.1)
"""


@pytest.mark.parametrize("at", ["", "/empiriolabs"])
@pytest.mark.parametrize("command", [["sh", "-c", CURL], [sys.executable, "-c", PYTHON]])
def test_a_sample_of_the_page_makes_a_picture(
    server: Server, tmp_path: Path, command: list[str], at: str
) -> None:
    env = environment(
        server.scratch, BASE=server.url + at, KEY=server.key, PROMPT=PROMPT, LANG="C.UTF-8"
    )
    done = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["status"] == "completed"
    (made,) = answer["result"]["data"]
    # No ratio is named: the page's default is 16:9.
    assert png_size(httpx.get(made["url"]).content) == (2688, 1536)


def test_openais_client_gets_its_picture_with_sync(server: Server) -> None:
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key=server.key) as client:
        made = client.images.generate(
            model="qwen-image-2-0", prompt=PROMPT, extra_body={"sync": True}
        )
    assert made.data is not None
    assert png_size(httpx.get(str(made.data[0].url)).content) == (2688, 1536)
