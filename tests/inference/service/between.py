"""What stands between a client and a service on loopback, and does something to their lines."""

import socket
from threading import Thread
from urllib.parse import urlsplit


class Between:
    """Takes lines at an address of its own; what becomes of each is for `_take` to say, which must not wait.

    Args:
        address: of the service.
    """

    def __init__(self, address: str) -> None:
        place = urlsplit(address)
        self._target = (place.hostname or "", place.port or 0)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _take(self, near: socket.socket) -> None:
        raise NotImplementedError

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            self._take(near)
