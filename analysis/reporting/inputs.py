"""Reading what reports are made from, as far as reports tell their readers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.corpus import CorpusError, read_manifest
from analysis.reporting.errors import ReportingError
from analysis.reporting.provenance import InputFile, Provenance


def read_provenance(tables_dir: Path, code: Mapping[str, Any], as_of: datetime) -> Provenance:
    """Collect the origin of reports made from the tables in `tables_dir`.

    `code` is what `analysis.provenance.describe_code` gives. Raises ReportingError if
    there are no sound tables, and if `as_of` has no time zone.
    """
    if as_of.tzinfo is None:
        raise ReportingError(f"the moment {as_of} has no time zone")
    try:
        records = read_manifest(tables_dir)["inputs"]
        inputs = tuple(
            InputFile(record["name"], record["sha256"], record["state"]) for record in records
        )
    except CorpusError as error:
        raise ReportingError(str(error)) from error
    except (KeyError, TypeError) as error:
        raise ReportingError(f"{tables_dir}: the manifest lists no input files") from error
    packages = {"Python": str(code["python"]), **code["packages"]}
    return Provenance(as_of, inputs, packages, code["commit"])
