"""How a loader tells how far it has got."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Progress"]

Progress = Callable[[str, int, int], None]
"""Called now and then with what is being read, how much of it has been, and how much there is (bytes or rows)."""
