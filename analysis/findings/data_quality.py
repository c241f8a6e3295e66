"""What was read, what is missing, how the dates were found, and how well facts are read."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.corpus import Tables
from analysis.findings.headlines import Headline
from analysis.findings.keys import LISTED, LISTED_OLD, key_of_unknown
from analysis.findings.scope import DAYS_PER_YEAR, OLD_IN_DAYS, describe_old_share
from analysis.papers import DateMethod
from analysis.wording import count_of, format_number, format_percent

_FIELDS = ["publication_date", "n_authors", "organization"]
_DIGESTS = [
    *("digest_id", "source_file", "state", "digest_date", "date_method", "date_evidence"),
    *("n_listings", "n_lines", "n_unexplained"),
]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the input was read and dated.

    `digests` has one row per file; the counts are over all files.
    """

    digests: pd.DataFrame
    n_read: int
    n_partial: int
    n_failed: int
    n_listings: int
    n_papers: int
    n_lines: int
    n_unexplained: int
    n_undated_papers: int
    n_without_authors: int


def compute_coverage(tables: Tables) -> Coverage:
    """Count what was read of every file.

    The digests' frame has source_file, state, digest_date, date_method, date_evidence,
    listings, lines, unexplained, without_metadata, of_known_age (listings), median_age
    (years, NaN where unknown);
    in order of date, undated files last.
    """
    listings = _join_papers(tables)
    counted = _count_files(tables, listings)
    state = counted["state"]
    papers = tables.select("papers", ["publication_date", "n_authors"])
    return Coverage(
        digests=counted,
        n_read=int(state.ne("failed").sum()),
        n_partial=int(state.eq("partial").sum()),
        n_failed=int(state.eq("failed").sum()),
        n_listings=len(listings),
        n_papers=len(papers),
        n_lines=int(counted["lines"].sum()),
        n_unexplained=int(counted["unexplained"].sum()),
        n_undated_papers=int(papers["publication_date"].isna().sum()),
        n_without_authors=int(papers["n_authors"].isna().sum()),
    )


def compute_ages(tables: Tables) -> pd.DataFrame:
    """Age of each paper at each listing: digest_id, digest_date, age_days.

    All listings have a row; a date that is unknown is NaT, an age NaN.
    """
    return _join_papers(tables)[["digest_id", "digest_date", "age_days"]]


def describe_ages(ages: pd.DataFrame) -> str:
    """The warning that belongs to these ages: whether the digests are search results."""
    return describe_old_share(ages["age_days"])


def compute_issues(tables: Tables) -> pd.DataFrame:
    """Lines and fields that could not be explained: source_file, line, reason, text."""
    return tables.select("parse_issues", ["source_file", "line", "reason", "text"])


def compute_missing_values(tables: Tables) -> pd.DataFrame:
    """Known and unknown per field of papers, and how publication dates were found.

    Returns field, known, unknown, note.
    """
    papers = tables.select(
        "papers", [*_FIELDS, "publication_date_method", "n_authors_source", "text_source"]
    )
    methods = papers["publication_date_method"].value_counts()
    found = ", ".join(f"{methods[m]} {m}" for m in DateMethod if m in methods.index)
    filled = int(
        papers["n_authors_source"].ne(papers["text_source"])[papers["n_authors"].notna()].sum()
    )
    notes = {
        "publication_date": f"by method: {found or 'none'}",
        "n_authors": f"{filled} filled in from another digest than the text's",
        "organization": "printed in place of the author count, for few papers",
    }
    return pd.DataFrame(
        [
            {
                "field": field,
                "known": int(papers[field].notna().sum()),
                "unknown": int(papers[field].isna().sum()),
                "note": note,
            }
            for field, note in notes.items()
        ]
    )


def compute_quality_headlines(coverage: Coverage, ages: pd.DataFrame) -> list[Headline]:
    """Files read, lines explained, age at listing, and papers without a date."""
    files = coverage.n_read + coverage.n_failed
    return [
        Headline(
            "Digests read",
            f"{coverage.n_read} of {files}",
            f"{coverage.n_partial} in part" if coverage.n_partial else "",
            f"{count_of(coverage.n_listings, 'listing')} of {count_of(coverage.n_papers, 'paper')}",
            LISTED,
        ),
        Headline(
            "Lines explained",
            f"{coverage.n_lines - coverage.n_unexplained:,} of {coverage.n_lines:,}",
            "",
            f"{coverage.n_unexplained:,} reported as parse issues",
        ),
        _head_ages(ages["age_days"].dropna()),
        Headline(
            "Papers without a publication date",
            f"{coverage.n_undated_papers:,} of {coverage.n_papers:,}",
            "",
            f"{coverage.n_without_authors:,} without an author count",
            key_of_unknown("publication_date"),
        ),
    ]


def _head_ages(known: pd.Series[float]) -> Headline:
    label, counted = "Listings over a year old", count_of(len(known), "listing")
    if known.empty:
        return Headline(label, "unknown", "", f"{counted} of known age", LISTED_OLD)
    old = known > OLD_IN_DAYS
    years = format_number(float(known.median()) / DAYS_PER_YEAR)
    note = f"{old.sum():,} of {counted} of known age"
    told = format_percent(float(old.mean()))
    return Headline(label, told, f"median age {years} years", note, LISTED_OLD)


def _count_files(tables: Tables, listings: pd.DataFrame) -> pd.DataFrame:
    """The digests' frame of `Coverage`; a file without listings has counts of 0."""
    # All digests are groups, so that those without any listing are found, too.
    by_digest = listings.groupby("digest_id", observed=False)
    frame = tables.select("digests", _DIGESTS).set_index("digest_id")
    counted = pd.DataFrame(
        {
            "source_file": frame["source_file"],
            "state": frame["state"],
            "digest_date": frame["digest_date"],
            "date_method": frame["date_method"],
            "date_evidence": frame["date_evidence"],
            "listings": frame["n_listings"].astype("int64"),
            "lines": frame["n_lines"].astype("int64"),
            "unexplained": frame["n_unexplained"].astype("int64"),
            "without_metadata": by_digest["has_metadata"].agg("size")
            - by_digest["has_metadata"].sum(),
            "of_known_age": by_digest["age_days"].count(),
            "median_age": by_digest["age_days"].median() / DAYS_PER_YEAR,
        }
    )
    for name in ("without_metadata", "of_known_age"):
        counted[name] = counted[name].fillna(0).astype("int64")
    ordered = counted.sort_values(["digest_date", "source_file"], na_position="last")
    return ordered.reset_index(drop=True)


def _join_papers(tables: Tables) -> pd.DataFrame:
    """Listings with the date of their digest and the age of their paper, in days."""
    dates = tables.select("digests", ["digest_id", "digest_date"])
    published = tables.select("papers", ["paper_id", "publication_date"])
    listings = tables.select("listings", ["digest_id", "paper_id", "has_metadata"])
    joined = listings.merge(dates, on="digest_id", validate="many_to_one").merge(
        published, on="paper_id", validate="many_to_one"
    )
    age = (joined["digest_date"] - joined["publication_date"]).dt.days
    return joined.assign(age_days=age.astype("Float64").astype(float))
