"""The forked engine as papermill and Jupyter see it: all as ever but for the kernel's birth.

papermill finds it by the name `forked`. In a process that was not given a server by
`use_door`, as in `papermill --engine forked`, the first notebook starts one.
"""

from __future__ import annotations

import atexit
import logging
import os
import socket
import sys
from pathlib import Path
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from papermill.engines import NBClientEngine, papermill_engines

from analysis.reporting.kernels.choice import FORKED, choose_engine
from analysis.reporting.kernels.client import KernelServer, fork_kernel
from analysis.reporting.kernels.server import LAUNCHER

_log = logging.getLogger("papermill")
_door: socket.socket | None = None


def use_door(door: socket.socket | None) -> None:
    """Let this process ask for kernels through `door`; None for a server of its own."""
    global _door  # noqa: PLW0603
    _door = door


def register_engine() -> None:
    """Make the engine known to papermill, also where the project was not installed."""
    papermill_engines.register(FORKED, ForkedEngine)


def _find_door() -> socket.socket:
    """Give what to ask through; the first call starts a server if there is none."""
    global _door  # noqa: PLW0603
    if _door is None:
        server = KernelServer()
        atexit.register(server.stop)
        _door = server.door
    return _door


class ForkingProvisioner(LocalProvisioner):
    """Brings kernels of the running Python to life by a fork, and any other as ever."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel that `cmd` would start; see LocalProvisioner."""
        process = None
        if cmd[:3] == [sys.executable, "-m", LAUNCHER] and choose_engine(None) == FORKED:
            environment = kwargs.get("env") or os.environ
            folder = Path(kwargs.get("cwd") or Path.cwd()).absolute()
            process = fork_kernel(_find_door(), cmd[3:], folder, environment)
        if process is None:
            _log.warning("the kernel cannot be forked; a plain one is started")
            return await super().launch_kernel(cmd, **kwargs)
        self.process = cast(Any, process)
        # A forked kernel heads a group of its own, as a plain one does.
        self.pid, self.pgid, self.cwd = process.pid, process.pid, str(folder)
        return self.connection_info


class ForkingManager(AsyncKernelManager):
    """Manages a kernel that is forked where it can be."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.provisioner = ForkingProvisioner(
            kernel_id=self.kernel_id or "", kernel_spec=self.kernel_spec, parent=self
        )


class ForkedEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's own engine, with kernels that are forked where they can be."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Execute a notebook; see NBClientEngine."""
        options.setdefault("kernel_manager_class", ForkingManager)
        return super().execute_managed_notebook(nb_man, kernel_name, **options)
