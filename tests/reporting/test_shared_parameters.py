"""The shared parameter model: what it takes, and the one line it gives for what it does not."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.parameters import ParameterError, Parameters, check_parameters, describe_allowed


def test_accepts_what_notebooks_have_and_fills_in_the_rest() -> None:
    options = check_parameters(date_axis="publication_date", frequency="year", start="2024-02-29")
    assert (options.date_axis, options.frequency) == ("publication_date", "year")
    assert (options.start_date, options.end_date) == (date(2024, 2, 29), None)
    assert options.confidence_level == 0.95


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"date_axis": "neverland"},
            "date_axis: 'neverland' is not allowed; choose digest_date or publication_date",
        ),
        (
            {"frequency": "fortnight"},
            "frequency: 'fortnight' is not allowed;"
            " choose digest, day, week, month, quarter or year",
        ),
        (
            {"start": "2025-02-01", "end": "2025-01-31"},
            "start: '2025-02-01' is after end '2025-01-31'",
        ),
        (
            {"date_axis": "publication_date", "frequency": "digest"},
            "frequency: 'digest' goes only with date_axis 'digest_date'; with 'publication_date'"
            " choose day, week, month, quarter or year",
        ),
        ({"seed": -1}, "seed: -1 is not allowed; choose a whole number from 0"),
        ({"seed": True}, "seed: True is not allowed; choose a whole number from 0"),
        ({"seed": "1"}, "seed: '1' is not allowed; choose a whole number from 0"),
        ({"top_topics": 30}, "top_topics: 30 is not allowed; choose a whole number from 1 to 29"),
        ({"min_papers": 0}, "min_papers: 0 is not allowed; choose a whole number from 1"),
        (
            {"confidence_level": 95},
            "confidence_level: 95 is not allowed; choose a number from 0.5 to 0.999",
        ),
        (
            {"confidence_level": float("nan")},
            "confidence_level: nan is not allowed; choose a number from 0.5 to 0.999",
        ),
        (
            {"seed": -1, "top_topics": 0},
            "seed: -1 is not allowed; choose a whole number from 0;"
            " top_topics: 0 is not allowed; choose a whole number from 1 to 29",
        ),
    ],
)
def test_says_in_one_line_what_is_allowed(values: dict[str, object], message: str) -> None:
    with pytest.raises(ParameterError) as caught:
        check_parameters(**values)
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["2025-02-30", "20250203", "3 Feb 2025", "2025", " ", None])
def test_takes_only_whole_iso_dates(text: object) -> None:
    with pytest.raises(ParameterError, match=r"choose a date such as 2025-03-14"):
        check_parameters(end=text)


def test_names_the_known_parameters_for_an_unknown_one() -> None:
    with pytest.raises(ParameterError, match="datum: no such parameter; known are date_axis,"):
        check_parameters(datum="digest_date")


def test_an_axis_without_a_frequency_contradicts_nothing() -> None:
    assert check_parameters(date_axis="publication_date").date_axis == "publication_date"


def test_every_parameter_can_say_what_it_takes() -> None:
    assert all(describe_allowed(name) for name in Parameters.model_fields)


def test_options_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        check_parameters().seed = 3  # type: ignore[misc]
