"""Reading declared runs: what is read, and how it says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.reporting.errors import ReportingError
from analysis.reporting.runs import PROJECT_SITE, read_runs, read_site, select_runs

GOOD = "{title: One, description: Two.}"


def read(folder: Path, text: str) -> object:
    path = folder / "runs.yml"
    path.write_text(text, encoding="utf-8")
    return read_runs(path)


def test_the_declared_runs_of_the_project(project: Path) -> None:
    by_digest, by_year = read_runs(project / "notebooks" / "runs.yml")
    assert by_digest.name == "by-digest"
    assert by_digest.parameters == {"date_axis": "digest_date", "frequency": "digest"}
    assert by_year.name == "by-publication-year"
    assert by_year.parameters == {"date_axis": "publication_date", "frequency": "year"}
    assert by_digest.notebooks is by_year.notebooks is None


def test_a_date_stays_a_text(tmp_path: Path) -> None:
    text = "runs: {a: {title: A, description: B., parameters: {start: 2025-01-31}}}"
    (run,) = read(tmp_path, text)  # type: ignore[misc]
    assert run.parameters == {"start": "2025-01-31"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "expected a key `runs`"),
        ("runs: {}", "expected a key `runs`"),
        ("others: {}", "expected a key `runs`"),
        (f"runs: {{a: {GOOD}}}\nmore: 1", "expected a key `runs`.* nothing but `site`"),
        ("runs: [", "no readable YAML"),
        (f"runs: {{a: {GOOD}, a: {GOOD}}}", "key 'a' stands twice"),
        ("runs: {a: 3}", "run 'a': expected a mapping with the keys title"),
        (f"runs: {{A b: {GOOD}}}", "run 'A b': name: 'A b' is not allowed; it takes lower-case"),
        (f"runs: {{failed: {GOOD}}}", "run 'failed': is a reserved name"),
        ("runs: {a: {title: A}}", "run 'a': key 'description' is missing"),
        ("runs: {a: {title: A, description: B., tile: C}}", "run 'a': unknown key 'tile'; allowed"),
        ("runs: {a: {title: 3, description: B.}}", "run 'a': title: 3 is not allowed; it takes"),
        (
            "runs: {a: {title: A, description: B., parameters: {seed: [1]}}}",
            r"run 'a': parameters.seed: \[1\] is not allowed; it takes parameter names",
        ),
        (
            "runs: {a: {title: A, description: B., notebooks: []}}",
            r"run 'a': notebooks: \[\] is not allowed; it takes a list",
        ),
    ],
)
def test_errors_name_file_run_key_and_what_is_allowed(
    tmp_path: Path, text: str, expected: str
) -> None:
    with pytest.raises(ReportingError, match=rf"runs\.yml.*{expected}"):
        read(tmp_path, text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportingError, match=r"runs\.yml: cannot be read: No such file"):
        read_runs(tmp_path / "runs.yml")


def test_selection_keeps_the_declared_order(project: Path) -> None:
    runs = read_runs(project / "notebooks" / "runs.yml")
    assert select_runs(runs, []) == runs
    assert select_runs(runs, ["by-publication-year", "by-digest"]) == runs
    with pytest.raises(ReportingError, match="no run 'by-moon'; declared are by-digest, by-pub"):
        select_runs(runs, ["by-moon"])


def declare_site(folder: Path, body: str) -> Path:
    path = folder / "runs.yml"
    path.write_text(f"runs: {{a: {GOOD}}}\nsite: {body}", encoding="utf-8")
    return path


def test_the_pages_go_by_what_the_user_declares(tmp_path: Path) -> None:
    path = declare_site(tmp_path, '{title: " Our <reading> ", logo: "A\u202eB", topics: own.yml}')
    site = read_site(path)
    assert (site.title, site.topics) == ("Our <reading>", tmp_path / "own.yml")
    assert "\u202e" not in site.logo
    assert len(read_runs(path)) == 1


def test_without_a_site_the_pages_go_by_the_project(project: Path, tmp_path: Path) -> None:
    assert read_site(project / "notebooks" / "runs.yml") == PROJECT_SITE
    assert read_site(declare_site(tmp_path, "{logo: Tea}")).title == PROJECT_SITE.title


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "site: expected a mapping with the keys title, logo, topics"),
        ("[1]", "site: expected a mapping"),
        ("{tile: A}", "site: unknown key 'tile'; allowed: title, logo, topics"),
        ("{title: 3}", "site.title: 3 is not allowed; it takes a text"),
        ('{logo: " "}', "site.logo: ' ' is not allowed; it takes a text"),
        ("{topics: [a]}", r"site.topics: \['a'\] is not allowed; it takes the path"),
    ],
)
def test_errors_of_a_site_name_file_and_key(tmp_path: Path, body: str, expected: str) -> None:
    with pytest.raises(ReportingError, match=rf"runs\.yml: {expected}") as caught:
        read_site(declare_site(tmp_path, body))
    assert "\n" not in str(caught.value)
