"""What decides a report's content, as hashes: equal hashes, equal report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.corpus import hash_content
from analysis.provenance import hash_file, hash_libraries, hash_parts, hash_text
from analysis.reporting.runs import Run, Site, Value

TABLES_PARAMETER = "tables_dir"
_CODE = ("analysis", "data/gold/error_rates.json")
_WITHOUT = "analysis/cli"


@dataclass(frozen=True, slots=True)
class Origin:
    """The hashes that all notebooks of a start share: code, libraries, tables' content, looks."""

    code: str
    libraries: str
    tables: str
    site: str

    def describe(self, run: Run, template: Path, given: Mapping[str, Value]) -> dict[str, str]:
        """Give the hash of each thing that decides the report of the notebook `template`.

        `given` are the values that replace defaults. Where the tables lie does not count.
        """
        values = {name: value for name, value in given.items() if name != TABLES_PARAMETER}
        return {
            "notebook": hash_file(template),
            "parameters": hash_text(json.dumps(values, sort_keys=True)),
            "title or description of the run": hash_text(f"{run.title}\n{run.description}"),
            "code": self.code,
            "libraries": self.libraries,
            "tables": self.tables,
            "site": self.site,
        }


def find_origin(tables_dir: Path, site: Site) -> Origin:
    """Hash the code, the libraries and the tables as they are now, and what the site is called."""
    code = hash_parts(_CODE, without=_WITHOUT)
    named = hash_text(f"{site.title}\n{site.logo}")
    return Origin(code, hash_libraries(), hash_content(tables_dir), named)
