"""Where a fetch may go: the public internet, and what the operator allows beside it.

This module does not know how a name is looked up or a connection made. It does no I/O.
"""

from collections.abc import Sequence
from ipaddress import IPv6Network, ip_network

from inkstone.net.addresses import Address, Network, parse_address, special_use
from inkstone.net.failures import UrlRefused, UrlUnreachable
from inkstone.net.urls import Url, parse_name

#: Where pictures are served from. The others belong to mail, databases and the like, which can be
#: made to understand a request as their own commands.
PORTS = frozenset({80, 443, 8080, 8443})
#: More than any honest name has; the answer of a hostile one is not worth the look.
NUM_ADDRESSES_MAX = 64
#: How many are tried, since they share the time to connect.
NUM_ADDRESSES_TRIED_MAX = 4

#: Addresses of this form are judged as the IPv4 address that they are, so no entry can hold them.
_MAPPED = IPv6Network("::ffff:0:0/96")

_ADVICE = "Give a URL on the public internet, or have the operator add it to INKSTONE_FETCH_ALLOW."


class AllowList:
    """The hosts and networks that an operator opens: any port, and addresses of any kind."""

    def __init__(self, entries: Sequence[str] = ()) -> None:
        """Read the entries: names, `*.name` for all names below, addresses and networks (CIDR).

        Raises:
            ValueError: an entry is none of these.
        """
        self._names: set[str] = set()
        self._suffixes: list[str] = []
        self._networks: list[Network] = []
        for entry in map(str.strip, entries):
            self._add(entry)

    @property
    def has_networks(self) -> bool:
        """Whether an address can be allowed whatever its name is."""
        return bool(self._networks)

    def has_name(self, host: str) -> bool:
        """Whether the name is allowed, in the form that a Url has it."""
        return host in self._names or any(map(host.endswith, self._suffixes))

    def has_address(self, address: Address) -> bool:
        """Whether the address is allowed."""
        return any(address in network for network in self._networks)

    def _add(self, entry: str) -> None:
        address = parse_address(entry.removeprefix("[").removesuffix("]"))
        if address is not None:
            self._networks.append(ip_network(address))
        elif "/" in entry:
            try:
                network = ip_network(entry)
            except ValueError as error:
                raise ValueError(f"{entry!r} is no network: {error}.") from error
            if isinstance(network, IPv6Network) and network.subnet_of(_MAPPED):
                raise ValueError(f"{entry!r} holds IPv4 addresses; write an IPv4 network.")
            self._networks.append(network)
        else:
            try:
                name = parse_name(entry.removeprefix("*."))
            except UrlRefused as error:
                raise ValueError(
                    f"{entry!r} is neither a host name, *.name, an address nor a network (CIDR)."
                ) from error
            if entry.startswith("*."):
                self._suffixes.append(f".{name}")
            else:
                self._names.add(name)


class Guard:
    """Says of a URL, and then of the addresses that its name has, whether we go there."""

    def __init__(self, allow: AllowList) -> None:
        self._allow = allow

    def check_form(self, url: Url) -> None:
        """Refuse what can be refused without looking the name up.

        Raises:
            UrlRefused: with the reason and what to do.
        """
        if self._allow.has_name(url.host):
            return
        if url.address is not None:
            if self._allow.has_address(url.address):
                return
            if what := special_use(url.address):
                raise UrlRefused(f"{url.host} is not on the public internet ({what}). {_ADVICE}")
        elif url.host == "localhost" or url.host.endswith(".localhost"):
            # RFC 6761: whatever the resolver says, this name is the computer itself.
            raise UrlRefused(f"{url.host} is not on the public internet. {_ADVICE}")
        # A name could have an address in an allowed network: its port is judged when we know.
        if url.port not in PORTS and not (self._allow.has_networks and url.address is None):
            raise _bad_port(url)

    def admit(self, url: Url, answers: Sequence[str]) -> tuple[Address, ...]:
        """The addresses to connect to, in the order in which to try them.

        One that is refused refuses them all: a name with a public and a private address is either
        a mistake or an attack.

        Raises:
            UrlRefused: an address is not allowed.
            UrlUnreachable: there is none.
        """
        if not answers:
            raise UrlUnreachable(f"{url.host} has no address; check its spelling.")
        if len(answers) > NUM_ADDRESSES_MAX:
            raise UrlRefused(f"{url.host} has more than {NUM_ADDRESSES_MAX} addresses.")
        addresses = [self._admit_one(url, answer) for answer in dict.fromkeys(answers)]
        return _alternated(list(dict.fromkeys(addresses)))[:NUM_ADDRESSES_TRIED_MAX]

    def _admit_one(self, url: Url, answer: str) -> Address:
        address = parse_address(answer)
        if address is None:
            raise _not_public(url)
        if self._allow.has_name(url.host) or self._allow.has_address(address):
            return address
        if special_use(address):
            raise _not_public(url)
        if url.port not in PORTS:
            raise _bad_port(url)
        return address


def _bad_port(url: Url) -> UrlRefused:
    ports = ", ".join(map(str, sorted(PORTS)))
    return UrlRefused(f"{url.host} is asked for on port {url.port}; allowed are {ports}.")


def _not_public(url: Url) -> UrlRefused:
    # The same words for every kind, so that inner names cannot be explored from outside.
    return UrlRefused(
        f"{url.host} leads to an address that is not on the public internet. {_ADVICE}"
    )


def _alternated(addresses: list[Address]) -> tuple[Address, ...]:
    """The families in turns, first come first, so that a dead IPv6 leaves time for IPv4."""
    # RFC 8305, 4.
    first = [a for a in addresses if a.version == addresses[0].version]
    other = [a for a in addresses if a.version != addresses[0].version]
    rank = {a: (i, 0) for i, a in enumerate(first)} | {a: (i, 1) for i, a in enumerate(other)}
    return tuple(sorted(addresses, key=rank.__getitem__))
