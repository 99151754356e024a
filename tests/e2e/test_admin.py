"""Administration over HTTP on a running server: keys in every dialect, suspension, erasure."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from e2e.conftest import NewServer
from e2e.dialects import DRAW, Asked
from e2e.edits import RED, flat, saved
from e2e.inside import blob_files, entry_counts
from e2e.native import V1, get, submit
from e2e.pictures import pixels_of, png_texts
from e2e.server import Server

SECRET = "a walrus named Zebedee"


def make(client: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    """What a call makes."""
    answer = client.post(V1 + path, json=body)
    assert answer.status_code in {200, 201}, answer.text
    return dict(answer.json())


@contextmanager
def watched(server: Server, key: str) -> Iterator[tuple[httpx.Client, list[httpx.Response]]]:
    """A client of a key, and the answers that it got."""
    seen: list[httpx.Response] = []

    def note(answer: httpx.Response) -> None:
        answer.read()
        seen.append(answer)

    with server.client(key) as client:
        client.event_hooks = {"response": [note]}
        yield client, seen


def refused(server: Server, key: str, dialect: str) -> httpx.Response:
    """How a dialect refuses a key a picture."""
    with watched(server, key) as (client, seen):
        with pytest.raises(AssertionError):
            DRAW[dialect](client, Asked(prompt="x"))
        return seen[-1]


@pytest.mark.parametrize("dialect", sorted(DRAW))
def test_every_dialect_holds_a_key_to_its_scopes_and_models(
    server: Server, client: httpx.Client, dialect: str
) -> None:
    account = f"{dialect} shop"
    make(client, "/accounts", name=account, grant_micros=10_000_000)
    reads = make(client, "/keys", name="r", account=account, scopes=["read"])["key"]
    other = ["qwen-image-2.0-pro"]
    pro = make(client, "/keys", name="p", account=account, models=other)["key"]
    plain = make(client, "/keys", name="k", account=account, models=["qwen-image-2.0"])["key"]
    for key, word in ((reads, "scope submit"), (pro, "qwen-image-2.0-pro")):
        answer = refused(server, key, dialect)
        assert answer.status_code == 403, answer.text
        assert word in answer.text
        assert answer.headers["inkstone-dialect"] == dialect
    with server.client(plain) as drawing:
        assert DRAW[dialect](drawing, Asked(prompt="x"))
        assert get(drawing, "/key")["models"] == ["qwen-image-2.0"]
    assert not server.faults()


@pytest.mark.parametrize("dialect", sorted(DRAW))
def test_a_suspended_account_draws_in_no_dialect_until_it_is_lifted(
    server: Server, client: httpx.Client, dialect: str
) -> None:
    account = f"{dialect} late"
    path = f"/accounts/{make(client, '/accounts', name=account, grant_micros=10_000_000)['id']}"
    key = make(client, "/keys", name="k", account=account)["key"]
    assert client.patch(V1 + path, json={"status": "suspended"}).json()["status"] == "suspended"
    answer = refused(server, key, dialect)
    assert answer.status_code in {401, 403}
    assert "suspended" in answer.text
    client.patch(V1 + path, json={"status": "active"})
    with server.client(key) as drawing:
        # It reads on while it is suspended, and draws once it is not.
        assert get(drawing, "/account")["status"] == "active"
        assert submit(drawing, "x", wait=20)["status"] == "succeeded"


def test_a_rotated_key_and_the_one_before_it_both_draw(
    server: Server, client: httpx.Client
) -> None:
    old = make(client, "/keys", name="k")
    new = make(client, f"/keys/{old['id']}/rotate", overlap_s=60)
    for key in (old["key"], new["key"]):
        with server.client(key) as drawing:
            assert submit(drawing, "x", wait=20)["status"] == "succeeded"
    third = make(client, f"/keys/{old['id']}/rotate", overlap_s=0)
    for key, status in ((old["key"], 401), (new["key"], 401), (third["key"], 200)):
        with server.client(key) as drawing:
            assert drawing.get(f"{V1}/key").status_code == status
    assert get(client, f"/keys/{old['id']}")["spending"]["num_open"] == 0


def drawn(server: Server, key: str) -> bytes:
    """A picture that a key asked for."""
    with server.client(key) as drawing:
        job = submit(drawing, SECRET, wait=20, seed=7)
        return httpx.get(job["images"][0]["url"]).content


def test_a_picture_is_marked_as_its_key_says_and_else_as_its_account(
    server: Server, client: httpx.Client
) -> None:
    policy = {"prompt": False, "visible_label": True}
    account = make(client, "/accounts", name="press", grant_micros=10_000_000, policy=policy)
    admin = make(client, "/keys", name="a", account="press", scopes=["submit", "read", "admin"])
    plain = make(client, "/keys", name="k", account="press", policy={"visible_label": False})
    said = png_texts(drawn(server, admin["key"]))
    assert json.loads(said["inkstone:parameters"])["seed"] == 7
    assert SECRET not in str(said)
    with server.client(admin["key"]) as press:
        path = f"{V1}/keys/{admin['id']}"
        refused = press.patch(path, json={"policy": {"visible_label": False}})
        assert refused.status_code == 403, refused.text
        assert "policy.visible_label" in refused.json()["error"]["message"]
        assert press.patch(path, json={"policy": {"prompt": True}}).status_code == 200
    labelled = drawn(server, admin["key"])
    assert json.loads(png_texts(labelled)["inkstone:parameters"])["prompt"] == SECRET
    assert pixels_of(labelled) != pixels_of(drawn(server, plain["key"]))
    back = {"policy": {"prompt": None, "visible_label": None}}
    client.patch(f"{V1}/accounts/{account['id']}", json=back)
    assert pixels_of(drawn(server, admin["key"])) == pixels_of(drawn(server, plain["key"]))


def test_an_erased_account_leaves_its_ledger_and_nothing_it_wrote(new_server: NewServer) -> None:
    server = new_server().start()
    with server.client() as client:
        make(client, "/accounts", name="shop", grant_micros=10_000_000)
        key = make(client, "/keys", name="k", account="shop")["key"]
        with server.client(key) as shop:
            upload = shop.post(
                f"{V1}/uploads", content=saved(flat(RED)), headers={"Content-Type": "image/png"}
            ).json()
            job = submit(shop, SECRET, wait=20, metadata={"for": SECRET})
            paths = [job["images"][0]["url"], upload["url"]]
            assert [httpx.get(each).status_code for each in paths] == [200, 200]
            charged = job["price"]["charged_micros"]
            under_way = submit(shop, f"{SECRET} [steps=500 step_ms=200]")
            erased = client.delete(f"{V1}/accounts/shop", params={"confirm": "shop"})
            assert erased.status_code == 200, erased.text
            assert erased.json()["num_jobs"] == 2
            assert shop.get(f"{V1}/jobs/{under_way['id']}").status_code == 401
        assert {httpx.get(each).status_code for each in paths} <= {404, 410}
        left = get(client, f"/accounts/{erased.json()['id']}")
        assert (left["status"], left["held_micros"]) == ("erased", 0)
        assert left["balance_micros"] == 10_000_000 - charged
        statement = get(client, "/statement", account=left["id"])
        assert statement["closing_micros"] == left["balance_micros"]
    assert not list(blob_files(server.data_dir))
    assert entry_counts(server.data_dir)["capture"] == 1
    assert server.inkstone("accounts", "check") == {"discrepancies": []}
    assert not server.faults()
    assert server.stop() == 0
    written = b"".join(path.read_bytes() for path in server.data_dir.glob("inkstone.db*"))
    assert b"Zebedee" not in written
