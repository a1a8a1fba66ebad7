"""`OMP_NUM_THREADS=1 python -m benchmarks.peers FAMILY`: compare one family, a JSON object a line."""

from __future__ import annotations

import sys
from dataclasses import asdict
from importlib import import_module

import orjson

from benchmarks.peers.libraries import single_thread

if __name__ == "__main__":
    single_thread()
    for comparison in import_module(f"benchmarks.peers.{sys.argv[1]}").compared():
        print(orjson.dumps(asdict(comparison)).decode(), flush=True)
