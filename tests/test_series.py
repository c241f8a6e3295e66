"""Series: which papers count when, and that nothing is lost on the way."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import series
from analysis.series import Frequency

CALENDAR = [frequency for frequency in Frequency if frequency is not Frequency.DIGEST]


def as_dates(values):
    return pd.Series(pd.to_datetime(list(values)), dtype="datetime64[s]")


def make_tables(digests, listings, papers):
    """Tables of (id, date, state), (digest, paper) and (id, n_authors, publication date)."""
    frames = {
        "digests": pd.DataFrame(
            {
                "digest_id": pd.Series([row[0] for row in digests], dtype="str"),
                "digest_date": as_dates(row[1] for row in digests),
                "state": pd.Series([row[2] for row in digests], dtype="str"),
            }
        ),
        "listings": pd.DataFrame(
            {
                "digest_id": pd.Series([row[0] for row in listings], dtype="str"),
                "paper_id": pd.Series([row[1] for row in listings], dtype="str"),
            }
        ),
        "papers": pd.DataFrame(
            {
                "paper_id": pd.Series([row[0] for row in papers], dtype="str"),
                "n_authors": pd.array([row[1] for row in papers], dtype="Int64"),
                "publication_date": as_dates(row[2] for row in papers),
            }
        ),
    }
    return SimpleNamespace(**frames, select=lambda name, columns: frames[name][list(columns)])


def make_topics(pairs):
    return pd.DataFrame(
        {
            "paper_id": pd.Series([pair[0] for pair in pairs], dtype="str"),
            "topic": pd.Series([pair[1] for pair in pairs], dtype="str"),
        }
    )


@pytest.fixture
def small():
    """Three dated digests of which one failed, one digest without a date, six papers."""
    return make_tables(
        [
            ("a", "2025-03-14", "read"),
            ("b", "2025-09-03", "partial"),
            ("c", None, "read"),
            ("d", "2025-11-10", "failed"),
        ],
        [
            *(("a", "p1"), ("a", "p2"), ("a", "p3"), ("a", "p1")),
            *(("b", "p1"), ("b", "p4"), ("b", "p5")),
            *(("c", "p6"), ("c", "p1")),
        ],
        [
            ("p1", 1, "2024-01-05"),
            ("p2", 5, "2025-03-01"),
            ("p3", None, "2023-02-02"),
            ("p4", 60, None),
            ("p5", 10, "2025-08-08"),
            ("p6", 3, "2025-01-01"),
        ],
    )


TOPICS = make_topics([("p1", "llm"), ("p1", "rl"), ("p2", "llm"), ("p4", "rl")])

RELEASES = pd.DataFrame(
    {
        "paper_id": [f"p{number}" for number in range(1, 7)],
        "status": ["released", "released", "promised", "none", "none", "released"],
        "code_urls": [["https://github.com/x/y"], [], [], [], [], ["https://gitlab.com/x/y"]],
        "hosts": [["github.com"], [], [], [], [], ["gitlab.com"]],
    }
)

CLAIMS = pd.DataFrame(
    {
        "paper_id": ["p1", "p1", "p1", "p5"],
        "value": [1.0, None, 7.0, 3.0],
        "high": [None, None, None, 4.0],
        "unit": ["percent", "percent", "points", "times"],
        "kind": ["delta", "from_to", "delta", "ratio"],
        "metric_family": "quality",
        "direction": "up",
        "effect": "gain",
        "bound": "exact",
    }
)


def observe(tables, axis, frequency, **window):
    observations = series.select_observations(tables, axis, **window)
    return observations, series.compute_grid(observations, tables.digests, frequency)


def test_a_paper_counts_once_per_digest(small):
    found = series.select_observations(small, "digest_date")
    assert found.rows["paper_id"].tolist() == ["p1", "p2", "p3", "p1", "p4", "p5"]
    assert found.rows["digest_id"].tolist() == ["a", "a", "a", "b", "b", "b"]
    assert (found.n_total, found.n_undated, found.n_outside, found.n_repeated) == (9, 2, 0, 1)


def test_a_paper_counts_once_overall_by_publication(small):
    found = series.select_observations(small, "publication_date")
    assert found.rows["paper_id"].tolist() == ["p3", "p1", "p6", "p2", "p5"]
    assert found.rows["digest_id"].tolist() == ["a", "a", "c", "a", "b"]
    assert (found.n_total, found.n_undated, found.n_outside, found.n_repeated) == (6, 1, 0, 0)
    assert found.rows["age_days"].isna().all()


def test_age_is_the_time_from_publication_to_listing(small):
    rows = series.select_observations(small, "digest_date").rows
    assert rows["age_days"].tolist()[:4] == [434, 13, 771, 607]
    assert rows["age_days"].isna().tolist() == [False] * 4 + [True, False]


def test_the_window_includes_both_ends(small):
    window = {"start": date(2025, 3, 14), "end": date(2025, 9, 3)}
    assert len(series.select_observations(small, "digest_date", **window).rows) == 6
    later = {"start": date(2025, 3, 15), "end": date(2025, 9, 2)}
    found = series.select_observations(small, "digest_date", **later)
    assert (len(found.rows), found.n_outside) == (0, 6)


def test_impossible_choices_are_refused(small):
    with pytest.raises(ValueError, match="neverland"):
        series.select_observations(small, "neverland")
    with pytest.raises(ValueError, match="after end"):
        series.select_observations(
            small, "digest_date", start=date(2025, 2, 1), end=date(2025, 1, 1)
        )
    with pytest.raises(ValueError, match="goes only with"):
        observe(small, "publication_date", "digest")


def test_each_digest_is_a_period_with_its_state(small):
    _, grid = observe(small, "digest_date", "digest")
    assert grid["label"].tolist() == ["2025-03-14", "2025-09-03", "2025-11-10"]
    assert grid["state"].tolist() == ["read", "partial", "failed"]
    assert (grid["midpoint"] == grid["start"]).all()


def test_two_digests_of_one_day_stay_apart():
    tables = make_tables(
        [("a", "2025-03-14", "read"), ("b", "2025-03-14", "read")],
        [("a", "p1"), ("b", "p1"), ("b", "p2")],
        [("p1", 1, None), ("p2", 2, None)],
    )
    observations, grid = observe(tables, "digest_date", "digest")
    assert grid["label"].tolist() == ["2025-03-14", "2025-03-14 (2)"]
    assert series.assign_periods(observations, grid).tolist() == [0, 1, 1]


def test_no_digest_failed_partial_and_zero_stay_apart(small):
    observations, grid = observe(small, "digest_date", "quarter")
    assert grid["label"].tolist() == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]
    assert grid["state"].tolist() == ["read", "no_digest", "partial", "failed"]
    counts = series.compute_topic_counts(observations, make_topics([("p2", "llm")]), grid)
    counts = counts[counts["topic"] == "llm"]
    assert counts["count"].isna().tolist() == [False, True, False, True]
    assert counts["nobs"].isna().tolist() == [False, True, False, True]
    assert counts["count"].dropna().tolist() == [1, 0]
    assert counts["nobs"].dropna().tolist() == [3, 3]


def test_a_read_digest_without_listings_is_zero_not_missing():
    tables = make_tables([("a", "2025-03-14", "read")], [], [])
    observations, grid = observe(tables, "digest_date", "digest")
    counts = series.compute_team_size_bins(observations, grid)
    assert counts["count"].sum() == 0
    assert counts["count"].notna().all()
    assert counts["nobs"].eq(0).all()


def test_failed_beside_read_is_partial():
    tables = make_tables(
        [("a", "2025-03-03", "read"), ("b", "2025-03-04", "failed")], [("a", "p")], [("p", 1, None)]
    )
    assert observe(tables, "digest_date", "month")[1]["state"].tolist() == ["partial"]


@pytest.mark.parametrize(
    ("frequency", "labels", "cut"),
    [
        ("year", ["2023", "2024", "2025"], [False, False, True]),
        ("quarter", ["2023-Q1", "2025-Q3"], [False, False]),
        ("month", ["2023-02", "2025-08"], [False, False]),
        ("week", ["2023-W05", "2025-W32"], [False, False]),
        ("day", ["2023-02-02", "2025-08-08"], [False, False]),
    ],
)
def test_the_publication_grid_has_every_period(small, frequency, labels, cut):
    _, grid = observe(small, "publication_date", frequency)
    assert grid["state"].eq("read").all()
    ends = grid if frequency == "year" else grid.iloc[[0, -1]]
    assert ends["label"].tolist() == labels
    assert ends["is_cut"].tolist() == cut
    gaps = (grid["start"].iloc[1:].to_numpy() - grid["end"].iloc[:-1].to_numpy()).astype(
        "timedelta64[D]"
    )
    assert (gaps == pd.Timedelta(days=1).to_timedelta64()).all()


def test_weekly_digests_speak_for_the_days_between_them():
    days = [f"2024-{month}" for month in ("06-05", "06-12", "06-19", "06-26", "07-03", "07-24")]
    tables = make_tables([(day, day, "read") for day in days], [], [])
    _, grid = observe(tables, "digest_date", "month")
    assert grid["is_cut"].tolist() == [False, True]
    _, grid = observe(tables, "digest_date", "month", start=date(2024, 6, 12))
    assert grid["is_cut"].tolist() == [True, True]


def test_partly_covered_months_are_marked_weekends_aside():
    # June 2024 begins on a Saturday, so a first digest on Monday the 3rd misses nothing.
    days = ["2024-06-03", "2024-08-12", "2024-08-13", "2024-08-14"]
    tables = make_tables([(day, day, "read") for day in days], [], [])
    _, grid = observe(tables, "digest_date", "month")
    assert grid["is_cut"].tolist() == [False, False, True]
    _, grid = observe(tables, "digest_date", "month", start=date(2024, 6, 4))
    assert grid["label"].tolist() == ["2024-06", "2024-07", "2024-08"]
    assert grid["is_cut"].tolist() == [False, False, True]
    assert grid["state"].tolist() == ["no_digest", "no_digest", "read"]


def test_a_chosen_window_is_laid_out_in_full(small):
    window = {"start": date(2024, 11, 1), "end": date(2026, 1, 31)}
    _, grid = observe(small, "digest_date", "month", **window)
    assert (grid["label"].iloc[0], grid["label"].iloc[-1], len(grid)) == ("2024-11", "2026-01", 15)
    assert grid["state"].iloc[[0, -1]].tolist() == ["no_digest", "no_digest"]


def test_papers_published_after_the_last_digest_cannot_be_known(small):
    _, grid = observe(small, "publication_date", "year", end=date(2026, 12, 31))
    assert grid["is_cut"].tolist() == [False, False, True, True]


def test_a_grid_of_another_window_is_refused(small):
    observations, _ = observe(small, "digest_date", "digest")
    _, grid = observe(small, "digest_date", "digest", start=date(2025, 9, 1))
    with pytest.raises(ValueError, match="does not cover"):
        series.assign_periods(observations, grid)
    _, grid = observe(small, "digest_date", "month", end=date(2025, 4, 1))
    with pytest.raises(ValueError, match="does not cover"):
        series.assign_periods(observations, grid)


def test_topics_are_counted_in_full_and_in_fractions(small):
    observations, grid = observe(small, "digest_date", "digest")
    counts = series.compute_topic_counts(observations, TOPICS, grid).set_index(["period", "topic"])
    assert counts.loc[0, "count"].to_dict() == {"llm": 2, "rl": 1, series.UNASSIGNED: 1}
    assert counts.loc[0, "weight"].to_dict() == {"llm": 1.5, "rl": 0.5, series.UNASSIGNED: 1.0}
    assert counts.loc[0, "nobs"].eq(3).all()


def test_chosen_topics_keep_all_papers_as_denominator(small):
    observations, grid = observe(small, "digest_date", "digest")
    counts = series.compute_topic_counts(observations, TOPICS, grid, names=["rl", "video"])
    assert counts["topic"].tolist() == ["rl", "video"] * 3
    assert counts["count"].tolist()[:4] == [1, 0, 2, 0]
    assert counts["nobs"].tolist()[:4] == [3] * 4


def test_marks_stand_beside_their_rows(small):
    observations, _ = observe(small, "digest_date", "digest")
    marks = series.compute_topic_marks(observations, TOPICS)
    assert marks["llm"].tolist() == [True, True, False, True, False, False]
    assert marks["rl"].tolist() == [True, False, False, True, True, False]
    assert marks.index.equals(observations.rows.index)


def test_team_sizes_are_the_known_ones(small):
    observations, grid = observe(small, "digest_date", "digest")
    sizes = series.compute_team_sizes(observations, grid)
    assert sizes["team_size"].tolist() == [1, 5, 1, 60, 10]
    assert sizes["label"].tolist() == ["2025-03-14"] * 2 + ["2025-09-03"] * 3


def test_team_size_bins_hold_solo_overflow_and_unknown(small):
    observations, grid = observe(small, "digest_date", "digest")
    bins = series.compute_team_size_bins(observations, grid).set_index(["period", "team_size_bin"])
    filled = bins.loc[[0, 1], "count"]
    assert filled[filled > 0].to_dict() == {
        (0, "1"): 1,
        (0, "5"): 1,
        (0, "unknown"): 1,
        (1, "1"): 1,
        (1, "10-19"): 1,
        (1, "50+"): 1,
    }


def test_release_kinds_and_hosts(small):
    observations, grid = observe(small, "digest_date", "digest")
    kinds = series.compute_release_counts(observations, RELEASES, grid)
    first = kinds[kinds["period"] == 0].set_index("release_kind")["count"].to_dict()
    assert first == {"linked": 1, "stated": 1, "promised": 1, "none": 0}
    hosts = series.compute_host_counts(observations, RELEASES, grid)
    assert hosts.loc[hosts["period"] == 0, "count"].tolist() == [1, 0]
    assert hosts.loc[hosts["period"] == 0, "host"].tolist() == ["github.com", "gitlab.com"]


def test_a_paper_without_release_status_is_an_error(small):
    observations, _ = observe(small, "digest_date", "digest")
    with pytest.raises(ValueError, match="no release status"):
        series.compute_release_kinds(observations, RELEASES.iloc[1:])


def test_claims_are_counted_per_unit_and_never_pooled(small):
    observations, grid = observe(small, "digest_date", "digest")
    counts = series.compute_claim_counts(observations, CLAIMS, grid)
    first = counts[counts["period"] == 0].set_index("unit")
    assert first["count"].to_dict() == {"percent": 1, "points": 1, "times": 0, "raw": 0, "any": 1}
    assert first["claims"].to_dict() == {"percent": 2, "points": 1, "times": 0, "raw": 0, "any": 3}


def test_claim_sizes_leave_out_from_to_and_keep_ranges(small):
    observations, grid = observe(small, "digest_date", "digest")
    sizes = series.compute_claim_sizes(observations, CLAIMS, grid)
    assert sizes["size"].tolist() == [1.0, 7.0, 1.0, 7.0, 3.0]
    assert sizes["high"].tolist()[-1] == 4.0
    assert sizes["unit"].tolist() == ["percent", "points", "percent", "points", "times"]


@pytest.mark.parametrize("axis", ["digest_date", "publication_date"])
def test_no_observations_at_all(axis):
    tables = make_tables([], [], [])
    observations, grid = observe(tables, axis, "month")
    assert len(grid) == 0
    for frame in (
        series.compute_topic_counts(observations, TOPICS, grid),
        series.compute_team_sizes(observations, grid),
        series.compute_team_size_bins(observations, grid),
        series.compute_release_counts(observations, RELEASES, grid),
        series.compute_claim_counts(observations, CLAIMS, grid),
        series.compute_claim_sizes(observations, CLAIMS, grid),
    ):
        assert len(frame) == 0


DAYS = st.one_of(st.none(), st.integers(0, 900).map(lambda n: date(2023, 1, 1) + timedelta(n)))


@st.composite
def corpora(draw):
    papers = [
        (f"p{n}", draw(st.one_of(st.none(), st.integers(0, 400))), draw(DAYS))
        for n in range(draw(st.integers(1, 12)))
    ]
    states = st.sampled_from(["read", "partial", "failed"])
    digests = [(f"d{n}", draw(DAYS), draw(states)) for n in range(draw(st.integers(1, 5)))]
    listings = [
        (name, f"p{paper}")
        for name, _, state in digests
        if state != "failed"
        for paper in draw(st.lists(st.integers(0, len(papers) - 1), max_size=8))
    ]
    topics = [
        (name, topic)
        for name, *_ in papers
        for topic in draw(st.sets(st.sampled_from(["llm", "rl", "video"])))
    ]
    return make_tables(digests, listings, papers), make_topics(topics)


CHOICES = st.one_of(
    st.tuples(st.just("digest_date"), st.sampled_from(list(Frequency))),
    st.tuples(st.just("publication_date"), st.sampled_from(CALENDAR)),
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(corpus=corpora(), choice=CHOICES, days=st.tuples(DAYS, DAYS))
def test_whatever_the_axis_the_parts_sum_to_the_whole(corpus, choice, days):
    tables, topics = corpus
    start, end = sorted(days) if None not in days else days
    observations, grid = observe(tables, *choice, start=start, end=end)
    left_out = observations.n_undated + observations.n_outside + observations.n_repeated
    assert len(observations.rows) + left_out == observations.n_total
    whole = len(tables.listings) if choice[0] == "digest_date" else len(tables.papers)
    assert observations.n_total == whole

    bins = series.compute_team_size_bins(observations, grid)
    assert bins["count"].sum() == len(observations.rows)
    assert_sums_to_nobs(bins, "count")
    known = series.compute_team_sizes(observations, grid)
    unknown = bins.loc[bins["team_size_bin"] == series.UNKNOWN_TEAM_SIZE, "count"].sum()
    assert len(known) + unknown == len(observations.rows)

    counts = series.compute_topic_counts(observations, topics, grid)
    marks = series.compute_topic_marks(observations, topics)
    for topic in marks.columns:
        assert counts.loc[counts["topic"] == topic, "count"].sum() == marks[topic].sum()
    if len(counts):
        assert_sums_to_nobs(counts, "weight")

    releases = tables.papers[["paper_id"]].assign(
        status=[("released", "promised", "none")[n % 3] for n in range(len(tables.papers))],
        code_urls=[["x"] * (n % 2) for n in range(len(tables.papers))],
    )
    assert_sums_to_nobs(series.compute_release_counts(observations, releases, grid), "count")


def assert_sums_to_nobs(frame, column):
    read = frame.dropna(subset=["nobs"])
    sums = read.groupby("period")[column].sum().astype(float)
    nobs = read.groupby("period")["nobs"].first().astype(float)
    assert (sums - nobs).abs().max() < 1e-9 or read.empty
