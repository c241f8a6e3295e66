"""What forked kernels have loaded from the start: all that notebooks import from the project.

Libraries such as pandas and statsmodels come with it. Nothing here may start a thread, open a
connection or draw: forked kernels must differ from plain ones in nothing but their speed.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

_MODULES = (
    "ipykernel.kernelapp",
    "analysis.parameters",
    "analysis.corpus.store",
    "analysis.figures",
    "analysis.tables",
    "analysis.reporting.display",
)
_ROOMS = ("analysis.findings",)
"""Packages of which notebooks import the modules one by one."""
_INLINE = "module://matplotlib_inline.backend_inline"


def set_variables(environment: MutableMapping[str, str]) -> None:
    """Set the variables that libraries read while they load, as a kernel would have them."""
    limit_threads(environment)
    # pyarrow's allocator would start a thread; without it memory is given back just as well.
    environment.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")
    # ipykernel sets it, before the first cell can load matplotlib.
    if not environment.get("MPLBACKEND"):
        environment["MPLBACKEND"] = _INLINE


def limit_threads(environment: MutableMapping[str, str]) -> None:
    """Let numerical libraries use one thread, unless the user has decided otherwise."""
    # Notebooks already run side by side, one a core; threads of their own only get in the way.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        environment.setdefault(name, "1")


def preload_libraries() -> bool:
    """Load everything; False where a library warned, which belongs into each notebook."""
    told: list[object] = []
    show, warnings.showwarning = warnings.showwarning, lambda *what, **_: told.append(what)
    set_variables(os.environ)
    for name in _list_names():
        # What cannot be loaded is told by the notebook that needs it.
        with suppress(Exception):
            import_module(name)
    warnings.showwarning = show
    return not told


def _list_names() -> Iterator[str]:
    yield from _MODULES
    for name in _ROOMS:
        with suppress(Exception):
            room: ModuleType = import_module(name)
            yield from (f"{name}.{one.name}" for one in iter_modules(room.__path__))
