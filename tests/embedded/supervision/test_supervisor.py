"""The supervisor restarts its children, and stops all of them at the end."""

import signal
from contextlib import suppress

import pytest

from app.embedded.supervision.supervisor import Supervisor
from app.embedded.up import StopRequested, StopSignal
from tests.embedded.support import HANGS, eventually, is_running, python, with_a_deaf_child


@pytest.fixture
def messages():
    return []


@pytest.fixture
def supervisor(tmp_path, messages):
    supervisor = Supervisor(tmp_path, messages.append)
    yield supervisor
    supervisor.stop()


def output_of(supervisor, name):
    return (supervisor.logs / f"{name}.log").read_text()


@pytest.fixture
def own_signals():
    """Restore the signal handlers afterwards, because children inherit ignored signals."""
    kept = {sent: signal.getsignal(sent) for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for sent, handler in kept.items():
        signal.signal(sent, handler)


@pytest.mark.usefixtures("own_signals")
def test_a_stop_that_was_swallowed_is_raised_again_by_the_next_poll(tmp_path, messages):
    stop = StopSignal()
    supervisor = Supervisor(tmp_path, messages.append, stop.check)
    supervisor.poll()
    with suppress(StopRequested):
        stop()

    with pytest.raises(StopRequested):
        supervisor.watch()


def test_an_exited_child_is_restarted_and_reported_in_one_line(supervisor, messages):
    supervisor.start(python("clumsy", "import sys; print('I fell'); sys.exit(3)"))

    def has_run_twice():
        supervisor.poll()
        return output_of(supervisor, "clumsy").count("I fell") == 2

    eventually(has_run_twice)
    assert messages[0].startswith("clumsy exited unexpectedly (exit code 3); restarting in 0.5 s.")
    assert "I fell" in messages[0]
    assert "\n" not in messages[0]


def test_a_killed_child_is_reported_with_its_signal(supervisor, messages):
    supervisor.start(python("victim", "import os; os.kill(os.getpid(), 9)"))
    eventually(lambda: supervisor.poll() or messages)
    assert "signal SIGKILL" in messages[0]


def test_the_backoff_grows_while_a_child_keeps_failing(supervisor, messages):
    supervisor.start(python("clumsy", "raise SystemExit(1)"))
    eventually(lambda: supervisor.poll() or len(messages) == 3)
    assert [line.split(" in ")[1].split(" s.")[0] for line in messages] == ["0.5", "1", "2"]


def test_orphans_of_a_failed_child_are_killed_before_its_restart(supervisor, messages):
    supervisor.start(python("parent", with_a_deaf_child(then="sys.exit(1)")))
    eventually(lambda: supervisor.poll() or messages)
    left = int(output_of(supervisor, "parent").split()[0])
    eventually(lambda: not is_running(left))


def test_a_child_that_ignores_signals_is_killed_after_its_timeout_with_its_children(supervisor):
    supervisor.start(python("deaf", HANGS, stop_timeout=0.3))
    supervisor.start(python("parent", with_a_deaf_child(), stop_timeout=0.3))
    eventually(lambda: output_of(supervisor, "deaf") and output_of(supervisor, "parent"))
    pids = [child.process.pid for child in supervisor.children] + [int(output_of(supervisor, "parent"))]
    supervisor.stop()
    assert [pid for pid in pids if is_running(pid)] == []


def test_data_services_stop_last(supervisor, tmp_path):
    says_when = (
        "import signal, sys, time, pathlib\n"
        "def leave(*_):\n"
        "    with open(r'{0}/order', 'a') as order: order.write('{1} ')\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, leave)\n"
        "print('up', flush=True)\n"
        "time.sleep(600)\n"
    )
    supervisor.start(python("store", says_when.format(tmp_path, "store"), is_data_service=True))
    supervisor.start(python("user", says_when.format(tmp_path, "user")))
    eventually(lambda: output_of(supervisor, "store") and output_of(supervisor, "user"))
    supervisor.stop()
    assert (tmp_path / "order").read_text() == "user store "


def test_run_once_returns_the_output(supervisor):
    assert supervisor.run_once(python("once", "print('done')")) == "done\n"


def test_run_once_raises_with_the_last_output(supervisor):
    with pytest.raises(RuntimeError, match=r"once failed: .*no such table"):
        supervisor.run_once(python("once", "raise SystemExit('no such table')"))
