"""A few faults of each kind; `python -m benchmarks.faults` has hundreds of them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.campaign import Fault, Ground, at_event, prepare_ground, try_fault

CHANCE = random.Random(20)
POINTS = 100
"""Somewhat fewer than the project's events in a run."""


def pick(part: int, parts: int = 4) -> int:
    """A point in one of the parts that a run is cut into."""
    return 1 + int(POINTS * (part + CHANCE.random()) / parts)


FAULTS = [
    at_event("SIGKILL", "main", pick(1), "SIGKILL"),
    at_event("SIGKILL", "main", pick(3), "SIGKILL"),
    at_event("worker killed", "worker", 3000, "SIGKILL"),
    at_event("disk full", "main", pick(3), "ENOSPC"),
    at_event("truncated table", "main", pick(2), "truncate", "data/processed/papers.parquet"),
]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return prepare_ground(tmp_path_factory.mktemp("ground"), count=False)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.kind}, {fault.where}")
def test_nothing_is_lost(ground: Ground, fault: Fault, tmp_path: Path) -> None:
    trial = try_fault(fault, ground, tmp_path / "trial")
    assert trial.happened
    assert trial.problems == ()
