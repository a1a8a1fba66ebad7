"""Where a page's examples run: a folder with the example data, a shell, Python's memory, and a server to ask.

Each kind of block answers with the text that the page ought to show: its own text if that agrees with what came out.
"""

from __future__ import annotations

import doctest
import json
import subprocess
from decimal import Decimal
from pathlib import Path

import httpx

from tests.docs.blocks import Block
from tests.docs.expected import same_json, same_text
from tests.docs.layout import laid_out

SERVER = "localhost:8000"
"""As the pages write it; the real one listens elsewhere."""

END = "end-of-command"


class Desk:
    """Runs the blocks of one page in their order."""

    def __init__(self, folder: Path, environment: dict[str, str], server: str) -> None:
        self.folder = folder
        self.server = server
        self.memory: dict[str, object] = {"__name__": "__main__"}
        self.shell = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def close(self) -> None:
        self.shell.communicate()

    def write(self, block: Block) -> None:
        """Write the block into the file that it names."""
        path = self.folder / block.option.removeprefix("file=")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")

    def console(self, block: Block) -> str:
        """Run the lines after `$`, with `>` for more of the same command; what follows them is what they print."""
        shown = []
        for command, expected in _commands(block.text):
            actual = self._run(command.replace(SERVER, self.server)).replace(self.server, SERVER).strip("\n")
            output = expected if same_text(expected, actual) else f"{actual}\n" if actual else ""
            shown.append("$ " + command.replace("\n", "\n> ") + "\n" + output)
        return "".join(shown)

    def python(self, block: Block) -> str:
        """Run a session with `>>>`, or a plain piece of code, in the page's one namespace."""
        if ">>>" not in block.text:
            exec(compile(block.text, "example", "exec"), self.memory)
            return block.text
        test = doctest.DocTestParser().get_doctest(block.text, self.memory, "example", None, 0)
        session = _Session(_Checker(), verbose=False)
        session.run(test, out=lambda _: None, clear_globs=False)
        self.memory.update(test.globs)
        text = block.text
        for wanted, got in session.differing:
            text = text.replace(wanted, got, 1)
        return text

    def graphql(self, query: Block, answer: Block) -> str:
        """Ask the server; what follows is its answer."""
        response = httpx.post(f"http://{self.server}/graphql", json={"query": query.text}, timeout=60)
        actual = response.json()
        same = same_json(json.loads(answer.text, parse_float=Decimal), actual)
        return answer.text if same else laid_out(actual)

    def _run(self, command: str) -> str:
        syntax = subprocess.run(["bash", "-n", "-c", command], capture_output=True, text=True, check=False)
        if syntax.returncode:
            return syntax.stderr  # the shell would wait for the rest of it for ever
        assert self.shell.stdin is not None
        assert self.shell.stdout is not None
        self.shell.stdin.write(f"{{ {command}\n}} </dev/null\nprintf '\\n%s\\n' {END}\n")
        self.shell.stdin.flush()
        lines: list[str] = []
        for line in self.shell.stdout:
            if line == f"{END}\n":
                break
            lines.append(line)
        return "".join(lines)


class _Checker(doctest.OutputChecker):
    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return same_text(want, got)


class _Session(doctest.DocTestRunner):
    """Remembers what differs, with what came out instead."""

    def __init__(self, checker: doctest.OutputChecker, verbose: bool) -> None:
        super().__init__(checker, verbose)
        self.differing: list[tuple[str, str]] = []

    def report_failure(self, out: object, test: object, example: doctest.Example, got: str) -> None:
        self.differing.append((example.source + example.want, example.source + got))

    def report_unexpected_exception(
        self, out: object, test: object, example: doctest.Example, exc_info: object
    ) -> None:
        raise exc_info[1]  # type: ignore[index]


def _commands(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], ""))
        elif line.startswith("> ") and not found[-1][1]:
            found[-1] = (f"{found[-1][0]}\n{line[2:]}", "")
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]}{line}\n")
    return found
