"""Which marks pictures carry: as the server, the account and the key say, and nothing beyond.

And who signs them: the operator's own certificate, where there is one that can.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from e2e.conftest import NewServer
from e2e.native import V1, get, submit
from e2e.pictures import documents_of
from e2e.provenance import credentials, has_credentials, tags
from e2e.server import Server, until
from unit.media import signing

SECRET = "a walrus named Zebedee"
FORMATS = ("png", "jpeg", "webp", "avif")
ALL_OFF = {
    "INKSTONE_CONTENT_CREDENTIALS": "false",
    "INKSTONE_EMBED_LABELS": "false",
    "INKSTONE_EMBED_PARAMETERS": "false",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that draws and signs with a certificate of its operator's."""
    folder = tmp_path_factory.mktemp("marks")
    mine = signing.operator(folder / "operator", kind="es256")
    env = {"INKSTONE_CERTIFICATE": str(mine.chain), "INKSTONE_CERTIFICATE_KEY": str(mine.key)}
    made = Server(folder, engine="sketch", env=env)
    try:
        yield made.start()
        assert made.faults() == []
    finally:
        made.clean_up()


def drawn(client: httpx.Client, kind: str = "png", **fields: Any) -> bytes:
    """A new picture of what nobody is to know of."""
    asked = {"wait": 60, "size": "512x512", "output_format": kind, **fields}
    job = submit(client, SECRET, **asked)
    assert job["status"] == "succeeded", job
    return httpx.get(job["images"][0]["url"], timeout=60).raise_for_status().content


def assert_silent(data: bytes, folder: Path) -> None:
    """See that a file says nothing at all of how it came about."""
    assert not has_credentials(data)
    assert documents_of(data) == {}
    said = tags(data, folder)
    assert not [name for name in said if name.startswith(("XMP", "JUMBF", "CBOR", "ExifIFD"))]
    # Long enough that no pixels say them by chance.
    for word in ("inkstone", "walrus", "zebedee", "sketch", "digitalsource", "produceid"):
        assert word not in json.dumps(said).lower().replace(str(folder).lower(), "")
        assert word.encode() not in data.lower()


@pytest.mark.parametrize("kind", FORMATS)
def test_what_an_account_switches_off_leaves_nothing_behind(
    server: Server, tmp_path: Path, kind: str
) -> None:
    policy = {"content_credentials": False, "labels": False, "parameters": False}
    with server.client() as owner:
        named = {"name": f"quiet-{kind}", "grant_micros": 1_000_000, "policy": policy}
        assert owner.post(f"{V1}/accounts", json=named).status_code == 201
        made = owner.post(f"{V1}/keys", json={"name": "k", "account": f"quiet-{kind}"}).json()
    with server.client(made["key"]) as client:
        assert_silent(drawn(client, kind), tmp_path)


@pytest.mark.parametrize("off", ["content_credentials", "labels", "parameters", "prompt"])
def test_a_key_switches_each_mark_off_alone(server: Server, tmp_path: Path, off: str) -> None:
    with server.client() as owner:
        body = {"name": off, "account": "local", "policy": {off: False}}
        answer = owner.post(f"{V1}/keys", json=body)
        assert answer.status_code == 201, answer.text
        key = answer.json()["key"]
    with server.client(key) as client:
        data = drawn(client, "webp")
    said = tags(data, tmp_path)
    has = {
        "content_credentials": has_credentials(data),
        "labels": any("DigitalSourceType" in name or "igc" in name for name in said),
        "parameters": "inkstone:parameters" in documents_of(data),
        "prompt": "walrus" in json.dumps(said).lower() or b"walrus" in data.lower(),
    }
    gone = {off, "prompt"} if off == "parameters" else {off}
    assert has == {name: name not in gone for name in has}


def test_a_server_that_marks_nothing(new_server: NewServer, tmp_path: Path) -> None:
    quiet = new_server(engine="sketch", env=ALL_OFF).start()
    with quiet.client() as client:
        for kind in ("png", "jpeg"):
            assert_silent(drawn(client, kind), tmp_path)
        # What the server says is the last word only where nobody else has one.
        body = {"name": "loud", "account": "local", "policy": {"content_credentials": True}}
        key = client.post(f"{V1}/keys", json=body).json()["key"]
    with quiet.client(key) as client:
        data = drawn(client)
    ca = (quiet.data_dir / "credentials" / "ca.pem").read_text()
    assert credentials(data, anchors=ca).state == "Trusted"
    assert documents_of(data) == {}


def test_prompts_stay_out_of_pictures_where_the_server_says_so(
    new_server: NewServer, tmp_path: Path
) -> None:
    env = {"INKSTONE_EMBED_PROMPT": "false"}
    with new_server(engine="sketch", env=env).start().client() as client:
        data = drawn(client, "jpeg")
    assert set(documents_of(data)) == {"inkstone:parameters"}
    assert "prompt" not in json.loads(documents_of(data)["inkstone:parameters"])
    assert "walrus" not in json.dumps(tags(data, tmp_path)).lower()
    assert b"walrus" not in data.lower()


def test_the_operators_certificate_signs_and_none_is_made(server: Server) -> None:
    with server.client() as client:
        data = drawn(client, "webp")
    root = (server.data_dir.parent / "operator" / "ca.pem").read_text()
    found = credentials(data, anchors=root)
    assert (found.state, credentials(data).state) == ("Trusted", "Valid")
    assert found.manifest["signature_info"]["common_name"] == "Operator"
    assert not (server.data_dir / "credentials").exists()


def test_pictures_hold_after_a_crash_and_new_ones_are_signed_by_the_same(
    new_server: NewServer,
) -> None:
    server = new_server(engine="sketch").start()
    with server.client() as client:
        job = submit(client, "a red kite", wait=60, size="512x512")
        before = httpx.get(job["images"][0]["url"]).content
        ca = (server.data_dir / "credentials" / "ca.pem").read_text()
        late = submit(client, "a blue kite", size="1024x1024")
        server.kill()
    server.start()
    with server.client() as client:
        found = get(client, f"/jobs/{job['id']}")
        assert httpx.get(found["images"][0]["url"]).content == before
        path = f"/jobs/{late['id']}"
        until(lambda: get(client, path)["status"] == "succeeded", what="it is drawn after all")
        after = httpx.get(get(client, path)["images"][0]["url"]).content
    assert (server.data_dir / "credentials" / "ca.pem").read_text() == ca
    states = [credentials(data, anchors=ca).state for data in (before, after)]
    assert states == ["Trusted", "Trusted"]
    assert credentials(after).manifest["title"] == f"{late['id']}-0"
    assert server.faults() == []


@pytest.mark.parametrize("wrong", ["another key", "no key", "a CA"])
def test_a_certificate_that_cannot_sign_stops_the_start(
    new_server: NewServer, tmp_path: Path, wrong: str
) -> None:
    mine, other = (signing.operator(tmp_path / name) for name in ("mine", "other"))
    chain = mine.anchors if wrong == "a CA" else mine.chain
    env = {"INKSTONE_CERTIFICATE": str(chain), "INKSTONE_CERTIFICATE_KEY": str(other.key)}
    if wrong == "no key":
        del env["INKSTONE_CERTIFICATE_KEY"]
    server = new_server(engine="sketch", env=env).spawn()
    assert server.process.wait(timeout=60) not in {0, None}
    assert "Traceback" not in server.stderr
    assert "INKSTONE_CERTIFICATE" in server.stderr
    assert "Try: " not in server.stdout
    assert not (server.data_dir / "credentials").exists()
