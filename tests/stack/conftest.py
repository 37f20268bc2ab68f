"""Places of the stack that only one test uses, and programs that end with it."""

import pytest

from chm_portal.stack.places import Place
from chm_portal.stack.supervisor import Supervisor


@pytest.fixture
def place(tmp_path):
    """An empty place of the stack."""
    return Place("dev", root=tmp_path)


@pytest.fixture
def supervisor(tmp_path):
    """A supervisor whose programs end with the test; the signals that it ignores while stopping are put back."""
    import signal

    from chm_portal.stack.supervisor import STOP_SIGNALS

    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    logs = tmp_path / "log"
    logs.mkdir()
    supervisor = Supervisor(logs)
    yield supervisor
    supervisor.stop()
    for number, handler in before.items():
        signal.signal(number, handler)
