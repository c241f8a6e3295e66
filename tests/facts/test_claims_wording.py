"""Rarer wordings of claims, and what only looks like one, in invented sentences."""

from __future__ import annotations

import pytest

from analysis.facts.claims import extract_claims
from analysis.papers import Bound, ClaimKind, Direction, Effect
from tests.facts.claim_keys import Key, change, delta, key, ratio, share

CLAIMS: list[tuple[str, list[Key]]] = [
    # ranges
    ("Gains of between 3% and 9% are seen.", [delta(3, 9)]),
    ("Otter trains between 10x and 20x faster.", [ratio(10, 20)]),
    ("It runs two to three orders of magnitude faster.", [ratio(100, 1000)]),
    ("Improvements range from +2.1 to an impressive +14.1 points.", [delta(2.1, 14.1)]),
    # numbers written in other ways
    ("We report an order-of-magnitude speedup over earlier work.", [ratio(10)]),
    ("A speedup factor of 14 is reached.", [ratio(14)]),
    ("New bests follow: +5.5% and + 6% for cats and dogs in recall.", [delta(5.5), delta(6)]),
    ("Reports get better (plus6.43 percent BLEU-1).", [delta(6.43)]),
    ("It raises the score from 45.2 $\\pm$ 1.1% to 63.9 $\\pm$ 2.0%.", [change(45.2, 63.9)]),
    ("It beats the rest in FID (3.30 -> 3.03, 2.57 ->2.44).",
     [change(3.3, 3.03), change(2.57, 2.44)]),
    ("It drops from 4-5% on birds to just 2% on cats.", [change(4, 2)]),
    ("Otter attains 91.2% accuracy, up from 87.8%.", [change(87.8, 91.2)]),
    ("It lets the maximum batch size grow from 2k to 8k.", [change(2000, 8000)]),
    ("It extends the context length (e.g. from 128k to 484k tokens).", [change(128000, 484000)]),
    # brackets
    ("This gives up to a 35% relative word error rate (WER) reduction.", [delta(35)]),
    ("It boosts scores by up to 15% and 57% (3.8% and 21.6% on average) here.",
     [delta(15), delta(57), delta(3.8), delta(21.6)]),
    ("It reduces WER by 19% relative (2.3% absolute).", [delta(19), delta(2.3)]),
    ("Otter yields gains on cats (3.2%), dogs (2.1%) and owls (7.0%).",
     [delta(3.2), delta(2.1), delta(7)]),
    ("It reaches higher acceptance rates on all tasks (up to 15%).", [delta(15)]),
    ("Perplexity reductions of 1.3-30.5% (mean 5.4%) are seen.", [delta(1.3, 30.5), delta(5.4)]),
    ("It has up to 50% (from 38% to 57%) relative improvement.", [delta(50), change(38, 57)]),
    # verbs and nouns of change
    ("Otter leads by a clear improvement margin of 1.33 FID.", [delta(1.33)]),
    ("It shrinks the cache, with degradation remaining below 5% throughout.", [delta(5)]),
    ("An average improvement about 2.41 over the baseline results.", [delta(2.41)]),
    ("With more data the gains increase to 8.5%.", [delta(8.5)]),
    ("Hallucinations are cut in half.", [ratio(2)]),
    ("Up to 90% of the weights can be safely removed.", [delta(90)]),
    ("It works while adding only 0.23% parameters.", [delta(0.23)]),
    ("Its FID is 1.4 lower than that of Badger.", [delta(1.4)]),
    ("The best model is 12 points below human performance.", [delta(12)]),
    ("It cuts latency by substantially 30%.", [delta(30)]),
    # factors
    ("It matches models double its size.", [ratio(2)]),
    ("The success rate nearly doubles.", [ratio(2)]),
    ("Latency is more than halved.", [ratio(2)]),
    ("Otter enables 3times extrapolation.", [ratio(3)]),
    ("Programs grow to 36K lines, 3.9times the strongest baseline.", [ratio(3.9)]),
    # shares
    ("It equals the dense net in 47.2% of the wall-clock time.", [share(47.2)]),
    ("It takes 2 hours -- a mere 0.01% of the teacher's training cost.", [share(0.01)]),
    ("It matches Badger with about 30% of its tokens.", [share(30)]),
    ("It does so using 40% of the FLOPs required by Badger.", [share(40)]),
    ("We fine-tune only 0.1% of the parameters.", [share(0.1)]),
]  # fmt: skip

NOT_CLAIMS = [
    "We see an error rate of 12.5% vs 14.0% for the baseline.",
    "Accuracy goes up, with a gap between 60% and 70% in use.",
    "The most advanced agents uncover fewer than 30% of all wishes.",
    "It maintains 98.5% sparsity.",
    "Defending is only half of the story.",
    "We introduce a third mode that needs fewer calls.",
    "It serves queries from 1 to 2 minutes to real time, which reduces waiting.",
    "It sustains accuracy by keeping trends within 3.5%-12% relative error of truth.",
]


@pytest.mark.parametrize(("sentence", "expected"), CLAIMS)
def test_reads_the_claims_of_a_sentence(sentence: str, expected: list[Key]) -> None:
    assert [key(claim) for claim in extract_claims(sentence)] == expected


@pytest.mark.parametrize("sentence", NOT_CLAIMS)
def test_leaves_other_numbers_alone(sentence: str) -> None:
    assert [claim.quote for claim in extract_claims(sentence)] == []


SCORES_BESIDE_A_GAIN = [
    ("Otter attains 91.2% accuracy, a 3.4% gain over the previous best of 87.8%.", 3.4),
    ("It reaches a BLEU score of 34.8, 1.5 points better than before.", 1.5),
    ("On birds it has 7.5% test error, a 15% improvement.", 15),
    ("On Game of 24, a 20% gain is seen.", 20),
    ("With a 20% token budget increases in speed reach 4.7x.", 4.7),
]


@pytest.mark.parametrize(("sentence", "value"), SCORES_BESIDE_A_GAIN)
def test_a_score_beside_a_gain_is_no_gain(sentence: str, value: float) -> None:
    assert [claim.value for claim in extract_claims(sentence)] == [value]


SENSES = [
    ("It extends the effective context length by 3.9x.", "up", "gain"),
    ("It boosts the batch size by 60%.", "up", "gain"),
    ("Our corpus is 5 times the size of earlier ones, yet costs less.", "up", "gain"),
    ("It supports contexts eight times longer than Badger does.", "up", "gain"),
    ("Training takes 2x longer.", "up", "cost"),
    ("It outperforms Badger with 32.8% shorter reasoning chains.", "down", "gain"),
    ("It uncovers 40x more errors than Badger.", "up", "gain"),
    ("We see a 1.7x speedup in latency.", "down", "gain"),
    ("We see a 1.7x speedup in video generation.", "up", "gain"),
    ("It enables 10x compression with little loss.", "up", "gain"),
    ("It gives a 32x storage compression.", "down", "gain"),
    ("It keeps its score with <10% performance degradation.", "down", "cost"),
    ("It is faster, with an accuracy drop of 1.2%.", "down", "cost"),
    ("It uses slightly higher (<4%) inference times.", "up", "cost"),
    ("It works while adding only 0.23% parameters.", "up", "cost"),
    ("It outperforms closed models such as Badger by 16.5% in success rate.", "up", "gain"),
    ("It has a 38% improvement on AbsRel.", "down", "gain"),
    ("We see a 7.9% gain on distance and size estimation.", "up", "gain"),
    ("It outperforms Badger by 14.6% in terms of circuit size.", "down", "gain"),
    ("On average it scores 21% lower than humans.", "down", "neutral"),
    ("It reduces training time from 10 days to 12 hours.", "down", "gain"),
    ("It beats the baseline with a 4x larger data pool.", "down", "gain"),
    ("It cuts the relative performance drop from 9% to 5%.", "down", "gain"),
    ("Its FVD scores fall from 103.3 to 55.3.", "down", "gain"),
    ("Prompting improves accuracy by only 2 points.", "up", "neutral"),
]


@pytest.mark.parametrize(("sentence", "direction", "effect"), SENSES)
def test_reads_where_a_claim_points(sentence: str, direction: str, effect: str) -> None:
    claim = extract_claims(sentence)[0]
    assert (claim.direction, claim.effect) == (Direction(direction), Effect(effect))


def test_the_end_of_a_change_has_its_bound() -> None:
    claim = extract_claims("Performance drops from 95% to below 30% at night.")[0]
    assert (claim.kind, claim.bound) == (ClaimKind.FROM_TO, Bound.UP_TO)


@pytest.mark.parametrize(
    ("sentence", "metrics"),
    [
        ("It reduces latency by 19% and model size by 45%.", ["latency", "model size"]),
        ("It cuts errors by 9% and improves truthfulness by 5%.", ["errors", "truthfulness"]),
        ("Up to 35% improvement in F1 and 20% in AUC.", ["F1", "AUC"]),
        ("It is fairer (interpretability +44.0%).", ["interpretability"]),
        ("It cuts latency by 85ms.", ["latency"]),
        ("Its bit rate is 12% lower at equal PSNR.", ["bit rate"]),
        ("A 15% FID improvement over Badger and a 16% improvement over Stoat result.",
         ["FID", "FID"]),
    ],
)  # fmt: skip
def test_names_what_each_number_measures(sentence: str, metrics: list[str]) -> None:
    assert [claim.metric for claim in extract_claims(sentence)] == metrics
