"""What can be said: the Turtle files, and the reader that turns them into Python objects."""

from __future__ import annotations
