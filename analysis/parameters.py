"""The parameters that notebooks share: their types, allowed values and rules, in one place.

A notebook hands its parameters to `check_parameters` in its first code cell; the command
line checks the same model before anything executes.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

DateAxis = Literal["digest_date", "publication_date"]
Frequency = Literal["digest", "day", "week", "month", "quarter", "year"]


def _check_iso_date(text: str) -> str:
    """Return `text` unchanged if it is empty or YYYY-MM-DD. Raises ValueError otherwise."""
    if text and date.fromisoformat(text).isoformat() != text:
        raise ValueError(text)
    return text


IsoDate = Annotated[
    str,
    AfterValidator(_check_iso_date),
    Field(description="a date such as 2025-03-14, or an empty text for no limit"),
]


class Parameters(BaseModel):
    """Checked parameters; those that a notebook does not have keep their default."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    date_axis: DateAxis = "digest_date"
    frequency: Frequency = "digest"
    start: IsoDate = ""
    end: IsoDate = ""
    confidence_level: Annotated[
        float, Field(ge=0.5, le=0.999, description="a number from 0.5 to 0.999")
    ] = 0.95
    seed: Annotated[int, Field(ge=0, description="a whole number from 0")] = 0
    top_topics: Annotated[int, Field(ge=1, le=29, description="a whole number from 1 to 29")] = 10
    min_papers: Annotated[int, Field(ge=1, description="a whole number from 1")] = 5
    tables_dir: Annotated[
        str, Field(description="a folder of built tables, or an empty text for the project's own")
    ] = ""

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"start: '{self.start}' is after end '{self.end}'")
        # A notebook without `frequency` (or without `date_axis`) has nothing to contradict.
        if {"date_axis", "frequency"} <= self.model_fields_set and (
            self.frequency == "digest" and self.date_axis != "digest_date"
        ):
            others = _join_choices([name for name in get_args(Frequency) if name != "digest"])
            raise ValueError(
                f"frequency: 'digest' goes only with date_axis 'digest_date';"
                f" with '{self.date_axis}' choose {others}"
            )
        return self

    @property
    def start_date(self) -> date | None:
        """First day to include, None for no limit."""
        return date.fromisoformat(self.start) if self.start else None

    @property
    def end_date(self) -> date | None:
        """Last day to include, None for no limit."""
        return date.fromisoformat(self.end) if self.end else None


class ParameterError(ValueError):
    """A parameter that cannot be used; the message is one line that says what is allowed."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows these lines in place of a traceback through pydantic.
        return [f"ParameterError: {self}"]


def describe_allowed(name: str) -> str:
    """Say in words which values the parameter `name` takes.

    Raises KeyError for a name that is no shared parameter.
    """
    info = Parameters.model_fields[name]
    choices = get_args(info.annotation)
    return info.description or _join_choices([str(choice) for choice in choices])


def check_parameters(**values: Any) -> Parameters:
    """Check a notebook's parameters, given by name.

    Returns the frozen `Parameters`. Raises ParameterError, in one line, for an unknown
    name, an ill type, a value that is not allowed, or values that contradict one another.
    """
    try:
        return Parameters(**values)
    except ValidationError as error:
        lines = [_describe_problem(problem) for problem in error.errors()]
        # Without the cut, the one line is followed by pydantic's own error as its context.
        raise ParameterError("; ".join(lines)) from None


def _describe_problem(problem: Any) -> str:
    """Put one of pydantic's error records into words."""
    if not problem["loc"]:
        return str(problem["ctx"]["error"])
    name = str(problem["loc"][0])
    if name not in Parameters.model_fields:
        return f"{name}: no such parameter; known are {', '.join(Parameters.model_fields)}"
    return f"{name}: {problem['input']!r} is not allowed; choose {describe_allowed(name)}"


def _join_choices(names: list[str]) -> str:
    """Join names as `a, b or c`."""
    return " or ".join([", ".join(names[:-1]), names[-1]])
