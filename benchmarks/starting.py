"""What it costs to start a server on a saved snapshot of all of CORDIS, and one more beside it."""

from __future__ import annotations

from pathlib import Path

from benchmarks.harness import Result, command, environment, in_turn, peer, private_memory, run
from benchmarks.server import ours, running


def results(folder: Path) -> list[Result]:
    """Start servers on `cordis.db`, in turn with networkx reading `bare.db`."""
    env = ours(environment(folder / "cordis.db"))

    def ready() -> float:
        with running(lambda _: command("serve"), env) as server:
            return server.ready_cpu

    def read() -> float:
        return run(peer("plain_networkx", "load", str(folder / "bare.db"))).cpu

    start, baseline = in_turn(ready, read)
    with running(lambda _: command("serve"), env), running(lambda _: command("serve"), env) as second:
        memory = private_memory(second.pid)
    networkx = "networkx reads only the participations from bare tables"
    return [
        Result("Server ready", networkx, "s CPU", "under 2 s", start, baseline),
        Result("Private memory of a second server", "", "MB", "under 150", memory),
    ]
