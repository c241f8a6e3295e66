"""Publishing: a run's reports and their manifest, put in place so that readers never see half.

<output>/index.html
<output>/<run>/manifest.json, <notebook>.html, notebooks/<notebook>.ipynb
<output>/failed/<run>/<notebook>.ipynb
<output>/history/<run>/<moment>/ as <output>/<run>/
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
)

from analysis.exchange import put_in_place
from analysis.findings.state import State
from analysis.reporting.display import Headline
from analysis.reporting.errors import ReportingError
from analysis.reporting.provenance import InputFile
from analysis.reporting.runs import Change, Value
from analysis.reporting.since import Since

MANIFEST_FILE = "manifest.json"
EXECUTED_DIR = "notebooks"
FAILED_DIR = "failed"
HISTORY_DIR = "history"
INDEX_FILE = "index.html"
LOCK_FILE = ".lock"
STAGING_PREFIX = ".staging-"
"""Begins the names of folders of unfinished work."""


class PublishedNotebook(BaseModel):
    """One report in a run manifest: how it was made, and what it found.

    `made_from` has the hash of everything that decides its content, `files` the sha256 of
    what was published of it. `state` and `since` are None where it showed no state.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    as_of: AwareDatetime
    duration_seconds: float
    parameters: dict[str, Value]
    changes: list[Change]
    inputs: list[InputFile]
    packages: dict[str, str]
    commit: str | None
    headlines: list[Headline]
    made_from: dict[str, str] = {}
    files: dict[str, str] = {}
    state: State | None = None
    since: Since | None = None

    @field_validator("state", "since", mode="wrap")
    @classmethod
    def _forget_unreadable(cls, value: Any, read: ValidatorFunctionWrapHandler) -> Any:
        # Recorded by another version of the code: the reports themselves are as good as ever.
        try:
            return read(value)
        except ValidationError:
            return None


class RunManifest(BaseModel):
    """What a published run consists of. Each notebook tells when it was executed itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: str
    title: str
    description: str
    as_of: AwareDatetime
    notebooks: dict[str, PublishedNotebook]


def read_manifest(run_dir: Path) -> RunManifest | None:
    """Read the manifest of a published run; None if the run was never published.

    Raises ReportingError if the manifest is damaged.
    """
    path = run_dir / MANIFEST_FILE
    try:
        return RunManifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (ValidationError, OSError) as error:
        raise ReportingError(f"{path} is damaged; delete {run_dir} and run again") from error


@contextmanager
def open_staging(output: Path) -> Iterator[Path]:
    """Give a folder for unfinished work beside the published reports; it is gone afterwards.

    Raises ReportingError if the folder of reports cannot be written.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        staging = make_staging(output)
    except OSError as error:
        raise ReportingError(f"{output}: cannot be written: {error.strerror}") from error
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def make_staging(output: Path) -> Path:
    """Make a folder for unfinished work beside the published reports."""
    return Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, dir=output))


def publish_run(staged: Path, manifest: RunManifest, output: Path) -> None:
    """Complete the staged run folder and put it in the place of the published one.

    `staged` holds the new reports; those of other notebooks in `manifest` are taken over
    from the published run as they are.
    """
    published = output / manifest.run
    for notebook in manifest.notebooks:
        for relative in (report_path(notebook), executed_path(notebook)):
            if not (staged / relative).exists():
                (staged / relative).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(published / relative, staged / relative)
    (staged / MANIFEST_FILE).write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    put_in_place(staged, published)


def keep_failed(staged: Path, run: str, notebook: str, output: Path) -> Path | None:
    """Move a failed notebook aside, in the place of an earlier one; None if there is nothing."""
    if not staged.exists():
        return None
    kept = output / FAILED_DIR / run / f"{notebook}.ipynb"
    kept.parent.mkdir(parents=True, exist_ok=True)
    staged.replace(kept)
    return kept


def forget_failed(run: str, notebooks: Iterable[str], output: Path) -> None:
    """Remove notebooks kept from earlier failures, which would look like the state of things."""
    folder = output / FAILED_DIR / run
    for notebook in notebooks:
        (folder / f"{notebook}.ipynb").unlink(missing_ok=True)
    for empty in (folder, folder.parent):
        if empty.is_dir() and not any(empty.iterdir()):
            empty.rmdir()


def write_atomically(path: Path, text: str) -> None:
    """Write a text file so that readers see the old or the new text, complete."""
    unfinished = find_unfinished(path)
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def find_unfinished(path: Path) -> Path:
    """Where a file lies until it is complete."""
    return path.with_name(f".{path.name}.new")


def report_path(notebook: str) -> Path:
    """Where a notebook's report lies in its run's folder."""
    return Path(f"{notebook}.html")


def executed_path(notebook: str) -> Path:
    """Where the executed notebook lies in its run's folder."""
    return Path(EXECUTED_DIR) / f"{notebook}.ipynb"
