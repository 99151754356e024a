"""Who is calling, and what the server is."""

import pytest

from inkstone import __version__
from inkstone.domain.accounts import Scope
from inkstone.service.key_terms import KeyTerms
from unit.dialects.running import LIMITS, Platform

pytestmark = pytest.mark.anyio


async def test_a_key_is_told_whose_it_is_and_what_the_server_is(native: Platform) -> None:
    answer = await native.get("/session")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    (key,) = await native.services.keys.listing()
    assert told == {
        "object": "session",
        "account": {"id": native.account_id, "name": "local"},
        "key": {"id": key.id, "name": "test", "prefix": key.prefix},
        "scopes": ["submit", "read"],
        "is_operator": False,
        "currency": "USD",
        "server": {
            "version": __version__,
            "engine": native.services.about.engine,
            "engine_why": native.services.about.engine_why,
            "enhancer": False,
            "verify_is_public": True,
            "base_url": told["server"]["base_url"],
            "upload_bytes_max": native.services.uploads.limits.size_bytes_max,
            "idempotency_ttl_s": 86_400,
            "url_lifetime_s": int(LIMITS.url_lifetime.total_seconds()),
        },
    }
    assert told["server"]["base_url"].startswith("http")


@pytest.mark.parametrize("scope", list(Scope))
async def test_a_key_of_any_scope_may_ask(native: Platform, scope: Scope) -> None:
    terms = KeyTerms(scopes=frozenset({scope}))
    made = await native.services.keys.create(
        account_id=native.account_id, account="local", name="one", terms=terms
    )
    answer = await native.client.get("/session", headers={"x-api-key": made.key})
    assert answer.status_code == 200
    assert answer.json()["scopes"] == [scope.value]
    assert answer.json()["is_operator"] is (scope is Scope.ADMIN)


async def test_without_a_good_key_nothing_is_told(native: Platform) -> None:
    for headers, code in (({}, "missing_api_key"), ({"x-api-key": "x"}, "invalid_api_key")):
        answer = await native.client.get("/session", headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
        assert __version__ not in answer.text
