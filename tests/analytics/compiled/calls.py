"""A pytest plugin: notes which functions networkx' tests called on our backend, and how often it gave up on one."""

from __future__ import annotations

import json
import logging
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

called: Counter[str] = Counter()
given_up: Counter[str] = Counter()


class _Calls(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        said, arguments = record.msg, record.args
        if not isinstance(arguments, tuple):
            return
        if said.startswith("Using backend '%s' for call to '%s'") and arguments[0] == "pilotgraph":
            called[str(arguments[1])] += 1
        elif said.startswith("Backend '%s' raised when calling '%s'") and arguments[0] == "pilotgraph":
            given_up[str(arguments[1])] += 1


def pytest_configure(config: pytest.Config) -> None:
    logger = logging.getLogger("networkx.utils.backends")
    logger.addHandler(_Calls())
    logger.setLevel(logging.DEBUG)
    logger.propagate = False


def pytest_sessionfinish(session: Any) -> None:
    noted = {"called": called, "given up": given_up}
    Path(os.environ["PILOTGRAPH_TEST_CALLS"]).write_text(json.dumps(noted), encoding="utf-8")
