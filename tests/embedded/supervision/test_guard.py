"""No process is left running, however the supervisor ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.embedded.support import eventually, is_running, with_a_deaf_child

ROOT = Path(__file__).parents[3]
SCRIPT = f"""
import os, sys, time
from pathlib import Path
from app.embedded.supervision import guard
from app.embedded.supervision.supervisor import Supervisor
from tests.embedded.support import python
guard.STOP_TIMEOUT = 1

def run():
    supervisor = Supervisor(Path(sys.argv[1]), print)
    supervisor.start(python("parent", {with_a_deaf_child()!r}))
    print("supervisor", os.getpid(), flush=True)
    supervisor.watch()

sys.exit(guard.run_guarded(run))
"""


@pytest.fixture
def family(tmp_path):
    """The guard's process, the supervisor's pid, and the pids of the supervisor, its child and its grandchild."""
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    ) as process:
        supervisor = int(process.stdout.readline().split()[1])
        log = tmp_path / "parent.log"
        grandchild = int(eventually(lambda: log.exists() and log.read_text()))
        child = psutil.Process(grandchild).ppid()
        yield process, supervisor, [supervisor, child, grandchild]
        process.kill()


def test_killing_the_supervisor_leaves_no_process(family):
    process, supervisor, pids = family
    os.kill(supervisor, signal.SIGKILL)
    assert process.wait(timeout=15) == 128 + signal.SIGKILL
    assert [pid for pid in pids if is_running(pid)] == []


def test_killing_the_guard_stops_the_supervisor_and_its_children(family):
    process, _, pids = family
    process.kill()
    eventually(lambda: not any(is_running(pid) for pid in pids[:2]))
    os.kill(pids[2], signal.SIGKILL)


@pytest.mark.parametrize("source", ["lambda: 7", "lambda: sys.exit(7) or 0"])
def test_the_exit_code_is_the_supervisors(source):
    script = f"import sys; from app.embedded.supervision import guard; sys.exit(guard.run_guarded({source}))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == (7 if "exit" not in source else 1)
