"""A Neo4j Community server of one's own, which ends with the process that started it."""

import os
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from tests.neo4j import machines
from tests.neo4j.guard import Guard
from tests.neo4j.password import password_of
from tests.neo4j.ports import free_ports

SECONDS_TO_START = 120
SECONDS_TO_STOP = 60
USER = "neo4j"

OPENED = ("java.lang", "java.io", "java.nio", "java.util.concurrent", "sun.nio.ch")
QUICK_STOP = {  # else it lingers for ten seconds in case that somebody still wants to say something
    "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
    "internal.server.bolt.connection_shutdown_wait_time": "0s",
    "internal.server.bolt.thread_pool_shutdown_wait_time": "0s",
}
SMALL = {
    "server.memory.pagecache.size": "256m",
    "db.tx_log.rotation.size": "32m",  # it is allocated beforehand, once for each of two databases: 256 MB by default
    "db.tx_log.rotation.retention_policy": "64M size",
    "db.logs.query.enabled": "OFF",
}


class Server:
    """A Neo4j with a folder, a port and a random password of its own, at 127.0.0.1.

    Parameters
    ----------
    folder
        Its home: data, logs, settings, password. What an earlier server left there is taken up again.
    settings
        Settings of neo4j.conf, on top of ours.
    heap
        Greatest size of the Java heap, as Java writes it.
    http
        Whether it answers HTTP too, at `http_uri` (Neo4j's query API; there is no Browser in the jars).
    jvm
        Further options for Java.
    share_classes
        Whether to start with the classes as an earlier run had them in memory, which is several times as quick.
    """

    user = USER

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str] | None = None,
        *,
        heap: str = "1g",
        http: bool = False,
        jvm: Sequence[str] = (),
        share_classes: bool = True,
    ) -> None:
        self.folder = folder.absolute()
        for name in ("conf", "import", "logs"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.password = password_of(self.folder, USER)
        self.port, self.http_port = free_ports()
        self.uri = f"neo4j://127.0.0.1:{self.port}"
        self.http_uri = f"http://127.0.0.1:{self.http_port}" if http else None
        self._settings = dict(settings or {})
        self._heap, self._jvm, self._share_classes = heap, tuple(jvm), share_classes
        self._machine: machines.Java | machines.Docker
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: Guard | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start it, and wait until it answers; nothing happens if it runs.

        Raises
        ------
        NoNeo4j
            There is neither Java nor Docker.
        RuntimeError
            It ended, or did not answer in two minutes; the message has the end of its log.
        """
        if self.running:
            return self
        self._forget()
        self._machine = machine = machines.find(share_classes=self._share_classes)
        self._configure(machine.listens_at)
        entry = ("org.neo4j.server.CommunityEntryPoint", f"--home-dir={self.folder}", f"--config-dir={self._conf}")
        command = machine.command(self.folder, self._options(), entry, self._ports)
        with self._console.open("wb") as console:  # a session of its own, so that Ctrl-C is not for it
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT, start_new_session=True
            )
        self._guard = Guard(self._process)
        try:
            self._await_answer()
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self._machine.kill(self._process, self.folder)
        self._forget()

    def kill(self) -> None:
        """End it in the middle of whatever it does, as the system does when memory is short."""
        if self._process is not None:
            self._machine.kill(self._process, self.folder)
        self._forget()

    def restart(self) -> Self:
        self.stop()
        return self.start()

    def admin(self, *arguments: str) -> str:
        """Run `neo4j-admin` on this server's home, and return what it printed; most of it wants the server stopped.

        Files that it reads have to be in the server's folder, say in `import`: Docker shows it no others.

        Raises
        ------
        RuntimeError
            It failed; the message has what it printed.
        """
        machine = machines.find(share_classes=self._share_classes)
        self._configure(machine.listens_at)
        environment = {"NEO4J_HOME": str(self.folder), "NEO4J_CONF": str(self._conf)}
        entry = ("org.neo4j.cli.AdminTool", *arguments)
        command = machine.command(self.folder, self._options(), entry, environment=environment)
        done = subprocess.run(
            command, env=os.environ | environment, capture_output=True, text=True, check=False, cwd=self.folder
        )
        if done.returncode:
            raise RuntimeError(f"neo4j-admin {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def cpu_seconds(self) -> float:
        """CPU time, user and system, that the server has taken since it was last started. Linux only."""
        fields = self._proc("stat").rpartition(")")[2].split()  # the name in brackets may have blanks
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes of memory that the server holds now. Linux only."""
        return self._status("VmRSS")

    def peak_memory(self) -> int:
        """The most bytes of memory that the server has held since it was last started. Linux only."""
        return self._status("VmHWM")

    def log(self, lines: int = 30) -> str:
        """The end of what it printed and logged."""
        files = (self._console, self.folder / "logs" / "neo4j.log")
        texts = (file.read_text(errors="replace") for file in files if file.exists())
        return "\n".join("\n".join(text.splitlines()[-lines:]) for text in texts)

    @property
    def _conf(self) -> Path:
        return self.folder / "conf"

    @property
    def _console(self) -> Path:
        return self.folder / "logs" / "console.log"

    @property
    def _ports(self) -> tuple[int, ...]:
        return (self.port, self.http_port) if self.http_uri else (self.port,)

    def _options(self) -> list[str]:
        opened = (f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED)
        return [f"-Xmx{self._heap}", *opened, *self._jvm]

    def _configure(self, host: str) -> None:
        settings = {
            "server.bolt.listen_address": f"{host}:{self.port}",
            "server.bolt.advertised_address": f"127.0.0.1:{self.port}",
            "server.http.enabled": str(self.http_uri is not None).lower(),
            "server.http.listen_address": f"{host}:{self.http_port}",
            "server.directories.import": str(self.folder / "import"),  # without it LOAD CSV fails without a reason
            "dbms.usage_report.enabled": "false",
            **SMALL,
            **QUICK_STOP,
            **self._settings,
        }
        (self._conf / "neo4j.conf").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))

    def _await_answer(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            if not self.running:
                raise RuntimeError(f"Neo4j ended instead of starting:\n{self.log()}")
            try:
                for port in self._ports:
                    socket.create_connection(("127.0.0.1", port), timeout=5).close()
                with GraphDatabase.driver(self.uri, auth=(self.user, self.password)) as driver:
                    return driver.verify_connectivity()
            except AuthError:
                raise
            except (OSError, DriverError, Neo4jError) as error:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"Neo4j does not answer ({error}):\n{self.log()}") from error
            time.sleep(0.05)

    def _forget(self) -> None:
        """Wait for what has ended or been told to. The guard goes first, or it would signal a number of others'."""
        if self._guard is not None:
            self._guard.let_go()
        if self._process is not None:
            self._process.wait()
        self._guard = self._process = None

    def _proc(self, name: str) -> str:
        if self._process is None:
            raise RuntimeError("The server is not running.")
        return Path(f"/proc/{self._machine.number(self._process, self.folder)}/{name}").read_text()

    def _status(self, name: str) -> int:
        line = next(line for line in self._proc("status").splitlines() if line.startswith(f"{name}:"))
        return int(line.split()[1]) * 1024
