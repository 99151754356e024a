"""The XMP packet that carries our documents in pictures that have no text chunks.

This module does not know what the documents say. Source: ISO 16684-1, 7.
"""

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, unescape

NAMESPACE = "https://inkstone.dev/ns/1.0/"
PREFIX = "inkstone:"

_HEAD = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    f'<rdf:Description rdf:about="" xmlns:inkstone="{NAMESPACE}">'
)
_TAIL = '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
_NAME = re.compile(r"inkstone:[A-Za-z_][A-Za-z0-9_.-]*")
_PROPERTY = re.compile(r"<(inkstone:[A-Za-z_][A-Za-z0-9_.-]{0,63})>([^<]*)</\1>")
_NUM_READ_MAX = 16
#: What XML cannot hold, not even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def packet(documents: Mapping[str, str], *, num_bytes_max: int | None = None) -> bytes:
    """A packet with one property for each document; empty where there is none.

    What does not fit is left out, the largest first.

    Args:
        documents: JSON texts by name, such as `inkstone:parameters`.
        num_bytes_max: how long the packet may be.

    Raises:
        ValueError: a name is none of ours.
    """
    properties = {name: _property(name, text) for name, text in documents.items()}
    while properties:
        made = b"".join([_HEAD.encode(), *properties.values(), _TAIL.encode()])
        if num_bytes_max is None or len(made) <= num_bytes_max:
            return made
        del properties[max(properties, key=lambda name: len(properties[name]))]
    return b""


def documents(found: bytes) -> dict[str, str]:
    """Our documents in a packet, which anybody may have written; none where there are none.

    Only what `packet` writes is read: no parser of XML sees the packet.
    """
    if NAMESPACE.encode() not in found:
        return {}
    try:
        text = found.decode()
    except UnicodeDecodeError:
        return {}
    texts: dict[str, str] = {}
    for match in _PROPERTY.finditer(text):
        if len(texts) < _NUM_READ_MAX:
            texts.setdefault(match[1], unescape(match[2]))
    return texts


def _property(name: str, text: str) -> bytes:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a document: {PREFIX} and letters.")
    # In JSON such a character stands in a string, where its escape means the same.
    fit = _FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return f"<{name}>{escape(fit)}</{name}>".encode()
