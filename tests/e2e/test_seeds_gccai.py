"""The calls of GCCAI's page of Qwen Image 2.0, as its samples make them, against our server.

Source: the vendor's page, read on 2026-11-20: a minimal request, a ratio with a tier, a picture to
edit, and the poll that its notes describe. Address, key, input and pause are ours.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import Any

import httpx
import pytest

from e2e.edits import RED, flat, saved, upload
from e2e.pictures import png_size
from e2e.server import Server, environment

CURL = """
set -eu
submit() { curl -sS -X POST "$BASE/v1/images/generations" -H "Authorization: Bearer $KEY" \
  -H 'Content-Type: application/json' -d "$BODY"; }
poll() { curl -sS "$BASE/v1/tasks/$1" -H "Authorization: Bearer $KEY"; }
task=$(submit | sed -E 's/.*"task_id":"([^"]+)".*/\\1/')
for i in $(seq 200); do
  answer=$(poll "$task")
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
made = requests.post(
    base + "/v1/images/generations", headers=headers, json=json.loads(os.environ["BODY"])
).json()
task_id = made["data"][0]["task_id"]
while True:
    answer = requests.get(f"{base}/v1/tasks/{task_id}", headers=headers).json()
    if answer["data"]["status"] in ("completed", "failed"):
        break
    time.sleep(0.1)
print(json.dumps(answer))
"""

JAVASCRIPT = """
const base = process.env.BASE;
const headers = {
  Authorization: `Bearer ${process.env.KEY}`,
  'Content-Type': 'application/json',
};
const made = await fetch(`${base}/v1/images/generations`, {
  method: 'POST', headers, body: process.env.BODY,
}).then((response) => response.json());
const taskId = made.data[0].task_id;
let answer;
do {
  await new Promise((resolve) => setTimeout(resolve, 100));
  answer = await fetch(`${base}/v1/tasks/${taskId}`, { headers }).then((r) => r.json());
} while (!['completed', 'failed'].includes(answer.data.status));
console.log(JSON.stringify(answer));
"""

#: What runs each language's sample: its program, how a file of it ends, and the sample.
SAMPLES = {
    "curl": ("sh", "sh", CURL),
    "python": (sys.executable, "py", PYTHON),
    "javascript": ("node", "mjs", JAVASCRIPT),
}
Run = Callable[..., dict[str, Any]]


@pytest.fixture(params=[(name, prefix) for name in SAMPLES for prefix in ("", "/gccai")])
def run(server: Server, tmp_path: Path, request: pytest.FixtureRequest) -> Run:
    """Runs one language's sample with a body; the poll's last answer."""
    name, prefix = request.param
    program, ending, text = SAMPLES[name]
    if which(program) is None:
        pytest.skip(f"needs {program}")

    def with_body(**body: Any) -> dict[str, Any]:
        file = tmp_path / f"sample.{ending}"
        file.write_text(text)
        env = {"BASE": server.url + prefix, "KEY": server.key, "BODY": json.dumps(body)}
        done = subprocess.run(
            [program, str(file)],
            capture_output=True,
            text=True,
            timeout=60,
            env=environment(server.scratch, **env),
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    return with_body


def _picture(answer: dict[str, Any]) -> bytes:
    assert (answer["code"], answer["data"]["status"]) == (200, "completed"), answer
    return httpx.get(answer["data"]["result"]["images"][0]["url"][0]).content


def test_the_pages_requests_end_with_pictures_of_its_table(run: Run, client: httpx.Client) -> None:
    prompt = "An inkstone beside a window, morning light"
    shortest = run(model="qwen-image-2.0", prompt=prompt)
    assert png_size(_picture(shortest)) == (1024, 1024)
    wide = run(model="qwen-image-2.0", prompt=prompt, size="16:9")
    assert png_size(_picture(wide)) == (1280, 720)
    large = run(
        model="qwen-image-2.0-pro",
        prompt=prompt,
        size="16:9",
        resolution="2K",
        n=2,
        negative_prompt="people",
    )
    assert png_size(_picture(large)) == (2048, 1152)
    assert len(large["data"]["result"]["images"]) == 2
    url = upload(client, saved(flat(RED)))["url"]
    edited = run(model="qwen-image-2.0", prompt="Make it blue", image_urls=[url])
    assert png_size(_picture(edited)) == (1024, 1024)
