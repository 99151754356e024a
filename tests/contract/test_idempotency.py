"""One job for one intent: every call of every dialect that asks for a picture, asked again.

By its key, with and without a store that answers; what needs no key is in `test_retries_told`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import count
from typing import Any

import httpx
import pytest

from contract.conftest import KINDS, _empty
from contract.stores import a_store
from contract.submits import GRANT, SUBMITS, Asking, Submit, is_replay, job_of
from inkstone.dialects import registry
from inkstone.domain.errors import Unavailable
from unit.dialects.running import Platform, run

pytestmark = pytest.mark.anyio

SLOW = "A kite [steps=6 step_ms=15]"
#: The calls whose pictures take no decoding, and of each dialect one.
PLAIN = tuple(each for each in SUBMITS if not each.is_edit or each.is_form)
ONE_EACH = tuple({each.dialect: each for each in PLAIN[::-1]}.values())
#: The parts that all dialects share, and by dialect its app and a client of it.
Whole = tuple[Platform, Mapping[str, Any], Mapping[str, httpx.AsyncClient]]


@pytest.fixture(scope="module", params=KINDS)
async def whole(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[Whole]:
    """All dialects on the parts of one server, on each kind of store."""
    url, folder = "", tmp_path_factory.mktemp("idempotency")
    if request.param != "sqlite":
        url = str(request.getfixturevalue("shared_postgres_url"))
        async with a_store(url) as store:
            await store.write(_empty)
    async with AsyncExitStack() as stack:
        platform = await stack.enter_async_context(run(folder, dialect="native", store_url=url))
        apps = {name: registry.create(name).build(platform.services) for name in registry.FACTORIES}
        clients = {
            name: await stack.enter_async_context(_client(app)) for name, app in apps.items()
        }
        yield platform, apps, clients


def _client(app: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


@pytest.fixture(params=SUBMITS, ids=lambda submit: submit.name)
def submit(request: pytest.FixtureRequest) -> Submit:
    """Each call."""
    found: Submit = request.param
    return found


_NUMBERS = count()


async def account(whole: Whole, submit: Submit) -> Asking:
    """A new account that sends a call."""
    platform, apps, clients = whole
    name = f"account-{next(_NUMBERS)}"
    opened, _ = await platform.services.accounts.ensure(name, grant=GRANT)
    return Asking(
        submit=submit,
        services=platform.services,
        signer=platform.signer,
        app=apps[submit.dialect],
        client=clients[submit.dialect],
        account_id=opened.id,
        headers=await platform.new_headers(name),
    )


@pytest.fixture
async def asking(whole: Whole, submit: Submit) -> Asking:
    """Each call, on each store, by an account of the test's own."""
    return await account(whole, submit)


async def test_the_same_key_and_body_are_one_job_and_one_answer(asking: Asking) -> None:
    running = asyncio.create_task(asking.send(SLOW, key="k"))
    while not await asking.jobs():
        await asyncio.sleep(0.005)
    attached = await asking.send(SLOW, key="k")
    first = await running
    once = await asking.spent()
    after = await asking.send(SLOW, key="k")
    assert [is_replay(each) for each in (first, attached, after)] == [False, True, True]
    assert {job_of(each) for each in (attached, after)} == {job_of(first)}
    assert asking.told(attached) == asking.told(first)
    assert asking.told(after) == asking.told(first)
    assert first.status_code == after.status_code
    assert len(await asking.jobs()) == 1
    assert await asking.spent() == once > 0


async def test_a_key_is_of_its_body_its_account_and_nobody_elses(
    asking: Asking, whole: Whole
) -> None:
    submit = asking.submit
    first = await asking.send(key="k")
    others = [await asking.send("Another kite", key="k")]
    if submit.is_edit:
        others.append(await asking.send(key="k", colour="blue"))
    if submit.dialect == "dashscope":
        is_task = "X-DashScope-Async" in submit.headers
        flag = "disable" if is_task else "enable"
        others.append(await asking.send(key="k", X_DashScope_Async=flag))
    for other in others:
        assert other.status_code == submit.mismatch
        assert "idempotency_mismatch" in other.text
        assert "inkstone-job" not in other.headers
    assert len(await asking.jobs()) == 1
    stranger = await account(whole, submit)
    other = await stranger.send(key="k")
    assert not is_replay(other)
    assert job_of(other) != job_of(first)


@pytest.mark.parametrize("submit", ONE_EACH, ids=lambda each: each.dialect)
async def test_a_key_of_one_dialect_is_not_another_ones_answer(
    asking: Asking, whole: Whole
) -> None:
    first = await asking.send(key="k")
    for other in ONE_EACH:
        if other.dialect != asking.submit.dialect:
            client = whole[2][other.dialect]
            answer = await replace(asking, submit=other, client=client).send(key="k")
            assert answer.status_code == other.mismatch, other.name
            assert job_of(first) not in answer.text
    assert len(await asking.jobs()) == 1


@pytest.mark.parametrize("submit", PLAIN, ids=lambda each: each.name)
async def test_a_key_whose_job_failed_runs_again(asking: Asking) -> None:
    prompt = "[fail_after=0]"
    ids = []
    for _ in range(2):
        answer = await asking.send(prompt, key="k")
        assert not is_replay(answer)
        assert await asking.spent() == 0
        ids.append(len(await asking.jobs()))
    assert ids == [1, 2]


@pytest.mark.parametrize("submit", PLAIN, ids=lambda each: each.name)
async def test_what_a_key_made_is_gone_where_it_was_deleted(asking: Asking) -> None:
    first = await asking.send(key="k")
    once = await asking.spent()
    await asking.services.retention.delete_job(job_of(first), account_id=asking.account_id)
    again = await asking.send(key="k")
    assert again.status_code == asking.submit.gone
    assert "deleted" in again.text
    assert (len(await asking.jobs()), await asking.spent()) == (1, once)


@pytest.mark.parametrize("submit", PLAIN, ids=lambda each: each.name)
@pytest.mark.parametrize("is_kept", [False, True])
async def test_a_store_that_goes_away_is_a_503_and_its_retry_makes_one_job(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, *, is_kept: bool
) -> None:
    """Whether the transaction came through before the store went."""
    store = asking.services.submitter._store
    await asking.request()  # what it starts from is there before
    write, failures = store.write, [Unavailable("The database does not answer.")]

    async def failing(work: Any) -> Any:
        is_submit = "Submitter" in getattr(work, "__qualname__", "")
        if is_submit and failures:
            if is_kept:
                await write(work)
            raise failures.pop()
        return await write(work)

    monkeypatch.setattr(store, "write", failing)
    refused = await asking.send(key="k")
    assert refused.status_code == 503
    assert "retry-after" in refused.headers
    assert not failures
    answer = await asking.send(key="k")
    assert is_replay(answer) == is_kept
    assert len(await asking.jobs()) == 1
    once = await asking.spent()
    assert is_replay(await asking.send(key="k"))
    assert await asking.spent() == once > 0


BAD_KEYS = [b"", b"x" * 256, b"a\tb", b"a\x7fb", "ключ".encode(), b"\xff"]


@pytest.mark.parametrize("submit", PLAIN, ids=lambda each: each.name)
async def test_a_key_of_an_odd_shape_is_refused_by_name(asking: Asking) -> None:
    for key in BAD_KEYS:
        answer = await asking.send(key=key)
        assert answer.status_code == 400, key
        assert "Idempotency-Key" in answer.text
    assert len(await asking.jobs()) == 0
    assert job_of(await asking.send(key="x" * 255)) != job_of(await asking.send(key=" a ~"))


def reversed_json(body: dict[str, Any]) -> bytes:
    """The same body: fields in another order, with spaces and escapes."""
    return json.dumps(dict(reversed(body.items())), indent=3).encode()


@pytest.mark.parametrize("submit", PLAIN, ids=lambda each: each.name)
async def test_the_same_body_written_another_way_is_the_same(asking: Asking) -> None:
    """Order, spaces and escapes; of numbers their forms; of a form its boundary."""
    more = {"n": 1, "x_unknown": [1, {"b": 2, "a": 30}]}
    if asking.submit.is_form:
        more = {"n": "1", "x_unknown": "x"}
    first = await asking.send("墨 kite", key="k", more=more)
    whole = {"n": 1.0, "x_unknown": [1.0, {"a": 3e1, "b": 2}]}
    if asking.submit.is_form:
        whole = {"n": "1.0", "x_unknown": "x"}
    again = await asking.send("墨 kite", key="k", more=whole, write=reversed_json)
    assert job_of(again) == job_of(first)
    other = await asking.send("墨 kite", key="k", more={**more, "x_unknown": "y"})
    assert other.status_code == asking.submit.mismatch


@pytest.mark.parametrize("submit", PLAIN, ids=lambda each: each.name)
async def test_a_retry_that_says_so_is_folded_and_equal_calls_at_once_are_not(
    asking: Asking,
) -> None:
    four = await asyncio.gather(*(asking.send() for _ in range(4)))
    assert len({job_of(each) for each in four}) == 4
    assert not any(map(is_replay, four))
    spent = await asking.spent()
    retried = await asking.send(x_stainless_retry_count="1")
    assert is_replay(retried)
    assert job_of(retried) in {job_of(each) for each in four}
    other = await asking.send("Another", x_stainless_retry_count="1")
    assert not is_replay(other)
    assert await asking.spent() == spent // 4 * 5 > 0


@pytest.mark.parametrize("submit", [each for each in SUBMITS if each.waits], ids=lambda s: s.name)
async def test_a_client_that_hangs_up_and_asks_again_at_once_pays_once(asking: Asking) -> None:
    """Its retry is here before the hang-up is written down."""
    sent: list[asyncio.Task[httpx.Response]] = []
    await asking.hang_up(SLOW, then=lambda: sent.append(asyncio.create_task(asking.send(SLOW))))
    answer = await sent[0]
    assert is_replay(answer)
    assert asking.told(answer)
    assert len(await asking.jobs()) == 1
    once = await asking.spent()
    assert not is_replay(await asking.send(SLOW))
    assert await asking.spent() == 2 * once > 0


@pytest.mark.parametrize("is_told", [False, True])
@pytest.mark.parametrize("submit", [each for each in PLAIN if each.waits], ids=lambda s: s.name)
async def test_of_two_equal_calls_hung_up_each_retry_finds_another(
    asking: Asking, *, is_told: bool
) -> None:
    await asyncio.gather(*(asking.hang_up(SLOW, num_jobs=2) for _ in range(2)))
    headers = {"x_stainless_retry_count": "1"} if is_told else {}
    answers = await asyncio.gather(*(asking.send(SLOW, **headers) for _ in range(2)))
    assert all(map(is_replay, answers))
    assert {job_of(each) for each in answers} == {job.id for job in await asking.jobs()}
    assert len(await asking.jobs()) == 2


#: What asks for nothing to be made, by dialect.
READS = {
    "aimlapi": ("/models",),
    "dashscope": ("/api/v1/tasks",),
    "empiriolabs": ("/jobs", "/models"),
    "gccai": ("/models", "/balance"),
    "native": ("/jobs", "/balance"),
    "openai": ("/models",),
    "wavespeed": ("/api/v3/balance",),
}


@pytest.mark.parametrize("submit", ONE_EACH, ids=lambda each: each.dialect)
async def test_what_makes_nothing_binds_no_key(asking: Asking) -> None:
    headers = {**asking.headers, "Idempotency-Key": "k"}
    for path in READS[asking.submit.dialect]:
        assert (await asking.client.get(path, headers=headers)).status_code == 200
    if asking.submit.dialect == "native":
        body = {"prompt": "A kite"}
        answer = await asking.client.post("/estimate", json=body, headers=headers)
        assert answer.status_code == 200
    refused = await asking.send("", key="k")
    assert refused.status_code == 400
    assert not is_replay(await asking.send(key="k"))
