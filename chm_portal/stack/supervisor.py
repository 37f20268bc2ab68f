"""Starts programs, watches them, starts again what dies, and leaves no process behind.

This process has one thread, so that code may run between fork and exec (`in_the_child`).
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from chm_portal.stack.places import ROOT, StackError

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_SECONDS = 10  # what a program has to end by itself before it is killed
TAIL_LINES = 15
LIVES, LIVES_SECONDS = 4, 60  # a program that dies so often in so many seconds is not started again
PR_SET_PDEATHSIG = 1
LINUX_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Stopped(BaseException):
    """Ctrl-C, or a request to end, has come: not an error, so nothing that catches errors may swallow it."""


@dataclass
class Program:
    """One program to keep running.

    Programs of a higher stage are stopped before those of a lower one. `answers` says whether it is of use already;
    `patience` is for how many seconds a failing start is tried again (a killed PostgreSQL leaves locks that linger).
    """

    name: str
    command: list[str]
    environment: dict[str, str]
    stage: int = 2
    answers: Callable[[], bool] = lambda: True
    become: Callable[[], None] | None = None
    stop_signal: int = signal.SIGTERM
    folder: Path = ROOT
    patience: float = 0
    process: subprocess.Popen | None = None
    deaths: deque = field(default_factory=lambda: deque(maxlen=LIVES))
    log: Path | None = None
    log_start: int = 0

    def tail(self) -> str:
        """The last lines that the program wrote since it was started."""
        if self.log is None:
            return ""
        with self.log.open("rb") as log:
            log.seek(self.log_start)
            lines = log.read().decode(errors="replace").splitlines()
        return "\n".join(f"    | {line}" for line in lines[-TAIL_LINES:])


def say(text: str) -> None:
    """Print a line at once; a terminal that has gone away is no reason to fail."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


def listen_for_stop() -> None:
    """Turn the first Ctrl-C, TERM or HUP into Stopped, and ignore those that follow.

    Set explicitly because `nohup ./run &` starts us with these signals ignored.
    """

    def stop(number, frame):
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for each in STOP_SIGNALS:
        signal.signal(each, stop)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back for a moment, so that no process is started without being written down."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def in_the_child(become: Callable[[], None] | None = None, death_signal: int = signal.SIGTERM) -> Callable[[], None]:
    """Return what a new process does before it becomes the program: change owner, and agree to die with us."""
    parent = os.getpid()

    def prepare():
        if become:
            become()
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        if LINUX_LIBC:  # after the change of owner, which would clear it
            LINUX_LIBC.prctl(PR_SET_PDEATHSIG, death_signal)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


class Supervisor:
    """Keeps programs running; their output goes to one file each in the folder of logs."""

    def __init__(self, logs: Path):
        self.logs = logs
        self.programs: list[Program] = []

    def start(self, program: Program, within: float = 60) -> None:
        """Start a program and wait until it answers; raises StackError, with its last lines, when it does not."""
        self.launch(program)
        self.wait_for(program, within)

    def launch(self, program: Program) -> None:
        """Start a program without waiting for it."""
        program.log = self.logs / f"{program.name}.log"
        if program not in self.programs:
            self.programs.append(program)
            if program.log.exists():  # one run, one file; the one before is kept
                program.log.replace(program.log.with_suffix(".log.1"))
        with undisturbed(), program.log.open("ab") as log:
            program.log_start = log.tell()
            program.process = subprocess.Popen(
                program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=program.environment,
                cwd=program.folder,
                start_new_session=True,  # a terminal's Ctrl-C reaches us alone, and we stop them in order
                preexec_fn=in_the_child(program.become, program.stop_signal),  # noqa: PLW1509
            )

    def wait_for(self, program: Program, within: float = 60) -> None:
        """Wait until a launched program answers; raises StackError when it ends or stays silent."""
        began = time.monotonic()
        while True:
            waited = time.monotonic() - began
            if program.process.poll() is not None:  # asked first: what answers may be somebody else
                if waited > program.patience:
                    raise StackError(f"{program.name} did not start ({ending(program)}):\n{program.tail()}")
                time.sleep(0.5)
                self.launch(program)
            elif program.answers():
                return
            elif waited > within:
                raise StackError(f"{program.name} gave no answer within {within:.0f} s:\n{program.tail()}")
            time.sleep(0.05)

    def watch(self) -> None:
        """Watch until Stopped is raised; what dies is started again, unless it dies again and again (StackError)."""
        while True:
            for program in self.programs:
                if program.process.poll() is not None:
                    self.revive(program)
            time.sleep(0.3)

    def revive(self, program: Program) -> None:
        """Start a program that has ended once more, and say so; raises StackError when that does not help."""
        how = ending(program)
        end_group(program)
        now = time.monotonic()
        program.deaths.append(now)
        if len(program.deaths) == LIVES and now - program.deaths[0] < LIVES_SECONDS:
            raise StackError(f"{program.name} ends again and again ({how}):\n{program.tail()}")
        say(f"{program.name} ended ({how}); starting it again. Its log: {program.log}")
        time.sleep(1)
        self.start(program)

    def run(self, command: list[str], environment: dict[str, str]) -> int:
        """Run a command to its end on our terminal, out of reach of Ctrl-C until we pass it on; return its status."""
        with undisturbed():
            process = subprocess.Popen(
                command,
                env=environment,
                cwd=ROOT,
                start_new_session=True,
                preexec_fn=in_the_child(),  # noqa: PLW1509
            )
        try:
            while process.poll() is None:
                time.sleep(0.05)
        finally:
            if process.poll() is None:
                end_process(process, signal.SIGTERM)
        return process.returncode

    def run_in_front(self, command: list[str], environment: dict[str, str]) -> int:
        """Run a command that shares our terminal and gets its Ctrl-C itself; return its status as a shell would."""
        with undisturbed():
            process = subprocess.Popen(command, env=environment, cwd=ROOT, preexec_fn=in_the_child())  # noqa: PLW1509
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            for each in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(each, lambda number, frame: process.send_signal(number))
        status = process.wait()
        return status if status >= 0 else 128 - status

    def stop(self) -> None:
        """Stop everything, the last stage first; whatever does not end by itself is killed."""
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        for stage in sorted({program.stage for program in self.programs}, reverse=True):
            stopping = [program for program in self.programs if program.stage == stage and program.process]
            for program in stopping:
                if program.process.poll() is None:
                    program.process.send_signal(program.stop_signal)
            deadline = time.monotonic() + STOP_SECONDS
            for program in stopping:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    program.process.wait(max(0.01, deadline - time.monotonic()))
                end_group(program)
        self.programs = []


def ending(program: Program) -> str:
    """How a program has ended, in words."""
    status = program.process.returncode
    return f"exit {status}" if status >= 0 else f"by signal {-status}"


def end_process(process: subprocess.Popen, number: int) -> None:
    """Ask a process to end, and kill its whole session when it does not."""
    process.send_signal(number)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def end_group(program: Program) -> None:
    """Kill what is left of a program's session: the children of one that was killed, or all of one that hangs."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(program.process.pid, signal.SIGKILL)
    program.process.wait()
