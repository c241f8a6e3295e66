"""Shares per period: all at once they are what they are one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.findings.scope import compute_scope
from analysis.findings.shares import INTERVAL, add_intervals, estimate_interval
from analysis.parameters import check_parameters
from tests.findings.corpora import draw_corpus, make_tables, plant_corpus

CORPORA = {"recurring papers": draw_corpus(3), "every paper once": plant_corpus((0.2, 0.9) * 4)}


@pytest.mark.parametrize("frequency", ["digest", "month", "year"])
@pytest.mark.parametrize("name", CORPORA)
def test_intervals_of_all_periods_are_those_of_each(name: str, frequency: str) -> None:
    tables = make_tables(*CORPORA[name])
    scope = compute_scope(tables, check_parameters(frequency=frequency, confidence_level=0.9))
    marks = pd.DataFrame({"every": True, "odd": np.arange(scope.nobs) % 2 > 0, "no": False})
    names = list(marks.columns)
    cells = pd.MultiIndex.from_product([scope.grid.index, names], names=["period", "kind"])
    counts = cells.to_frame(index=False).assign(count=0, nobs=1)
    found = add_intervals(scope, counts, "kind", marks)
    for row in found.itertuples():
        chosen = marks.loc[scope.periods.eq(row.period), row.kind]
        expected = estimate_interval(scope, chosen) if len(chosen) else (np.nan,) * 3
        assert [getattr(row, name) for name in INTERVAL] == pytest.approx(expected, nan_ok=True)
