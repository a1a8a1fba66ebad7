"""A port that leads to another one, and can be made to swallow what is sent, as a broken network does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import Self

COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""A message of Neo4j's protocol: two bytes that are a structure without fields, tagged as COMMIT, and its end."""

Carry = Callable[[bytes, socket.socket, socket.socket], None]


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

    def __enter__(self) -> Self:
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
        threading.Thread(target=self._pump, args=(far, near, self._back), daemon=True).start()
        self._pump(near, far, self._forth)

    def _pump(self, one: socket.socket, other: socket.socket, carry: Carry) -> None:
        try:
            while sent := one.recv(1 << 16):
                self._flows.wait()
                carry(sent, one, other)
        except OSError:
            pass
        for end in (one, other):
            hang_up(end)

    def _forth(self, sent: bytes, near: socket.socket, far: socket.socket) -> None:
        far.sendall(sent)

    def _back(self, sent: bytes, far: socket.socket, near: socket.socket) -> None:
        near.sendall(sent)


class Loss(Enum):
    """What becomes of a request when the connection breaks."""

    REQUEST = "it never gets there"
    ANSWER = "it is done, but the answer gets lost"
    LATE = "it gets there when its sender has already asked again"


class LossyRelay(Relay):
    """Leads to a Neo4j, and loses the connection of whoever commits next when it is told to."""

    def __init__(self, target: int) -> None:
        super().__init__(target)
        self._loss: Loss | None = None
        self._of, self._at = b"", COMMIT
        self._spoken: set[socket.socket] = set()
        self._deaf: set[socket.socket] = set()
        self._late = threading.Event()
        self._answered = threading.Event()
        self.lost = threading.Event()
        """The connection is broken, as far as the sender knows."""

    def lose(self, loss: Loss, of: str, at: bytes = COMMIT) -> None:
        """Lose in this way the next commit (or other message) of whoever has sent this text, and no other."""
        self._spoken.clear()
        self._of, self._at, self._loss = of.encode(), at, loss
        for event in (self._late, self._answered, self.lost):
            event.clear()

    def deliver(self) -> None:
        """Hand over the commit that is late."""
        self._late.set()

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self.deliver()

    def _forth(self, sent: bytes, near: socket.socket, far: socket.socket) -> None:
        if self._of in sent:
            self._spoken.add(near)
        loss = self._loss if self._at in sent and near in self._spoken else None
        if loss is None:
            far.sendall(sent)
            return
        self._loss = None
        if loss is not Loss.REQUEST:
            self._deaf.add(far)
        if loss is Loss.LATE:
            hang_up(near)
            self.lost.set()
            self._late.wait()
        if loss is not Loss.REQUEST:
            far.sendall(sent)
            self._answered.wait()
        self.lost.set()
        raise ConnectionAbortedError

    def _back(self, sent: bytes, far: socket.socket, near: socket.socket) -> None:
        if far in self._deaf:
            self._answered.set()
            raise ConnectionAbortedError
        near.sendall(sent)


def hang_up(end: socket.socket) -> None:
    """Close a connection, also if another thread waits for what comes through it: only to close it would wait too."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
