"""A mail server that says what it is told to, so that tests see what the portal makes of it."""

import socket
import threading
import time
from collections.abc import Callable

OK, END = "250 OK", "354 Go on"


class ScriptedServer:
    """Speaks just enough SMTP on a port of its own; `answers` maps a command to what it says to it.

    An answer is a line, or a function that returns one; "" ends the connection without a word.
    """

    def __init__(self):
        self.answers: dict[str, str | Callable[[], str]] = {}
        self.received: list[bytes] = []
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End it."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            with connection, connection.makefile("rwb") as lines:
                try:
                    self._talk(lines)
                except (OSError, ValueError):
                    continue

    def _talk(self, lines) -> None:
        if not self._say(lines, "connect", "220 scripted"):
            return
        while line := lines.readline():
            command = line[:4].strip().upper().decode()
            usual = {"DATA": END, "QUIT": "221 Bye"}.get(command, OK)
            said = self._say(lines, command, usual)
            if said == END:
                self.received.append(self._message(lines))
                said = self._say(lines, "end", OK)
            if not said or command == "QUIT":
                return

    @staticmethod
    def _message(lines) -> bytes:
        message = b""
        while (line := lines.readline()) not in (b".\r\n", b""):
            message += line
        return message

    def _say(self, lines, command: str, usual: str) -> str:
        answer = self.answers.get(command, usual)
        answer = answer() if callable(answer) else answer
        if answer:
            lines.write(answer.encode() + b"\r\n")
            lines.flush()
        return answer


def slowly(seconds: float, answer: str = OK) -> Callable[[], str]:
    """Return an answer that takes so long."""

    def wait() -> str:
        time.sleep(seconds)
        return answer

    return wait
