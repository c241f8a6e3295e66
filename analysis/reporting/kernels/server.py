"""The process that has everything loaded and forks itself into kernels.

It is asked through a socket that all who may ask hold one end of. Each request brings a
connection of its own, over which the new kernel reads what it is to become and tells its
process id, and the server tells how it ended. Whoever lets go of that connection, even by
being killed, ends the kernel; when nobody can ask any more, the server ends with all kernels.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from analysis.reporting.kernels.preload import preload_libraries

LAUNCHER = "ipykernel_launcher"
"""The module that plain kernels are started with."""


@dataclass(frozen=True, slots=True)
class _Kernel:
    """A kernel that was forked: its process, a handle of it, and who asked for it."""

    pid: int
    handle: int
    asker: socket.socket

    def forget(self) -> None:
        os.close(self.handle)
        self.asker.close()

    def kill(self) -> None:
        for send in (os.killpg, os.kill):
            # It may not have become the head of a group of its own yet.
            with suppress(ProcessLookupError):
                send(self.pid, signal.SIGKILL)


def main(door_number: int) -> None:
    """Serve requests that come through the socket of that number until nobody can ask."""
    with socket.socket(fileno=door_number) as door:
        asker = _serve(door) if preload_libraries() else None
    # Only in forked processes, and outside of all that serving needs: as the only thing that
    # this process does, so that it ends like any other Python.
    if asker is not None:
        _become_kernel(asker, os.getppid())


def _serve(door: socket.socket) -> socket.socket | None:
    """Fork a process for each request; gives there its connection, and None in the server."""
    poller = select.poll()
    poller.register(door, select.POLLIN)
    kernels: dict[int, _Kernel] = {}
    while True:
        # One event at a time: dealing with it can make others of the same moment outdated.
        number, _ = poller.poll()[0]
        if number != door.fileno():
            _look_after(kernels, number, poller)
            continue
        asker = _receive(door)
        if asker is None:
            for kernel in set(kernels.values()):
                kernel.kill()
            return None
        pid = _fork()
        if pid == 0:
            for kernel in set(kernels.values()):
                kernel.forget()
            return asker
        if pid is None:
            asker.close()
            continue
        kernel = _Kernel(pid, os.pidfd_open(pid), asker)
        kernels[kernel.handle] = kernels[asker.fileno()] = kernel
        poller.register(kernel.handle, select.POLLIN)
        # Nothing but the hanging up, which is told in any case: the rest is the kernel's.
        poller.register(asker, 0)


def _receive(door: socket.socket) -> socket.socket | None:
    """Give the connection of the next request, None if nobody is left to ask."""
    message, numbers, _, _ = socket.recv_fds(door, 1, 1)
    if not message:
        return None
    os.set_inheritable(numbers[0], False)
    return socket.socket(fileno=numbers[0])


def _fork() -> int | None:
    """Fork; None where the system has no room for another process."""
    try:
        return os.fork()
    except OSError:
        return None


def _look_after(kernels: dict[int, _Kernel], number: int, poller: select.poll) -> None:
    """Deal with a kernel that ended, or whose asker is gone."""
    kernel = kernels.pop(number)
    poller.unregister(number)
    if number != kernel.handle:
        kernel.kill()
        return
    _, status = os.waitpid(kernel.pid, 0)
    if kernel.asker.fileno() in kernels:
        del kernels[kernel.asker.fileno()]
        poller.unregister(kernel.asker)
    with suppress(OSError):
        kernel.asker.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    kernel.forget()


def _become_kernel(asker: socket.socket, server: int) -> None:
    """Be what `python -m ipykernel_launcher` would be in the asker's place."""
    os.setsid()
    with asker, asker.makefile("rb") as stream:
        request = json.loads(stream.readline())
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["env"], JPY_PARENT_PID=str(server))
        time.tzset()
        # As modules that were loaded in each process anew would have it.
        import_module("numpy").random.seed()
        asker.sendall(f"{os.getpid()}\n".encode())
    sys.argv = [_find_launcher(), *request["arguments"]]
    # ipykernel has read the parent's id before it was known. It ends when that is gone.
    extra = f"--IPKernelApp.parent_handle={server}"
    import_module("ipykernel.kernelapp").launch_new_instance([*sys.argv[1:], extra])


def _find_launcher() -> str:
    return str(Path(import_module("ipykernel").__file__ or "").parents[1] / f"{LAUNCHER}.py")
