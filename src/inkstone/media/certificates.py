"""What a certificate and its key are, and what would make verifiers of C2PA reject them.

This module does not know where they come from, nor what is signed with them.
"""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from inkstone.domain.errors import InkstoneError

EMAIL_PROTECTION = ExtendedKeyUsageOID.EMAIL_PROTECTION
CLAIM_SIGNING = ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
_MICROSOFT_C2PA = ObjectIdentifier("1.3.6.1.4.1.311.76.59.1.9")
_FIT_FOR_CLAIMS = {EMAIL_PROTECTION, CLAIM_SIGNING, _DOCUMENT_SIGNING, _MICROSOFT_C2PA}
_ANY = ObjectIdentifier("2.5.29.37.0")
_ALONE = {ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.OCSP_SIGNING}

_RSA_BITS_MIN = 2048
_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_HASHES = {"sha256", "sha384", "sha512"}
_FILE_BYTES_MAX = 256 * 1024

_Kind = TypeVar("_Kind", bound=x509.ExtensionType)


class IdentityRefused(InkstoneError):
    """The certificate or the key that pictures are to be signed with cannot be used."""

    code = "signing_identity_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What the certificate of a chain says, and what is wrong with it."""

    subject: str
    issuer: str
    not_after: datetime
    #: Sentences; empty where nothing speaks against it.
    problems: tuple[str, ...]


def describe(chain: Path) -> CertificateFacts:
    """The first certificate of a chain, with all that speaks against signing pictures with it.

    Raises:
        IdentityRefused: the file holds no certificates.
        OSError: it cannot be read.
    """
    certificates = load_chain(chain)
    leaf = certificates[0]
    problems = [*_of_time(certificates), *_of_leaf(leaf), *_of_uses(leaf), *_of_order(certificates)]
    return CertificateFacts(
        subject=_name(leaf.subject),
        issuer=_name(leaf.issuer),
        not_after=leaf.not_valid_after_utc,
        problems=tuple(problems),
    )


def check_pair(chain: Path, key: Path) -> tuple[str, ...]:
    """What speaks against signing with this certificate and this key together.

    Raises:
        IdentityRefused: one of the files is not what it should be.
        OSError: one of them cannot be read.
    """
    leaf, private = load_chain(chain)[0], load_key(key)
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    problems = [] if algorithm(private) else ["Its kind of key is not one that C2PA takes."]
    if leaf.public_key().public_bytes(*form) != private.public_key().public_bytes(*form):
        problems.append("The key is not the one that the certificate is for.")
    return tuple(problems)


def algorithm_of(key: Path) -> str:
    """The name that C2PA has for signatures with this key, such as `es256`.

    Raises:
        IdentityRefused: it is no key that C2PA takes.
        OSError: it cannot be read.
    """
    found = algorithm(load_key(key))
    if not found:
        raise IdentityRefused(
            f"{key} is not a key that C2PA takes: it must be P-256, P-384, P-521, Ed25519, or RSA "
            f"with {_RSA_BITS_MIN} bits or more."
        )
    return found


def algorithm(key: PrivateKeyTypes) -> str:
    """As `algorithm_of`, of a key that is loaded; empty where there is none."""
    match key:
        case ec.EllipticCurvePrivateKey():
            return _CURVES.get(key.curve.name, "")
        case ed25519.Ed25519PrivateKey():
            return "ed25519"
        case rsa.RSAPrivateKey() if key.key_size >= _RSA_BITS_MIN:
            return "ps256" if key.key_size < 3072 else "ps384" if key.key_size < 4096 else "ps512"
    return ""


def load_chain(path: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file, the one that signs first.

    Raises:
        IdentityRefused: there is none in it.
        OSError: it cannot be read.
    """
    try:
        return x509.load_pem_x509_certificates(_read(path))
    except ValueError as error:
        raise IdentityRefused(f"{path} holds no certificates in PEM form.") from error


def load_key(path: Path) -> PrivateKeyTypes:
    """The private key of a PEM file.

    Raises:
        IdentityRefused: there is none in it, or it is encrypted.
        OSError: it cannot be read.
    """
    try:
        return load_pem_private_key(_read(path), password=None)
    except TypeError as error:
        raise IdentityRefused(
            f"{path} is encrypted; store the key as it is, so that only Inkstone can read it."
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise IdentityRefused(f"{path} holds no private key in PEM form.") from error


def pem_of(key: PrivateKeyTypes) -> bytes:
    """A private key in PKCS #8, whichever form its file had."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_FILE_BYTES_MAX + 1)
    if len(data) > _FILE_BYTES_MAX:
        raise IdentityRefused(f"{path} has more than {_FILE_BYTES_MAX:,} bytes.")
    return data


def _name(name: x509.Name) -> str:
    """A name as people read it: who, and of which organization."""
    kinds = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    found = [str(each.value) for kind in kinds for each in name.get_attributes_for_oid(kind)[:1]]
    return ", ".join(found) or name.rfc4514_string() or "nobody"


def _of_time(certificates: list[x509.Certificate]) -> list[str]:
    now = datetime.now(UTC)
    problems = []
    for index, each in enumerate(certificates):
        what = "The certificate" if index == 0 else f"Certificate {index + 1} of the chain"
        if each.not_valid_after_utc < now:
            problems.append(f"{what} expired on {each.not_valid_after_utc:%Y-%m-%d}.")
        if each.not_valid_before_utc > now:
            problems.append(f"{what} is not valid before {each.not_valid_before_utc:%Y-%m-%d}.")
    return problems


def _of_leaf(leaf: x509.Certificate) -> list[str]:
    problems = []
    if leaf.version is not x509.Version.v3:
        problems.append("It is not an X.509 certificate of version 3.")
    if leaf.issuer == leaf.subject:
        problems.append("It is self-signed: another certificate must have signed it.")
    signed_with = leaf.signature_hash_algorithm
    if signed_with is not None and signed_with.name not in _HASHES:
        problems.append(f"It was signed with {signed_with.name}; at least SHA-256 is needed.")
    match leaf.public_key():
        case rsa.RSAPublicKey() as public if public.key_size < _RSA_BITS_MIN:
            problems.append(f"Its RSA key has {public.key_size} bits; {_RSA_BITS_MIN} are needed.")
        case ec.EllipticCurvePublicKey() as public if public.curve.name not in _CURVES:
            problems.append(f"Its key is on the curve {public.curve.name}, which C2PA has not.")
    return problems


def _of_uses(leaf: x509.Certificate) -> list[str]:
    """What the extensions say that the certificate may be used for."""
    problems = []
    basic = _extension(leaf, x509.BasicConstraints)
    if basic is not None and basic.ca:
        problems.append("It is a certificate authority's; the one that signs must come first.")
    usage = _extension(leaf, x509.KeyUsage)
    if usage is None or not usage.digital_signature:
        problems.append("Its key usage does not name digital signatures.")
    if usage is not None and usage.key_cert_sign and not (basic and basic.ca):
        problems.append("Its key usage names the signing of certificates.")
    if _extension(leaf, x509.AuthorityKeyIdentifier) is None:
        problems.append("It does not identify the key of its issuer (authority key identifier).")
    extended = _extension(leaf, x509.ExtendedKeyUsage)
    purposes = set(extended or ())
    if _ANY in purposes:
        problems.append("Its extended key usage names every purpose, which C2PA does not take.")
    elif not purposes & _FIT_FOR_CLAIMS:
        problems.append(
            "Its extended key usage names neither the signing of C2PA claims "
            f"({CLAIM_SIGNING.dotted_string}) nor the protection of email "
            f"({EMAIL_PROTECTION.dotted_string})."
        )
    elif purposes & _ALONE:
        problems.append("Its extended key usage mixes time stamps or OCSP with other purposes.")
    return problems


def _extension(certificate: x509.Certificate, kind: type[_Kind]) -> _Kind | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except (x509.ExtensionNotFound, ValueError):
        return None


def _of_order(certificates: list[x509.Certificate]) -> list[str]:
    """Whether each certificate was signed by the next."""
    for each, issuer in itertools.pairwise(certificates):
        try:
            each.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature):
            return [
                f"The chain is not in order: {_name(each.subject)} was not signed by "
                f"{_name(issuer.subject)}, which follows it."
            ]
    return []
