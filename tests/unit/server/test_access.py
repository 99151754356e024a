import logging

import pytest

from unit.server.conftest import Site

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("sent", ["abc-123", "a" * 128, "trace:1.2_3"])
async def test_a_sane_request_id_comes_back(site: Site, sent: str) -> None:
    answer = await site.client.get("/healthz", headers={"x-request-id": sent})

    assert answer.headers["x-request-id"] == sent


@pytest.mark.parametrize("sent", ["", "a" * 129, "a b", "a\tb", "<script>", "ключ", "a,b"])
async def test_a_hostile_request_id_is_replaced(site: Site, sent: str) -> None:
    answer = await site.client.get("/healthz", headers=[(b"x-request-id", sent.encode())])

    assert answer.headers["x-request-id"].startswith("req_")


async def test_every_answer_has_an_id_and_is_not_sniffed(site: Site) -> None:
    for path in ("/", "/nothing", "/v1/jobs", "/metrics", "/docs", "/inkstone/v1/files/x"):
        answer = await site.client.get(path)
        assert answer.headers["x-request-id"], path
        assert answer.headers["x-content-type-options"] == "nosniff", path


async def test_nothing_secret_is_logged(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="inkstone")
    image = await site.draw("a prompt of nobody's business")
    await site.client.get(image["url"])
    token = site.page.sign_in_link("").partition("=")[2]
    await site.client.get(f"/?signin={token}")

    said = "\n".join(f"{r.getMessage()} {getattr(r, 'fields', '')}" for r in caplog.records)
    assert "/v1/images/generations" in said
    for secret in (site.headers["Authorization"], "nobody's", "sig=", token):
        assert secret not in said
