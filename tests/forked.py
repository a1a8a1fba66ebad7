"""Has a command run by tests/warm.py: from a test, or, as a script, from a shell. It imports next to nothing."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence

__all__ = ["SOCKET", "run"]

SOCKET = "socket"
"""Its name in the folder of tests/warm.py."""


def run(
    address: str, arguments: Sequence[str], environment: Mapping[str, str], folder: str, streams: Sequence[int]
) -> int:
    """Run a command with these three standard streams, and return its exit code; below zero, a signal ended it."""
    request = {"arguments": arguments, "environment": environment, "folder": folder}
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(address)
        socket.send_fds(asking, [b"\n"], streams)
        asking.sendall(json.dumps(request).encode() + b"\n")
        return int(asking.recv(16))


if __name__ == "__main__":
    code = run(sys.argv[1], sys.argv[2:], dict(os.environ), os.getcwd(), (0, 1, 2))  # noqa: PTH109 - pathlib is slow
    sys.exit(code if code >= 0 else 128 - code)
