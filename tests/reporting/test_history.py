"""The history: whole dated runs, numbers to compare, and no more of them than asked for."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analysis.provenance import hash_libraries, hash_parts
from analysis.reporting.display import Headline
from analysis.reporting.heal import clear_leftovers, recover_published
from analysis.reporting.history import (
    compare_manifests,
    find_last,
    list_history,
    prune_history,
    record_run,
)
from analysis.reporting.publish import PublishedNotebook, RunManifest
from analysis.reporting.runlog import RunLog
from analysis.reporting.since import compare_reports
from tests.reporting.samples import read_files
from tests.reporting.states import make_snapshot, make_state

DAYS = [datetime(2026, 5, day, 7, 0, tzinfo=UTC) for day in range(1, 6)]


def make_manifest(as_of: datetime, *headlines: Headline) -> RunManifest:
    notebook = PublishedNotebook(
        title="One",
        as_of=as_of,
        duration_seconds=1.0,
        parameters={},
        changes=[],
        inputs=[],
        packages={},
        commit=None,
        headlines=list(headlines),
    )
    return RunManifest(
        run="a-run", title="A", description="B.", as_of=as_of, notebooks={"00_one": notebook}
    )


def publish(output: Path, manifest: RunManifest) -> None:
    """Replace the published run, as publishing does: by new files."""
    folder = output / "a-run"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("manifest.json", manifest.model_dump_json()), ("00_one.html", "<p>")):
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def test_a_run_is_recorded_once_under_its_moment(tmp_path: Path) -> None:
    publish(tmp_path, make_manifest(DAYS[0]))
    place = tmp_path / "history" / "a-run" / "2026-05-01T070000Z"
    assert record_run("a-run", tmp_path) == record_run("a-run", tmp_path) == place
    assert list_history("a-run", tmp_path) == [place]
    assert read_files(place) == read_files(tmp_path / "a-run")
    assert not list(tmp_path.glob(".staging-*"))


def test_two_runs_within_a_second_are_both_kept(tmp_path: Path) -> None:
    for papers in ("1", "2"):
        publish(tmp_path, make_manifest(DAYS[0], Headline("Papers", papers)))
        record_run("a-run", tmp_path)
    names = [path.name for path in list_history("a-run", tmp_path)]
    assert names == ["2026-05-01T070000Z-2", "2026-05-01T070000Z"]


def test_where_links_are_not_to_be_had_files_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    publish(tmp_path, make_manifest(DAYS[0]))
    place = record_run("a-run", tmp_path)
    assert place is not None
    assert read_files(place) == read_files(tmp_path / "a-run")


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for day in DAYS:
        publish(tmp_path, make_manifest(day))
        record_run("a-run", tmp_path)
    removed = prune_history("a-run", 2, tmp_path)
    assert removed == ["2026-05-03T070000Z", "2026-05-02T070000Z", "2026-05-01T070000Z"]
    kept = [path.name for path in list_history("a-run", tmp_path)]
    assert kept == ["2026-05-05T070000Z", "2026-05-04T070000Z"]
    assert prune_history("a-run", 2, tmp_path) == []
    assert not list(tmp_path.glob(".staging-*"))


def test_a_history_that_a_kill_left_behind_is_completed(tmp_path: Path) -> None:
    publish(tmp_path, make_manifest(DAYS[0]))
    assert recover_published(tmp_path, ["a-run", "never-run"]) == []
    assert len(list_history("a-run", tmp_path)) == 1
    (tmp_path / "a-run" / "manifest.json").write_text("{")
    (told,) = recover_published(tmp_path, ["a-run"])
    assert "the published manifest is damaged" in told
    assert len(list_history("a-run", tmp_path)) == 1


def test_the_last_report_is_the_published_one_or_else_the_newest_in_the_history(
    tmp_path: Path,
) -> None:
    assert find_last("a-run", tmp_path) is None
    for day in DAYS[:2]:
        publish(tmp_path, make_manifest(day))
        record_run("a-run", tmp_path)
    publish(tmp_path, make_manifest(DAYS[2]))
    last = find_last("a-run", tmp_path)
    assert last is not None
    assert last.as_of == DAYS[2]
    (tmp_path / "a-run" / "manifest.json").write_text("{")
    last = find_last("a-run", tmp_path)
    assert last is not None
    assert last.as_of == DAYS[1]


def test_a_manifest_from_before_states_were_recorded_still_reads() -> None:
    record = make_manifest(DAYS[0]).model_dump(mode="json")
    for name in ("state", "since"):
        del record["notebooks"]["00_one"][name]
    notebook = RunManifest.model_validate(record).notebooks["00_one"]
    assert (notebook.state, notebook.since) == (None, None)


def test_a_state_that_another_version_wrote_is_as_none() -> None:
    record = make_manifest(DAYS[0]).model_dump(mode="json")
    record["notebooks"]["00_one"] |= {"state": {"papers": 3}, "since": {"moves": [1]}}
    notebook = RunManifest.model_validate(record).notebooks["00_one"]
    assert (notebook.title, notebook.state, notebook.since) == ("One", None, None)


def test_states_come_back_from_a_manifest_as_they_were() -> None:
    since = compare_reports(make_snapshot("a"), make_snapshot("b"))
    manifest = make_manifest(DAYS[0])
    notebook = manifest.notebooks["00_one"].model_copy(
        update={"state": make_state(), "since": since}
    )
    told = manifest.model_copy(update={"notebooks": {"00_one": notebook}}).model_dump_json()
    read = RunManifest.model_validate_json(told).notebooks["00_one"]
    assert (read.state, read.since) == (make_state(), since)


def test_leftovers_are_cleared_and_nothing_else(tmp_path: Path) -> None:
    output, tables = tmp_path / "reports", tmp_path / "data" / "processed"
    for folder in (".staging-x/a-run", "a-run", "failed/a-run"):
        (output / folder).mkdir(parents=True)
    (tables.parent / ".processed-new-x").mkdir(parents=True)
    (tables.parent / "processed").mkdir()
    (output / ".index.html.new").touch()
    assert len(clear_leftovers(output, tables)) == 3
    assert {path.name for path in output.iterdir()} == {"a-run", "failed"}
    assert [path.name for path in tables.parent.iterdir()] == ["processed"]


def test_manifests_are_compared_by_what_they_found() -> None:
    old = make_manifest(
        DAYS[0], Headline("Papers", "2"), Headline("Same", "1"), Headline("Gone", "0")
    )
    new = make_manifest(
        DAYS[1], Headline("Papers", "3"), Headline("Same", "1"), Headline("New", "5")
    )
    changes = {change.label: change for change in compare_manifests(old, new)}
    assert list(changes) == ["Papers", "New", "Gone"]
    assert changes["Papers"].before is not None
    assert changes["Papers"].after is not None
    assert (changes["Papers"].before["value"], changes["Papers"].after["value"]) == ("2", "3")
    assert changes["New"].before is None
    assert changes["Gone"].after is None
    assert compare_manifests(old, make_manifest(DAYS[1], *old.notebooks["00_one"].headlines)) == ()
    assert len(compare_manifests(None, new)) == 3


def test_the_log_goes_on_and_begins_anew_when_it_is_long(tmp_path: Path) -> None:
    log = RunLog(tmp_path / "reports", lambda: DAYS[0])
    log.write("one\ntwo")
    assert log.is_written
    text = f"2026-05-01T07:00:00+00:00 [{os.getpid()}] one\n    two\n"
    assert log.path.read_text("utf-8") == text
    log.rotate()
    log.write("x" * 1_000_001)
    log.rotate()
    assert not log.path.exists()
    assert log.path.with_suffix(".log.1").read_text("utf-8").startswith(text)


def test_a_log_holds_no_control_characters(tmp_path: Path) -> None:
    log = RunLog(tmp_path, lambda: DAYS[0])
    log.write("a\x1b[31m.txt\r\u202e\tleft out")
    assert log.path.read_text("utf-8").endswith(r" a\x1b[31m.txt\r\u202e" + "\tleft out\n")


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("mine")
    log = RunLog(tmp_path / "reports", lambda: DAYS[0])
    log.rotate()
    log.write("one")
    assert not log.is_written


def test_code_is_hashed_by_name_and_content(tmp_path: Path) -> None:
    (tmp_path / "code" / "inner").mkdir(parents=True)
    (tmp_path / "code" / "a.py").write_text("1")
    (tmp_path / "code" / "inner" / "b.py").write_text("2")

    def hashed(without: str = "") -> str:
        return hash_parts(["code", "missing.json"], tmp_path, without)

    first = hashed()
    (tmp_path / "code" / "__pycache__").mkdir()
    (tmp_path / "code" / "__pycache__" / "a.pyc").write_text("compiled")
    assert hashed() == first
    (tmp_path / "code" / "inner" / "b.py").write_text("3")
    assert hashed() != first
    outside = hashed("code/inner")
    (tmp_path / "code" / "inner" / "b.py").write_text("4")
    assert hashed("code/inner") == outside
    (tmp_path / "code" / "a.py").rename(tmp_path / "code" / "c.py")
    assert hashed("code/inner") != outside


def test_libraries_are_hashed_by_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    before = hash_libraries()
    (tmp_path / "fruit-1.0.dist-info").mkdir()
    first = hash_libraries()
    (tmp_path / "fruit-1.0.dist-info").rename(tmp_path / "fruit-1.1.dist-info")
    assert len({before, first, hash_libraries()}) == 3
