"""Ports for a server that keeps them while it is restarted."""

import random
import socket


def free_ports() -> tuple[int, int]:
    """Two ports below those that the system gives to outgoing connections: these would take them while we restart."""
    free: list[int] = []
    while len(free) < 2:
        port = random.SystemRandom().randrange(15_000, 30_000)
        if port not in free and _is_free(port):
            free.append(port)
    return free[0], free[1]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
