"""Where a page's examples run: a folder with the example data, a shell, Python's memory, and a server to ask."""

from __future__ import annotations

import doctest
import json
import subprocess
from pathlib import Path

import httpx

from tests.docs.blocks import Block
from tests.docs.expected import same_json, same_text

SERVER = "localhost:8000"
"""As the pages write it; the real one listens elsewhere."""


class Desk:
    """Runs the blocks of one page in their order; each returns what is wrong, or nothing."""

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

    def file(self, block: Block) -> str:
        """Write the block into the file that it names."""
        path = self.folder / block.option.removeprefix("file=")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        return ""

    def console(self, block: Block) -> str:
        """Run the lines after `$`, with `>` for more of the same command, and compare what follows them."""
        wrong = []
        for command, expected in _commands(block.text):
            shown = self._run(command.replace(SERVER, self.server)).replace(self.server, SERVER)
            if not same_text(expected, shown):
                wrong.append(f"$ {command}\nshows\n{shown}")
        return "\n".join(wrong)

    def python(self, block: Block) -> str:
        """Run a session with `>>>`, or a plain piece of code, in the page's one namespace."""
        if ">>>" not in block.text:
            exec(compile(block.text, "example", "exec"), self.memory)
            return ""
        wrong: list[str] = []
        test = doctest.DocTestParser().get_doctest(block.text, self.memory, "example", None, 0)
        runner = doctest.DocTestRunner(_Checker(), verbose=False)
        runner.run(test, out=wrong.append, clear_globs=False)
        self.memory.update(test.globs)
        return "".join(wrong)

    def graphql(self, block: Block, answer: Block) -> str:
        """Ask the server, and compare with the JSON block that follows."""
        response = httpx.post(f"http://{self.server}/graphql", json={"query": block.text}, timeout=60)
        actual = response.json()
        if same_json(json.loads(answer.text), actual):
            return ""
        return json.dumps(actual, ensure_ascii=False, indent=2)

    def _run(self, command: str) -> str:
        assert self.shell.stdin is not None
        assert self.shell.stdout is not None
        self.shell.stdin.write(f"{{ {command}\n}} </dev/null\nprintf '\\n%s\\n' end-of-command\n")
        self.shell.stdin.flush()
        lines: list[str] = []
        for line in self.shell.stdout:
            if line == "end-of-command\n":
                break
            lines.append(line)
        return "".join(lines)


class _Checker(doctest.OutputChecker):
    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return same_text(want, got)


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
