"""A URL is read once, strictly, and what is fetched is what was read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.net.failures import UrlRefused
from inkstone.net.urls import parse_name, parse_url


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("http://good.test", "http://good.test/"),
        ("HTTPS://Good.TEST:443/A?b#c", "https://good.test/A?b"),
        ("https://good.test.:8443?q", "https://good.test:8443/?q"),
        ("http://good.test:80", "http://good.test/"),
        ("http://good.test:443/", "http://good.test:443/"),
        ("http://a_b.c-d.test/", "http://a_b.c-d.test/"),
        ("http://例え.テスト/图.png?名=值", None),
        ("http://bücher.test/", "http://xn--bcher-kva.test/"),
        ("http://BÜCHER。test/", "http://xn--bcher-kva.test/"),
        ("http://xn--bcher-kva.test/", "http://xn--bcher-kva.test/"),
        ("http://good.test/%7Ea/%2e%2e/b%zz", "http://good.test/%7Ea/%2e%2e/b%zz"),
        ("http://good.test//a/../b;c?d=http://127.0.0.1/", None),
        ("http://good.test/a@b:c[d]|{}^`\"<>'", "http://good.test/a@b:c[d]|{}^`\"<>'"),
        ("http://1.1.1.1/", "http://1.1.1.1/"),
        ("http://[2606:4700:0::1111]:8080/", "http://[2606:4700::1111]:8080/"),
        ("http://1.test/", "http://1.test/"),
        ("http://0x7f.test/", "http://0x7f.test/"),
    ],
)
def test_an_honest_url_is_read_as_it_is_meant(text, read):
    url = parse_url(text)
    if read is not None:
        assert str(url) == read
    # What is fetched reads as itself: there is no second meaning to find.
    assert parse_url(str(url)) == url
    assert str(url).isascii()


def test_other_scripts_are_encoded():
    url = parse_url("http://例え.テスト/图.png?名=值")
    assert url.host == "xn--r8jz45g.xn--zckzah"
    assert url.target == "/%E5%9B%BE.png?%E5%90%8D=%E5%80%BC"


def test_the_host_header_names_host_and_port():
    assert parse_url("http://good.test:8080/").authority == "good.test:8080"
    assert parse_url("http://[2606:4700::1]/").authority == "[2606:4700::1]"


@pytest.mark.parametrize(
    ("reference", "leads_to"),
    [
        ("x", "http://good.test/a/x"),
        ("./x", "http://good.test/a/x"),
        ("../x", "http://good.test/x"),
        ("../../../x", "http://good.test/x"),
        (".", "http://good.test/a/"),
        ("..", "http://good.test/"),
        ("?q", "http://good.test/a/b?q"),
        ("", "http://good.test/a/b?c=/../d"),
        ("#f", "http://good.test/a/b?c=/../d"),
        ("/x?y=/../z", "http://good.test/x?y=/../z"),
        ("//other.test", "http://other.test/"),
        ("https://other.test:8443/x", "https://other.test:8443/x"),
        ("a//b", "http://good.test/a/a//b"),
        ("/a:b", "http://good.test/a:b"),
        ("/图", "http://good.test/%E5%9B%BE"),
        ("/@127.0.0.1/", "http://good.test/@127.0.0.1/"),
        ("/..//127.0.0.1/", "http://good.test//127.0.0.1/"),
    ],
)
def test_a_redirect_is_joined_as_the_standard_says(reference, leads_to):
    assert str(parse_url("http://good.test/a/b?c=/../d").join(reference)) == leads_to


@pytest.mark.parametrize(
    "reference", ["a:b", "//", "///x", "http:x", "\\x", " /x", "/x\r\ny", "/\ud800"]
)
def test_a_redirect_to_what_is_no_url_is_refused(reference):
    with pytest.raises(UrlRefused):
        parse_url("http://good.test/a/b").join(reference)


@pytest.mark.parametrize("url", ["http://me:secret@good.test/", "http://good.test /secret"])
def test_no_refusal_repeats_the_url(url):
    with pytest.raises(UrlRefused) as refusal:
        parse_url(url)
    assert "secret" not in refusal.value.message
    assert "good" not in refusal.value.message


@given(st.text(alphabet="htps:/@.[]%#?\\ 0127x。①a-", max_size=30))
def test_whatever_is_read_reads_as_itself(rest):
    try:
        url = parse_url(f"http://{rest}")
    except UrlRefused:
        return
    assert parse_url(str(url)) == url
    assert not set(url.host) & set("@%\\/?# ")
    assert (url.address is not None) == (":" in url.host or url.host.replace(".", "").isdigit())


@pytest.mark.parametrize(("text", "name"), [("Good.TEST.", "good.test"), ("minio", "minio")])
def test_a_name_has_one_spelling(text, name):
    assert parse_name(text) == name


@pytest.mark.parametrize("text", ["", ".", "a..b", "1.2.3.4", "127.1", "a:80", "a/b", "*", "a b"])
def test_what_is_no_name_is_refused(text):
    with pytest.raises(UrlRefused):
        parse_name(text)
