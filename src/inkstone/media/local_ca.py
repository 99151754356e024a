"""Who signs pictures: a certificate that the operator brought, or one that is made here once.

This module does not know what is signed. The local authority's own key is thrown away once it has
signed the one certificate, so that nobody can make a second one in its name.
"""

import os
import secrets
import shutil
import stat
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from inkstone.media.certificates import (
    CLAIM_SIGNING,
    EMAIL_PROTECTION,
    CertificateFacts,
    IdentityRefused,
    algorithm_of,
    check_pair,
    describe,
    pem_of,
)

__all__ = [
    "CertificateFacts",
    "IdentityRefused",
    "SigningIdentity",
    "algorithm_of",
    "check_pair",
    "describe",
    "ensure_local",
]

_AUTHORITY_YEARS = 20
_LEAF_YEARS = 10
_YEAR = timedelta(days=365.25)
#: Clocks of hosts that share the folder differ.
_SLACK = timedelta(days=1)
#: What X.509 allows for the name of an organization.
_ORGANIZATION_MAX = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningIdentity:
    """The files that pictures are signed with."""

    #: PEM, the certificate that signs first.
    chain: Path
    #: PEM, the private key.
    key: Path
    #: PEM, the authorities that it is to be trusted by here; None where there are none.
    anchors: Path | None
    #: Whether it was made here, so that nobody else trusts it.
    is_local: bool


def ensure_local(folder: Path, *, organization: str) -> SigningIdentity:
    """The identity in this folder, made at the first use; several processes may ask at once.

    Raises:
        IdentityRefused: the folder is there and does not hold one; says what to do.
        OSError: the system does not let us read or make it.
    """
    if not folder.is_dir() or not any(folder.iterdir()):
        _make(folder, organization)
    return _load(folder)


def _load(folder: Path) -> SigningIdentity:
    identity = SigningIdentity(
        chain=folder / "chain.pem",
        key=folder / "key.pem",
        anchors=folder / "ca.pem",
        is_local=True,
    )
    for path in (folder / "ca.pem", identity.chain, identity.key):
        if not path.is_file():
            raise IdentityRefused(
                f"{path} is missing. Restore it, or delete {folder} and a new one is made."
            )
    mode = stat.S_IMODE(identity.key.stat().st_mode)
    if mode & 0o077:
        raise IdentityRefused(
            f"{identity.key} is a private key and others can use it (mode {mode:04o}). If nobody "
            f"has read it, run: chmod 600 {identity.key} — else delete {folder}."
        )
    problems = (*check_pair(identity.chain, identity.key), *describe(identity.chain).problems)
    if problems:
        raise IdentityRefused(f"{folder}: {' '.join(problems)}")
    return identity


def _make(folder: Path, organization: str) -> None:
    """Write everything into a folder beside it, then give that its name if nobody else has."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}")
    draft.mkdir(mode=0o700)
    try:
        for name, data in _identity(organization).items():
            _write(draft / name, data)
        _sync(draft)
        # A folder with files in it cannot be replaced: of those that start together one wins,
        # and the others read what it has made.
        try:
            draft.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
        _sync(folder.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    mode = 0o600 if path.name == "key.pem" else 0o644
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _identity(organization: str) -> dict[str, bytes]:
    """The files of a new identity."""
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _authority(authority_key, organization)
    leaf = _leaf(key.public_key(), authority, authority_key, organization)
    authority_pem = authority.public_bytes(Encoding.PEM)
    return {
        "ca.pem": authority_pem,
        "chain.pem": leaf.public_bytes(Encoding.PEM) + authority_pem,
        "key.pem": pem_of(key),
    }


def _authority(key: ec.EllipticCurvePrivateKey, organization: str) -> x509.Certificate:
    # Two servers of one organization must not have authorities of the same name.
    name = _name(organization, f"Inkstone local authority {secrets.token_hex(4)}")
    return (
        _begun(name, name, key.public_key(), _AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _leaf(
    public: ec.EllipticCurvePublicKey,
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    organization: str,
) -> x509.Certificate:
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    purposes = x509.ExtendedKeyUsage([EMAIL_PROTECTION, CLAIM_SIGNING])
    name = _name(organization, "Inkstone local signer")
    return (
        _begun(name, authority.subject, public, _LEAF_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(purposes, critical=False)
        .add_extension(issuer_key, critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _begun(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, years: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(now + years * _YEAR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _name(organization: str, what: str) -> x509.Name:
    of = [x509.NameAttribute(NameOID.COMMON_NAME, what)]
    if organization := organization.strip()[:_ORGANIZATION_MAX]:
        of.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    return x509.Name(of)


def _usage(
    *, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
