"""Our own addresses: recognised by every name that we have, and never on anybody's word."""

from datetime import UTC, datetime, timedelta

import pytest

from inkstone.net.own_urls import FILES_PATH, OwnUrls, is_loopback
from inkstone.net.signing import SignatureExpired, SignatureInvalid, UrlSigner

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
KEY = "job_01k9/1/0.png"
SIGNER = UrlSigner([b"s" * 32])


def own(public_url="https://pictures.example.test", **more):
    return OwnUrls(signer=SIGNER, public_url=public_url, **more)


@pytest.mark.parametrize(
    "base",
    [
        "https://pictures.example.test",
        "HTTPS://Pictures.Example.TEST",
        "https://pictures.example.test:443",
        "http://127.0.0.1:8000",
        "http://127.8.9.1",
        "https://localhost:8443",
        "http://LOCALHOST",
        "http://[::1]:8000",
        "http://other.example.test:81",
        "http://Other.Example.Test",
    ],
)
def test_an_address_that_we_gave_out_names_its_file(base):
    urls = own(allowed_hosts=["other.example.test"])
    assert urls.key_of(base + urls.path_of(KEY, expires_at=LATER), now=NOW) == KEY


def test_an_address_longer_than_any_is_not_read():
    urls = own()
    url = "https://pictures.example.test" + urls.path_of(KEY, expires_at=LATER)
    assert urls.key_of(url + "&a=1", now=NOW) == KEY
    assert urls.key_of(url + "&a=1" * 2000, now=NOW) is None


def test_a_public_url_may_have_a_path_of_its_own():
    urls = own("https://example.test/pictures")
    path = urls.path_of(KEY, expires_at=LATER)
    assert urls.key_of(f"https://example.test/pictures{path}", now=NOW) == KEY
    # Behind the proxy, or past it, the path is not there.
    assert urls.key_of(f"http://127.0.0.1:8000{path}", now=NOW) == KEY


def test_a_server_without_a_public_url_knows_itself_on_loopback():
    urls = own(None)
    path = urls.path_of(KEY, expires_at=LATER)
    assert urls.key_of(f"http://localhost:8000{path}", now=NOW) == KEY


@pytest.mark.parametrize(
    "base",
    ["https://elsewhere.example.test", "http://pictures.example.test", "http://10.0.0.1:8000"],
)
def test_a_good_signature_proves_that_an_address_is_ours_whatever_its_host(base):
    urls = own()
    path = urls.path_of(KEY, expires_at=LATER)
    assert urls.key_of(base + path, now=NOW) == KEY
    assert urls.key_of((base + path).replace("sig=", "sig=x"), now=NOW) is None
    strangers = OwnUrls(signer=UrlSigner([b"t" * 32])).path_of(KEY, expires_at=LATER)
    assert urls.key_of(base + strangers, now=NOW) is None
    with pytest.raises(SignatureExpired):
        urls.key_of(base + path, now=LATER)


@pytest.mark.parametrize(
    "base",
    [
        "https://pictures.example.test:99999",
        "https://evil.test/pictures.example.test",
        "https://pictures.example.test@evil.test",
        "https://somebody@pictures.example.test",
        "ftp://pictures.example.test",
        "//pictures.example.test",
        "",
        "https://[broken",
    ],
)
def test_what_is_no_address_of_ours_is_not_looked_at_further(base):
    urls = own()
    assert urls.key_of(base + urls.path_of(KEY, expires_at=LATER), now=NOW) is None


@pytest.mark.parametrize(
    "path",
    ["", "/", "/inkstone/v1/uploads/upload_1", "/inkstone/v1/files", "/inkstone/v1/filesx/a"],
)
def test_other_paths_of_ours_are_no_files(path):
    assert own().key_of(f"https://pictures.example.test{path}", now=NOW) is None


def test_a_signature_must_be_ours_and_for_this_file():
    urls = own()
    base = "https://pictures.example.test"
    good = base + urls.path_of(KEY, expires_at=LATER)
    wrong = [
        good.partition("?")[0],
        good.replace("0.png", "1.png"),
        good.replace("sig=", "sig=x"),
        good.replace("exp=", "exp=1"),
        good.replace(FILES_PATH, f"{FILES_PATH}/x/.."),
        good.replace("/1/", "/%31/"),
        good.replace("/1/", "//1/"),
        f"{base}{FILES_PATH}/?exp=1&sig=x",
        base + OwnUrls(signer=UrlSigner([b"t" * 32])).path_of(KEY, expires_at=LATER),
    ]
    for url in wrong:
        with pytest.raises(SignatureInvalid):
            urls.key_of(url, now=NOW)


def test_an_address_is_not_ours_for_longer_than_it_says():
    urls = own()
    url = "https://pictures.example.test" + urls.path_of(KEY, expires_at=LATER)
    assert urls.key_of(url, now=LATER - timedelta(seconds=1)) == KEY
    with pytest.raises(SignatureExpired):
        urls.key_of(url, now=LATER)


def test_a_download_link_and_a_fragment_name_the_same_file():
    urls = own()
    url = "https://pictures.example.test" + urls.path_of(KEY, expires_at=LATER)
    assert urls.key_of(f"{url}&download=1#top", now=NOW) == KEY


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.255.0.1", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("localhost.evil.test", False),
        ("127.0.0.1.evil.test", False),
        ("2130706433", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine_and_nothing_like_it(host, expected):
    assert is_loopback(host) is expected
