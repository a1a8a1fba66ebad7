"""A password for each server, known to whoever may read its folder."""

import hashlib
import os
import secrets
from pathlib import Path


def password_of(folder: Path, user: str) -> str:
    """The password in the folder; if there is none, a new one, which a server on an empty folder takes up.

    Neo4j's own `dbms set-initial-password` leaves the same file, and costs a start of Java.
    """
    file = folder / "password"
    if file.exists():
        return file.read_text()
    password, salt = secrets.token_urlsafe(18), secrets.token_bytes(32)
    digest = salt + password.encode()
    for _ in range(1024):
        digest = hashlib.sha256(digest).digest()
    initial = folder / "data" / "dbms" / "auth.ini"
    initial.parent.mkdir(parents=True, exist_ok=True)
    initial.write_text(f"{user}:SHA-256,{digest.hex()},{salt.hex()},1024:\n")
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(password)
    return password
