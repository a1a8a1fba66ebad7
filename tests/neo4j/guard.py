"""A process that ends another one when we end, however we do: pytest may be killed."""

import subprocess

# Reads until the other end of its pipe closes, which it does even when this process is killed. Linux could signal by
# itself (PR_SET_PDEATHSIG), but does so as soon as the thread ends that started the other process.
SCRIPT = """
read -r _
kill -TERM "$1" 2>/dev/null || exit 0
for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 1; kill -0 "$1" 2>/dev/null || exit 0; done
kill -KILL "$1"
"""


class Guard:
    """Watches over a process until it is told to let go."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        command = ["/bin/sh", "-c", SCRIPT, "guard", str(process.pid)]
        self._watcher = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def let_go(self) -> None:
        self._watcher.kill()
        self._watcher.communicate()
