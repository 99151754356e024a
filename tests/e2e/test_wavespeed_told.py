"""WaveSpeed's webhooks: a receiver is told of the end and can tell who did."""

import hashlib
import hmac
import json
import time

import httpx
import pytest

from e2e.conftest import NewServer
from e2e.server import balance, until
from e2e.told import ALLOW, receiving
from e2e.wavespeed_client import MODEL, SMALL, TEXT_TO_IMAGE, sdk


@pytest.mark.parametrize("field", ["path", "body"])
def test_a_webhook_tells_of_the_end_and_is_signed(new_server: NewServer, field: str) -> None:
    server = new_server(env=ALLOW).start()
    with receiving() as inbox, server.client() as client:
        asked = {"prompt": "a red kite", **SMALL}
        if field == "path":
            # The vendor's client has no argument for it: callers write it behind the model.
            sdk(server).run(f"{MODEL}-pro/text-to-image?webhook={inbox.url}", asked)
        else:
            sdk(server).run(f"{MODEL}-pro/text-to-image", {**asked, "webhook_url": inbox.url})
        until(lambda: inbox.got, what="the message")
        secret = client.get("/api/v3/webhook/secret").json()["data"]["secret"]
        headers, body = inbox.got[0]
        message = json.loads(body)
        polled = client.get(f"/api/v3/predictions/{message['id']}/result").json()["data"]

    stamp = headers["webhook-timestamp"]
    assert abs(time.time() - int(stamp)) < 300
    signed = f"{headers['webhook-id']}.{stamp}.".encode() + body
    key = secret.removeprefix("whsec_").encode()
    expected = hmac.new(key, signed, hashlib.sha256).hexdigest()
    assert headers["webhook-signature"] == f"v3,{expected}"
    assert headers["content-type"] == "application/json"
    asked_for = message.pop("input")
    assert asked_for == {"prompt": "a red kite", "seed": 7, "size": "256*256"}
    assert message == polled
    assert message["status"] == "completed"


def test_base64_and_sync_mode_do_not_go_with_a_webhook(account: httpx.Client) -> None:
    path, query = f"/api/v3/{TEXT_TO_IMAGE}", {"webhook": "https://example.com/hook"}
    body = {"prompt": "a", "enable_base64_output": True}
    answer = account.post(path, json=body, params=query)
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]
    assert "base64" in answer.json()["error"]

    body = {"prompt": "a", "enable_sync_mode": True}
    answer = account.post(path, json=body, params=query)
    assert (answer.status_code, answer.json()["data"]["code"]) == (400, 1401)
    own = account.post(path, json={"prompt": "a"}, params={"webhook": "http://127.0.0.1:1/"})
    assert (own.status_code, own.json()["data"]["code"]) == (400, 1401)
    assert balance(account)["available_micros"] == 100_000_000
