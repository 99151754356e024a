"""A proxy that passes requests on and loses some of the answers, as a bad line does."""

import socket
import threading
from urllib.parse import urlsplit


class CarelessProxy:
    """Passes whole connections to a server; of the first submits it keeps the answers."""

    def __init__(self, url: str, *, num_lost: int) -> None:
        split = urlsplit(url)
        self._target = (split.hostname or "", split.port or 80)
        #: How many submits were passed on and how many answers may still be lost.
        self.num_submits = 0
        self._num_to_lose = num_lost
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        host, port = self._listener.getsockname()
        return f"http://{host}:{port}"

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(20)

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # it was closed
            thread = threading.Thread(target=self._pass_on, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _pass_on(self, connection: socket.socket) -> None:
        with connection, socket.create_connection(self._target) as server:
            request = _whole_request(connection)
            if not request:
                return
            is_submit = request.startswith(b"POST /inkstone/v1/jobs ") or request.startswith(
                b"POST /inkstone/v1/jobs?"
            )
            server.sendall(request)
            answer = b""
            while piece := server.recv(65_536):
                answer += piece
            if is_submit:
                self.num_submits += 1
            if is_submit and self._num_to_lose > 0:
                self._num_to_lose -= 1
                return  # the server did it, and nobody hears of it
            connection.sendall(answer)


def _whole_request(connection: socket.socket) -> bytes:
    """A request with its body, told to be the last of its connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    fields = {
        name.lower(): value for name, _, value in (line.partition(b":") for line in lines[1:])
    }
    while len(body) < int(fields.get(b"content-length", 0)):
        body += connection.recv(65_536)
    kept = [line for line in lines if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*kept, b"Connection: close"]) + b"\r\n\r\n" + body
