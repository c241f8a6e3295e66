"""Starting the process that kernels are forked from, and asking it for one."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from analysis.reporting.kernels.preload import set_variables

PATIENCE = 60.0
"""Seconds to wait for a forked kernel before a plain one is started in its place."""
# The folder that Python was started in is no place to load libraries from: a plain kernel
# starts in another one.
_START = """\
import sys
sys.path[:] = sys.path[sys.path[0] == "":]
from analysis.reporting.kernels.server import main
main({number})"""


class KernelServer:
    """A server process of this process, to be stopped by it.

    `door` is the socket to ask through. The server loads what is on disk when it is started,
    and also ends when all processes that hold the door are gone.
    """

    def __init__(self) -> None:
        self.door, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        environment = dict(os.environ)
        set_variables(environment)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START.format(number=theirs.fileno())],
                env=environment,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                # Keys pressed in a terminal are for the process that knows what to do then.
                start_new_session=True,
            )

    def stop(self) -> None:
        """End the server, and with it the kernels that are left."""
        self.door.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=PATIENCE)
        self.kill()

    def kill(self) -> None:
        """End the server without waiting until it has loaded everything."""
        self.door.close()
        self._process.kill()
        self._process.wait()


class ForkedProcess:
    """A forked kernel, as far as Jupyter wants to know of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._connection = connection

    def poll(self) -> int | None:
        """Give the exit code, None while the process lives."""
        return self._look(0)

    def wait(self) -> int:
        """Wait for the end of the process and give its exit code."""
        code = self._look(None)
        assert code is not None
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the process has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def _look(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._connection], [], [], seconds)[0]:
            told = self._connection.recv(32)
            if not told:
                # The server was killed; what it started must not outlive it.
                with suppress(ProcessLookupError):
                    os.killpg(self.pid, signal.SIGKILL)
            self.returncode = int(told) if told else -signal.SIGKILL
            self._connection.close()
        return self.returncode


def fork_kernel(
    door: socket.socket, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> ForkedProcess | None:
    """Ask the server behind `door` for a kernel with these arguments.

    Gives None where the server is gone, has too little room, or does not answer.
    """
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            socket.send_fds(door, [b"k"], [theirs.fileno()])
        ours.settimeout(PATIENCE)
        request = {"arguments": list(arguments), "cwd": str(folder), "env": dict(environment)}
        ours.sendall(json.dumps(request).encode() + b"\n")
        pid = int(_read_line(ours))
    except (OSError, ValueError):
        # Where a kernel comes too late after all, it finds nobody and ends.
        ours.close()
        return None
    return ForkedProcess(pid, ours)


def _read_line(connection: socket.socket) -> bytes:
    """Read up to the end of a line and no further."""
    line = b""
    while not line.endswith(b"\n"):
        byte = connection.recv(1)
        if not byte:
            raise EOFError
        line += byte
    return line
