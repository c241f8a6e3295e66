"""What a build was made from, for its manifest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from analysis.corpus.build import Build
from analysis.facts import Taxonomy


def describe_build(
    build: Build,
    code: Mapping[str, Any],
    taxonomy: Taxonomy,
    as_of: datetime,
    made_from: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The manifest of a build.

    `code` is the description of the code and libraries; `as_of` the time to record;
    `made_from` are the hashes of what beside the inputs decides the tables, so that a later
    run can tell whether anything changed.
    """
    return {
        "as_of": as_of.isoformat(timespec="seconds"),
        "inputs": list(build.inputs),
        "taxonomy_sha256": taxonomy.sha256,
        "topic_labels": taxonomy.labels,
        "code": dict(code),
        "made_from": dict(made_from or {}),
        "tables": build.tables,
        "cache": build.cache,
    }
