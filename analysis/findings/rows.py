"""Rows of a frame as records, for what is written row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def iterate_rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Rows as named tuples with the columns as attributes, without the index."""
    return frame.itertuples(index=False, name="Row")
