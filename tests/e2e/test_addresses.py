"""Every address that an answer hands out works as handed out: on loopback, on all interfaces, and
behind a proxy that ends TLS.
"""

import io
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from e2e.conftest import NewServer
from e2e.edits import flat, saved
from e2e.proxy import TlsProxy, certificate
from e2e.server import Server

NAME = "images.example.test"
#: Finds the addresses in an answer of one call of a dialect: (what, address).
Handed = list[tuple[str, str]]


def _ok(answer: httpx.Response) -> Any:
    assert answer.is_success, f"{answer.request.url}: {answer.text}"
    return answer.json()


def _results(client: httpx.Client, at: str) -> Handed:
    """The addresses of pictures, and those to ask for them again."""
    kite = {"prompt": "a red kite"}
    found: Handed = []
    body = {**kite, "model": "qwen-image-2-0", "sync": True, "size": "512x512"}
    made = _ok(client.post(f"{at}/empiriolabs/v1/images/generations", json=body))
    found.append(("empiriolabs", made["data"][0]["url"]))
    body = {**kite, "model": "alibaba/qwen-image-2-0", "image_size": "square"}
    made = _ok(client.post(f"{at}/aimlapi/v1/images/generations", json=body))
    found.append(("aimlapi", made["data"][0]["url"]))
    path = "/api/v3/wavespeed-ai/qwen-image-2.0/text-to-image"
    for mount in ("", "/wavespeed"):
        made = _ok(client.post(f"{at}{mount}{path}", json={**kite, "enable_sync_mode": True}))
        found.append((f"wavespeed{mount}", made["data"]["outputs"][0]))
        found.append((f"wavespeed{mount} poll", made["data"]["urls"]["get"]))
    path = "/api/v1/services/aigc/multimodal-generation/generation"
    messages = [{"role": "user", "content": [{"text": "a red kite"}]}]
    body = {
        "model": "qwen-image-2.0",
        "input": {"messages": messages},
        "parameters": {"size": "512*512"},
    }
    made = _ok(client.post(f"{at}{path}", json=body))
    found.append(("dashscope", made["output"]["choices"][0]["message"]["content"][0]["image"]))
    body = {**kite, "model": "qwen-image-2.0", "size": "512x512", "response_format": "url"}
    made = _ok(client.post(f"{at}/openai/v1/images/generations", json=body))
    found.append(("openai", made["data"][0]["url"]))
    answer = client.post(f"{at}/inkstone/v1/jobs?wait=60", json={**kite, "size": "512x512"})
    found.append(("native", _ok(answer)["images"][0]["url"]))
    return found


def _brought(client: httpx.Client, at: str) -> None:
    """Bring pictures by each way that hands out an address first; then start from them."""
    picture = saved(flat((200, 30, 30), (512, 512)))
    for mount in ("", "/wavespeed"):
        ticket = {"filename": "in.png", "size": len(picture), "content_type": "image/png"}
        data = _ok(client.post(f"{at}{mount}/api/v3/media/uploads", json=ticket))["data"]
        upload = data["upload"]
        stored = client.put(
            upload["url"],
            content=picture,
            headers={**upload["headers"], "authorization": ""},
        )
        assert stored.is_success, stored.text
        body = {"prompt": "make it blue", "images": [data["download_url"]]}
        path = f"{at}{mount}/api/v3/wavespeed-ai/qwen-image-2.0/edit"
        made = _ok(client.post(path, json={**body, "enable_sync_mode": True}))["data"]
        assert made["status"] == "completed", made
    policy = _ok(client.get(f"{at}/api/v1/uploads?action=getPolicy&model=qwen-image-2.0"))["data"]
    key = f"{policy['upload_dir']}/in.png"
    form = {
        "OSSAccessKeyId": policy["oss_access_key_id"],
        "Signature": policy["signature"],
        "policy": policy["policy"],
        "key": key,
        "x-oss-object-acl": policy["x_oss_object_acl"],
        "x-oss-forbid-overwrite": policy["x_oss_forbid_overwrite"],
        "success_action_status": "200",
        "x-oss-content-type": "image/png",
    }
    stored = client.post(
        policy["upload_host"],
        data=form,
        files={"file": ("in.png", io.BytesIO(picture), "image/png")},
        headers={"authorization": ""},
    )
    assert stored.status_code == 200, stored.text


@contextmanager
def _client(server: Server, base_url: str, **more: Any) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {server.key}", **more.pop("headers", {})}
    with httpx.Client(base_url=base_url, headers=headers, timeout=60, **more) as opened:
        yield opened


def _assert_works(client: httpx.Client, at: str, *, starts: str) -> None:
    """Every address begins as it should, and answers to the same client."""
    for what, url in _results(client, at):
        assert url.startswith(starts), (what, url)
        answer = client.get(url)
        assert answer.status_code == 200, (what, url, answer.text[:200])
    _brought(client, at)


def test_on_loopback(server: Server) -> None:
    with _client(server, server.url) as client:
        _assert_works(client, "", starts=server.url + "/")


def _own_address() -> str:
    """An address of this machine that is not loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: the system only looks up which address it would send from.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but loopback")
        return str(probe.getsockname()[0])


def test_on_all_interfaces(new_server: NewServer) -> None:
    address = _own_address()
    server = new_server(args=["--host=0.0.0.0"]).start()
    port = urlsplit(server.url).port
    for host in ("127.0.0.1", "localhost", address):
        with _client(server, f"http://{host}:{port}") as client:
            _assert_works(client, "", starts=f"http://{host}:{port}/")
    # What nobody vouches for ends up in no link.
    body = {"prompt": "a red kite", "size": "512x512"}
    with _client(server, server.url, headers={"Host": "evil.example"}) as client:
        made = _ok(client.post("/inkstone/v1/jobs?wait=60", json=body))
    assert "evil.example" not in made["images"][0]["url"]


#: How the server learns its name, and what the proxy does.
Setup = Callable[[int], dict[str, str]]


@pytest.mark.parametrize("kind", ["public url", "forwarded host", "host passed on"])
def test_behind_a_proxy_that_ends_tls(new_server: NewServer, tmp_path: Path, kind: str) -> None:
    cert, key = certificate(tmp_path, NAME)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        to_port = free.getsockname()[1]
    strips = "/pictures" if kind == "public url" else ""
    proxy = TlsProxy(to_port, cert, key, strips=strips, adds_host=kind == "forwarded host")
    trust = ssl.create_default_context(cafile=str(cert))
    with proxy.running():
        base = f"https://{NAME}:{proxy.port}{strips}"
        env = (
            {"INKSTONE_PUBLIC_URL": base}
            if kind == "public url"
            else {"INKSTONE_ALLOWED_HOSTS": NAME, "INKSTONE_TRUSTED_PROXIES": "127.0.0.0/8"}
        )
        inner = f"http://127.0.0.1:{to_port}"
        server = new_server(env=env, port=to_port, reached_at=inner).start()
        transport = _ByName(proxy.port, trust)
        with _client(server, base, transport=transport) as client:
            _assert_works(client, base, starts=f"{base}/")


class _ByName(httpx.HTTPTransport):
    """Reaches the proxy under its name, which no resolver knows."""

    def __init__(self, port: int, trust: ssl.SSLContext) -> None:
        super().__init__(verify=trust)
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert request.url.host == NAME, request.url
        request.headers["Host"] = f"{NAME}:{self._port}"
        request.extensions["sni_hostname"] = NAME
        request.url = request.url.copy_with(host="127.0.0.1")
        return super().handle_request(request)
