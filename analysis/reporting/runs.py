"""What a user declares in runs.yml: the runs, and the name and topics of the whole site.

Who is to be told of a run stands there, too: `analysis.reporting.notices` reads that.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from analysis.reporting.errors import ReportingError
from analysis.wording import show_controls

RUNS_FILE = "runs.yml"
GUIDE = "start_here"
"""The notebook that guides newcomers. It builds tables and reports nothing."""
RESERVED_NAMES = frozenset({"failed", "history"})
"""Folders of the published reports that are no run."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Shown = Annotated[Text, AfterValidator(show_controls)]
Value = str | int | float | bool
"""What a parameter can be."""
RunName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
    Field(description="lower-case words joined by hyphens"),
]


class Site(BaseModel):
    """What stands on every page: `logo` small on top, `title` heads the index.

    `topics` is the file of the user's own taxonomy, None for the project's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    title: Shown = "Reports"
    logo: Shown = "Digest Trends"
    topics: Path | None = None


PROJECT_SITE = Site()
"""What stands on the pages where the user declares nothing."""


class Run(BaseModel):
    """A named parameter set for notebooks. `notebooks` is empty in runs.yml for all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: RunName
    title: Shown
    description: Shown
    parameters: dict[str, Value] = {}
    notebooks: Annotated[list[Text], Field(min_length=1)] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A parameter that the user set to something else than the declared run has."""

    name: str
    value: Value
    declared: Value


class _RunsLoader(yaml.SafeLoader):
    """Refuses a key that stands twice, where YAML would keep the last; keeps dates as texts.

    Keys are texts, also those such as `on`, which YAML takes for true.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, regex) for tag, regex in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:bool":
                key.tag = "tag:yaml.org,2002:str"
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = [key for position, key in enumerate(keys) if key in keys[:position]]
        if twice:
            raise yaml.constructor.ConstructorError(
                problem=f"key {twice[0]!r} stands twice", problem_mark=node.start_mark
            )
        return super().construct_mapping(node, deep)


def read_runs(path: Path) -> tuple[Run, ...]:
    """Read the runs declared in the file `path`, in its order.

    Raises ReportingError, naming file, run and key and what is allowed there, when the
    file is missing, is no YAML, or declares something that cannot be run.
    """
    return tuple(
        _check_run(path, name, body) for name, body in _read_declared(path)["runs"].items()
    )


def read_site(path: Path) -> Site:
    """Read what the file `path` declares for all pages; its topics are a path from its folder.

    Raises ReportingError, naming file and key and what is allowed there.
    """
    body = _read_declared(path).get("site", {})
    if not isinstance(body, dict):
        raise ReportingError(f"{path}: site: expected a mapping with the keys {_list_site_keys()}")
    for key, value in body.items():
        if key not in _SITE_ALLOWED:
            allowed = _list_site_keys()
            raise ReportingError(f"{path}: site: unknown key {key!r}; allowed: {allowed}")
        if not isinstance(value, str) or not value.strip():
            allowed = _SITE_ALLOWED[key]
            raise ReportingError(
                f"{path}: site.{key}: {value!r} is not allowed; it takes {allowed}"
            )
    topics = body.get("topics")
    return Site(**{**body, "topics": None if topics is None else path.parent / topics.strip()})


def read_content(path: Path) -> dict[str, Any]:
    """Give the content of the file `path`, empty if it is no mapping. Raises ReportingError."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _RunsLoader)  # noqa: S506
    except OSError as error:
        raise ReportingError(f"{path}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ReportingError(f"{path}: no readable YAML: {' '.join(str(error).split())}") from error
    return dict(content) if isinstance(content, dict) else {}


def _read_declared(path: Path) -> dict[str, Any]:
    """Give the content of the file `path`, whose `runs` is a mapping. Raises ReportingError."""
    content = read_content(path)
    declared = content.get("runs")
    if not isinstance(declared, dict) or not declared or set(content) - _SECTIONS:
        raise ReportingError(
            f"{path}: expected a key `runs` with at least one run below it,"
            " and beside it nothing but `site` and `notify`"
        )
    return content


def select_runs(runs: Sequence[Run], names: Sequence[str]) -> tuple[Run, ...]:
    """Pick the runs called `names`, all if there are none, in declared order.

    Raises ReportingError for a name that is not declared.
    """
    known = [run.name for run in runs]
    for name in names:
        if name not in known:
            raise ReportingError(f"no run {name!r}; declared are {', '.join(known)}")
    return tuple(run for run in runs if not names or run.name in names)


def _check_run(path: Path, name: object, body: object) -> Run:
    """Check one declared run. Raises ReportingError."""
    if not isinstance(body, dict) or name in RESERVED_NAMES:
        allowed = f"a mapping with the keys {', '.join(_KEYS)}"
        problem = "is a reserved name" if name in RESERVED_NAMES else f"expected {allowed}"
        raise ReportingError(f"{path}: run {name!r}: {problem}")
    for key in body:
        if key not in _KEYS:
            allowed = ", ".join(_KEYS)
            raise ReportingError(f"{path}: run {name!r}: unknown key {key!r}; allowed: {allowed}")
    try:
        return Run(**{**body, "name": name})
    except ValidationError as error:
        # Several types are tried for a parameter, and each that fails gives a record.
        lines = dict.fromkeys(_describe_problem(problem) for problem in error.errors())
        raise ReportingError(f"{path}: run {name!r}: {'; '.join(lines)}") from error


_SITE_ALLOWED = {
    "title": "a text",
    "logo": "a text",
    "topics": "the path of a file from this folder",
}


def _list_site_keys() -> str:
    return ", ".join(_SITE_ALLOWED)


_SECTIONS = frozenset({"runs", "site", "notify"})
_KEYS = tuple(key for key in Run.model_fields if key != "name")
_ALLOWED = {
    "name": "lower-case words joined by hyphens",
    "title": "a text",
    "description": "a text",
    "parameters": "parameter names with a text, number, true or false each",
    "notebooks": "a list of notebook names, or nothing for all",
}


def _describe_problem(problem: Any) -> str:
    """Put one of pydantic's error records into words."""
    key = str(problem["loc"][0])
    if problem["type"] == "missing":
        return f"key {key!r} is missing; it takes {_ALLOWED[key]}"
    where = ".".join(str(part) for part in problem["loc"][:2] if key != "notebooks") or key
    return f"{where}: {problem['input']!r} is not allowed; it takes {_ALLOWED[key]}"
