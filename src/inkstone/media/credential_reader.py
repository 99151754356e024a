"""What the content credentials (C2PA) of a picture say, and whether they hold, as plain JSON.

It runs in processes of its own, as strangers write manifests too. This module does not know who is
trusted: it is told.
"""

import functools
import io
import json
from collections.abc import Iterator
from typing import Any

import c2pa

#: Lists are cut off here, and texts.
NUM_MAX = 64
TEXT_MAX = 500
#: How far a picture's making is followed back through what it was made from.
_NUM_ANCESTORS_MAX = 16
_UNREADABLE = "manifest.unreadable"
_STATES = {"Trusted": "trusted", "Valid": "valid"}
#: What certificates may be for: email, documents, and C2PA's claims in the new way and the old.
#: Left to itself the library takes the first alone, also of those on the official trust list.
_PURPOSES = "\n".join(
    (
        "1.3.6.1.5.5.7.3.4",
        "1.3.6.1.5.5.7.3.36",
        "1.3.6.1.4.1.62558.2.1",
        "1.3.6.1.4.1.311.76.59.1.9",
    )
)
#: Each manifest lies in a box of this kind; where there is none, there is nothing to read.
_BOX = b"jumb"


def read(data: bytes, *, media_type: str, anchors: str) -> dict[str, Any] | None:
    """The credentials of a picture; None where it has none.

    A manifest that lies elsewhere counts as none, because nothing is fetched.

    Args:
        data: anybody's picture.
        media_type: what it is.
        anchors: the authorities that are trusted, as PEM; empty for none.
    """
    if _BOX not in data:
        return None
    trusting = context(anchors)
    try:
        reader = c2pa.Reader.try_create(media_type, io.BytesIO(data), None, context=trusting)
        if reader is None:
            return None
        with reader:
            store, state = json.loads(reader.json()), reader.get_validation_state()
    except c2pa.C2paError.RemoteManifest:
        return None
    except (c2pa.C2paError, ValueError, RecursionError):
        return _told({}, {}, state="invalid", problems=[_UNREADABLE])
    store = _table(store)
    manifest = _manifest(store, store.get("active_manifest"))
    problems = list(_failures(_table(store.get("validation_results"))))
    return _told(store, manifest, state=_STATES.get(str(state), "invalid"), problems=problems)


def holds(data: bytes, *, media_type: str) -> bool:
    """Whether a signed file is whole, with all that it was made from; whoever signed it."""
    try:
        with c2pa.Reader(media_type, io.BytesIO(data), context=context("")) as reader:
            return reader.get_validation_state() in _STATES
    except c2pa.C2paError:
        return False


@functools.lru_cache(maxsize=4)
def context(anchors: str) -> c2pa.Context:
    """The library's settings: who is trusted, and nothing is ever fetched for a picture."""
    return c2pa.Context.from_dict(
        {
            "version": 1,
            "trust": {"trust_config": _PURPOSES} | ({"trust_anchors": anchors} if anchors else {}),
            "core": {
                # Identities named by a stranger are looked up at addresses of the stranger's.
                "decode_identity_assertions": False,
                "allowed_network_hosts": [],
                "allow_redirects": False,
            },
            "verify": {
                "verify_after_sign": False,
                "remote_manifest_fetch": False,
                "ocsp_fetch": False,
            },
            "builder": {
                "thumbnail": {"enabled": False},
                # What we did ourselves is not hearsay; the rest is.
                "created_assertion_labels": ["c2pa.actions"],
            },
        }
    )


def _told(
    store: dict[str, Any], manifest: dict[str, Any], *, state: str, problems: list[str]
) -> dict[str, Any]:
    signature = _table(manifest.get("signature_info"))
    by = [_text(signature.get(key)) for key in ("common_name", "issuer")]
    passed = _table(_table(store.get("validation_results")).get("activeManifest")).get("success")
    is_time_stamped = any(each.get("code") == "timeStamp.validated" for each in _tables(passed))
    return {
        "state": state,
        "problems": problems[:NUM_MAX],
        "manifest_id": _text(store.get("active_manifest")),
        "title": _text(manifest.get("title")),
        "generator": _generator(manifest),
        "signed_by": ", ".join(name for name in by if name) or None,
        "signed_at": _text(signature.get("time")),
        "is_time_stamped": is_time_stamped,
        "actions": [_action(each) for each in _actions(manifest)][:NUM_MAX],
        "ingredients": [_ingredient(each) for each in _tables(manifest.get("ingredients"))],
        "source_type": _source_type(store, manifest),
    }


def _action(written: dict[str, Any]) -> dict[str, Any]:
    agent = written.get("softwareAgent")
    return {
        "action": _text(written.get("action")),
        "when": _text(written.get("when")),
        "digital_source_type": _text(written.get("digitalSourceType")),
        "software_agent": _name(agent) if isinstance(agent, dict) else _text(agent),
    }


def _ingredient(written: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": _text(written.get("title")),
        "relationship": _text(written.get("relationship")),
        "manifest_id": _text(written.get("active_manifest")),
    }


def _actions(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for assertion in _tables(manifest.get("assertions")):
        label = assertion.get("label")
        if isinstance(label, str) and label.startswith("c2pa.actions"):
            yield from _tables(_table(assertion.get("data")).get("actions"))


def _source_type(store: dict[str, Any], manifest: dict[str, Any]) -> str | None:
    """What the last action that says so says, or that of the picture that this was made from."""
    for _ in range(_NUM_ANCESTORS_MAX):
        said = [_text(each.get("digitalSourceType")) for each in _actions(manifest)]
        if found := [each for each in said if each]:
            return found[-1]
        parents = [
            each.get("active_manifest")
            for each in _tables(manifest.get("ingredients"))
            if each.get("relationship") == "parentOf"
        ]
        manifest = _manifest(store, parents[0] if parents else None)
    return None


def _failures(results: dict[str, Any]) -> Iterator[str]:
    """The codes of what does not hold: of this picture, then of what it was made from."""
    of_parents = [
        _table(each.get("validationDeltas")) for each in _tables(results.get("ingredientDeltas"))
    ]
    told = set()
    for each in [_table(results.get("activeManifest")), *of_parents]:
        for failure in _tables(each.get("failure")):
            code = _text(failure.get("code"))
            if code and code not in told:
                told.add(code)
                yield code


def _generator(manifest: dict[str, Any]) -> str | None:
    for each in _tables(manifest.get("claim_generator_info")):
        if name := _name(each):
            return name
    # As the first version of the standard has it.
    return _text(manifest.get("claim_generator"))


def _name(written: dict[str, Any]) -> str | None:
    parts = [_text(written.get(key)) for key in ("name", "version")]
    return " ".join(part for part in parts if part)[:TEXT_MAX] or None


def _manifest(store: dict[str, Any], name: object) -> dict[str, Any]:
    return _table(_table(store.get("manifests")).get(name) if isinstance(name, str) else None)


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _tables(value: object) -> list[dict[str, Any]]:
    listed = value if isinstance(value, list) else []
    return [each for each in listed[:NUM_MAX] if isinstance(each, dict)]


def _text(value: object) -> str | None:
    return value[:TEXT_MAX] if isinstance(value, str) and value else None
