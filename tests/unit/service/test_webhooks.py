"""Where the end of a job may be told; the rest of webhooks is in tests/contract."""

import pytest

from contract.receivers import BASE_URL, told
from inkstone.domain.errors import InvalidRequest
from inkstone.domain.webhook import WebhookTarget

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.test/hook",
        "ftp://example.test/",
        "file:///etc/passwd",
        "https://user:word@example.test/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "http://169.254.169.254/latest/",
        "http://localhost/",
        "http://2130706433/",
        "https://example.test:25/",
        "https://example.test/" + "x" * 5000,
        "http://[",
    ],
)
async def test_an_address_that_is_never_posted_to_is_a_fault_of_its_field(world, url) -> None:
    async with told(world.store, allow=()) as hooks:
        with pytest.raises(InvalidRequest) as refused:
            hooks.target(url, base_url=BASE_URL, param="webhook_url")
    (fault,) = refused.value.faults
    assert (fault.param, fault.kind) == ("webhook_url", "url_refused")
    assert "word@" not in fault.message


async def test_a_target_keeps_the_address_as_it_was_written(world) -> None:
    async with told(world.store, allow=("127.0.0.1",)) as hooks:
        for url in ("https://Example.test/Hook?a=1", "http://127.0.0.1:9/x"):
            made = hooks.target(url, base_url=f"{BASE_URL}/", param="webhook_url")
            assert made == WebhookTarget(url=url, base_url=BASE_URL)
            assert WebhookTarget.from_json(made.to_json()) == made


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Example.test:8443/a", "example.test:8443"),
        ("https://u:p@example.test?x", "example.test"),
        ("http://[::1]:80/", "[::1]:80"),
        ("http://[", "["),
        ("nothing", ""),
        ("", ""),
    ],
)
def test_a_host_is_read_from_whatever_there_is(url, host) -> None:
    assert WebhookTarget(url=url, base_url=BASE_URL).host == host
