"""Where a fetch may go, by the form of the URL and by the addresses of its name."""

import pytest

from inkstone.net.failures import UrlRefused, UrlUnreachable
from inkstone.net.guard import PORTS, AllowList, Guard
from inkstone.net.urls import parse_url


def guard(*allow):
    return Guard(AllowList(allow))


def admitted(url, answers, *allow):
    return [str(address) for address in guard(*allow).admit(parse_url(url), answers)]


@pytest.mark.parametrize(
    "entry",
    ["", " ", "*", "*.", "a b", "http://a.test", "a.test:80", "10.0.0.1/8", "10.0.0.0/33", "a/b",
     "*.1.2.3.4", "127.1", "::1%lo", "user@a.test", "::ffff:10.0.0.0/104"],
)  # fmt: skip
def test_an_entry_that_is_neither_host_nor_network_is_a_mistake_of_the_operator(entry):
    with pytest.raises(ValueError, match=r"is no network|is neither|holds IPv4"):
        AllowList([entry])


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("minio", "http://minio:9000/"),
        ("Minio.Lan.", "http://minio.lan:9000/"),
        (" minio ", "http://minio:9000/"),
        ("*.lan", "http://a.b.lan:1/"),
        ("localhost", "http://localhost:8188/"),
        ("bücher.test", "http://xn--bcher-kva.test:1/"),
        ("10.0.0.0/8", "http://10.200.0.1:9000/"),
        ("10.0.0.1", "http://10.0.0.1:9000/"),
        ("10.0.0.1", "http://[::ffff:10.0.0.1]:9000/"),
        ("::1", "http://[::1]:9000/"),
        ("[::1]", "http://[0::1]:9000/"),
        ("fd00::/8", "http://[fd12::1]:9000/"),
    ],
)
def test_what_the_operator_allows_is_allowed_on_any_port(entry, url):
    guard(entry).check_form(parse_url(url))
    with pytest.raises(UrlRefused):
        guard("other").check_form(parse_url(url))


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("*.lan", "http://lan:9000/"),
        ("*.lan", "http://evil-lan:9000/"),
        ("a.lan", "http://b.a.lan:9000/"),
        ("a.lan", "http://a.lan.evil.test:9000/"),
        ("10.0.0.0/9", "http://10.128.0.1/"),
        ("127.0.0.1", "http://localhost/"),
    ],
)
def test_what_the_operator_allows_is_not_stretched(entry, url):
    with pytest.raises(UrlRefused):
        guard(entry).check_form(parse_url(url))


def test_without_an_entry_the_ports_of_the_web_are_open_and_no_others():
    for port in [*range(1, 65536, 997), 21, 22, 79, 81, 442, 444, 8079, 8081, *PORTS]:
        url = parse_url(f"https://good.test:{port}/")
        if port in PORTS:
            guard().check_form(url)
        else:
            with pytest.raises(UrlRefused, match=rf"port {port};"):
                guard().check_form(url)


def test_an_allowed_name_may_have_any_address():
    assert admitted("http://a.lan:9000/", ["10.0.0.1", "fd00::1"], "a.lan") == [
        "10.0.0.1",
        "fd00::1",
    ]


def test_an_allowed_network_beside_a_public_address_is_good_on_the_ports_of_the_web():
    answers = ["10.0.0.1", "8.8.8.8"]
    assert admitted("http://a.test/", answers, "10.0.0.0/8") == answers
    with pytest.raises(UrlRefused, match="port 9000"):
        admitted("http://a.test:9000/", answers, "10.0.0.0/8")
    assert admitted("http://a.test:9000/", answers[:1], "10.0.0.0/8") == answers[:1]


def test_one_refused_address_refuses_the_name():
    for answers in (["8.8.8.8", "10.0.0.1"], ["10.0.0.1", "8.8.8.8"], ["8.8.8.8", "nonsense"]):
        with pytest.raises(UrlRefused, match="not on the public internet"):
            admitted("http://a.test/", answers)


def test_the_families_take_turns_and_only_some_are_tried():
    v4, v6 = [f"8.8.8.{i}" for i in range(5)], [f"2606:4700::{i}" for i in range(1, 6)]
    assert admitted("http://a.test/", [*v6, *v4]) == [v6[0], v4[0], v6[1], v4[1]]
    assert admitted("http://a.test/", [*v4, *v4, v6[0]]) == [v4[0], v6[0], v4[1], v4[2]]


def test_no_address_is_unreachable_and_too_many_are_refused():
    with pytest.raises(UrlUnreachable):
        admitted("http://a.test/", [])
    with pytest.raises(UrlRefused):
        admitted("http://a.test/", [f"8.8.{i}.8" for i in range(65)])


def test_an_operator_can_open_everything():
    for url in ("http://10.0.0.1:22/", "http://[::1]:22/", "http://[::ffff:10.0.0.1]:22/"):
        guard("0.0.0.0/0", "::/0").check_form(parse_url(url))
