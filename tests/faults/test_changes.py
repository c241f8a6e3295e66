"""Only what changed is read and executed, and nothing that changed is missed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import yaml

from analysis.corpus import Build, find_changes, find_sources, hash_content, rebuild_tables
from analysis.corpus.freshness import Sources
from analysis.corpus.packing.entries import CACHE_FOLDER
from analysis.reporting.freshness import find_outdated
from analysis.reporting.origin import find_origin
from analysis.reporting.runs import PROJECT_SITE, read_runs
from tests.corpus.pages import write_pages
from tests.faults.campaign import is_complete
from tests.faults.project import NEW_PAGE, Project
from tests.reporting.samples import CHECK, HEADLINES, read_files

HEAVY = ("pandas", "pyarrow", "papermill", "nbconvert", "nbformat", "matplotlib", "numpy")


def outdated(project: Project, name: str = "by-digest") -> dict[str, str]:
    runs = {run.name: run for run in read_runs(project.notebooks / "runs.yml")}
    origin = find_origin(project.tables, PROJECT_SITE)
    return find_outdated(runs[name], project.notebooks, project.reports, origin)


def declare(project: Project, **changes: object) -> None:
    path = project.notebooks / "runs.yml"
    runs = yaml.safe_load(path.read_text("utf-8"))
    for key, value in changes.items():
        runs["runs"]["by-digest"][key] = value
    path.write_text(yaml.safe_dump(runs), encoding="utf-8")


def rebuild(project: Project, sources: Sources, *, anew: bool = False) -> Build:
    return rebuild_tables(
        project.raw,
        None,
        project.tables,
        sources=sources,
        code={},
        as_of=datetime(2026, 5, 1, tzinfo=UTC),
        progress=lambda items, _: items,
        anew=anew,
    )


def read_tables_only(project: Project) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(project.tables.glob("*.parquet"))}


def test_nothing_changed_is_told_and_loads_nothing_heavy(project: Project) -> None:
    before = read_files(project.reports / "by-digest")
    started = project.start("by-digest", python=("-X", "importtime"))
    out, err = started.communicate(timeout=300)
    assert started.returncode == 0
    assert out.startswith("nothing to do: by-digest up to date (")
    loaded = {line.rpartition("|")[2].strip() for line in err.splitlines()}
    assert loaded.isdisjoint(HEAVY)
    assert read_files(project.reports / "by-digest") == before
    assert len(list((project.reports / "history" / "by-digest").iterdir())) == 1


def test_where_a_project_lies_and_when_its_files_changed_does_not_count(project: Project) -> None:
    for path in project.raw.iterdir():
        path.touch()
    assert not find_changes(find_sources(project.raw, None), project.tables)
    assert outdated(project) == {}


def test_a_new_digest_is_the_only_one_read(project: Project) -> None:
    write_pages({"c.txt": NEW_PAGE}, project.raw)
    sources = find_sources(project.raw, None)
    assert find_changes(sources, project.tables) == "new: c.txt"
    rebuilt = rebuild(project, sources)
    assert (rebuilt.n_parsed, rebuilt.n_extracted) == (1, 1)
    little_by_little = read_tables_only(project)
    assert not find_changes(sources, project.tables)
    assert set(outdated(project).values()) == {"changed: tables"}

    everything = rebuild(project, sources, anew=True)
    assert (everything.n_parsed, everything.n_extracted) == (3, 4)
    assert read_tables_only(project) == little_by_little


def test_a_file_that_is_no_digest_is_read_once(project: Project) -> None:
    write_pages({"bad.txt": "Dear all,\n\nbring apples.\n"}, project.raw)
    sources = find_sources(project.raw, None)
    first = rebuild(project, sources)
    second = rebuild(project, sources)
    assert (first.n_parsed, second.n_parsed) == (1, 0)
    assert [str(e) for e in first.errors] == [str(e) for e in second.errors]
    assert not find_changes(sources, project.tables)


def test_a_changed_and_a_lost_digest_are_named(project: Project) -> None:
    (project.raw / "a.txt").write_text(NEW_PAGE)
    (project.raw / "b.txt").unlink()
    changes = find_changes(find_sources(project.raw, None), project.tables)
    assert changes == "changed: a.txt; gone: b.txt"


def test_other_code_reads_everything_again(project: Project) -> None:
    sources = find_sources(project.raw, None)
    changed = replace(sources, made_from={**sources.made_from, "the libraries": "others"})
    assert find_changes(changed, project.tables) == "the libraries changed"
    (project.raw / "SOURCES.yml").write_text("b.txt: {year: 2026}\n")
    again = find_sources(project.raw, None)
    assert find_changes(again, project.tables) == "SOURCES.yml changed"


def test_the_same_content_built_again_executes_nothing(project: Project) -> None:
    before = hash_content(project.tables)
    rebuild(project, find_sources(project.raw, None), anew=True)
    assert hash_content(project.tables) == before != ""
    assert outdated(project) == {}


@pytest.mark.parametrize("suffix", [".arrow", ".terms", ".parquet"])
@pytest.mark.parametrize("damage", ["empty", "cut", "altered"])
def test_a_damaged_cache_is_not_used_and_changes_nothing(
    project: Project, damage: str, suffix: str
) -> None:
    sources = find_sources(project.raw, None)
    rebuild(project, sources)
    before = read_tables_only(project)
    for path in (project.tables / CACHE_FOLDER).glob(f"*{suffix}"):
        content = path.read_bytes()
        middle = len(content) // 2
        altered = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        # A new file: the packs of other builds may be the same one by another name.
        path.unlink()
        path.write_bytes({"empty": b"", "cut": content[:-9], "altered": altered}[damage])
    assert rebuild(project, sources).n_parsed == 2
    assert read_tables_only(project) == before


CHANGES: dict[str, tuple[Callable[[Project], object], dict[str, str]]] = {
    "a notebook": (
        lambda p: p.write_notebook("01_two", CHECK),
        {"01_two": "changed: notebook"},
    ),
    "a new notebook": (
        lambda p: p.write_notebook("02_three", CHECK, HEADLINES),
        {"02_three": "new"},
    ),
    "a parameter": (
        lambda p: declare(p, parameters={"frequency": "month"}),
        dict.fromkeys(("00_one", "01_two"), "changed: parameters"),
    ),
    "an unknown parameter": (
        lambda p: declare(p, parameters={"frequenzy": "month"}),
        dict.fromkeys(("00_one", "01_two"), "changed: parameters (frequenzy)"),
    ),
    "the title": (
        lambda p: declare(p, title="Other"),
        dict.fromkeys(("00_one", "01_two"), "changed: title or description of the run"),
    ),
    "a lost report": (
        lambda p: (p.reports / "by-digest" / "00_one.html").unlink(),
        {"00_one": "the published files are damaged or missing"},
    ),
    "a cut executed notebook": (
        lambda p: (p.reports / "by-digest" / "notebooks" / "01_two.ipynb").write_text("{"),
        {"01_two": "the published files are damaged or missing"},
    ),
    "a damaged manifest": (
        lambda p: (p.reports / "by-digest" / "manifest.json").write_text("{"),
        dict.fromkeys(("00_one", "01_two"), "the published manifest is damaged"),
    ),
    "a notebook less": (lambda p: (p.notebooks / "01_two.ipynb").unlink(), {}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_is_executed_and_why_is_told(project: Project, what: str) -> None:
    change, expected = CHANGES[what]
    change(project)
    assert outdated(project) == expected


def test_a_run_that_was_never_published_is_executed(project: Project) -> None:
    reasons = outdated(project, "by-publication-year")
    assert reasons == dict.fromkeys(("00_one", "01_two"), "nothing is published")


@pytest.mark.parametrize("part", ["code", "libraries", "tables", "site"])
def test_what_all_notebooks_share_makes_all_of_them_anew(project: Project, part: str) -> None:
    (run, _) = read_runs(project.notebooks / "runs.yml")
    origin = replace(find_origin(project.tables, PROJECT_SITE), **{part: "another"})
    reasons = find_outdated(run, project.notebooks, project.reports, origin)
    assert reasons == dict.fromkeys(("00_one", "01_two"), f"changed: {part}")


def test_a_parameter_that_a_notebook_does_not_have_leaves_it_as_it_is(project: Project) -> None:
    manifest = project.reports / "by-digest" / "manifest.json"
    content = json.loads(manifest.read_text("utf-8"))
    del content["notebooks"]["01_two"]["parameters"]["seed"]
    manifest.write_text(json.dumps(content), encoding="utf-8")
    parameters = {"date_axis": "digest_date", "frequency": "digest", "seed": 3}
    declare(project, parameters=parameters)
    assert outdated(project) == {"00_one": "changed: parameters"}


def test_changed_numbers_are_told_and_dated_runs_kept(project: Project) -> None:
    history = project.reports / "history" / "by-digest"
    (first,) = history.iterdir()
    old = read_files(first)
    write_pages({"c.txt": NEW_PAGE}, project.raw)
    project.write_notebook("02_three", CHECK, HEADLINES)
    result = project.run_json("by-digest")
    assert (result["exit_code"], result["tables"]["n_parsed"]) == (0, 1)
    (run,) = result["runs"]
    assert run["executed"]["02_three"] == "new"
    changed = {(one["notebook"], one["label"]): one for one in run["changes"]}
    papers = changed["00_one", "Papers"]
    assert (papers["before"]["value"], papers["after"]["value"]) == ("2", "3")
    assert changed["02_three", "Papers"]["before"] is None
    assert read_files(first) == old
    assert len(list(history.iterdir())) == 2
    assert all(is_complete(dated) for dated in history.iterdir())

    (project.notebooks / "02_three.ipynb").unlink()
    result = project.run_json("by-digest", "--keep", "2")
    assert [run["executed"] for run in result["runs"]] == [{}]
    assert result["message"].startswith("published by-digest")
    assert not (project.reports / "by-digest" / "02_three.html").exists()
    assert not first.exists()
    assert len(list(history.iterdir())) == 2


def test_the_index_is_made_again_when_it_is_lost_or_stale(project: Project) -> None:
    index = project.reports / "index.html"
    before = index.read_bytes()
    for damaged in (b"", before.replace(b"By digest", b"By moon")):
        index.write_bytes(damaged)
        assert project.run("by-digest").stdout.startswith("nothing to do")
        assert index.read_bytes() == before
