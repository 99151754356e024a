"""The XMP packet of a picture: our documents, and the labels that say it was made by AI.

This module does not know what the documents say, nor where in a file a packet lies.
Sources: ISO 16684-1, 7; IPTC Photo Metadata Standard; GB 45438-2025, annex E; TC260-PG-20259A.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, unescape

NAMESPACE = "https://inkstone.dev/ns/1.0/"
PREFIX = "inkstone:"
#: The longest value of a label, in characters: all of them together leave room in a JPEG segment.
LABEL_CHARS_MAX = 256
#: Of a stranger's packet, what comes after so many bytes is not looked at.
READ_BYTES_MAX = 4 * 2**20

_HEAD = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    f'<rdf:Description rdf:about="" xmlns:inkstone="{NAMESPACE}"'
)
_TAIL = '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
_NAME = re.compile(r"inkstone:[A-Za-z_][A-Za-z0-9_.-]*")
_PROPERTY = re.compile(r"<(inkstone:[A-Za-z_][A-Za-z0-9_.-]{0,63})>([^<]*)</\1>")
_NUM_READ_MAX = 16
#: What XML cannot hold, not even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_SPACES = {
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "TC260": "http://www.tc260.org.cn/ns/AIGC/1.0/",
}
#: Each label that is read, by the name that we have for it.
_LABELS = {
    "digital_source_type": ("Iptc4xmpExt", "DigitalSourceType"),
    "creator_tool": ("xmp", "CreatorTool"),
    "create_date": ("xmp", "CreateDate"),
    "instance_id": ("xmpMM", "InstanceID"),
    "aigc": ("TC260", "AIGC"),
}
#: `Label`: made by AI, without a doubt.
_MADE_BY_AI = "1"
#: What stands in for a character that the national standard does not let into a value.
_STAND_IN = "_"
_VALUE_CHARS_MAX = 16_384
_NUM_PREFIXES_MAX = 8
_DECLARED = re.compile(
    r"\sxmlns:([A-Za-z_][\w.-]{0,63})\s{0,16}=\s{0,16}(?:\"([^\"<]{1,99})\"|'([^'<]{1,99})')"
)
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What a picture's file says of its making, in the fields that others look for."""

    #: A whole address of IPTC's list of digital source types.
    source_type: str
    #: What made it, with its version.
    creator_tool: str
    #: Aware; told in UTC, to the second.
    created_at: datetime
    #: Of this file, such as `xmp.iid:` and a UUID.
    instance_id: str
    #: Of this picture, by which whoever made it finds it again.
    image_id: str
    #: Who made it: a name, or the code that an authority gave.
    producer: str

    def __post_init__(self) -> None:
        if self.created_at.tzinfo is None:
            raise ValueError("When a picture was made needs a zone.")
        for name, value in self._texts().items():
            if not value.strip() or len(value) > LABEL_CHARS_MAX:
                raise ValueError(f"{name} needs 1 to {LABEL_CHARS_MAX} characters.")

    def to_json(self) -> dict[str, str]:
        """As it crosses to another process."""
        return {**self._texts(), "created_at": self.created_at.isoformat()}

    @classmethod
    def from_json(cls, found: Mapping[str, str]) -> "Labels":
        """What `to_json` made."""
        created_at = datetime.fromisoformat(found["created_at"])
        return cls(**{**found, "created_at": created_at})  # type: ignore[arg-type]

    def aigc(self) -> str:
        """The seven values of GB 45438-2025, annex E, unwrapped as XMP has them.

        Whoever writes them first is producer and propagator in one.
        """
        producer, image_id = _permitted(self.producer), _permitted(self.image_id)
        values = {
            "Label": _MADE_BY_AI,
            "ContentProducer": producer,
            "ProduceID": image_id,
            "ReservedCode1": "",
            "ContentPropagator": producer,
            "PropagateID": image_id,
            "ReservedCode2": "",
        }
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    def _texts(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "created_at"}


def packet(
    documents: Mapping[str, str],
    *,
    labels: Labels | None = None,
    num_bytes_max: int | None = None,
) -> bytes:
    """A packet with the labels and one property for each document; empty where there is neither.

    Documents that do not fit are left out, the largest first; labels never are.

    Args:
        documents: JSON texts by name, such as `inkstone:parameters`.
        labels: what the picture says of its making.
        num_bytes_max: how long the packet may be.

    Raises:
        ValueError: a name is none of ours.
    """
    properties = {name: _property(name, text) for name, text in documents.items()}
    spaces = _SPACES if labels else {}
    head = _HEAD + "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in spaces.items()) + ">"
    lead = head.encode() + (_labelled(labels) if labels else b"")
    while properties or labels:
        made = b"".join([lead, *properties.values(), _TAIL.encode()])
        if num_bytes_max is None or len(made) <= num_bytes_max or not properties:
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


def labels(found: bytes) -> dict[str, str]:
    """The labels in a packet, which anybody may have written, by our names for them.

    Those are `digital_source_type`, `creator_tool`, `create_date`, `instance_id` and `aigc`, which
    is JSON as it stands there. Of two the first counts; what is not there is left out. Prefixes may
    be any, and a value may be an attribute or an element. No parser of XML sees the packet.
    """
    text = _decoded(found[:READ_BYTES_MAX])
    prefixes: dict[str, list[str]] = {}
    for match in _DECLARED.finditer(text):
        known = prefixes.setdefault(_plain(match[2] or match[3]), [])
        if match[1] not in known and len(known) < _NUM_PREFIXES_MAX:
            known.append(match[1])
    said = {}
    for name, (space, local) in _LABELS.items():
        value = _value(text, prefixes.get(_SPACES[space], []), local)
        if value:
            said[name] = value
    return said


def _value(text: str, prefixes: list[str], local: str) -> str:
    """The first value of a property, in whichever form it stands."""
    if not prefixes:
        return ""
    name = f"(?:{'|'.join(map(re.escape, prefixes))}):{local}"
    quoted = rf"(?:\"([^\"<]{{0,{_VALUE_CHARS_MAX}}})\"|'([^'<]{{0,{_VALUE_CHARS_MAX}}})')"
    match = re.search(
        rf"\s{name}\s{{0,16}}=\s{{0,16}}{quoted}"
        rf"|<{name}(?:\s[^<>]{{0,999}})?\srdf:resource\s{{0,16}}=\s{{0,16}}{quoted}"
        rf"|<{name}(?:\s[^<>]{{0,999}})?>\s{{0,99}}<!\[CDATA\[([^<]{{0,{_VALUE_CHARS_MAX}}})\]\]>"
        rf"|<{name}(?:\s[^<>]{{0,999}})?>([^<]{{0,{_VALUE_CHARS_MAX}}})</{name}\s{{0,16}}>",
        text,
    )
    if match is None:
        return ""
    literal = match[5]
    return (literal or _plain(next(filter(None, match.groups()), ""))).strip()


def _decoded(found: bytes) -> str:
    """The packet's characters: UTF-8, or UTF-16 where it begins so; what is broken is marked."""
    for lead, encoding in (
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"<\0", "utf-16-le"),
        (b"\0<", "utf-16-be"),
    ):
        if found.startswith(lead):
            return found.decode(encoding, "replace")
    return found.decode("utf-8", "replace")


def _plain(text: str) -> str:
    """With XML's own five names and numbers made characters; other entities stay as they are."""

    def character(match: re.Match[str]) -> str:
        name, number, hexadecimal = match.groups()
        if name:
            return _NAMED[name]
        code = int(number) if number else int(hexadecimal, 16)
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\ufffd"

    return _REFERENCE.sub(character, text)


def _labelled(labels: Labels) -> bytes:
    """The labels as properties, each as an element."""
    created_at = labels.created_at.astimezone(UTC)
    values = {
        "Iptc4xmpExt:DigitalSourceType": labels.source_type,
        "xmp:CreatorTool": labels.creator_tool,
        "xmp:CreateDate": created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "xmpMM:InstanceID": labels.instance_id,
        "TC260:AIGC": labels.aigc(),
    }
    return "".join(
        f"<{name}>{escape(_FORBIDDEN.sub(_STAND_IN, value))}</{name}>"
        for name, value in values.items()
    ).encode()


def _permitted(value: str) -> str:
    """A value as annex E wants it, others' characters replaced.

    Of ASCII it names 0x21, 0x23-0x5B and 0x5D-0x7E: neither space, quote, backslash nor control,
    so that the JSON has nothing to escape and no reader can be misled about where a value ends. It
    says "mainly", and counts by GB 18030, which has every character there is: what prints beyond
    ASCII stays, as a company may have no other registered name than a Chinese one.
    """
    return "".join(
        one if one.isprintable() and one not in ' "\\' else _STAND_IN for one in value.strip()
    )


def _property(name: str, text: str) -> bytes:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a document: {PREFIX} and letters.")
    # In JSON such a character stands in a string, where its escape means the same.
    fit = _FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return f"<{name}>{escape(fit)}</{name}>".encode()
