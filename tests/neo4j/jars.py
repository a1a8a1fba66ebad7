"""What a Neo4j needs to run: Java, and the Community server's jars, which Maven fetches once into a cache."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
OLDEST_JAVA = 17

INSTALL = (
    "Install it (Debian, Ubuntu: apt install openjdk-17-jre-headless maven; macOS: brew install openjdk@17 maven, "
    "and set JAVA_HOME)"
)
HINT = (
    f"{INSTALL}; or name a running Neo4j 5 that may be wiped, PILOTGRAPH_TEST_NEO4J=neo4j://USER:PASSWORD@HOST:PORT; "
    "or install Docker and start it."
)


class NoNeo4j(RuntimeError):
    """There is nothing here that a Neo4j could be started with. Never a reason to skip: tests fail with it."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem}\n{HINT}")
        self.problem = problem


def java() -> Path:
    """The `java` of JAVA_HOME, else of the PATH, if it is new enough.

    Raises
    ------
    NoNeo4j
        There is none, or it is too old.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")
    if found is None:
        raise NoNeo4j(f"Neo4j needs Java {OLDEST_JAVA} or newer, and there is no java in {home or 'the PATH'}.")
    told = java_version(found)
    number = re.search(r'version "(\d+)', told)  # macOS has a java that only says where to get one
    if number is None or int(number[1]) < OLDEST_JAVA:
        raise NoNeo4j(f"Neo4j needs Java {OLDEST_JAVA} or newer, and {found} says: {told.strip()}")
    return Path(found)


@cache
def java_version(program: str) -> str:
    """What it says of itself, without the notes that it adds about options in these variables."""
    bare = {name: value for name, value in os.environ.items() if name not in ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")}
    done = subprocess.run([program, "-version"], env=bare, capture_output=True, text=True, check=False)
    return done.stderr + done.stdout


def jars() -> Path:
    """The folder with the jars. They are fetched by the first who asks; others who ask meanwhile wait.

    Raises
    ------
    NoNeo4j
        They are not in the cache, and there is no Maven to fetch them.
    RuntimeError
        Maven could not fetch them; the message has what it said.
    """
    folder = cache_folder() / "lib"
    if not folder.is_dir():
        with locked():
            if not folder.is_dir():
                _fetch(folder)
    return folder


def cache_folder() -> Path:
    """The place for these very jars, and for what is derived from them: another pom.xml has another."""
    text = POM.read_bytes()
    version = re.search(rb"<neo4j.version>(.+?)</neo4j.version>", text)
    assert version, f"{POM} has no neo4j.version"
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = root / "pilotgraph" / f"neo4j-{version[1].decode()}-{hashlib.sha256(text).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def locked() -> Iterator[None]:
    """Only one process at a time makes something in the cache; the lock goes with the process that holds it."""
    with (cache_folder() / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise NoNeo4j("The Neo4j server's jars are fetched with Maven, and there is no mvn in the PATH.")
    # Renamed when all are there: an interrupted fetch leaves a folder that nobody looks into.
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="fetching-") as part:
        command = [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={part}/lib"]
        done = subprocess.run([*command, "-DincludeScope=runtime"], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"Maven could not fetch the Neo4j server's jars:\n{done.stdout}{done.stderr}")
        Path(part, "lib").rename(folder)
