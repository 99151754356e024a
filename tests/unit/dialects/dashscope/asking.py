"""DashScope's calls as its tests make them."""

import asyncio
from typing import Any

import httpx

from unit.dialects.running import Platform

AIGC = "/api/v1/services/aigc"
CONVERSATION = f"{AIGC}/multimodal-generation/generation"
GENERATION = f"{AIGC}/image-generation/generation"
SYNTHESIS = f"{AIGC}/text2image/image-synthesis"
TASKS = "/api/v1/tasks"
MODEL = "qwen-image-2.0"


def message(prompt: str = "A kite", *images: str, **parameters: Any) -> dict[str, Any]:
    """A body in the newer form."""
    content = [*({"image": image} for image in images), {"text": prompt}]
    return {
        "model": MODEL,
        "input": {"messages": [{"role": "user", "content": content}]},
        "parameters": {"size": "512*512", **parameters},
    }


def prompt(text: str = "A kite", **parameters: Any) -> dict[str, Any]:
    """A body in the older form."""
    parameters = {"size": "512*512", **parameters}
    return {"model": MODEL, "input": {"prompt": text}, "parameters": parameters}


async def ask(
    platform: Platform, body: Any, *, path: str = CONVERSATION, **headers: str
) -> httpx.Response:
    """Send a body; header names have underscores for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await platform.client.post(path, json=body, headers={**platform.headers, **named})


async def submit(platform: Platform, body: Any, *, path: str = SYNTHESIS) -> str:
    """Submit a task; its id."""
    answer = await ask(platform, body, path=path, X_DashScope_Async="enable")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["output"]["task_id"])


async def task(platform: Platform, task_id: str) -> dict[str, Any]:
    """A task's `output` as it is."""
    answer = await platform.get(f"{TASKS}/{task_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["output"])


async def reaches(platform: Platform, task_id: str, status: str) -> None:
    """Wait until a task stands so."""
    while (await task(platform, task_id))["task_status"] != status:
        await asyncio.sleep(0.01)
