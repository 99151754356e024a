"""What is wrong with a certificate is said in words, before a picture is signed with it."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from inkstone.media import certificates, credentials
from inkstone.media.certificates import EMAIL_PROTECTION, IdentityRefused
from unit.media import signing

ANY = ObjectIdentifier("2.5.29.37.0")
DOCUMENTS = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
WRONG = {
    "expired": ({"days": (-9, -2)}, "expired on"),
    "early": ({"days": (2, 9)}, "not valid before"),
    "for web servers": ({"purposes": [ExtendedKeyUsageOID.SERVER_AUTH]}, "neither the signing"),
    "for nothing": ({"purposes": []}, "neither the signing"),
    "for everything": ({"purposes": [ANY]}, "every purpose"),
    "for time stamps too": (
        {"purposes": [EMAIL_PROTECTION, ExtendedKeyUsageOID.TIME_STAMPING]},
        "mixes time stamps",
    ),
    "not for signatures": ({"usages": ("key_encipherment",)}, "digital signatures"),
    "for certificates": ({"usages": ("digital_signature", "key_cert_sign")}, "of certificates"),
    "an authority": ({"is_authority": True}, "certificate authority's"),
}


def refuses(identity) -> bool:
    """Whether the library agrees: it does not sign with it, or its own signature does not hold."""
    try:
        made = credentials.sign(
            signing.picture("jpeg", 32),
            media_type="image/jpeg",
            claim=signing.claim(),
            ingredients=(),
            identity=identity,
            timestamp_url="",
        )
    except credentials.SigningRefused:
        return True
    anchors = signing.anchors(identity)
    return (
        credentials.read(made.data, media_type="image/jpeg", anchors=anchors)["state"] != "trusted"
    )


def with_chain(identity):
    """The authority's certificate follows the one that signs."""
    with identity.chain.open("ab") as file:
        file.write(identity.anchors.read_bytes())
    return identity


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_and_is_wrong(tmp_path, name):
    options, said = WRONG[name]
    identity = with_chain(signing.operator(tmp_path, **options))
    problems = certificates.describe(identity.chain).problems
    assert said in " ".join(problems), problems
    assert refuses(identity)


@pytest.mark.parametrize(
    "purposes", [[EMAIL_PROTECTION], [DOCUMENTS], [certificates.CLAIM_SIGNING]]
)
def test_one_purpose_of_these_is_enough(tmp_path, purposes):
    identity = with_chain(signing.operator(tmp_path, purposes=purposes))
    assert certificates.describe(identity.chain).problems == ()
    assert not refuses(identity)


def test_a_chain_of_strangers_is_told(tmp_path):
    one, other = signing.operator(tmp_path / "one"), signing.operator(tmp_path / "other")
    one.chain.write_bytes(one.chain.read_bytes() + other.anchors.read_bytes())
    (problem,) = certificates.describe(one.chain).problems
    assert "Operator was not signed by Operator authority" in problem


def test_a_certificate_that_signed_itself_is_refused(tmp_path):
    identity = signing.operator(tmp_path)
    key = signing.new_key()
    alone = signing.certificate(key, name="Me", issuer="Me")
    identity.chain.write_bytes(alone.public_bytes(Encoding.PEM))
    assert any("self-signed" in each for each in certificates.describe(identity.chain).problems)


def test_certificates_in_the_wrong_order_are_told(tmp_path):
    identity = signing.operator(tmp_path)
    leaf = identity.chain.read_bytes()
    identity.chain.write_bytes(identity.anchors.read_bytes() + leaf)
    problems = " ".join(certificates.describe(identity.chain).problems)
    assert "must come first" in problems
    assert "not in order" in problems


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [
        ("es256", "es256"), ("es384", "es384"), ("es512", "es512"), ("ed25519", "ed25519"),
        ("rsa2048", "ps256"), ("rsa3072", "ps384"),
    ],
)  # fmt: skip
def test_the_algorithm_is_that_of_the_key(tmp_path, kind, algorithm):
    path = tmp_path / "key.pem"
    path.write_bytes(certificates.pem_of(signing.new_key(kind)))
    assert certificates.algorithm_of(path) == algorithm


def test_keys_that_nobody_takes_are_refused(tmp_path):
    path = tmp_path / "key.pem"
    path.write_bytes(certificates.pem_of(ec.generate_private_key(ec.SECP256K1())))
    with pytest.raises(IdentityRefused, match="not a key that C2PA takes"):
        certificates.algorithm_of(path)
    secret = signing.new_key().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
    )
    for data, said in (
        (secret, "encrypted"),
        (b"nothing", "no private key"),
        (bytes(2**19), "more"),
    ):
        path.write_bytes(data)
        with pytest.raises(IdentityRefused, match=said):
            certificates.algorithm_of(path)


def test_a_key_in_the_older_form_signs_too(tmp_path):
    identity = signing.operator(tmp_path, "es256")
    key = certificates.load_key(identity.key)
    older = PrivateFormat.TraditionalOpenSSL
    identity.key.write_bytes(key.private_bytes(Encoding.PEM, older, certificates.NoEncryption()))
    assert b"BEGIN EC PRIVATE KEY" in identity.key.read_bytes()
    assert not refuses(identity)


def test_a_pair_that_does_not_match_is_told(tmp_path):
    one, other = signing.operator(tmp_path / "one"), signing.operator(tmp_path / "other")
    assert certificates.check_pair(one.chain, one.key) == ()
    assert certificates.check_pair(one.chain, other.key) == (
        "The key is not the one that the certificate is for.",
    )
    with pytest.raises(IdentityRefused, match="no certificates"):
        certificates.check_pair(one.key, one.key)
    with pytest.raises(FileNotFoundError):
        certificates.describe(tmp_path / "gone.pem")
