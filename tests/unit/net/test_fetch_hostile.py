"""No hostile URL, answer of a resolver or redirect leads to a connection."""

import pytest

from inkstone.domain.errors import InvalidRequest
from inkstone.net.fetch import UrlRefused, UrlUnreachable
from inkstone.net.guard import PORTS
from unit.net.hostile_answers import ANSWERS, LOCATIONS
from unit.net.hostile_urls import URLS
from unit.net.raw_servers import Names, canary, fetched, fetching, picture, redirect, serving

pytestmark = pytest.mark.anyio


@pytest.fixture
async def bait(monkeypatch):
    """The canary, on a port that is allowed: only the address stands between it and us."""
    async with canary() as server:
        # Patched, because a test cannot count on port 80 being free.
        monkeypatch.setattr("inkstone.net.guard.PORTS", PORTS | {server.port})
        yield server
        assert server.num_connections == 0


def test_the_corpus_is_large():
    assert len(URLS) >= 150
    assert len({url for url, _ in URLS}) == len(URLS)


async def test_no_hostile_url_passes_the_check_or_leads_to_a_connection_or_a_lookup(bait):
    names = Names()
    async with fetching(names=names, allow=["good.example"]) as fetcher:
        for template, why in URLS:
            url = template.replace("{port}", str(bait.port))
            with pytest.raises(UrlRefused) as refusal:
                fetcher.check(url)
            assert "secret" not in refusal.value.message, why
            with pytest.raises(UrlRefused):
                await fetched(fetcher, url)
            with pytest.raises(UrlRefused):
                await fetcher.post(url, body=b"{}", headers={})
    assert names.asked == []


async def test_no_hostile_answer_of_a_resolver_leads_to_a_connection(bait):
    for answers, why in ANSWERS:
        names = Names({"evil.test": answers})
        async with fetching(names=names) as fetcher:
            fetcher.check(f"http://evil.test:{bait.port}/")
            with pytest.raises(UrlRefused) as refusal:
                await fetched(fetcher, f"http://evil.test:{bait.port}/")
            with pytest.raises(UrlRefused):
                await fetcher.post(f"http://evil.test:{bait.port}/", body=b"", headers={})
        assert not refusal.value.retryable, why
        # What an inner name has for an address is nobody's business outside.
        assert not any(answer and answer in refusal.value.message for answer in answers), why
        assert names.asked == ["evil.test", "evil.test"], why


async def test_every_private_answer_is_refused_in_the_same_words():
    said = set()
    for answers in ("127.0.0.1",), ("10.0.0.1",), ("fd00::1",), ("8.8.8.8", "10.0.0.1"):
        async with fetching(names=Names({"evil.test": answers})) as fetcher:
            with pytest.raises(UrlRefused) as refusal:
                await fetched(fetcher, "http://evil.test/")
            said.add(refusal.value.message)
    assert len(said) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_leads_past_the_checks(bait, status):
    names = Names(
        {
            "loopback.test": ["127.0.0.1"],
            "metadata.test": ["169.254.169.254"],
            "mixed.test": ["8.8.8.8", "127.0.0.1"],
            "public.test": ["8.8.8.8"],
        }
    )
    async with serving(b"") as server, fetching(names=names) as fetcher:
        for template in LOCATIONS:
            server.answer = redirect(template.replace("{port}", str(bait.port)), status)
            with pytest.raises(UrlRefused):
                await fetched(fetcher, f"http://good.test:{server.port}/")
        assert server.num_connections == len(LOCATIONS)


async def test_a_name_that_changes_its_address_is_asked_for_once_and_believed_once(bait):
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])

    async def rebinding():
        return next(answers)

    names = Names({"good.test": rebinding})
    async with serving(picture()) as server, fetching(names=names) as fetcher:
        assert await fetched(fetcher, f"http://good.test:{server.port}/") == b"picture"
        assert names.asked == ["good.test"]
    # The other way round: a good answer for the check, a bad one for the second hop.
    answers = iter([["127.0.0.1"], ["127.0.0.1"]])
    names = Names({"evil.test": rebinding})
    async with serving(b"") as server, fetching(names=names) as fetcher:
        server.answer = redirect(f"http://evil.test:{bait.port}/")
        with pytest.raises(UrlRefused):
            await fetched(fetcher, f"http://good.test:{server.port}/")
        assert names.asked == ["good.test", "evil.test"]


async def test_a_chain_of_redirects_is_followed_to_its_end_and_no_longer():
    names = Names({"other.test": ["127.0.0.1"]})
    async with serving(picture()) as end, serving(b"") as server:
        hops = []

        async def chain(reader, writer):
            number = len(hops)
            hops.append(number)
            last = f"http://other.test:{end.port}/end"
            writer.write(redirect([f"//good.test:{server.port}/b", "c?d", last][number]))

        server.answer = chain
        async with fetching(names=names, allow=["good.test", "other.test"]) as fetcher:
            async with fetcher.get(f"http://good.test:{server.port}/a") as download:
                assert download.url == f"http://other.test:{end.port}/end"
            assert [r.split()[1] for r in server.requests] == [b"/a", b"/b", b"/c?d"]
            assert names.asked == ["good.test", "good.test", "good.test", "other.test"]
            server.answer = redirect("/again")
            with pytest.raises(UrlUnreachable) as failure:
                await fetched(fetcher, f"http://good.test:{server.port}/a")
            assert not failure.value.retryable
            assert server.num_connections == 3 + 4


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation:\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
        redirect(b"http://\xff\xfe/"),
    ],
)
async def test_a_redirect_to_nowhere_is_an_error_of_ours(answer):
    async with serving(answer) as server, fetching() as fetcher:
        with pytest.raises(InvalidRequest):
            await fetched(fetcher, f"http://good.test:{server.port}/")
        assert server.num_connections == 1


async def test_a_post_follows_no_redirect(bait):
    answer = redirect(f"http://127.0.0.1:{bait.port}/", 307)
    async with serving(answer) as server, fetching() as fetcher:
        reply = await fetcher.post(f"http://good.test:{server.port}/", body=b"{}", headers={})
        assert reply.status == 307


async def test_an_allowed_network_is_reached_by_redirect_and_by_name_and_on_any_port():
    names = Names({"inner.test": ["127.0.0.1"], "public.test": ["8.8.8.8"]})
    async with (
        serving(picture()) as inner,
        serving(b"") as server,
        fetching(names=names, allow=["good.test", "127.0.0.1/32"]) as fetcher,
    ):
        server.answer = redirect(f"http://127.0.0.1:{inner.port}/")
        assert await fetched(fetcher, f"http://good.test:{server.port}/") == b"picture"
        assert await fetched(fetcher, f"http://inner.test:{inner.port}/") == b"picture"
        mapped = f"http://[::ffff:127.0.0.1]:{inner.port}/"
        assert await fetched(fetcher, mapped) == b"picture"
        fetcher.check("http://public.test:6379/")
        with pytest.raises(UrlRefused, match="port 6379"):
            await fetched(fetcher, "http://public.test:6379/")
        with pytest.raises(UrlRefused):
            await fetched(fetcher, f"http://127.0.0.2:{inner.port}/")
