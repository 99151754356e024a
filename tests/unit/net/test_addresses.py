"""Every special address is refused, in every form in which IPv6 can carry an IPv4 address."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkstone.net.addresses import parse_address, special_use

PRIVATE = ["10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]
PUBLIC = """
1.1.1.1 8.8.8.8 93.184.215.14 9.255.255.255 11.0.0.0 126.255.255.255 128.0.0.0
172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 169.253.255.255 169.255.0.0
100.63.255.255 100.128.0.0 198.17.255.255 198.20.0.0 223.255.255.255 168.63.129.15
2606:4700::1111 2001:4860:4860::8888 2a00:1450:4001::1 2003::1 2001:200::1 2400::1
2620:4f:8001::1
"""
inner = st.one_of([st.ip_addresses(network=network) for network in [*PRIVATE, "0.0.0.0/8"]])
any_v4 = st.ip_addresses(v=4)
bits = st.integers(0, 2**32 - 1)


def v6(text, number):
    """The address of the text with the number in its last bits."""
    return IPv6Address(int(IPv6Address(text)) | number)


@given(inner)
def test_a_private_address_is_refused_in_every_disguise(address):
    number = int(address)
    disguises = [
        address,
        v6("::ffff:0:0", number),
        v6("::", number),
        v6("::ffff:0:0:0", number),
        v6("2002::", number << 80),
        v6("2002::1", number << 80),
        v6("64:ff9b::", number),
        v6("64:ff9b:1::", number),
        v6("2001:0:808:808::", number ^ 0xFFFFFFFF),
        v6("2001::", number << 64),
        v6("2606:4700:0:0:0:5efe::", number),
        v6("2606:4700::200:5efe:0:0", number),
    ]
    for disguise in disguises:
        assert special_use(disguise), disguise
        for text in (str(disguise), disguise.exploded):
            parsed = parse_address(text)
            assert parsed is not None
            assert special_use(parsed), text
    # The kernel would speak IPv4 to it, so it is read as what it is.
    assert parse_address(f"::ffff:{address}") == address


@given(any_v4, bits)
def test_a_transition_form_is_refused_whatever_it_carries(address, rest):
    number = int(address)
    for disguise in (
        v6("2002::", number << 80 | rest),
        v6("64:ff9b::", number),
        v6("64:ff9b:1::", number << 16 | rest),
        v6("2001::", rest << 64 | number),
    ):
        assert special_use(disguise), disguise


@given(st.ip_addresses().filter(lambda address: not getattr(address, "ipv4_mapped", None)))
def test_what_python_does_not_call_global_is_never_let_through(address):
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert special_use(address)


@pytest.mark.parametrize(
    "text",
    PUBLIC.split(),
)
def test_the_neighbours_of_special_networks_are_public(text):
    assert special_use(ip_address(text)) is None


def test_a_mapped_address_is_as_good_as_what_it_carries():
    assert parse_address("::ffff:8.8.8.8") == IPv4Address("8.8.8.8")
    assert special_use(IPv6Address("::ffff:8.8.8.8")) is None
    assert special_use(IPv6Address("::ffff:10.0.0.1")) == "a private network"


@pytest.mark.parametrize(
    "text", ["", "1.2.3", "01.2.3.4", "1", "0x1.2.3.4", "fe80::1%1", "::1%", "1.2.3.4 ", "١.2.3.4"]
)
def test_what_is_no_address_is_none(text):
    assert parse_address(text) is None
