"""Make a picture with the EmpirioLabs API and save it; only the standard library is needed.

INKSTONE_URL=http://127.0.0.1:8000 INKSTONE_API_KEY=… python examples/generate.py "a red apple"
"""

# ruff: noqa: S310, T201

import json
import os
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

URL = os.environ.get("INKSTONE_URL", "http://127.0.0.1:8000")
HEADERS = {
    "Authorization": f"Bearer {os.environ['INKSTONE_API_KEY']}",
    "Content-Type": "application/json",
}


def call(path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Send a request; with a body it is a POST."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data=data, headers=HEADERS)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return dict(json.load(answer))


def main() -> None:
    """Submit a job, poll it to its end, save what it made."""
    prompt = sys.argv[1] if len(sys.argv) > 1 else "A shop sign that says 墨香"
    job = call("/v1/images/generations", {"model": "qwen-image-2-0", "prompt": prompt})
    while job["status"] not in {"completed", "failed"}:
        time.sleep(0.5)
        job = call(f"/v1/jobs/{job['job_id']}")
    if job["status"] == "failed":
        sys.exit(f"{job['error']['code']}: {job['error']['message']}")
    for index, image in enumerate(job["result"]["data"]):
        file = Path(f"picture-{index}.png")
        with urllib.request.urlopen(image["url"], timeout=60) as picture:
            file.write_bytes(picture.read())
        print(file)


if __name__ == "__main__":
    main()
