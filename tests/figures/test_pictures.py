"""Every figure on every kind of corpus: drawn without a warning, with words that fit it."""

from __future__ import annotations

import pytest

from analysis.figures import (
    Picture,
    plot_ages,
    plot_claims_by_unit,
    plot_claims_over_time,
    plot_gain_sizes,
    plot_overview,
    plot_release_by_topic,
    plot_release_shares,
    plot_releases_over_time,
    plot_team_size_distribution,
    plot_team_sizes_over_time,
    plot_topic_pairs,
    plot_topic_shares,
    plot_topic_shares_over_time,
    plot_topic_trends,
)
from analysis.findings.claimed_gains import (
    compute_claims_by_unit,
    compute_claims_over_time,
    compute_gain_sizes,
    compute_median_gains,
)
from analysis.findings.code_release import (
    compute_release_by_topic,
    compute_release_shares,
    compute_releases_over_time,
)
from analysis.findings.data_quality import compute_ages
from analysis.findings.overview import compute_overview
from analysis.findings.scope import Scope, compute_scope
from analysis.findings.team_size import (
    compute_team_size_distribution,
    compute_team_sizes_over_time,
)
from analysis.findings.topic_frequency import (
    compute_topic_pairs,
    compute_topic_shares,
    compute_topic_shares_over_time,
    compute_topic_trends,
)
from analysis.parameters import check_parameters
from tests.findings.cases import CASES, DIGESTS, MONTHS, YEARS
from tests.findings.corpora import make_tables, plant_corpus

NOTHING = "No listing has a date within the chosen dates."


def draw_all(scope: Scope) -> dict[str, Picture]:
    """Every figure of the notebooks, by name."""
    gains = compute_gain_sizes(scope)
    return {
        "ages": plot_ages(compute_ages(scope.tables)),
        "topic shares": plot_topic_shares(compute_topic_shares(scope), scope),
        "topics over time": plot_topic_shares_over_time(
            compute_topic_shares_over_time(scope), scope
        ),
        "topic trends": plot_topic_trends(compute_topic_trends(scope), scope),
        "topic pairs": plot_topic_pairs(compute_topic_pairs(scope), scope),
        "team sizes": plot_team_size_distribution(compute_team_size_distribution(scope), scope),
        "teams over time": plot_team_sizes_over_time(compute_team_sizes_over_time(scope), scope),
        "release shares": plot_release_shares(compute_release_shares(scope), scope),
        "releases over time": plot_releases_over_time(compute_releases_over_time(scope), scope),
        "release by topic": plot_release_by_topic(compute_release_by_topic(scope), scope),
        "claims over time": plot_claims_over_time(compute_claims_over_time(scope), scope),
        "claims by unit": plot_claims_by_unit(compute_claims_by_unit(scope), scope),
        "gain sizes": plot_gain_sizes(gains, compute_median_gains(gains, scope), scope),
        "overview": plot_overview(compute_overview(scope), scope),
    }


def make_scope(case: str, **options: object) -> Scope:
    return compute_scope(make_tables(*CASES[case]), check_parameters(**options))


@pytest.mark.parametrize("case", CASES)
def test_every_corpus_can_be_drawn(case: str) -> None:
    for options in (DIGESTS, YEARS):
        for name, picture in draw_all(make_scope(case, **options)).items():
            picture.figure.draw_without_rendering()
            assert picture.alt.endswith("."), name
            for word in ("nan", "None", "NaT", "<NA>", "inf "):
                assert word not in picture.alt, (name, picture.alt)


@pytest.mark.parametrize("case", ["sixty digests", "extreme values"])
def test_days_over_years_can_be_drawn(case: str) -> None:
    options = {"date_axis": "digest_date", "frequency": "day", "top_topics": 2}
    for picture in draw_all(make_scope(case, **options)).values():
        picture.figure.draw_without_rendering()


def test_an_empty_figure_says_why_in_words() -> None:
    pictures = draw_all(make_scope("sixty digests", **MONTHS, start="2090-01-01", end="2090-02-01"))
    del pictures["ages"]
    trends, overview = pictures.pop("topic trends"), pictures.pop("overview")
    assert trends.alt.startswith("No trend could be tested: no months: nothing to test")
    assert "no values" in overview.alt
    teams = pictures.pop("teams over time")
    assert teams.alt == "No listing in the chosen dates has a known author count."
    for name, picture in pictures.items():
        assert picture.alt == NOTHING, name
        assert [text.get_text() for text in picture.figure.axes[0].texts] == [NOTHING]


def test_papers_without_facts_are_no_empty_selection() -> None:
    pictures = draw_all(make_scope("nothing known, twelve times", **DIGESTS))
    assert pictures["topic shares"].alt == "No topic was found in any title or abstract."
    assert pictures["claims by unit"].alt == "No claim in numbers was found."
    assert pictures["gain sizes"].alt == "No claimed gain of a known size."


def test_alt_texts_tell_range_and_change() -> None:
    tables = make_tables(*plant_corpus((0.2, 0.6, 0.1, 0.5)))
    pictures = draw_all(compute_scope(tables, check_parameters(**DIGESTS)))
    told = (
        "20% in 2023-01-02 to 50% in 2023-07-01; lowest 10% in 2023-05-02, "
        "highest 60% in 2023-03-03"
    )
    for name in ("releases over time", "claims over time", "topics over time", "overview"):
        assert told in pictures[name].alt, name
    assert "3 in 2023-01-02 to 6 in 2023-07-01" in pictures["teams over time"].alt
    assert "Bar of all 160 listings" in pictures["release shares"].alt
    assert "Agents 65% (57% to 72%)" in pictures["topic shares"].alt


def test_alt_texts_count_the_gaps() -> None:
    options = {"date_axis": "digest_date", "frequency": "month"}
    tables = make_tables(*plant_corpus((0.2, 0.6, 0.1)))
    picture = draw_all(compute_scope(tables, check_parameters(**options)))["claims over time"]
    assert picture.alt.endswith("; 2 of 5 periods have no value.")


def test_labels_name_what_is_counted() -> None:
    papers = draw_all(make_scope("sixty digests", **YEARS))
    listings = draw_all(make_scope("sixty digests", **DIGESTS))
    for name in ("topic shares", "claims over time", "releases over time", "claims by unit"):
        for pictures, word, other in ((papers, "paper", "listing"), (listings, "listing", "paper")):
            axes = pictures[name].figure.axes
            labels = " ".join(one.get_xlabel() + one.get_ylabel() for one in axes)
            assert word in labels, name
            assert other not in labels.replace("(a paper can have several topics)", ""), name


def test_hostile_marks_are_drawn_as_they_are_or_spelt_out() -> None:
    pictures = draw_all(make_scope("extreme values", **DIGESTS))
    labels = pictures["topic shares"].figure.axes[0].get_yticklabels()
    assert "a $key_with\\odd < & [U+202E] marks" in labels[0].get_text()
    assert not labels[0].get_parse_math()
