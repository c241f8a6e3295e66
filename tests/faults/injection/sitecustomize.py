# ruff: noqa: PTH100, PTH110, PTH118, PTH123, PTH202, PLW0603
"""Makes a fault happen at a chosen point of a run; Python imports this at every start.

The points are the audit events that a process raises when it touches the project's data or
reports (in workers and kernels: any event), counted from 1. The variable FAULT holds a JSON object:

- role: the kind of process to count in (main, worker, kernel);
- at: the point; 0 only counts, and keeps the number of points so far in the file `count`;
- do: SIGKILL or SIGTERM to the process; ENOSPC or EACCES for all writing from then on, in
  all processes; truncate or garble for the files named in `files`;
- root: the project's folder; token: a file made when the fault happens, so that it does once.
"""

import errno
import json
import os
import signal
import sys

_TOUCHES = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.chmod"}
_CHANGES = _TOUCHES - {"open"}
_ROLES = {
    "-m analysis": "main",
    "multiprocessing.forkserver": "worker",
    "ipykernel": "kernel",
    "reporting.kernels.server": "kernel",
}
_busy = False
_count = 0
_forked = False


def _find_role():
    words = " ".join(sys.orig_argv)
    return next((role for mark, role in _ROLES.items() if mark in words), "")


def _concerns_project(event, args):
    if event == "ctypes.dlsym":
        return args[1] == "renameat2"
    if event not in _TOUCHES or not isinstance(args[0], str | bytes | os.PathLike):
        return False
    path = os.path.abspath(os.fsdecode(args[0]))
    return path.startswith(_FOLDERS)


def _changes(event, args):
    if event == "open":
        return bool((args[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return event in _CHANGES


def _happen():
    try:
        os.close(os.open(_FAULT["token"], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    what = _FAULT["do"]
    if what.startswith("SIG"):
        os.kill(os.getpid(), getattr(signal, what))
    for name in _FAULT.get("files", ()):
        if what == "truncate" and os.path.exists(name):
            os.truncate(name, os.path.getsize(name) // 2)
        elif what == "garble" and os.path.exists(name):
            with open(name, "r+b") as file:
                file.write(b'{"run": [\0')


def _watch(event, args):
    global _busy, _count
    if _busy:
        return
    _busy = True
    try:
        here = _concerns_project(event, args)
        counts = here if _ROLE == "main" else _forked or _IS_PLAIN_KERNEL
        if _FAULT["role"] == _ROLE and counts:
            _count += 1
            if _count == _FAULT["at"]:
                _happen()
            if not _FAULT["at"] and _count % (1 if _ROLE == "main" else 100) == 0:
                _tell_count()
        number = {"ENOSPC": errno.ENOSPC, "EACCES": errno.EACCES}.get(_FAULT["do"])
        if number and here and _changes(event, args) and os.path.exists(_FAULT["token"]):
            raise OSError(number, os.strerror(number), str(args[0]))
    finally:
        _busy = False


def _note_fork():
    global _forked
    _forked = True


def _tell_count():
    with open(_FAULT["count"], "w") as file:
        file.write(str(_count))


if "FAULT" in os.environ:
    _FAULT = json.loads(os.environ["FAULT"])
    _ROLE = _find_role()
    _IS_PLAIN_KERNEL = "ipykernel" in " ".join(sys.orig_argv)
    _FOLDERS = tuple(os.path.join(_FAULT["root"], name) for name in ("data", "reports"))
    # Workers and kernels are forked from processes that only load libraries.
    os.register_at_fork(after_in_child=_note_fork)
    if _ROLE:
        sys.addaudithook(_watch)
