"""What docs/deployment.md promises, as far as it shows without Docker: the compose file, the image, the way in full."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from neo4j import GraphDatabase

from cli.settings import Settings
from tests.docs.blocks import Block, blocks
from tests.docs.desk import Desk
from tests.neo4j.fixtures import QUICK
from tests.neo4j.server import Server
from tests.neo4j.wiping import wipe
from tests.running import ROOT, SCRIPTS, Pilotgraph, commands, environment

PAGE = Path("docs", "deployment.md")
PASSWORD = "c0ffee-and-biscuits"
NEO4J_ADDRESS = "neo4j:7687"
"""Where the containers find each other."""
EXAMPLE = "neo4j://graph.example:7687"
"""As the page writes it; the real one is elsewhere."""


def read(name: str | Path) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.splitlines() if (ROOT / name).exists()]


def filled(value: Any, given: Mapping[str, str]) -> str:
    """A value of the compose file as a container gets it."""

    def put(match: re.Match[str]) -> str:
        name, default = match["name"], match["default"]
        assert name in given or default is not None, f"{name} has to be given"
        return given.get(name) or default

    text = re.sub(r"(?<!\$)\$\{(?P<name>\w+)(?::-(?P<default>[^}]*)|:\?[^}]*)?\}", put, str(value))
    return text.replace("$$", "$")


def variables(service: str, **given: str) -> dict[str, str]:
    """The environment of a service's container."""
    declared = yaml.safe_load(read("docker-compose.yml"))["services"][service]["environment"]
    return {name: filled(value, {"NEO4J_PASSWORD": PASSWORD, **given}) for name, value in declared.items()}


def neo4j_settings() -> dict[str, str]:
    """The settings of Neo4j in the compose file, by the rule of Neo4j's image: `_` for a dot, `__` for `_`."""
    found = variables("neo4j")
    del found["NEO4J_AUTH"]
    return {name.removeprefix("NEO4J_").replace("_", ".").replace("..", "_"): found[name] for name in found}


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(read("docker-compose.yml"))["services"]
    return found


@pytest.fixture(scope="module")
def neo4j(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Neo4j with the settings of the compose file, and its memory."""
    settings = neo4j_settings()
    heap = settings["server.memory.heap.max_size"]
    with Server(tmp_path_factory.mktemp("deployed"), settings=settings, heap=heap, jvm=QUICK) as server:
        yield server


class TestComposeFile:
    def test_nobody_beyond_this_machine_can_connect(self, services: dict[str, dict[str, Any]]) -> None:
        assert all(port.startswith("127.0.0.1:") for service in services.values() for port in service["ports"])

    def test_without_a_password_it_is_refused_with_what_to_do(self, services: dict[str, dict[str, Any]]) -> None:
        told = services["neo4j"]["environment"]["NEO4J_AUTH"]
        assert re.fullmatch(r"neo4j/\$\{NEO4J_PASSWORD:\?put NEO4J_PASSWORD=.* into the file \.env.*\}", told)
        assert services["pilotgraph"]["environment"]["PILOTGRAPH_NEO4J_PASSWORD"] == "${NEO4J_PASSWORD:?}"

    def test_both_run_with_few_rights_start_again_and_keep_short_logs(
        self, services: dict[str, dict[str, Any]]
    ) -> None:
        for service in services.values():
            assert service["restart"] == "unless-stopped"
            assert service["cap_drop"] == ["ALL"]
            assert service["security_opt"] == ["no-new-privileges:true"]
            assert service["logging"]["options"].keys() == {"max-size", "max-file"}
        assert services["pilotgraph"]["read_only"]
        assert services["neo4j"]["user"] == "7474:7474"

    def test_what_has_to_stay_is_on_volumes(self, services: dict[str, dict[str, Any]]) -> None:
        declared = yaml.safe_load(read("docker-compose.yml"))["volumes"]
        mounted = {name: dict(v.split(":")[:2] for v in each["volumes"]) for name, each in services.items()}
        assert {volume for each in mounted.values() for volume in each} == set(declared)
        assert "/data" in mounted["neo4j"].values()
        snapshot = Path(variables("pilotgraph")["PILOTGRAPH_SNAPSHOT_DIR"])
        assert str(snapshot.parent) in mounted["pilotgraph"].values()

    def test_the_server_waits_until_neo4j_answers(self, services: dict[str, dict[str, Any]]) -> None:
        assert services["pilotgraph"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
        assert "cypher-shell" in services["neo4j"]["healthcheck"]["test"]

    def test_the_look_at_neo4j_shows_no_password(self, services: dict[str, dict[str, Any]], tmp_path: Path) -> None:
        shell = tmp_path / "cypher-shell"
        shell.write_text('#!/bin/sh\necho "$@"; echo "$NEO4J_USERNAME $NEO4J_PASSWORD" >&2\n')
        shell.chmod(0o755)
        look = filled(services["neo4j"]["healthcheck"]["test"], {})
        given = {"PATH": f"{tmp_path}:/usr/bin:/bin", "NEO4J_AUTH": variables("neo4j")["NEO4J_AUTH"]}
        done = subprocess.run(["/bin/sh", "-c", look], env=given, capture_output=True, text=True, check=True)
        assert done.stdout == "--format plain RETURN 1\n"
        assert done.stderr == f"neo4j {PASSWORD}\n"

    def test_every_variable_of_ours_is_a_setting(self) -> None:
        known = {f"PILOTGRAPH_{name.upper()}" for name in Settings.model_fields}
        assert variables("pilotgraph").keys() <= known
        assert set(re.findall(r"PILOTGRAPH_\w+(?==)", read("Dockerfile"))) <= known

    def test_its_head_names_every_variable_with_its_default(self) -> None:
        head, _, rest = read("docker-compose.yml").partition("\nservices:")
        assert {f"{name}={value}" for name, value in re.findall(r"\$\{(\w+):-(.*?)\}", rest)} == set(
            re.findall(r"(?<=[ #])[A-Z0-9_]+=[a-z0-9]+", head)
        )

    def test_compose_takes_it(self) -> None:
        docker = shutil.which("docker")
        if (
            docker is None
            or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode
        ):
            pytest.skip("docker compose is not installed")
        given = {name: value for name, value in os.environ.items() if name != "NEO4J_PASSWORD"}
        command = [docker, "compose", "--env-file", os.devnull, "config", "--quiet"]
        done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)
        assert done.returncode
        assert "NEO4J_PASSWORD" in done.stderr
        subprocess.run(command, cwd=ROOT, env=given | {"NEO4J_PASSWORD": PASSWORD}, check=True)


def test_no_committed_file_has_a_password() -> None:
    assert ".env" not in tracked()
    assert ".env" in read(".gitignore").splitlines()
    assert ".*" in read(".dockerignore").splitlines()
    said = re.compile(r"(?:NEO4J_PASSWORD|NEO4J_AUTH|PASSWORD)\s*[=:]\s*[\"']?(?:neo4j/)?([^\s\"']+)")
    for name in tracked():
        if not name.endswith(".py") and (ROOT / name).suffix in {"", ".md", ".sh", ".yml", ".yaml", ".toml"}:
            values = said.findall(read(name))
            assert [value for value in values if not value.startswith(("$", "…", "...", "?", "neo4j://USER"))] == [], (
                name
            )


class TestNeo4jOfTheComposeFile:
    def test_neo4j_takes_every_setting(self, neo4j: Server) -> None:
        settings = neo4j_settings()
        with GraphDatabase.driver(neo4j.uri, auth=(neo4j.user, neo4j.password)) as driver:
            query = "SHOW SETTINGS YIELD name, isExplicitlySet WHERE isExplicitlySet AND name IN $names RETURN name"
            rows = driver.execute_query(query, names=list(settings)).records
        assert {row["name"] for row in rows} == settings.keys()

    def test_the_server_is_ready_beside_it_in_the_way_the_compose_file_starts_it(
        self, neo4j: Server, services: dict[str, dict[str, Any]], tmp_path: Path
    ) -> None:
        wipe(neo4j.uri, neo4j.user, neo4j.password)
        given = variables("pilotgraph", NEO4J_PASSWORD=neo4j.password)
        told = {n: v.replace(NEO4J_ADDRESS, f"127.0.0.1:{neo4j.port}") for n, v in given.items()}
        told = {n: re.sub(r"^/data\b", str(tmp_path), v) for n, v in told.items()}
        assert told["PILOTGRAPH_STORE"] == f"bolt://127.0.0.1:{neo4j.port}"
        there = environment() | told | {"PILOTGRAPH_PORT": "0", "PATH": f"{SCRIPTS}:{os.environ['PATH']}"}
        with subprocess.Popen(
            services["pilotgraph"]["command"], cwd=tmp_path, env=there, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            url = next(line for line in process.stdout if "answers at" in line).split()[-1].removesuffix("/graphql")
            assert httpx.get(f"{url}/readyz").json() == {"status": "ready", "version": 1}
            _, *look = (
                part.replace("http://127.0.0.1:8000", url) for part in services["pilotgraph"]["healthcheck"]["test"]
            )
            assert url in look[-1]
            subprocess.run([sys.executable, *look[1:]], check=True)
            process.terminate()
        assert (tmp_path / "snapshot" / "manifest.json").exists()
        assert not any(path.stat().st_size for path in (neo4j.folder / "logs").glob("query*.log"))


def emptied(server: Server) -> None:
    """Empty the database as the page says."""
    server.stop()
    for folder in ("databases", "transactions"):
        shutil.rmtree(server.folder / "data" / folder / "neo4j")
    server.start()


def test_a_neo4j_without_docker_gets_the_same_settings() -> None:
    [conf] = [block.text for block in blocks(PAGE) if block.text.startswith("server.memory")]
    assert dict(line.split("=", 1) for line in conf.splitlines()) == neo4j_settings()


class AtNeo4j(Desk):
    """A desk at which the page's address of a Neo4j is that of a real one."""

    uri = EXAMPLE

    def _run(self, command: str) -> str:
        return super()._run(command.replace(EXAMPLE, self.uri)).replace(self.uri, EXAMPLE)


def test_the_operators_way_on_the_page_is_as_it_says(neo4j: Server, tmp_path: Path) -> None:
    wipe(neo4j.uri, neo4j.user, neo4j.password)
    first, backup, restore = [block for block in blocks(PAGE) if block.option == "neo4j"]
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    command = Pilotgraph(tmp_path, store=neo4j.uri, neo4j_password=neo4j.password)
    desk = AtNeo4j(tmp_path, command.environment | {"PATH": f"{commands()}:{os.environ['PATH']}"}, "localhost:8000")
    desk.uri = neo4j.uri

    def walk(block: Block) -> None:
        assert block.text == desk.console(block), f"{PAGE}:{block.line}"

    question = "{ status { version } products(first: 3) { totalCount nodes { id history { source } } } }"
    try:
        walk(first)
        with command.serving() as client:
            before = client.ask(question)
            assert before["products"]["totalCount"]
            walk(backup)
        stats = command("stats").out
        emptied(neo4j)
        assert "Nothing was ever loaded" in command.refused("stats")
        walk(restore)
        assert command("stats").out == stats
        with command.serving() as client:
            assert client.ask(question) == before
    finally:
        desk.close()


def test_every_error_that_the_page_cures_is_one_that_the_program_says() -> None:
    rows = re.findall(r"^\| `(.+?)` \|", read(PAGE).partition("## When something is wrong")[2], re.MULTILINE)
    assert len(rows) > 5
    code = "\n".join(read(name) for name in tracked() if name.endswith(".py") and not name.startswith("tests/"))
    code += read("docker-compose.yml")
    assert [part for row in rows for part in map(str.strip, row.split("…")) if part not in code] == []


class TestImage:
    def test_what_it_copies_is_there(self) -> None:
        copied = re.findall(r"^COPY (?!--from)(.+) \S+$", read("Dockerfile"), re.MULTILINE)
        assert copied
        assert [name for names in copied for name in names.split() if not (ROOT / name).exists()] == []

    def test_it_installs_only_what_is_locked(self) -> None:
        installs = re.findall(
            r"pip (?:--python \S+ )?(?:install|wheel) (.+?)(?: \\|$)", read("Dockerfile"), re.MULTILINE
        )
        assert installs
        for arguments in installs:
            assert "--require-hashes -r requirements" in arguments or "--no-deps" in arguments

    def test_the_last_stage_has_nothing_to_build_with_and_is_not_root(self) -> None:
        last = read("Dockerfile").split("\nFROM ")[-1].splitlines()
        assert not any(word in line for line in last for word in ("pip", "npm", "apt", "COPY . "))
        user = next(line.split()[1] for line in last if line.startswith("USER "))
        assert any(line.startswith("RUN useradd") and line.endswith(user) for line in last)

    def test_what_it_runs_is_a_command_at_the_port_that_it_names(self) -> None:
        text = read("Dockerfile")
        [found] = re.findall(r"^CMD (.+)$", text, re.MULTILINE)
        program, argument = json.loads(found)
        assert program in tomllib.loads(read("pyproject.toml"))["project"]["scripts"]
        assert subprocess.run([SCRIPTS / program, argument, "--help"], capture_output=True, check=False).returncode == 0
        assert f"EXPOSE {Settings.model_fields['port'].default}\n" in text

    def test_the_wheel_that_it_makes_holds_all_that_the_rooms_hold(self, tmp_path: Path) -> None:
        rooms = ("analytics/", "api/", "cli/", "graph/", "loaders/", "ontology/")
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout.splitlines()  # fmt: skip
        for name in (name for name in listed if (ROOT / name).is_file()):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tmp_path / name)
        make = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", "."]
        subprocess.run([sys.executable, "-m", *make], cwd=tmp_path, check=True, capture_output=True)
        [wheel] = (tmp_path / "dist").glob("*.whl")
        held = set(zipfile.ZipFile(wheel).namelist())
        assert [
            name for name in listed if name.startswith(rooms) and (ROOT / name).is_file() and name not in held
        ] == []
        assert "pilotgraph.py" in held
        assert not any(name.startswith(("tests/", "benchmarks/", "examples/")) for name in held)
