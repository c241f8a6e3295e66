"""Which parameters each template notebook has, and the values it gets: checked before any runs."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
import yaml

from analysis.parameters import ParameterError, Parameters, check_parameters
from analysis.reporting.errors import ReportingError
from analysis.reporting.runs import GUIDE, Run, Value

TYPE_NAMES = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


@dataclass(frozen=True, slots=True)
class TemplateParameter:
    """A parameter as a template notebook declares it."""

    name: str
    default: Value
    comment: str


@dataclass(frozen=True, slots=True)
class Template:
    """A template notebook: its name (file name without .ipynb) and its parameters by name."""

    name: str
    path: Path
    parameters: Mapping[str, TemplateParameter]


def read_templates(notebooks_dir: Path) -> tuple[Template, ...]:
    """Read all template notebooks of a folder, by name; the guide is none.

    Raises ReportingError when there are none, or one of them is broken.
    """
    paths = sorted(path for path in notebooks_dir.glob("*.ipynb") if path.stem != GUIDE)
    if not paths:
        raise ReportingError(f"{notebooks_dir}: no notebooks here")
    return tuple(_read_template(path) for path in paths)


def _read_template(path: Path) -> Template:
    """Read one template notebook. Raises ReportingError if it cannot be used as one."""
    try:
        text = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        found = papermill.inspect_notebook(notebook)
    # A broken file shows in as many exception types as there are ways to break it.
    except Exception as error:
        raise ReportingError(f"{path}: no readable notebook: {error}") from error
    parameters = {}
    for name, record in found.items():
        try:
            default = ast.literal_eval(record["default"])
        except (ValueError, SyntaxError) as error:
            value = record["default"]
            raise ReportingError(f"{path}: parameter {name}: {value} is no literal") from error
        if type(default) not in TYPE_NAMES:
            raise ReportingError(f"{path}: parameter {name}: {default!r} is no text or number")
        parameters[name] = TemplateParameter(name, default, record["help"].strip())
    return Template(path.stem, path, parameters)


def check_known(names: Iterable[str], templates: Sequence[Template], where: str) -> None:
    """Check that each parameter of `names` is one that some notebook has.

    Raises ReportingError, starting with `where`, that lists what each notebook has.
    """
    known = sorted({name for template in templates for name in template.parameters})
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f" (did you mean {close[0]}?)" if close else ""
            lists = [f"{one.name} has {', '.join(one.parameters) or 'none'}" for one in templates]
            raise ReportingError(f"{where}: no parameter {name!r}{hint}; {'; '.join(lists)}")


def resolve_parameters(
    run: Run, template: Template, overrides: Mapping[str, str]
) -> dict[str, Value]:
    """Settle what a notebook of a run is given: the run's values, then the overrides.

    `overrides` are texts as typed on the command line, read by the declared type.
    Parameters that the notebook does not have are left out. Returns the values that
    replace defaults. Raises ReportingError, naming run, notebook, parameter and what is
    allowed, for an ill type and for a value that the notebook could not use.
    """
    declared = template.parameters
    where = f"run {run.name}, notebook {template.name}"
    given: dict[str, Any] = {k: v for k, v in run.parameters.items() if k in declared}
    given |= {k: _parse_override(declared[k], v) for k, v in overrides.items() if k in declared}
    for name, value in given.items():
        _check_type(declared[name], value, where)
    complete = {name: parameter.default for name, parameter in declared.items()} | given
    try:
        check_parameters(**{k: v for k, v in complete.items() if k in Parameters.model_fields})
    except ParameterError as error:
        raise ReportingError(f"{where}: {error}") from error
    return given


def _parse_override(parameter: TemplateParameter, text: str) -> Any:
    """Read a text from the command line by the parameter's type; what does not fit stays text."""
    if isinstance(parameter.default, str):
        return text
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return text


def _check_type(parameter: TemplateParameter, value: Any, where: str) -> None:
    """Raise ReportingError if `value` has not the type of the parameter's default."""
    expected = type(parameter.default)
    if type(value) is expected or (expected is float and type(value) is int):
        return
    # The shared model names the allowed values, which says more than the type.
    if parameter.name in Parameters.model_fields:
        try:
            check_parameters(**{parameter.name: value})
        except ParameterError as error:
            raise ReportingError(f"{where}: {error}") from error
    allowed = f"{TYPE_NAMES[expected]} ({parameter.comment or 'no comment in the notebook'})"
    raise ReportingError(f"{where}: {parameter.name}: {value!r} is not allowed; it takes {allowed}")
