"""How sources get in: one module a format, each a generator of records."""

from __future__ import annotations
