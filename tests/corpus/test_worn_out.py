"""Packs of many small builds: their number and what of them lies idle stay bounded."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import SCHEMAS, Build, find_sources, rebuild_tables
from analysis.corpus.packing import cache as cache_module
from analysis.corpus.packing.cache import Wanted, find_worn_out, plan_tasks
from analysis.corpus.packing.entries import CACHE_FOLDER, Entry, measure_part
from analysis.corpus.packing.packs import SUFFIX
from analysis.digests import Part
from tests.corpus.pages import AS_OF, CODE
from tests.digests.pages import Entry as Listed
from tests.digests.pages import print_page

FULL = 1000
LIGHT = 4


@pytest.fixture
def small_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "PART_SIZE", FULL)
    monkeypatch.setattr(cache_module, "MOST_LIGHT", LIGHT)


class Kept:
    """The cache of files of these sizes, as if they were read; how many bytes of them were."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.n_read = 0

    def build(self, sizes: dict[str, int]) -> set[str]:
        """Build once; the files that were read."""
        worn_out = find_worn_out(self.entries.values())
        known = {key: one for key, one in self.entries.items() if one.pack not in worn_out}
        wanted = [Wanted(Part(name, Path(name), 0, size), f"{name} {size}")
                  for name, size in sizes.items()]  # fmt: skip
        unknown = [one for one in wanted if one.key not in known]
        for task in plan_tasks(unknown, Path()):
            size = sum(map(measure_part, task.parts))
            for key, part in zip(task.keys, task.parts, strict=True):
                name, own = part.source_file, measure_part(part)
                known[key] = Entry(key, name, 0, task.pack.name, 0, (), (1,), None, own, size)
                self.n_read += own
        self.entries = {one.key: known[one.key] for one in wanted}
        return {one.part.source_file for one in unknown}

    def measure_packs(self) -> list[tuple[int, int]]:
        """What is used of each pack, and what was put into it."""
        used, sizes = Counter[str](), {one.pack: one.pack_size for one in self.entries.values()}
        for one in self.entries.values():
            used[one.pack] += one.size
        return [(used[name], sizes[name]) for name in sizes]


file_sizes = st.integers(1, 300) | st.integers(1, 3 * FULL)


@pytest.mark.usefixtures("small_packs")
@given(st.lists(st.tuples(st.integers(0, 30), file_sizes), min_size=1, max_size=40))
def test_packs_of_many_builds_are_few_and_mostly_used(changes: list[tuple[int, int]]) -> None:
    kept, sizes, n_changed = Kept(), dict[str, int](), 0
    for number, size in changes:
        n_changed += size
        sizes[str(number)] = size
        kept.build(sizes)
        # The next build finds what this one adds and what it makes light.
        used = [one for one, _ in kept.measure_packs()]
        assert sum(one < FULL / 2 for one in used) <= LIGHT + 2
        assert len(used) <= LIGHT + 2 + 2 * sum(sizes.values()) / FULL
    kept.build(sizes)
    assert all(one >= put / 2 for one, put in kept.measure_packs() if put >= FULL)
    assert kept.n_read <= 3 * n_changed + (len(changes) // LIGHT + 1) * FULL / 2


@pytest.mark.usefixtures("small_packs")
def test_many_small_days_read_little_again() -> None:
    kept = Kept()
    days: dict[str, int] = {}
    for number in range(120):
        days[f"{number:03}"] = 40
        kept.build(days)
        assert len(kept.measure_packs()) <= LIGHT + 1 + 2 * sum(days.values()) // FULL
    assert kept.n_read <= 4 * sum(days.values())


@pytest.mark.usefixtures("small_packs")
def test_a_full_pack_of_which_little_is_used_is_read_anew() -> None:
    kept = Kept()
    kept.build({"large": FULL - 1, "small": 10})
    assert kept.build({"small": 10, "new": 20}) == {"new"}
    assert kept.build({"small": 10, "new": 20}) == {"small"}
    assert sorted(kept.measure_packs()) == [(10, 10), (20, 20)]
    assert kept.build({"small": 10, "new": 20}) == set()


def rebuild(folder: Path, output: str = "tables", anew: bool = False) -> Build:
    raw = folder / "raw"
    return rebuild_tables(
        raw, None, folder / output, sources=find_sources(raw, None), code=CODE, as_of=AS_OF,
        progress=lambda items, _: items, anew=anew,
    )  # fmt: skip


def test_a_file_a_day_does_not_become_a_pack_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "MOST_LIGHT", 3)
    (tmp_path / "raw").mkdir()
    read = []
    for day in range(1, 10):
        page = print_page(Listed(f"Figs of {day}"), capture=f"Apr {day}, 2026")
        (tmp_path / "raw" / f"{day}.txt").write_text(page, encoding="utf-8")
        built = rebuild(tmp_path)
        read.append((built.n_parsed, built.n_extracted))
        packs = list((tmp_path / "tables" / CACHE_FOLDER).glob(f"*{SUFFIX}"))
        assert len(packs) <= 4
    # What is read again to make one pack of many is told as read.
    assert read == [(n, n) for n in (1, 1, 1, 1, 5, 1, 1, 1, 9)]
    rebuild(tmp_path, "fresh", anew=True)
    for name in SCHEMAS:
        kept, fresh = (pq.read_table(tmp_path / place / f"{name}.parquet")
                       for place in ("tables", "fresh"))  # fmt: skip
        assert kept.equals(fresh)
