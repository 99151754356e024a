"""Our labels as others read them: exiftool is the judge, before signing and after it."""

import io
import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from inkstone.media import png, xmp
from inkstone.media.embedded import embedded
from inkstone.media.encode import FORMATS, encode
from inkstone.media.labels_read import read
from unit.media import ordinary

EXIFTOOL = shutil.which("exiftool")
pytestmark = pytest.mark.skipif(EXIFTOOL is None, reason="needs exiftool")

TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
LABELS = xmp.Labels(
    source_type=TRAINED,
    creator_tool="Inkstone 0.1.0",
    created_at=datetime(2026, 11, 22, 4, 15, 37, tzinfo=UTC),
    instance_id="xmp.iid:0b9f7f0e-2f43-4f0e-9f2c-0a4f0e9f2c0a",
    image_id="job_1/0",
    producer='墨池 "&" <公司>',
)
#: With more of everything than a line of text has.
DOCUMENTS = {
    "inkstone:parameters": json.dumps({"prompt": "猫 & <b>'\"]]>\x01 " * 99, "seed": 7}),
    "inkstone:scene": "[]",
}
PRODUCER = "墨池__&__<公司>"
AIGC = {
    "Label": "1",
    "ContentProducer": PRODUCER,
    "ProduceID": "job_1/0",
    "ReservedCode1": "",
    "ContentPropagator": PRODUCER,
    "PropagateID": "job_1/0",
    "ReservedCode2": "",
}


def made(output_format):
    """A file of ours, as it is kept."""
    data = encode(
        ordinary.encoded(ordinary.gradient(), "PNG"),
        output_format=output_format,
        quality=80,
        width_px=40,
        height_px=30,
        documents=DOCUMENTS,
        labels=LABELS,
    )
    if output_format != "png":
        return data
    return png.with_xmp(png.with_text(data, DOCUMENTS), xmp.packet({}, labels=LABELS))


def certificate(name, key, issuer, issuer_key, *, is_authority):
    """A certificate good for a day."""
    use = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=None,
        decipher_only=None,
    )
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(use, critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not is_authority:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def named(text):
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, text),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, text),
        ]
    )


@pytest.fixture(scope="module")
def signed():
    """Each format's file with a signed manifest, by a certificate that nobody else trusts."""
    import c2pa

    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = certificate(named("Root"), root_key, named("Root"), root_key, is_authority=True)
    leaf = certificate(named("Leaf"), key, named("Root"), root_key, is_authority=False)
    chain = leaf.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    info = c2pa.C2paSignerInfo(b"es256", chain, pem, b"")
    info.ta_url = None
    context = c2pa.Context.from_dict(
        {
            "version": 1,
            "builder": {"thumbnail": {"enabled": False}},
            "verify": {"verify_trust": False},
        }
    )
    action = {"action": "c2pa.created", "digitalSourceType": TRAINED}
    manifest = {
        "claim_generator_info": [{"name": "Inkstone", "version": "0.1.0"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}],
    }
    files = {}
    with c2pa.Signer.from_info(info) as signer:
        for output_format in FORMATS:
            out = io.BytesIO()
            with c2pa.Builder(manifest, context) as builder:
                builder.sign(signer, f"image/{output_format}", io.BytesIO(made(output_format)), out)
            files[output_format] = out.getvalue()
    return files


@pytest.fixture(scope="module")
def told(signed, tmp_path_factory):
    """What exiftool says of each file, plain and signed, by format and whether it is signed."""
    folder = tmp_path_factory.mktemp("files")
    names = {}
    for output_format in FORMATS:
        for is_signed, data in ((False, made(output_format)), (True, signed[output_format])):
            path = folder / f"{output_format}-{is_signed}.{output_format}"
            path.write_bytes(data)
            names[str(path)] = output_format, is_signed
    ran = subprocess.run(
        [EXIFTOOL, "-j", "-a", "-G1:4", "-validate", "-warning", "-XMP:all", *names],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return {names[one["SourceFile"]]: one for one in json.loads(ran.stdout)}


@pytest.mark.parametrize("is_signed", [False, True])
@pytest.mark.parametrize("output_format", FORMATS)
def test_exiftool_reads_every_field(told, output_format, is_signed):
    found = told[output_format, is_signed]
    expected = {
        "XMP-iptcExt:DigitalSourceType": TRAINED,
        "XMP-xmp:CreatorTool": "Inkstone 0.1.0",
        "XMP-xmp:CreateDate": "2026:11:22 04:15:37Z",
        "XMP-xmpMM:InstanceID": LABELS.instance_id,
    }
    assert {name: found[name] for name in expected} == expected
    # What it does not know it spells in its own way: Aigc, or in later releases AIGC.
    (raw,) = [value for name, value in found.items() if name.upper() == "XMP-TC260:AIGC"]
    assert json.loads(raw) == AIGC
    assert list(json.loads(raw)) == list(AIGC)
    assert not [name for name in found if "Warning" in name]


@pytest.mark.parametrize("is_signed", [False, True])
@pytest.mark.parametrize("output_format", FORMATS)
def test_there_is_one_label_and_no_more(told, signed, output_format, is_signed):
    assert len([name for name in told[output_format, is_signed] if "AIGC" in name.upper()]) == 1
    data = signed[output_format] if is_signed else made(output_format)
    assert data.count(b"<TC260:AIGC>") == data.count(b"ContentProducer") == 1


@pytest.mark.parametrize("output_format", ["jpeg", "webp", "avif"])
def test_exiftool_reads_our_documents(told, output_format):
    found = told[output_format, False]["XMP-inkstone:Parameters"]
    assert json.loads(found) == json.loads(DOCUMENTS["inkstone:parameters"])


@pytest.mark.parametrize("output_format", FORMATS)
def test_signing_leaves_the_packet_as_it_was(signed, output_format):
    media_type = f"image/{output_format}"
    before, after = (
        embedded(data, media_type).xmp for data in (made(output_format), signed[output_format])
    )
    assert before == after != b""
    said = read(signed[output_format], media_type)
    assert said == read(made(output_format), media_type)
    assert said["aigc"] == AIGC
    assert said["documents"].keys() == DOCUMENTS.keys()
