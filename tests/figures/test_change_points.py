"""Pictures of change points: the levels drawn are those found, and empty ones say why."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.figures import plot_change_points
from analysis.findings.change_points import (
    compute_release_change_point,
    compute_topic_change_points,
)
from analysis.findings.scope import Scope, compute_scope
from analysis.parameters import check_parameters
from tests.findings.cases import CASES, DIGESTS, MONTHS, YEARS
from tests.findings.corpora import make_tables, plant_corpus

STEP = (0.2,) * 6 + (0.6,) * 6


def make_scope(shares: tuple[float, ...], days: int = 60, **options: object) -> Scope:
    tables = make_tables(*plant_corpus(shares, days=days))
    return compute_scope(tables, check_parameters(**options))


@pytest.mark.parametrize("options", [DIGESTS, MONTHS, YEARS, MONTHS | {"frequency": "day"}])
@pytest.mark.parametrize("case", CASES)
def test_every_corpus_can_be_drawn(case: str, options: dict[str, object]) -> None:
    scope = compute_scope(make_tables(*CASES[case]), check_parameters(**options))
    for changes in (compute_topic_change_points(scope), compute_release_change_point(scope)):
        picture = plot_change_points(changes, scope)
        picture.figure.draw_without_rendering()
        assert picture.alt.endswith(".")
        for word in ("nan", "None", "NaT", "<NA>"):
            assert word not in picture.alt


def test_the_levels_found_are_drawn_at_the_split() -> None:
    scope = make_scope(STEP, **DIGESTS)
    changes = compute_release_change_point(scope)
    picture = plot_change_points(changes, scope)
    (axes,) = picture.figure.axes
    (step,) = [line for line in axes.lines if line.get_zorder() == 5]
    assert np.asarray(step.get_ydata(), dtype=float).tolist() == pytest.approx([0.2, 0.2, 0.6, 0.6])
    (change,) = changes.found
    assert change.split is not None
    assert np.datetime64(change.split.date, "D") == np.datetime64(step.get_xdata()[1], "D")
    assert axes.get_title(loc="left") == "Announced release"
    assert "20% up to 2023-10-29, 60% from 2023-12-28 on, p 0." in picture.alt
    assert "own scale" not in picture.figure.get_supxlabel()


def test_each_changed_topic_has_a_panel_with_whole_percents() -> None:
    scope = make_scope(tuple(share / 8 for share in STEP), **DIGESTS)
    figure = plot_change_points(compute_topic_change_points(scope), scope).figure
    assert [axes.get_title(loc="left") for axes in figure.axes] == [
        "Agents",
        "Large language models",
    ]
    assert "each panel on its own scale" in figure.get_supxlabel()
    for axes in figure.axes:
        percents = 100 * np.asarray(axes.get_yticks())
        assert percents == pytest.approx(np.round(percents))


def test_many_periods_have_points_without_whiskers() -> None:
    scope = make_scope((0.2,) * 30 + (0.6,) * 30, days=7, **DIGESTS)
    figure = plot_change_points(compute_release_change_point(scope), scope).figure
    assert not figure.axes[0].collections
    assert "Points: digests of 5 papers or more." in figure.get_supxlabel()


def test_an_empty_picture_says_why() -> None:
    few = make_scope(STEP[:4], **DIGESTS)
    none = make_scope((0.3, 0.35, 0.25) * 4, **DIGESTS)
    for scope, said in (
        (few, "No levels to draw: 4 digests: a change point needs at least 8."),
        (none, "No levels to draw: no change point was detected."),
    ):
        picture = plot_change_points(compute_release_change_point(scope), scope)
        assert picture.alt == said
        assert [text.get_text() for text in picture.figure.axes[0].texts] == [said]
