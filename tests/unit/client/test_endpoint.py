"""The key: where it comes from, and everywhere that it does not show."""

import logging
import traceback
from typing import Any

import pytest

import inkstone
from inkstone.client import AsyncClient, Client, InkstoneError
from unit.client.scripted import KEY, Scripted, a_job, resets, says

BOTH = pytest.mark.parametrize("cls", [Client, AsyncClient])


def test_the_key_shows_nowhere(
    scripted: Scripted, client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    scripted.plays(says(a_job()))
    shown = [repr(client), str(client.get("job_1"))]
    for act in (resets, says({"error": {"message": "No."}}, 401), says({"no": 1})):
        scripted.plays(act)
        with pytest.raises(InkstoneError) as caught:
            client.balance()
        error: BaseException = caught.value
        shown += [repr(error), str(error), *traceback.format_exception(error)]
        shown += [repr(vars(error))]

    assert scripted.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in "".join(shown)
    assert KEY not in caplog.text


def test_the_parts_of_a_client_do_not_show_it() -> None:
    with Client(KEY) as client:
        assert KEY not in repr([vars(client), vars(client._endpoint)])


@BOTH
@pytest.mark.parametrize("key", ["a\nb", "a b", "schlüssel", "a\0b"])
def test_a_key_that_is_none_is_refused_unseen(cls: Any, key: str) -> None:
    with pytest.raises(ValueError, match="API key") as caught:
        cls(key)
    assert key not in str(caught.value)


@BOTH
@pytest.mark.parametrize(
    "url", ["ftp://x", "127.0.0.1:8000", "http://", "http://h/?q=1", "http://h:99999", "//h"]
)
def test_an_address_that_is_none_is_refused(cls: Any, url: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        cls("k", url)


@BOTH
def test_a_password_in_an_address_is_refused_unseen(cls: Any) -> None:
    with pytest.raises(ValueError, match="password") as caught:
        cls("k", "http://me:hunter2@127.0.0.1")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("http://h:1/", "http://h:1"),
        ("http://h:1/inkstone/v1/", "http://h:1"),
        ("http://h:1/v1", "http://h:1"),
        ("https://h/behind/a/proxy", "https://h/behind/a/proxy"),
    ],
)
def test_the_address_may_be_written_as_the_server_prints_it(url: str, base: str) -> None:
    with Client("k", url) as client:
        assert repr(client) == f"Client('{base}')"


def test_the_environment_says_what_is_not_given(
    scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted.plays(says(a_job()))
    monkeypatch.setenv("INKSTONE_API_KEY", "from-outside\n")
    monkeypatch.setenv("INKSTONE_URL", scripted.url)
    with inkstone.Client() as client:
        client.get("job_1")
    with inkstone.Client("given") as client:
        client.get("job_1")
    monkeypatch.delenv("INKSTONE_API_KEY")
    with inkstone.Client() as client:
        client.get("job_1")

    sent = [each.headers.get("authorization") for each in scripted.seen]
    assert sent == ["Bearer from-outside", "Bearer given", None]


def test_the_package_offers_the_clients_and_nothing_else() -> None:
    assert (inkstone.Client, inkstone.AsyncClient) == (Client, AsyncClient)
    with pytest.raises(AttributeError, match="Klient"):
        inkstone.Klient  # noqa: B018
