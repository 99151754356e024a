import pytest

from inkstone.server.front import normalised
from unit.server.conftest import Site

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/v1/jobs", "/jobs"),
        ("/jobs/", "/jobs"),
        ("/v1", "/"),
        ("/v1/", "/"),
        ("/", "/"),
        ("", "/"),
        ("/v1x/jobs", "/v1x/jobs"),
        ("/v10", "/v10"),
    ],
)
def test_a_path_is_the_same_with_or_without_v1_and_slash(path: str, said: str) -> None:
    assert normalised(path) == said


@pytest.mark.parametrize(
    ("path", "dialect"),
    [
        ("/health", "empiriolabs"),
        ("/v1/health/", "empiriolabs"),
        ("/empiriolabs/health", "empiriolabs"),
        ("/empiriolabs/v1/health", "empiriolabs"),
        ("/empiriolabs/nothing", "empiriolabs"),
        ("/inkstone/v1/nothing", "native"),
        ("/nothing", None),
        ("/v1/nothing", None),
        ("/empiriolab", None),
    ],
)
async def test_a_path_belongs_to_its_dialect(site: Site, path: str, dialect: str | None) -> None:
    answer = await site.client.get(path)

    assert answer.headers.get("inkstone-dialect") == dialect
    assert answer.status_code == (200 if path.rstrip("/").endswith("/health") else 404)
    assert answer.headers["content-type"] == "application/json"


async def test_a_path_longer_than_anybodys_is_refused(site: Site) -> None:
    assert (await site.client.get("/" + "a" * 2048)).status_code == 414
    assert (await site.client.get("/" + "a" * 2047)).status_code == 404


@pytest.mark.parametrize("host", ["a@b", "a/b", "a b", "127.0.0.1:80@b", "[::1", "a:123456", "é"])
async def test_a_host_that_is_none_is_refused(site: Site, host: str) -> None:
    answer = await site.client.get("/healthz", headers=[(b"host", host.encode())])

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_host")


@pytest.mark.parametrize("host", ["a", "a.b-c_d:8000", "[::1]:80", "[::1]", "10.0.0.1", ""])
async def test_a_host_is_a_name_or_an_address_and_a_port(site: Site, host: str) -> None:
    answer = await site.client.get("/healthz", headers={"host": host})

    assert answer.status_code == 200
