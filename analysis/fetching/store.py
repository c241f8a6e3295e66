"""Files that appear complete or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Put bytes in the place of a file, on the disk before they are under its name.

    Raises OSError, which names the file.
    """
    unfinished = path.with_name(f".{path.name}.partial")
    try:
        with unfinished.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
    except OSError as error:
        # A full disk is told without a name.
        error.filename = str(path)
        raise
    finally:
        unfinished.unlink(missing_ok=True)
