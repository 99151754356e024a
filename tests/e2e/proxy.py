"""A proxy of the kind that stands before a server: it ends TLS and passes requests on."""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_HEAD_BYTES_MAX = 64 * 1024


def certificate(folder: Path, *names: str) -> tuple[Path, Path]:
    """A certificate of a test's own for some names, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert_file, key_file


class TlsProxy:
    """Ends TLS on loopback and passes each request on to a server, one a connection."""

    def __init__(
        self, to_port: int, cert: Path, key: Path, *, strips: str = "", adds_host: bool = False
    ) -> None:
        """Describe it.

        Args:
            to_port: the server's port on loopback.
            cert: the certificate's file.
            key: its key's file.
            strips: what it takes off the front of each path.
            adds_host: whether it sends its own `Host`, and the caller's as `X-Forwarded-Host`.
        """
        self.port = 0
        self._to_port = to_port
        self._strips = strips.encode()
        self._adds_host = adds_host
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(cert, key)
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @contextmanager
    def running(self) -> Iterator["TlsProxy"]:
        """Run it for the length of the block."""
        self._thread.start()
        serving = asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(10)
        try:
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(self._stop(serving), self._loop).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)
            self._loop.close()

    async def _serve(self) -> asyncio.Server:
        serving = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._context)
        self.port = serving.sockets[0].getsockname()[1]
        return serving

    async def _stop(self, serving: asyncio.Server) -> None:
        serving.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # transports close in the next round

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._pass_on(reader, writer)
        except asyncio.CancelledError:
            pass  # the proxy stops
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            head = await reader.readuntil(b"\r\n\r\n")
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
            try:
                inner_writer.write(self._rewritten(head))
                await asyncio.gather(
                    _copy(reader, inner_writer), _copy(inner_reader, writer, closes=True)
                )
            finally:
                inner_writer.transport.abort()

    def _rewritten(self, head: bytes) -> bytes:
        first, *lines = head.rstrip(b"\r\n").split(b"\r\n")
        method, path, version = first.split(b" ")
        kept = [b" ".join([method, path.removeprefix(self._strips) or b"/", version])]
        for line in lines:
            name, _, value = line.partition(b":")
            if name.lower() == b"connection":
                continue
            if name.lower() == b"host" and self._adds_host:
                kept.append(b"Host: 127.0.0.1:%d" % self._to_port)
                kept.append(b"X-Forwarded-Host:" + value)
                continue
            kept.append(line)
        kept += [b"X-Forwarded-Proto: https", b"X-Forwarded-For: 203.0.113.7", b"Connection: close"]
        return b"\r\n".join(kept) + b"\r\n\r\n"


async def _copy(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, closes: bool = False
) -> None:
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while chunk := await reader.read(_HEAD_BYTES_MAX):
            writer.write(chunk)
            await writer.drain()
        if closes:
            writer.close()
