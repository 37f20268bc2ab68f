"""Programs start, are watched, come back, and leave nothing behind."""

import os
import signal
import subprocess
import sys
import time

import pytest

from chm_portal.stack import supervisor as module
from chm_portal.stack.places import ROOT, StackError
from chm_portal.stack.supervisor import Program, Stopped, listen_for_stop

WAIT = "import signal, sys, time; print('up', flush=True); time.sleep(60)"


def python(name, code, **options):
    return Program(name, [sys.executable, "-c", code], dict(os.environ), **options)


def until(happened, seconds=10):
    """Wait for another process; fails when it takes too long."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as state:
        return state.read().rsplit(")", 1)[1].split()[0] != "Z"


def has_written(program, text):
    return lambda: text in program.log.read_text()


def test_later_stages_are_stopped_before_earlier_ones(supervisor, tmp_path):
    record = tmp_path / "ended"
    code = (
        "import signal, sys, time\n"
        "def end(*_):\n"
        f"    print(sys.argv[1], file=open({str(record)!r}, 'a'), flush=True); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end); print('up', flush=True); time.sleep(60)"
    )
    for name, stage in (("database", 0), ("web", 3), ("broker", 1)):
        program = python(name, code, stage=stage)
        program.command.append(name)
        program.answers = lambda program=program: has_written(program, "up")()
        supervisor.start(program)
    supervisor.stop()
    assert record.read_text().split() == ["web", "broker", "database"]


def test_a_program_that_does_not_listen_is_killed_with_its_children(supervisor, monkeypatch):
    monkeypatch.setattr(module, "STOP_SECONDS", 0.3)
    code = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = os.fork()\n"
        "if child: print('child', child, flush=True)\n"
        "time.sleep(60)"
    )
    program = python("deaf", code)
    program.answers = has_written(program, "child")
    supervisor.start(program)
    child = int(program.log.read_text().split()[1])
    supervisor.stop()
    assert not is_alive(program.process.pid)
    until(lambda: not is_alive(child))


def test_a_start_that_fails_shows_the_end_of_the_log(supervisor):
    program = python("web", "raise SystemExit('the port is taken')", answers=lambda: False)
    with pytest.raises(StackError, match=r"web did not start \(exit 1\)(?s:.*)the port is taken"):
        supervisor.start(program)


def test_a_program_that_never_answers_is_given_up(supervisor):
    program = python("web", WAIT, answers=lambda: False)
    with pytest.raises(StackError, match="no answer within"):
        supervisor.start(program, within=0.2)


def test_a_start_that_fails_at_first_is_tried_again_while_there_is_patience(supervisor, tmp_path):
    lock = tmp_path / "lock"
    lock.touch()
    code = f"import os, time\nif os.path.exists({str(lock)!r}): os.remove({str(lock)!r}); raise SystemExit(1)\n{WAIT}"
    program = python("database", code, patience=10)
    program.answers = has_written(program, "up")
    supervisor.start(program)
    assert program.process.poll() is None


def test_what_is_killed_is_started_again(supervisor, capsys):
    program = python("worker", WAIT)
    supervisor.start(program)
    killed = program.process
    killed.kill()
    killed.wait()
    supervisor.revive(program)
    assert program.process.pid != killed.pid
    assert program.process.poll() is None
    assert "worker ended (by signal 9); starting it again" in capsys.readouterr().out


def test_what_dies_again_and_again_stops_everything(supervisor, monkeypatch):
    monkeypatch.setattr(module.time, "sleep", lambda seconds: None)
    supervisor.launch(python("relay", "raise SystemExit('no such table')"))
    with pytest.raises(StackError, match=r"relay ends again and again(?s:.*)no such table"):
        supervisor.watch()


def test_the_log_of_the_run_before_is_kept(supervisor, tmp_path):
    (tmp_path / "log/web.log").write_text("yesterday")
    supervisor.launch(python("web", WAIT))
    assert (tmp_path / "log/web.log.1").read_text() == "yesterday"


def test_a_child_dies_with_a_supervisor_that_is_killed(tmp_path):
    code = (
        "import os, sys; from pathlib import Path\n"
        "from chm_portal.stack.supervisor import Program, Supervisor\n"
        f"supervisor = Supervisor(Path({str(tmp_path)!r}))\n"
        f"program = Program('child', [sys.executable, '-c', {WAIT!r}], dict(os.environ))\n"
        "supervisor.start(program); print(program.process.pid, flush=True); supervisor.watch()"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with parent:
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
    until(lambda: not is_alive(child))


def test_the_first_ctrl_c_stops_and_those_that_follow_are_ignored(supervisor):
    listen_for_stop()
    with pytest.raises(Stopped):
        os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGTERM)


def test_a_command_passes_its_status_on(supervisor):
    assert supervisor.run([sys.executable, "-c", "raise SystemExit(3)"], dict(os.environ)) == 3
    assert supervisor.run_in_front([sys.executable, "-c", "raise SystemExit(5)"], dict(os.environ)) == 5
    killed = [sys.executable, "-c", "import os; os.kill(os.getpid(), 15)"]
    assert supervisor.run_in_front(killed, dict(os.environ)) == 128 + 15
