"""The papers behind what is unknown or old, with who lists them."""

from __future__ import annotations

from analysis.corpus import Tables
from analysis.findings.evidence import Evidence, Fact, collect_evidence, make_key
from analysis.findings.scope import OLD_IN_DAYS

UNDATED_KEY = make_key("unknown", "publication_date")
OLD_KEY = make_key("old")
_UNKNOWN = {
    "publication_date": "publication date unknown",
    "n_authors": "author count unknown",
    "organization": "organization unknown",
}


def compute_quality_evidence(tables: Tables) -> Evidence:
    """The papers with an unknown field, and those listed more than a year after publication."""
    listed = tables.listings.merge(tables.digests[["digest_id", "digest_date"]], on="digest_id")
    rows = listed.rename(columns={"digest_date": "date"}).merge(
        tables.papers[["paper_id", *_UNKNOWN]], on="paper_id"
    )
    facts = [
        Fact(
            key=make_key("unknown", name),
            label=label,
            row=(name,),
            rows=rows[rows[name].isna()],
        )
        for name, label in _UNKNOWN.items()
    ]
    old = rows[(rows["date"] - rows["publication_date"]).dt.days > OLD_IN_DAYS]
    facts.append(Fact(OLD_KEY, "listed over a year after publication", (), old))
    return collect_evidence("Papers by what is known of them", "listing", tables, facts)
