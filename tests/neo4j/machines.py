"""What runs a Neo4j here: Java with jars from Maven, or, where there is neither, Docker."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.neo4j import jars
from tests.neo4j.class_data import shared_classes

IMAGE = "neo4j:5.26-community"


@dataclass(frozen=True)
class Java:
    """Java on this machine."""

    program: Path
    options: tuple[str, ...]
    listens_at = "127.0.0.1"

    def command(
        self,
        folder: Path,
        options: Sequence[str],
        entry: Sequence[str],
        ports: Sequence[int] = (),
        environment: Mapping[str, str] | None = None,
    ) -> list[str]:
        """The arguments of a process that runs the entry: a class and its arguments."""
        return [str(self.program), *self.options, *options, *entry]

    def kill(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        process.kill()

    def number(self, process: subprocess.Popen[bytes], folder: Path) -> int:
        """The process id of Java itself."""
        return process.pid


@dataclass(frozen=True)
class Docker:
    """The Java of Neo4j's image, on the same home: all but where Java and the jars are is as without Docker."""

    program: str
    listens_at = "0.0.0.0"  # inside its container; outside only loopback leads there

    def command(
        self,
        folder: Path,
        options: Sequence[str],
        entry: Sequence[str],
        ports: Sequence[int] = (),
        environment: Mapping[str, str] | None = None,
    ) -> list[str]:
        """The arguments of a process that runs the entry in a container, hands on signals and ends with it."""
        given = [f"--volume={folder}:{folder}", f"--workdir={folder}", f"--user={os.getuid()}:{os.getgid()}"]
        given += [f"--publish=127.0.0.1:{port}:{port}" for port in ports]
        given += [f"--env={name}={value}" for name, value in (environment or {}).items()]
        given += [f"--name={_container(folder)}"] if ports else []
        java = ["--entrypoint=java", IMAGE, "-cp", "/var/lib/neo4j/lib/*"]
        return [self.program, "run", "--rm", *given, *java, *options, *entry]

    def kill(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        subprocess.run([self.program, "kill", _container(folder)], capture_output=True, check=False)
        try:
            process.wait(30)  # it ends when the container is gone, and its name is free again
        except subprocess.TimeoutExpired:
            process.kill()

    def number(self, process: subprocess.Popen[bytes], folder: Path) -> int:
        """The process id of Java itself, as Linux knows it outside the container."""
        asked = [self.program, "inspect", "--format={{.State.Pid}}", _container(folder)]
        return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)


def find(*, share_classes: bool) -> Java | Docker:
    """Java if it is here, else Docker.

    Raises
    ------
    NoNeo4j
        There is neither.
    """
    try:
        program, folder = jars.java(), jars.jars()
    except jars.NoNeo4j:
        docker = shutil.which("docker")
        if docker is None or not _answers(docker):
            raise
        _pull(docker)
        return Docker(docker)
    # Written out, and not as lib/*: shared classes are for one class path.
    options = ("-cp", ":".join(map(str, sorted(folder.glob("*.jar")))))
    return Java(program, (*options, *(shared_classes(program) if share_classes else ())))


@cache
def _answers(docker: str) -> bool:
    return subprocess.run([docker, "version"], capture_output=True, check=False).returncode == 0


@cache
def _pull(docker: str) -> None:
    """Have the image before a server is waited for."""
    if subprocess.run([docker, "image", "inspect", IMAGE], capture_output=True, check=False).returncode:
        subprocess.run([docker, "pull", "--quiet", IMAGE], stdout=subprocess.DEVNULL, check=True)


def _container(folder: Path) -> str:
    return f"pilotgraph-{hashlib.sha256(bytes(folder)).hexdigest()[:16]}"
