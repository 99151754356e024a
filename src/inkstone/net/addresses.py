"""Which IP addresses are on the public internet, by a table of our own.

This module does not know names, URLs or what an operator allows. Python's `is_global` differs from
version to version, so it is only the second opinion: an address needs both.

Source: the IANA special-purpose address registries for IPv4 and IPv6 and the IPv6 address space
registry, read 2026-11-20; the RFC of each entry stands beside it.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_SPECIAL_V4 = {
    "0.0.0.0/8": "this network",  # RFC 791
    "10.0.0.0/8": "a private network",  # RFC 1918
    "100.64.0.0/10": "a provider's inner network",  # RFC 6598
    "127.0.0.0/8": "this computer",  # RFC 1122
    "168.63.129.16/32": "a cloud's own service",  # Azure: public by number, the host by route
    "169.254.0.0/16": "a local link",  # RFC 3927; 169.254.169.254 hands out a cloud's keys
    "172.16.0.0/12": "a private network",  # RFC 1918
    "192.0.0.0/24": "reserved for protocols",  # RFC 6890
    "192.0.2.0/24": "for documentation",  # RFC 5737
    "192.31.196.0/24": "reserved for protocols",  # RFC 7535, AS112
    "192.52.193.0/24": "reserved for protocols",  # RFC 7450, AMT
    "192.88.99.0/24": "a 6to4 relay",  # RFC 7526
    "192.168.0.0/16": "a private network",  # RFC 1918
    "192.175.48.0/24": "reserved for protocols",  # RFC 7534, AS112
    "198.18.0.0/15": "for benchmarks",  # RFC 2544
    "198.51.100.0/24": "for documentation",  # RFC 5737
    "203.0.113.0/24": "for documentation",  # RFC 5737
    "224.0.0.0/4": "multicast",  # RFC 5771
    "240.0.0.0/4": "reserved",  # RFC 1112; with 255.255.255.255, RFC 919
}
#: All that IANA gives out for the public internet, RFC 4291; what is outside needs no list.
_GLOBAL_V6 = IPv6Network("2000::/3")
_SPECIAL_V6 = {
    "2001::/23": "reserved for protocols",  # RFC 2928: Teredo (4380), ORCHID (4843, 7343), DET …
    "2001:db8::/32": "for documentation",  # RFC 3849
    "2002::/16": "6to4",  # RFC 3056
    "2620:4f:8000::/48": "reserved for protocols",  # RFC 7534, AS112
    "3ffe::/16": "reserved",  # RFC 3701, the 6bone
    "3fff::/20": "for documentation",  # RFC 9637
    # Outside 2000::/3, named so that the refusal says what they are.
    "::/128": "this network",  # RFC 4291
    "::1/128": "this computer",  # RFC 4291
    "::/96": "an IPv4 address in disguise",  # RFC 4291, IPv4-compatible
    "::ffff:0:0:0/96": "an IPv4 address in disguise",  # RFC 2765, IPv4-translated
    "64:ff9b::/96": "NAT64",  # RFC 6052
    "64:ff9b:1::/48": "NAT64",  # RFC 8215
    "100::/64": "for discarding",  # RFC 6666
    "100:0:0:1::/64": "for discarding",  # RFC 9780
    "5f00::/16": "reserved for protocols",  # RFC 9602, SRv6
    "fc00::/7": "a private network",  # RFC 4193
    "fe80::/10": "a local link",  # RFC 4291
    "fec0::/10": "a private network",  # RFC 3879
    "ff00::/8": "multicast",  # RFC 4291
}
_SPECIAL: tuple[tuple[Network, str], ...] = tuple(
    (ip_network(network), what) for network, what in (_SPECIAL_V4 | _SPECIAL_V6).items()
)
#: The upper half of an ISATAP interface id, RFC 5214: an IPv4 address stands in the lower half.
_ISATAP = (0x00005EFE, 0x02005EFE)


def parse_address(text: str) -> Address | None:
    """The address, or None where the text is none; an IPv4-mapped one is its IPv4 address.

    A zone (`fe80::1%eth0`) is no part of an address that a stranger may name.
    """
    if "%" in text:
        return None
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # RFC 4291, 2.5.5.2: the kernel speaks IPv4 to `::ffff:127.0.0.1`, so we judge and use that.
    return getattr(address, "ipv4_mapped", None) or address


def special_use(address: Address) -> str | None:
    """What an address is for that is not on the public internet, else None."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    for network, what in _SPECIAL:
        if address in network:
            return what
    if isinstance(address, IPv6Address):
        if address not in _GLOBAL_V6:
            return "reserved"
        if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
            return "an IPv4 address in disguise"
    return None if address.is_global and not address.is_multicast else "reserved"
