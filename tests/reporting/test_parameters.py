"""Settling the parameters of notebooks: types, rules, overrides, and what is said of errors."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from analysis.reporting.errors import ReportingError
from analysis.reporting.parameters import (
    Template,
    check_known,
    read_templates,
    resolve_parameters,
)
from analysis.reporting.runs import Run
from tests.reporting.samples import make_notebook

OWN = """\
date_axis: str = "digest_date"  # which date
frequency: str = "digest"  # which period
start: str = ""  # first day
end: str = ""  # last day
seed: int = 1  # of the bootstrap
confidence_level: float = 0.95  # of intervals
share: float = 0.5  # a share of its own
draft: bool = False  # whether to mark it
"""


@pytest.fixture
def template(tmp_path: Path) -> Template:
    nbformat.write(make_notebook(parameters=OWN), tmp_path / "one.ipynb")
    (found,) = read_templates(tmp_path)
    return found


def make_run(**parameters: str | int | float | bool) -> Run:
    return Run(name="a-run", title="A run", description="A run.", parameters=parameters)


def test_reads_names_defaults_and_comments(template: Template) -> None:
    assert template.name == "one"
    assert {name: one.default for name, one in template.parameters.items()} == {
        "date_axis": "digest_date",
        "frequency": "digest",
        "start": "",
        "end": "",
        "seed": 1,
        "confidence_level": 0.95,
        "share": 0.5,
        "draft": False,
    }
    assert template.parameters["seed"].comment == "of the bootstrap"


def test_an_override_wins_over_the_run_and_is_read_by_type(template: Template) -> None:
    overrides = {"seed": "5", "start": "2025-01-31", "share": "1", "draft": "true"}
    given = resolve_parameters(make_run(seed=3, end="2025-02-28"), template, overrides)
    assert given == {
        "seed": 5,
        "end": "2025-02-28",
        "start": "2025-01-31",
        "share": 1,
        "draft": True,
    }


def test_a_parameter_that_a_notebook_has_not_is_left_out(template: Template) -> None:
    assert resolve_parameters(make_run(top_topics=3), template, {"min_papers": "2"}) == {}


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"date_axis": "neverland"}, "date_axis: 'neverland' is not allowed; choose digest_date"),
        ({"seed": "x"}, "seed: 'x' is not allowed; choose a whole number from 0"),
        ({"seed": "1.5"}, "seed: 1.5 is not allowed; choose a whole number from 0"),
        ({"seed": "true"}, "seed: True is not allowed; choose a whole number from 0"),
        ({"seed": "[1"}, r"seed: '\[1' is not allowed"),
        ({"seed": ""}, "seed: None is not allowed"),
        ({"confidence_level": "2"}, "confidence_level: 2 is not allowed; choose a number from 0.5"),
        ({"start": "2025-02-01", "end": "2025-01-01"}, "'2025-02-01' is after end '2025-01-01'"),
        ({"date_axis": "publication_date"}, "frequency: 'digest' goes only with"),
        ({"share": "much"}, r"share: 'much' is not allowed; it takes a number \(a share of its"),
        ({"draft": "1"}, "draft: 1 is not allowed; it takes true or false"),
    ],
)
def test_errors_name_run_notebook_parameter_and_what_is_allowed(
    template: Template, overrides: dict[str, str], message: str
) -> None:
    with pytest.raises(ReportingError, match=f"run a-run, notebook one: .*{message}"):
        resolve_parameters(make_run(), template, overrides)


def test_a_declared_value_of_a_wrong_type_is_an_error_too(template: Template) -> None:
    with pytest.raises(ReportingError, match="seed: 'many' is not allowed"):
        resolve_parameters(make_run(seed="many"), template, {})


def test_an_unknown_name_lists_what_each_notebook_has(template: Template) -> None:
    with pytest.raises(
        ReportingError,
        match=r"-p: no parameter 'date_axes' \(did you mean date_axis\?\); one has date_axis, freq",
    ):
        check_known(["date_axes"], [template], "-p")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ("seed = 1 + x  # computed", "seed: 1 \\+ x is no literal"),
        ("seed = [1]  # list", r"seed: \[1\] is no text"),
    ],
)
def test_parameters_have_to_be_plain_literals(
    tmp_path: Path, parameters: str, message: str
) -> None:
    nbformat.write(make_notebook(parameters=parameters), tmp_path / "one.ipynb")
    with pytest.raises(ReportingError, match=rf"one\.ipynb: parameter {message}"):
        read_templates(tmp_path)


def test_a_broken_notebook_is_named(tmp_path: Path) -> None:
    (tmp_path / "one.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(ReportingError, match=r"one\.ipynb: no readable notebook"):
        read_templates(tmp_path)


def test_a_folder_without_notebooks_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportingError, match="no notebooks here"):
        read_templates(tmp_path)
