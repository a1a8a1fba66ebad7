"""Work for a client, in a thread beside the event loop, and given up when the client goes away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from fastapi import Request
from numpy.typing import NDArray
from starlette.concurrency import run_in_threadpool

from analytics.stopping import stopped_by

__all__ = ["for_client"]

T = TypeVar("T")


async def for_client(request: Request, work: Callable[[], T]) -> T:
    """What `work` returns. Raises Stopped if the client hung up and the work looked whether it did."""
    flag = np.zeros(1, np.uint8)
    watching = asyncio.create_task(_set_when_gone(request, flag))
    try:
        with stopped_by(flag):
            return await run_in_threadpool(work)
    finally:
        watching.cancel()


async def _set_when_gone(request: Request, flag: NDArray[np.uint8]) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    flag[0] = 1
