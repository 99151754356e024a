"""What the tests of credentials sign with: pictures, claims, authorities, and time stamps."""

import contextlib
import io
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from inkstone.media.certificates import CLAIM_SIGNING, EMAIL_PROTECTION, algorithm_of, pem_of
from inkstone.media.claim import Claim
from inkstone.media.credential_reader import context
from inkstone.media.local_ca import SigningIdentity
from unit.media import ordinary

FORMATS = ("png", "jpeg", "webp", "avif")
MADE_BY_AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
PARTLY_BY_AI = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
CAMERA = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
WHEN = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


def picture(output_format: str, side_px: int = 96) -> bytes:
    """A file of ours."""
    options = {"avif": {"speed": 10}}.get(output_format, {})
    return ordinary.encoded(ordinary.gradient(side_px, side_px), output_format.upper(), **options)


def claim(**changes) -> Claim:
    said = {
        "title": "A heron",
        "instance_id": "xmp.iid:1f6b0e0c-8b1a-4a7e-9d51-0c7b1c0d2e3f",
        "generator_version": "1.2.3",
        "agent_name": "sketch",
        "agent_version": "7",
        "when": WHEN,
        "source_type": MADE_BY_AI,
        "is_edit": False,
    }
    return Claim(**said | changes)


def new_key(kind: str = "es256"):
    """A private key of one of the kinds that C2PA takes."""
    curves = {"es256": ec.SECP256R1, "es384": ec.SECP384R1, "es512": ec.SECP521R1}
    if kind in curves:
        return ec.generate_private_key(curves[kind]())
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, int(kind.removeprefix("rsa")))


def _usage(*named: str) -> x509.KeyUsage:
    every = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in named for name in every})


def certificate(
    subject,
    *,
    signer=None,
    issuer="Operator authority",
    name="Operator",
    is_authority=False,
    usages=("digital_signature",),
    purposes=(EMAIL_PROTECTION, CLAIM_SIGNING),
    days=(-2, 30),
    is_strict=False,
) -> x509.Certificate:
    """A certificate for a key, as somebody else would make it."""

    def named(what: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, what)])

    signer = signer or subject
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(subject.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(_usage(*usages), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(subject.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False
        )
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=is_strict)
    is_edwards = isinstance(signer, ed25519.Ed25519PrivateKey)
    return builder.sign(signer, None if is_edwards else hashes.SHA384())


def operator(folder: Path, kind: str = "es384", **leaf) -> SigningIdentity:
    """A chain of leaf and authority, a key and an anchor, as an operator brings them."""
    folder.mkdir(parents=True, exist_ok=True)
    root_key, key = new_key("es384"), new_key(kind)
    root = certificate(
        root_key,
        name="Operator authority",
        is_authority=True,
        usages=("key_cert_sign", "crl_sign"),
        purposes=(),
    )
    made = certificate(key, signer=root_key, **leaf)
    (folder / "chain.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "ca.pem").write_bytes(root.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(pem_of(key))
    return SigningIdentity(
        chain=folder / "chain.pem",
        key=folder / "key.pem",
        anchors=folder / "ca.pem",
        is_local=False,
    )


def anchors(identity: SigningIdentity) -> str:
    return identity.anchors.read_text()


def signed_by_others(
    data: bytes,
    media_type: str,
    identity: SigningIdentity,
    *,
    actions=None,
    remote_url: str | None = None,
    thumbnail: bytes = b"",
    **manifest,
) -> bytes:
    """A picture with a manifest that Inkstone did not write."""
    taken = actions or [{"action": "c2pa.created", "digitalSourceType": CAMERA}]
    written = {
        "claim_generator_info": [{"name": "Some camera", "version": "9"}],
        "title": "IMG_1.JPG",
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": taken}}],
    } | manifest
    if thumbnail:
        written["thumbnail"] = {"format": "image/jpeg", "identifier": "small"}
    info = c2pa.C2paSignerInfo(
        algorithm_of(identity.key), identity.chain.read_bytes(), identity.key.read_bytes(), None
    )
    file = io.BytesIO()
    with c2pa.Signer.from_info(info) as signer:
        builder = c2pa.Builder(written, context(""))
        if thumbnail:
            builder.add_resource("small", io.BytesIO(thumbnail))
        if remote_url:
            builder.set_no_embed()
            builder.set_remote_url(remote_url)
        builder.sign(signer, media_type, io.BytesIO(data), file)
    return file.getvalue()


@dataclass
class Server:
    """A server on this machine that counts what it is asked."""

    url: str
    asked: list[bytes] = field(default_factory=list)


@contextlib.contextmanager
def server(answer: Callable[[bytes], tuple[int, bytes]]) -> Iterator[Server]:
    """One that answers each body with a status and bytes."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            made.asked.append(body)
            status, data = answer(body)
            with contextlib.suppress(OSError):
                self.send_response(status)
                self.send_header("content-type", "application/timestamp-reply")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        do_POST = do_HEAD = do_GET  # noqa: N815 - as the base class calls them

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        made = Server(url=f"http://127.0.0.1:{listening.server_port}/stamp")
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield made
        finally:
            listening.shutdown()
            thread.join()


def stamping(folder: Path) -> Callable[[bytes], tuple[int, bytes]]:
    """What a time-stamp authority answers, as of RFC 3161; its root is `root.pem` in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    root_key, key = new_key(), new_key()
    root = certificate(
        root_key,
        issuer="Clock authority",
        name="Clock authority",
        is_authority=True,
        usages=("key_cert_sign",),
        purposes=(),
    )
    made = certificate(
        key,
        signer=root_key,
        issuer="Clock authority",
        name="Clock",
        purposes=(ExtendedKeyUsageOID.TIME_STAMPING,),
        is_strict=True,
    )
    (folder / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    (folder / "clock.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "clock.key").write_bytes(pem_of(key))
    (folder / "serial").write_text("01")
    (folder / "ts.cnf").write_text(
        f"[clock]\nserial={folder}/serial\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\n"
        "digests=sha256,sha384,sha512\nordering=no\ntsa_name=no\ness_cert_id_alg=sha256\n"
    )

    def answer(query: bytes) -> tuple[int, bytes]:
        (folder / "query").write_bytes(query)
        subprocess.run(
            [
                "openssl", "ts", "-reply", "-config", "ts.cnf", "-section", "clock",
                "-queryfile", "query", "-out", "reply", "-signer", "clock.pem",
                "-inkey", "clock.key", "-chain", "root.pem",
            ],
            check=True, capture_output=True, cwd=folder,
        )  # fmt: skip
        return 200, (folder / "reply").read_bytes()

    return answer
