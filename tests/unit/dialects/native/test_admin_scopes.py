"""What a key of one scope may call in every dialect, refused in the vendor's own shape."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from contract.test_dialect import KEYLESS_POSTS, OPEN_ROUTES, SHAPES, TICKET_ROUTES
from inkstone.dialects import registry
from inkstone.domain.accounts import Scope
from inkstone.media.workshop import Workshop
from unit.dialects.native.admins import admin
from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio
#: Calls that change nothing, although they are posts.
READING_POSTS = {
    "/estimate",
    "/api/v3/model/pricing",
    "/api/v3/predictions",
}
#: Who could read these could forge webhooks.
SECRETS = {"/webhooks/secrets", "/api/v3/webhook/secret"}
#: What a key of any scope is told: who it is; `test_session` says what.
OF_ANY_SCOPE = {"/session"}


def calls(platform: Platform, dialect: str) -> Iterator[tuple[str, str, bool]]:
    """Every call that needs a plain key: its method, its path, whether it reads."""
    keyless = OPEN_ROUTES[dialect] | TICKET_ROUTES.get(dialect, set())
    # Anybody may verify a picture, so that no scope is needed; `test_verify` says what a key adds.
    keyless |= KEYLESS_POSTS.get(dialect, set())
    for route in platform.app.routes:
        assert isinstance(route, APIRoute)
        path = re.sub(r"\{[^}]*\}", "x1", route.path)
        is_admin = dialect == "native" and 403 in route.responses
        if path in keyless | OF_ANY_SCOPE or is_admin:
            continue
        for method in route.methods:
            is_read = method in {"GET", "HEAD"} or path in READING_POSTS
            yield method, path, is_read and path not in SECRETS


@pytest.mark.parametrize("dialect", sorted(registry.FACTORIES))
async def test_a_key_that_only_submits_or_only_reads_is_held_to_it(
    dialect: str, tmp_path: Path, workshop: Workshop
):
    async with run(tmp_path, dialect=dialect, works=False, workshop=workshop) as platform:
        reads = await admin(platform, scopes=frozenset({Scope.READ}))
        submits = await admin(platform, scopes=frozenset({Scope.SUBMIT}))
        asked = list(calls(platform, dialect))
        assert {is_reading for _, _, is_reading in asked} == {True, False}
        for method, path, is_reading in asked:
            may, may_not = (reads, submits) if is_reading else (submits, reads)
            refused = await may_not.call(method, path, json={})
            assert refused.status_code == 403, (method, path, refused.text)
            assert SHAPES[dialect](refused.json()), (method, path)
            needed = Scope.READ if is_reading else Scope.SUBMIT
            assert f"the scope {needed}" in refused.text
            assert (await may.call(method, path, json={})).status_code != 403, (method, path)
