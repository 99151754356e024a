"""API keys: seen once, kept as a hash, refused once revoked."""

import pytest

from inkstone.domain.errors import InvalidRequest, MissingKey, NotAuthenticated, NotFound
from inkstone.service.keys import KEY_PREFIX, digest

pytestmark = pytest.mark.anyio


async def test_only_the_hash_of_a_key_reaches_the_disk(world):
    named = {"account_id": world.caller.account_id, "account": "local", "name": "x"}
    made = await world.keys.create(**named)
    own = await world.keys.adopt("a-secret-of-my-own", **named)
    file = world.store.url.database
    await world.store.close()
    from pathlib import Path

    written = b"".join(path.read_bytes() for path in Path(file).parent.glob("ink.db*"))
    for key in (made.key, own.key):
        assert key.encode() not in written
        assert digest(key).encode() in written


async def test_a_key_opens_its_account_and_no_other(world):
    other = await world.open_account("other")
    assert other.account_id != world.caller.account_id
    assert other.account_name == "other"


@pytest.mark.parametrize(
    ("key", "refusal"),
    [
        (None, MissingKey),
        ("", MissingKey),
        ("wrong", NotAuthenticated),
        (KEY_PREFIX, NotAuthenticated),
        ("x" * 10_000, NotAuthenticated),
        ("'; DROP TABLE api_keys; --", NotAuthenticated),
        ("a\0b", NotAuthenticated),
        ("密钥" * 20, NotAuthenticated),
    ],
)
async def test_what_is_no_key_opens_nothing(world, key, refusal):
    with pytest.raises(refusal):
        await world.keys.authenticate(key)


async def test_a_revoked_key_is_refused_and_cannot_be_revoked_again(world):
    named = {"account_id": world.caller.account_id, "account": "local", "name": "x"}
    made = await world.keys.create(**named)
    await world.keys.revoke(made.key_id)
    with pytest.raises(NotAuthenticated):
        await world.keys.authenticate(made.key)
    for key_id in (made.key_id, "key_none"):
        with pytest.raises(NotFound):
            await world.keys.revoke(key_id)
    (listed,) = [key for key in await world.keys.listing() if key.id == made.key_id]
    assert listed.revoked_at is not None


async def test_an_operator_s_own_key_is_adopted_once(world):
    named = {"account_id": world.caller.account_id, "account": "local", "name": "env"}
    first = await world.keys.adopt("correct horse battery", **named)
    assert await world.keys.adopt("correct horse battery", **named) is None
    caller = await world.keys.authenticate("correct horse battery")
    assert caller.key_id == first.key_id


async def test_a_key_of_another_account_or_a_revoked_one_is_not_adopted(world):
    other = await world.open_account("other")
    mine = {"account_id": world.caller.account_id, "account": "local", "name": "env"}
    theirs = {"account_id": other.account_id, "account": "other", "name": "env"}
    made = await world.keys.adopt("correct horse battery", **mine)
    with pytest.raises(InvalidRequest, match="belongs to 'local'"):
        await world.keys.adopt("correct horse battery", **theirs)
    await world.keys.revoke(made.key_id)
    with pytest.raises(InvalidRequest, match="revoked"):
        await world.keys.adopt("correct horse battery", **mine)


@pytest.mark.parametrize("key", ["short", "x" * 257, "a new\nline in a long key", "nul\0" * 8])
async def test_a_weak_or_broken_key_is_not_adopted(world, key):
    with pytest.raises(InvalidRequest):
        await world.keys.adopt(key, account_id=world.caller.account_id, account="local", name="env")


async def test_the_prefix_tells_keys_apart_and_gives_nothing_away(world):
    named = {"account_id": world.caller.account_id, "account": "local", "name": "x"}
    made = await world.keys.create(**named)
    await world.keys.adopt("abcdefghijklmnopqrst", **named)
    listed = {key.prefix for key in await world.keys.listing(world.caller.account_id)}
    assert made.key[: len(KEY_PREFIX) + 6] in listed
    assert "abcd…" in listed


async def test_using_a_key_is_noted_once_a_minute(world, clock):
    made = await world.keys.create(account_id=world.caller.account_id, account="local", name="x")

    async def last_used():
        (key,) = [key for key in await world.keys.listing() if key.id == made.key_id]
        return key.last_used_at

    seen = []
    for _ in range(3):
        await world.keys.authenticate(made.key)
        seen.append(await last_used())
        clock.advance(31)
    assert seen[0] == seen[1] < seen[2]


async def test_an_account_has_only_so_many_keys_in_force(world, monkeypatch):
    monkeypatch.setattr("inkstone.service.key_terms.KEYS_MAX", 2)
    owner = await world.open_account("many")
    named = {"account_id": owner.account_id, "account": "many", "name": "x"}
    (first,) = await world.keys.listing(owner.account_id)
    await world.keys.create(**named)
    with pytest.raises(InvalidRequest, match="up to 2 keys"):
        await world.keys.create(**named)
    await world.keys.revoke(first.id)
    await world.keys.create(**named)
