"""Files that hold many digests: a row for each day, and one file to all of them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from analysis.corpus import read_tables
from analysis.corpus.packing import cache as cache_module
from tests.corpus.pages import build
from tests.digests.arxiv import print_lines, submit

CONTENT = print_lines(
    submit(1, "2024-03-04", title="Figs"),
    submit(2, "2024-03-05", title="Dates"),
    b"{",
    submit(3, "2024-03-04", title="Pears"),
)


@pytest.mark.parametrize("size", [10**9, 1])
def test_each_day_of_a_file_is_a_digest_whatever_its_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(cache_module, "PART_SIZE", size)
    monkeypatch.setattr("analysis.corpus.build.PART_SIZE", size)
    (tmp_path / "lines.json").write_bytes(CONTENT)
    built = build({"lines.json": tmp_path / "lines.json"}, tmp_path / "processed")
    tables = read_tables(tmp_path / "processed")
    digests = tables.digests[["digest_id", "state", "n_listings"]]
    assert list(digests.itertuples(index=False, name=None)) == [
        ("lines.json#2024-03-04", "read", 2),
        ("lines.json#2024-03-05", "read", 1),
        ("lines.json#undated", "partial", 0),
    ]
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    assert set(tables.digests["source_file"]) == {"lines.json"}
    assert set(tables.digests["sha256"]) == {sha256}
    listings = tables.listings[["digest_id", "position", "first_line"]]
    assert sorted(listings.itertuples(index=False, name=None), key=lambda row: row[2]) == [
        ("lines.json#2024-03-04", 1, 1),
        ("lines.json#2024-03-05", 1, 2),
        ("lines.json#2024-03-04", 2, 4),
    ]
    (issue,) = tables.parse_issues.to_dict("records")
    assert (issue["source_file"], issue["line"]) == ("lines.json", 3)
    assert built.inputs == ({"name": "lines.json", "sha256": sha256, "state": "read"},)
    assert (built.n_parsed, built.n_extracted) == (1, 3)
    assert set(tables.papers["arxiv_id_source"]) == {"lines.json"}
