"""The page's copied code, run as a reader would: it makes the picture that the page made."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from browser.snippets import HOSTILE, NODE, Snippet, Writer, run
from e2e.edits import flat, saved
from e2e.pictures import pixels_of
from e2e.server import Server, until

pytestmark = pytest.mark.skipif(not NODE, reason="needs Node")

KEY = "ik_snippet_tests_0123456789abcdefghijklmno"
SIZED = {"size": "512x512", "seed": 7}
PLAIN = {"prompt": "a red fox in the snow", **SIZED}
FULL = {
    **PLAIN,
    "model": "qwen-image-2.0-pro-2026-06-22",
    "n": 2,
    "seed": 2**31 - 1,
    "negative_prompt": "it's blurry",
    "watermark": True,
}
#: Which say neither a seed nor pixels.
WITHOUT_SEEDS = {"gccai"}
#: Run at each change; the others with the slow tests.
QUICK = {
    "native-curl-wait",
    "native-inkstone-wait",
    "native-fetch-poll",
    "openai-curl-wait",
    "openai-openai-wait",
    "dashscope-requests-poll",
    "wavespeed-curl-wait",
    "empiriolabs-curl-poll",
    "gccai-curl-poll",
    "aimlapi-fetch-wait",
}


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Writer:
    """The page's modules."""
    return Writer(tmp_path_factory.mktemp("web"))


@pytest.fixture(scope="module")
def sketch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that draws what it is asked for."""
    server = Server(
        tmp_path_factory.mktemp("sketch"), engine="sketch", env={"INKSTONE_API_KEY": KEY}
    )
    yield server.start()
    server.clean_up()


@pytest.fixture
def native(sketch: Server) -> Iterator[httpx.Client]:
    """The native API, with the same key."""
    with sketch.client() as client:
        yield client


def made(native: httpx.Client, body: dict[str, Any]) -> dict[str, Any]:
    """The job that a request becomes."""
    answer = native.post("/inkstone/v1/jobs", params={"wait": 60}, json=body)
    job: dict[str, Any] = answer.json()
    assert job.get("status") == "succeeded", answer.text
    return job


def drawn(native: httpx.Client, job: dict[str, Any]) -> list[str]:
    """What a job's pictures show."""
    return [pixels_of(native.get(image["url"]).content) for image in job["images"]]


def uploaded(native: httpx.Client) -> str:
    """A picture to start from; its id."""
    content = saved(flat((200, 40, 30), (512, 512)))
    return str(native.post("/inkstone/v1/uploads", content=content).json()["id"])


def asked_by(native: httpx.Client, snippet: Snippet, num: int) -> list[dict[str, Any]]:
    """The newest jobs of a snippet's dialect, oldest first."""
    query = {"dialect": snippet.dialect, "limit": num}
    jobs: list[dict[str, Any]] = native.get("/inkstone/v1/jobs", params=query).json()["data"]
    return jobs[::-1]


def check_all(
    snippets: dict[str, Snippet],
    body: dict[str, Any],
    native: httpx.Client,
    folder: Path,
    *,
    names: set[str] | None = None,
) -> None:
    """Run snippets; each asks for the same, and makes the same wherever its dialect can say so."""
    want = made(native, body)
    pixels = drawn(native, want)
    for snippet in snippets.values():
        if names is not None and snippet.name not in names:
            continue
        pictures = run(snippet, folder / snippet.name, KEY)
        one = [f"picture-{number}" for number in range(1, len(pixels) + 1)]
        assert [each.stem for each in pictures] == (one if len(one) > 1 else ["picture"])
        num_calls = len(one) if snippet.dialect in {"wavespeed", "aimlapi"} else 1
        for job in asked_by(native, snippet, num_calls):
            if snippet.language != "openai-js":
                assert job["prompt"] == body["prompt"], snippet.name
        if snippet.dialect in WITHOUT_SEEDS:
            assert "seed" in snippet.left_out
        elif not {"negative_prompt", "watermark"} & {*snippet.left_out}:
            found = [pixels_of(each.read_bytes()) for each in pictures]
            assert found == pixels, snippet.name


def runnable(snippets: dict[str, Snippet]) -> dict[str, Snippet]:
    """Those that need no more than Python's packages and Node itself, and save a picture."""
    return {
        name: each
        for name, each in snippets.items()
        if each.language != "openai-js" and each.mode != "webhook"
    }


def test_a_hostile_prompt_stays_a_prompt_in_every_dialect(
    writer: Writer, sketch: Server, native: httpx.Client, tmp_path: Path
) -> None:
    body = {**PLAIN, "prompt": HOSTILE}

    snippets = runnable(writer.snippets(body, sketch.url))
    check_all(snippets, body, native, tmp_path, names=QUICK)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("fields", [{"prompt": HOSTILE}, FULL], ids=["hostile", "full"])
def test_every_snippet_makes_the_picture_that_was_asked_for(
    writer: Writer, sketch: Server, native: httpx.Client, tmp_path: Path, fields: dict[str, Any]
) -> None:
    body = {**PLAIN, **fields}

    check_all(runnable(writer.snippets(body, sketch.url)), body, native, tmp_path)


def edit_of(native: httpx.Client) -> tuple[dict[str, Any], dict[str, Any]]:
    """A request that starts from an upload, and the same as other dialects can say it."""
    picture = uploaded(native)
    body = {**SIZED, "prompt": 'flip it horizontally, "now"', "images": [picture]}
    url = native.get(f"/inkstone/v1/uploads/{picture}").json()["url"]
    return body, {**body, "images": [url]}


def edits(writer: Writer, sketch: Server, native: httpx.Client) -> Any:
    """Snippets of an edit, and what it asks for."""
    body, by_url = edit_of(native)
    natively = writer.snippets(body, sketch.url)
    others = writer.snippets(by_url, sketch.url)
    return {
        name: natively[name] if each.dialect == "native" else each
        for name, each in runnable(others).items()
    }, body


def test_an_edit_starts_from_the_same_picture(
    writer: Writer, sketch: Server, native: httpx.Client, tmp_path: Path
) -> None:
    snippets, body = edits(writer, sketch, native)

    names = {"native-requests-wait", "openai-curl-wait", "openai-requests-wait"}
    check_all(snippets, body, native, tmp_path, names=names)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_snippet_of_an_edit_starts_from_the_same_picture(
    writer: Writer, sketch: Server, native: httpx.Client, tmp_path: Path
) -> None:
    snippets, body = edits(writer, sketch, native)

    check_all(snippets, body, native, tmp_path)


@pytest.mark.slow
def test_a_mask_and_several_pictures_keep_their_places(
    writer: Writer, sketch: Server, native: httpx.Client, tmp_path: Path
) -> None:
    first, last, mask = (uploaded(native) for _ in range(3))
    urls = [
        native.get(f"/inkstone/v1/uploads/{each}").json()["url"] for each in (first, last, mask)
    ]
    body = {**SIZED, "prompt": "make it black and white", "images": urls[:2], "mask": urls[2]}

    snippets = runnable(writer.snippets(body, sketch.url))
    names = {name for name in snippets if name.startswith(("openai-", "native-"))}
    check_all(snippets, body, native, tmp_path, names=names)
    assert "mask" in snippets["wavespeed-curl-wait"].left_out


def test_a_refusal_is_told_and_leaves_no_file(
    writer: Writer, sketch: Server, tmp_path: Path
) -> None:
    snippets = writer.snippets({**PLAIN, "size": "9x9"}, sketch.url)

    for name in ("native-curl-wait", "native-curl-poll", "native-requests-wait"):
        with pytest.raises(AssertionError, match="size"):
            run(snippets[name], tmp_path / name, KEY)
        assert [each.name for each in (tmp_path / name).iterdir()] == [snippets[name].file]


def test_a_webhook_is_told_to_the_address_that_was_given(
    writer: Writer, sketch: Server, native: httpx.Client, tmp_path: Path
) -> None:
    snippets = writer.snippets(PLAIN, sketch.url, webhook="https://hook.invalid/a?b=c&d='e'")

    for name in ("native-curl-webhook", "wavespeed-requests-webhook"):
        assert run(snippets[name], tmp_path / name, KEY) == []
        (job,) = asked_by(native, snippets[name], 1)
        assert job["prompt"] == PLAIN["prompt"]

    def told() -> list[str]:
        deliveries = native.get("/inkstone/v1/webhooks/deliveries").json()["data"]
        return [each["url"] for each in deliveries]

    until(lambda: told() == ["https://hook.invalid/a?b=c&d='e'"] * 2, what="both are told")
