"""Learn the weights of the topics from the labelled papers, and tell what they are good for.

One logistic regression per topic, over the features that the extraction itself finds. The
log-odds are calibrated on papers that each fold of a cross-validation leaves out (Platt 1999),
and the score printed is that of the same left-out papers. The texts stand in the wider data.
scikit-learn is needed besides the project's own packages.

    python -m benchmarks.topic_weights --wider FOLDER [--output FILE]
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from analysis.digests import find_digest_files, normalize_title, read_digests
from analysis.evaluation import GoldPaper, GoldRelease, read_gold, read_source_texts
from analysis.facts.topics.extraction import REACHED, choose_topics, find_evidence
from analysis.facts.topics.layout import lay_out
from analysis.facts.topics.model import build_model, order_features
from analysis.facts.topics.phrases import fold
from analysis.facts.topics.search import build_search
from analysis.facts.topics.taxonomy import (
    PACKAGED_TAXONOMY,
    PACKAGED_WEIGHTS,
    Taxonomy,
    list_roles,
    read_topics,
)
from analysis.facts.topics.weights import TopicWeights, write_weights
from analysis.papers import ReleaseStatus

PROJECT = Path(__file__).resolve().parents[1]
GOLD = PROJECT / "data" / "gold"
FEWEST_TITLES, FEWEST_ABSTRACTS, FEWEST_PHRASES = 4, 12, 4
"""A word or phrase in fewer papers teaches nothing that would hold elsewhere."""
MOST_PAPERS = 0.2
"""A word in more than this part of all papers tells little."""
LEAST_WEIGHT = 0.35
"""The largest weight that a word must have in a first round."""
REGULARISATION = 0.4
FOLDS = 5
NOTHING_SAID = GoldRelease(ReleaseStatus.NONE)
SEED = 20240527


class Paper(NamedTuple):
    """A labelled paper with its text; nobody knows about the topics in `undecided`."""

    title: str
    abstract: str
    topics: frozenset[str]
    undecided: frozenset[str]


def main() -> None:
    """Learn, print the cross-validated score, and write the file of weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wider", type=Path, required=True, help="Folder of the wider data.")
    parser.add_argument("--output", type=Path, default=PACKAGED_WEIGHTS)
    given = parser.parse_args()
    papers = read_papers(given.wider)
    # Only the phrases matter here, and there may be no weights yet.
    taxonomy = Taxonomy(
        tuple(replace(topic, learned=False) for topic in read_topics(PACKAGED_TAXONOMY))
    )
    labels = mark(papers, taxonomy.keys, "topics")
    decided = ~mark(papers, taxonomy.keys, "undecided")
    names = list_candidates(papers, taxonomy)
    table, _ = find_features(papers, taxonomy, names)
    weights, _ = learn(table, labels, decided)
    names = select(names, table, weights)
    table, strengths = find_features(papers, taxonomy, names)
    weights, left_out = learn(table, labels, decided)
    print(f"{len(papers)} papers, {len(names)} features")
    print_score(left_out, strengths, labels, decided, taxonomy)
    write_weights(TopicWeights(taxonomy.keys, tuple(names), weights), given.output)


def read_papers(wider: Path) -> list[Paper]:
    """Read all papers that may be learned from: the seeds, the tuning half, further labels."""
    digests = read_digests({p.name: p for p in find_digest_files(PROJECT / "data" / "raw")}, {})
    by_title = {
        normalize_title(x.title): (x.title, x.abstract) for d in digests.digests for x in d.listings
    }
    gold = [*read_gold(GOLD / "seeds_gold.jsonl"), *read_gold(GOLD / "tuning_gold.jsonl")]
    gold += list(read_topic_labels(GOLD / "topics_training.jsonl"))
    texts = read_source_texts(gold, wider)
    papers = []
    for paper in gold:
        text = texts.get(paper.paper_id) or by_title.get(normalize_title(paper.title))
        if text is not None:
            topics, undecided = frozenset(paper.topics), frozenset(paper.topics_optional)
            papers.append(Paper(*text, topics, undecided))
    return papers


def read_topic_labels(path: Path) -> Iterator[GoldPaper]:
    """Read labels of topics alone, in the shape of full ones."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield GoldPaper(
            gold_set="training", paper_id=row["id"], title="", topics=tuple(row["topics"]),
            topics_optional=tuple(row.get("topics_optional", ())), release=NOTHING_SAID, claims=(),
            source=row["source"],
        )  # fmt: skip


def mark(papers: Sequence[Paper], keys: Sequence[str], name: str) -> NDArray[np.bool_]:
    """Give which paper (row) has which topic (column) in its field `name`."""
    return np.array([[key in getattr(paper, name) for key in keys] for paper in papers])


def list_candidates(papers: Sequence[Paper], taxonomy: Taxonomy) -> list[str]:
    """Name every feature that could be learned, the bias last."""
    _, terms = list_roles(taxonomy.topics)
    return [
        *(f"title:{w}" for w in list_words((p.title for p in papers), FEWEST_TITLES)),
        *(f"abstract:{w}" for w in list_words((p.abstract for p in papers), FEWEST_ABSTRACTS)),
        *(f"phrase:{term}" for term in terms[1:]),
        *(f"strength:{key}" for key in taxonomy.keys),
        "bias:",
    ]  # fmt: skip


def list_words(texts: Iterable[str], fewest: int) -> list[str]:
    """List the words, and pairs of words, that stand in at least `fewest` of the texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        words = fold(text).split()
        pairs = {f"{one} {other}" for one, other in pairwise(words)}
        counts.update(pairs.union(words))
    return sorted(words for words, n in counts.items() if n >= fewest and is_telling(words))


def is_telling(words: str) -> bool:
    """Tell whether words may be learned: each of several letters, none a number."""
    return words.isascii() and all(len(w) > 1 and w[0].isalpha() for w in words.split())


def select(names: Sequence[str], table: csr_matrix, weights: NDArray[np.float32]) -> list[str]:
    """Choose the features to keep: phrases seen often enough, words that tell topics apart.

    A word of many papers, or of small weights, costs more time than it is good for.
    """
    seen = np.asarray((table != 0).sum(axis=0)).ravel()
    largest = np.abs(weights).max(axis=1)
    kept = []
    for column, name in enumerate(names[:-1]):
        kind = name.partition(":")[0]
        is_telling = (
            largest[column] >= LEAST_WEIGHT and seen[column] <= MOST_PAPERS * table.shape[0]
        )
        if {"phrase": seen[column] >= FEWEST_PHRASES, "strength": True}.get(kind, is_telling):
            kept.append(name)
    return [*kept, names[-1]]


def find_features(
    papers: Sequence[Paper], taxonomy: Taxonomy, names: Sequence[str]
) -> tuple[csr_matrix, NDArray[np.float64]]:
    """Find the features of every paper as the extraction does.

    Input: the features' names, the bias last. Output: their values without the bias, shape
    (n_papers, n_names - 1), and the strengths of the topics, shape (n_papers, n_topics).
    """
    roles, terms = list_roles(taxonomy.topics)
    empty = np.zeros((len(names), len(taxonomy.keys)), dtype=np.float32)
    weights = TopicWeights(taxonomy.keys, tuple(names), empty)
    search = build_search(roles, weights.list("abstract"), weights.list("title"))
    model = build_model(weights, taxonomy.keys, search, terms)
    texts = [(paper.title, paper.abstract) for paper in papers]
    found = find_evidence(texts, search, lay_out(search, len(taxonomy.keys)))
    held = model.find_features(found.matches, found.in_titles, found.hits, len(papers))
    lengths = np.diff(held.plain, append=len(held.rows))
    is_word = np.arange(len(held.rows)) >= np.repeat(held.words, lengths)
    values = np.where(is_word, np.repeat(held.values, lengths), 1.0)
    strong, topics = np.nonzero(found.strengths)
    rows = np.append(np.repeat(np.arange(len(papers)), lengths), strong)
    values = np.append(values, found.strengths[strong, topics])
    columns = np.append(order_features(names), len(names))[
        np.append(held.rows, model.strength_rows[topics])
    ]
    # Without the bias, and without the row that stands for no feature.
    table = csr_matrix((values, (rows, columns)), shape=(len(papers), len(names) + 1))
    table = table[:, : len(names) - 1]
    print(f"{np.diff(table.indptr).mean():.0f} features a paper")
    return table, found.strengths


def learn(
    table: csr_matrix, labels: NDArray[np.bool_], decided: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Fit and calibrate one regression per topic.

    Output: weights, the bias last, shape (n_features + 1, n_topics), and the log-odds of every
    paper by the regression that did not see it, shape (n_papers, n_topics).
    """
    n_papers, n_features = table.shape
    weights = np.zeros((n_features + 1, labels.shape[1]), dtype=np.float32)
    left_out = np.zeros(labels.shape)
    folds = list(KFold(FOLDS, shuffle=True, random_state=SEED).split(np.arange(n_papers)))
    for topic in range(labels.shape[1]):
        truth, known = labels[:, topic], decided[:, topic]
        raw = np.zeros(n_papers)
        for seen, unseen in folds:
            raw[unseen] = fit(table, truth, seen[known[seen]]).decision_function(table[unseen])
        platt = LogisticRegression(C=10).fit(raw[known, None], truth[known])
        slope, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
        whole = fit(table, truth, np.flatnonzero(known))
        weights[:-1, topic] = whole.coef_[0] * slope
        weights[-1, topic] = whole.intercept_[0] * slope + shift
        left_out[:, topic] = raw * slope + shift
    return weights, left_out


def fit(table: csr_matrix, truth: NDArray[np.bool_], rows: NDArray[np.int64]) -> LogisticRegression:
    """Fit one topic on some papers."""
    regression = LogisticRegression(C=REGULARISATION, solver="liblinear", random_state=SEED)
    return regression.fit(table[rows], truth[rows])


def print_score(
    log_odds: NDArray[np.float64],
    strengths: NDArray[np.float64],
    labels: NDArray[np.bool_],
    decided: NDArray[np.bool_],
    taxonomy: Taxonomy,
) -> None:
    """Print micro-averaged precision, recall and F1 over papers that were left out."""
    # The fallback topic stands last in the packaged taxonomy.
    given = np.zeros_like(labels)
    for at, chosen in enumerate(choose_topics(log_odds - REACHED, strengths, taxonomy.fallback)):
        given[at, chosen or labels.shape[1] - 1] = True
    right = (given & labels).sum()
    missed, extra = (~given & labels).sum(), (given & ~labels & decided).sum()
    precision, recall = right / (right + extra), right / (right + missed)
    print(f"left out: precision {precision:.3f}, recall {recall:.3f}, "
          f"F1 {2 * right / (2 * right + missed + extra):.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
