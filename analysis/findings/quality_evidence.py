"""The papers behind what is unknown or old, with who lists them."""

from __future__ import annotations

from analysis.corpus import Tables
from analysis.findings.evidence import Evidence, Fact, collect_evidence
from analysis.findings.keys import LISTED, LISTED_OLD, key_of_unknown, make_key
from analysis.findings.scope import OLD_IN_DAYS

_UNKNOWN = {
    "publication_date": "Publication date unknown",
    "n_authors": "Author count unknown",
    "organization": "Organization unknown",
}


def compute_quality_evidence(tables: Tables) -> Evidence:
    """The papers with an unknown field, and those listed more than a year after publication."""
    listings = tables.select("listings", ["digest_id", "paper_id"])
    listed = listings.merge(tables.select("digests", ["digest_id", "digest_date"]), on="digest_id")
    rows = listed.rename(columns={"digest_date": "date"}).merge(
        tables.select("papers", ["paper_id", *_UNKNOWN]), on="paper_id"
    )
    old = rows[(rows["date"] - rows["publication_date"]).dt.days > OLD_IN_DAYS]
    facts = [
        Fact(LISTED, "Listed at all", (), rows),
        Fact(LISTED_OLD, "Listed over a year after publication", (), old),
    ]
    facts += [
        Fact(
            key=key_of_unknown(name),
            label=label,
            row=(name,),
            rows=rows[rows[name].isna()],
        )
        for name, label in _UNKNOWN.items()
    ]
    title = "Papers by what is known of them"
    return collect_evidence(make_key("quality"), title, "listing", tables, facts)
