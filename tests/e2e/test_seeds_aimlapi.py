"""The samples of AIML API's page of Qwen Image 2.0 against our server, in each of its languages.

Source: the vendor's page, read on 2026-11-20: two pictures are combined into one at a preset size.
Address, key and inputs are ours; cURL is beside them, as other pages of the vendor have it.
"""

import json
import subprocess
import sys
from pathlib import Path
from shutil import which

import httpx
import pytest

from e2e.edits import BLUE, RED, flat, saved, upload
from e2e.pictures import png_size
from e2e.server import Server, environment

CURL = """
set -eu
curl -sS --request POST --url "$BASE/v1/images/generations" \
  --header "Authorization: Bearer $KEY" --header 'Content-Type: application/json' --data "$BODY"
"""

PYTHON = """
import json, os
import requests

def main():
    response = requests.post(
        os.environ["BASE"] + "/v1/images/generations",
        headers={
            "Authorization": "Bearer " + os.environ["KEY"],
            "Content-Type": "application/json",
        },
        json=json.loads(os.environ["BODY"]),
    )
    print(json.dumps(response.json(), indent=2, ensure_ascii=False))

if __name__ == "__main__":
    main()
"""

JAVASCRIPT = """
const response = await fetch(`${process.env.BASE}/v1/images/generations`, {
  method: 'POST',
  headers: {
    'Authorization': `Bearer ${process.env.KEY}`,
    'Content-Type': 'application/json',
  },
  body: process.env.BODY,
});

const data = await response.json();
console.log(JSON.stringify(data, null, 2));
"""

#: What runs each language's sample: its program, how a file of it ends, and the sample.
SAMPLES = {
    "curl": ("sh", "sh", CURL),
    "python": (sys.executable, "py", PYTHON),
    "javascript": ("node", "mjs", JAVASCRIPT),
}


@pytest.mark.parametrize("prefix", ["", "/aimlapi"])
@pytest.mark.parametrize("language", sorted(SAMPLES))
def test_the_pages_sample_makes_a_picture(
    server: Server, client: httpx.Client, tmp_path: Path, language: str, prefix: str
) -> None:
    program, ending, text = SAMPLES[language]
    if which(program) is None:
        pytest.skip(f"needs {program}")
    file = tmp_path / f"sample.{ending}"
    file.write_text(text)
    body = {
        "model": "alibaba/qwen-image-2-0",
        "prompt": "Put the lizard of the first picture into a suit, with the mug of the second.",
        "image_urls": [upload(client, saved(flat(colour)))["url"] for colour in (RED, BLUE)],
        "image_size": "landscape_4_3",
    }
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
    answer = json.loads(done.stdout)
    assert answer["created"] > 1_700_000_000_000
    assert answer["meta"]["usage"] == {"credits_used": 91_000, "usd_spent": 0.0455}
    assert png_size(httpx.get(answer["data"][0]["url"]).content) == (1024, 768)
