"""Dated runs: every published run stays in the history with its manifest, until it is pruned.

<output>/history/<run>/<moment>/ has the files of the run as it was published at that moment.
They are hard links to the published files where the system can, and cost next to nothing
then; the manifest is a copy, so that a damaged one leaves the other to read.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from analysis.reporting.display import Headline
from analysis.reporting.errors import ReportingError
from analysis.reporting.publish import (
    HISTORY_DIR,
    MANIFEST_FILE,
    RunManifest,
    make_staging,
    read_manifest,
)
from analysis.reporting.result import HeadlineChange


def record_run(run: str, output: Path) -> Path | None:
    """Put the published run into the history, if it is not there yet; gives its place there.

    None where nothing sound is published.
    """
    try:
        # Read once: what is checked here is what the history gets.
        content = (output / run / MANIFEST_FILE).read_bytes()
        manifest = RunManifest.model_validate_json(content)
    except (OSError, ValueError):
        return None
    for place in _list_places(manifest, output / HISTORY_DIR / run):
        if not place.exists():
            _link_folder(output / run, place, output, content)
            return place
        if (place / MANIFEST_FILE).is_file() and (place / MANIFEST_FILE).read_bytes() == content:
            return place
    return None


def prune_history(run: str, keep: int, output: Path) -> list[str]:
    """Remove all but the newest `keep` dated runs of a run; gives the names of those removed."""
    old = list_history(run, output)[keep:]
    if old:
        bin_folder = make_staging(output)
        for path in old:
            # In one step: a dated run is there as a whole, or not at all.
            path.rename(bin_folder / path.name)
        shutil.rmtree(bin_folder, ignore_errors=True)
    return [path.name for path in old]


def list_history(run: str, output: Path) -> list[Path]:
    """The folders of a run's dated runs, the newest first."""
    folder = output / HISTORY_DIR / run
    return sorted(folder.iterdir(), reverse=True) if folder.is_dir() else []


def find_last(run: str, output: Path) -> RunManifest | None:
    """The manifest of the last report of a run; None where there is none.

    It is the published one, else the newest sound one of the history.
    """
    for folder in (output / run, *list_history(run, output)):
        try:
            manifest = read_manifest(folder)
        except ReportingError:
            continue
        if manifest is not None:
            return manifest
    return None


def compare_manifests(before: RunManifest | None, after: RunManifest) -> tuple[HeadlineChange, ...]:
    """List the headlines that differ between two manifests of a run; all of them without `before`.

    When and where a report was made does not count, only what it found.
    """
    old, new = _index_headlines(before), _index_headlines(after)
    return tuple(
        HeadlineChange(*key, _to_dict(old.get(key)), _to_dict(new.get(key)))
        for key in dict.fromkeys([*new, *old])
        if old.get(key) != new.get(key)
    )


def _index_headlines(manifest: RunManifest | None) -> dict[tuple[str, str], Headline]:
    notebooks = manifest.notebooks if manifest else {}
    return {
        (name, headline.label): headline
        for name, notebook in notebooks.items()
        for headline in notebook.headlines
    }


def _to_dict(headline: Headline | None) -> dict[str, object] | None:
    return None if headline is None else asdict(headline)


def _list_places(manifest: RunManifest, folder: Path) -> Iterator[Path]:
    """The places where a run may lie: by its moment, then numbered within one second."""
    moment = manifest.as_of.strftime("%Y-%m-%dT%H%M%SZ")
    yield folder / moment
    yield from (folder / f"{moment}-{number}" for number in range(2, 100))


def _link_folder(source: Path, place: Path, output: Path, manifest: bytes) -> None:
    """Make `place` a copy of the folder `source`, by hard links where the system can."""
    staging = Path(tempfile.mkdtemp(dir=make_staging(output)))
    try:
        shutil.copytree(source, staging, copy_function=_link_or_copy, dirs_exist_ok=True)
        (staging / MANIFEST_FILE).write_bytes(manifest)
        place.parent.mkdir(parents=True, exist_ok=True)
        staging.chmod(0o755)
        staging.rename(place)
    finally:
        shutil.rmtree(staging.parent, ignore_errors=True)


def _link_or_copy(source: str, target: str) -> str:
    try:
        if Path(source).name != MANIFEST_FILE:
            os.link(source, target)
            return target
    # Not every file system has links.
    except OSError:
        pass
    return str(shutil.copy2(source, target))
