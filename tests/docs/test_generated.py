import subprocess
import sys

import pytest

from tests.docs.blocks import ROOT

WRITTEN = {
    "docs/ontology.md": ["-m", "cli.main", "ontology", "show"],
    "schema.graphql": ["-m", "api.schema"],
}


@pytest.mark.parametrize("page", WRITTEN)
def test_a_generated_file_is_what_its_command_writes(page: str) -> None:
    written = subprocess.run([sys.executable, *WRITTEN[page]], cwd=ROOT, capture_output=True, text=True, check=True)
    cure = f".venv/bin/python {' '.join(WRITTEN[page])} > {page}"
    assert (ROOT / page).read_text(encoding="utf-8") == written.stdout, f"stale; write it anew: {cure}"
