"""The one reading of a caller's URL: once from text to a frozen value, which is all that is used.

This module does not know which hosts may be reached. It is stricter than any browser: what two
parsers could read in two ways is refused rather than repaired.
"""

import re
from dataclasses import dataclass
from stringprep import in_table_a1
from urllib.parse import quote

from inkstone.net.addresses import Address, parse_address
from inkstone.net.failures import UrlRefused

URL_CHARS_MAX = 4096
PORT_OF_SCHEME = {"http": 80, "https": 443}

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
#: RFC 3986, appendix B, from behind the scheme: authority, path and query; the fragment is dropped.
_REST = re.compile(r"//(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?:#.*)?\Z")
_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::(?P<port>[1-9][0-9]{0,4}))?\Z")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
#: https://url.spec.whatwg.org/#ends-in-a-number-checker: such a host is an IPv4 address to some.
_NUMERIC = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z")
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}\Z")
#: ß, ς and the two joiners: the two editions of IDNA make different names of them (UTS 46, 4).
_DEVIATIONS = re.compile("[\u00df\u03c2\u200c\u200d]")
#: What stays as it is in path and query: all of ASCII that may stand in a request line.
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Url:
    """A URL as it is checked and as it is fetched."""

    scheme: str
    #: A name in lower-case ASCII without a last dot, or an address as its standard writes it.
    host: str
    #: The host, where it is an address.
    address: Address | None
    port: int
    #: Path and query, as the request line has them.
    target: str

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORT_OF_SCHEME[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    def join(self, reference: str) -> "Url":
        """Where a redirect from here leads; the result has gone through the same reading.

        Raises:
            UrlRefused: it is no URL that this server would take from a caller.
        """
        _check_characters(reference)
        reference = reference.partition("#")[0]
        if _SCHEME.match(reference):
            return parse_url(reference)
        if reference.startswith("//"):
            return parse_url(f"{self.scheme}:{reference}")
        path = self.target.partition("?")[0]
        if not reference:
            reference = self.target
        elif reference.startswith("?"):
            reference = path + reference
        elif not reference.startswith("/"):
            reference = path.rpartition("/")[0] + "/" + reference
        path, mark, query = reference.partition("?")
        return parse_url(f"{self.scheme}://{self.authority}{_without_dots(path)}{mark}{query}")


def parse_url(text: str) -> Url:
    """Read a URL.

    Raises:
        UrlRefused: it is malformed, or could be understood in two ways.
    """
    _check_characters(text)
    scheme_found = _SCHEME.match(text)
    scheme = scheme_found[1].lower() if scheme_found else ""
    if not scheme_found or scheme not in PORT_OF_SCHEME:
        raise UrlRefused("The URL must begin with http:// or https://.")
    rest = _REST.match(text, scheme_found.end())
    if rest is None:
        raise UrlRefused(f"The URL must begin with {scheme}://.")
    host, address, port = _read_authority(rest["authority"])
    return Url(
        scheme=scheme,
        host=host,
        address=address,
        port=port or PORT_OF_SCHEME[scheme],
        target=quote((rest["path"] or "/") + (rest["query"] or ""), safe=_PRINTABLE),
    )


def parse_name(text: str) -> str:
    """The name of a host in lower-case ASCII, without a last dot.

    Raises:
        UrlRefused: it is no name of a host, or not in an unambiguous spelling.
    """
    return _check_name(_to_ascii(text))


def _check_name(name: str) -> str:
    labels = name.split(".")
    if len(name) > 253 or not all(map(_LABEL.match, labels)) or _NUMERIC.match(labels[-1]):
        raise UrlRefused("The host of the URL is neither a name nor an address in its usual form.")
    return name


def _check_characters(text: str) -> None:
    if len(text) > URL_CHARS_MAX:
        raise UrlRefused(f"A URL has at most {URL_CHARS_MAX} characters.")
    # Parsers skip, trim or turn into a slash what stands here, each in its own way.
    if any(c <= " " or "\x7f" <= c <= "\xa0" or c.isspace() or c == "\\" for c in text):
        raise UrlRefused("A URL has no spaces, control characters or backslashes; encode them.")
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise UrlRefused("The URL is not valid Unicode.")


def _read_authority(authority: str) -> tuple[str, Address | None, int | None]:
    """The host, the address that it is, if any, and the port that is written."""
    if "@" in authority:
        raise UrlRefused("A URL carries no user name or password here; remove them.")
    if "%" in authority:
        raise UrlRefused("The host of a URL has no percent-encoding and no zone; write it plainly.")
    found = _AUTHORITY.match(authority)
    if found is None:
        raise UrlRefused("The URL needs a host, and after it at most a port from 1 to 65535.")
    port = int(found["port"]) if found["port"] else None
    if port is not None and port > 65535:
        raise UrlRefused("The port of the URL is not from 1 to 65535.")
    host = found["host"]
    if host.startswith("["):
        address = parse_address(host[1:-1])
        if address is None or ":" not in host:
            raise UrlRefused("The host of the URL is not an IPv6 address.")
        return str(address), address, port
    # Only now is it looked at for an address: full-width digits have become digits.
    host = _to_ascii(host)
    if _IPV4.match(host):
        return host, parse_address(host), port
    return _check_name(host), None, port


def _to_ascii(host: str) -> str:
    """The host in lower-case ASCII, by IDNA with its normalization (NFKC, other dots)."""
    if not host.isascii():
        # Python's IDNA knows Unicode 3.2; of what is newer the two editions make different names.
        if _DEVIATIONS.search(host) or len(host) > 253 or any(map(in_table_a1, host)):
            raise UrlRefused("Write the host of the URL in ASCII, with xn-- where it needs it.")
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise UrlRefused("The host of the URL is not a name that DNS knows.") from error
    return host.lower().removesuffix(".")


def _without_dots(path: str) -> str:
    """The path with `.` and `..` resolved, RFC 3986, 5.2.4."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1:] in (["."], [".."]):
        kept.append("")
    return "/" + "/".join(kept)
