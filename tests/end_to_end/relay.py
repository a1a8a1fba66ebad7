"""A port that leads to another one, and can be made to swallow what is sent, as a broken network does."""

from __future__ import annotations

import socket
import threading


class Relay:
    """Leads from `port` of this machine to another port. Close it, or use it in a `with`."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._flows = threading.Event()
        self._flows.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def swallow(self) -> None:
        """Take what is sent, and connections too, and let nothing through."""
        self._flows.clear()

    def flow(self) -> None:
        """Let through what was held back, and all that follows."""
        self._flows.set()

    def __enter__(self) -> Relay:
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self.flow()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        self._flows.wait()
        far = socket.create_connection(("127.0.0.1", self._target))
        threading.Thread(target=self._pump, args=(far, near), daemon=True).start()
        self._pump(near, far)

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while sent := one.recv(1 << 16):
                self._flows.wait()
                other.sendall(sent)
        except OSError:
            pass
        for end in (one, other):
            end.close()
