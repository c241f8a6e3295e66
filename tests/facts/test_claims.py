"""Each form of claim in the guide, and each kind of number that is none, in invented sentences."""

from __future__ import annotations

import pytest

from analysis.facts.claims import extract_claims
from analysis.papers import Bound, ClaimKind, Direction, Effect, MetricFamily, Unit
from tests.facts.claim_keys import Key, change, delta, key, ratio, share

CLAIMS: list[tuple[str, list[Key]]] = [
    # amounts of change
    ("Otter improves accuracy by 4.3% on all sets.", [delta(4.3)]),
    ("Otter beats the rest by 12.5 F1 points.", [delta(12.5)]),
    ("We see +2.7 box AP and +1.1 mask AP on the test set.", [delta(2.7), delta(1.1)]),
    ("The model is 3.7 points higher than the baseline.", [delta(3.7)]),
    ("Otter needs 52.6% less memory.", [delta(52.6)]),
    ("This gives a 20% FLOPs reduction.", [delta(20)]),
    ("It reaches a perplexity reduction of 8.0 on the corpus.", [delta(8)]),
    ("Otter outperforms plain networks by 16.3 on average.", [delta(16.3)]),
    ("With a 63.5%-FLOPs reduction, the net stays small.", [delta(63.5)]),
    ("Otter saves 40% of the memory.", [delta(40)]),
    ("The accuracy drop is only 0.07%.", [delta(0.07)]),
    ("These improvements surpass 50% on hard tasks.", [delta(50)]),
    ("Otter yields clear gains (up to +3.5%).", [delta(3.5)]),
    ("Otter achieves consistent gains: 5.1% on birds and 3% on cars.", [delta(5.1), delta(3)]),
    ("Otter reaches 55.5 (+1.4) mIoU on birds.", [delta(1.4)]),
    ("It brings a 3.5-point gain.", [delta(3.5)]),
    ("Recall can shift by up to 12 percentage points.", [delta(12)]),
    ("Otter is 230% faster than the best baseline.", [delta(230)]),
    ("It delivers a 48% speedup in inference.", [delta(48)]),
    ("A 4.6%p improvement is seen over the teacher.", [delta(4.6)]),
    ("Scores drop by 0.26 and 0.31 points.", [delta(0.26), delta(0.31)]),
    ("An additional 2% of parameters suffices.", [delta(2)]),
    ("It comes at the price of a 2% drop in recall.", [delta(2)]),
    ("Otter closes the gap to humans by 32%.", [delta(32)]),
    ("Otter surpasses the rest by an average accuracy of 0.8%.", [delta(0.8)]),
    ("The accuracy stays within 2% of the dense model.", [delta(2)]),
    ("It shows 50.8% improved image quality.", [delta(50.8)]),
    ("Thanks to 50%-reduced features it is light.", [delta(50)]),
    ("We see performance gains ranging from 3.2% to 11.6%.", [delta(3.2, 11.6)]),
    ("It reduces the count by 66%-to-75%.", [delta(66, 75)]),
    ("It surpasses humans by 1.2 absolute percent.", [delta(1.2)]),
    ("Otter is 2.5 points behind the teacher.", [delta(2.5)]),
    ("We find a reduction of bias up to 26.4 percent.", [delta(26.4)]),
    ("Reasoning is significantly (by 10 points) better than before.", [delta(10)]),
    # factors
    ("Otter is 2.3x faster than the teacher.", [ratio(2.3)]),
    ("Otter runs 17 times faster.", [ratio(17)]),
    ("Otter trains twice as fast as the teacher.", [ratio(2)]),
    ("Otter halves end-to-end latency.", [ratio(2)]),
    ("It reaches up to 32times storage reduction.", [ratio(32)]),
    ("This is a three-fold improvement in throughput.", [ratio(3)]),
    ("It is an order of magnitude faster.", [ratio(10)]),
    ("It reduces the cost by two orders of magnitude.", [ratio(100)]),
    ("Speedups of $2.31\\times$ are common.", [ratio(2.31)]),
    ("It cuts the cost by a factor of 7.", [ratio(7)]),
    ("It improves inference speed 7x without loss.", [ratio(7)]),
    ("It matches a model of twice its size.", [ratio(2)]),
    ("It rivals models up to 7 times larger.", [ratio(7)]),
    ("Otter provides 1.7/1.9 times FPS.", [ratio(1.7), ratio(1.9)]),
    ("Its success rate is 2.5 times that of its rival.", [ratio(2.5)]),
    ("We obtain significant (2-3x) gains in throughput.", [ratio(2, 3)]),
    ("Otter doubles the throughput of the server.", [ratio(2)]),
    ("We gain in efficiency: up to 3x in training time and 5x in memory.", [ratio(3), ratio(5)]),
    ("The schedule is reduced by 6times.", [ratio(6)]),
    ("Training is sped up by a factor of two.", [ratio(2)]),
    ("It reduces the number of parameters 13-fold.", [ratio(13)]),
    ("It has a higher throughput (6.8times on birds).", [ratio(6.8)]),
    ("FLOPs savings: 3.7x overall, with 2.6x for text.", [ratio(3.7), ratio(2.6)]),
    ("Inference speeds up to 6x faster are seen.", [ratio(6)]),
    # both ends
    ("Accuracy is improved from 69% to 72%.", [change(69, 72)]),
    ("It wins by a large margin: 60.6% to 65.7% on birds.", [change(60.6, 65.7)]),
    ("The search was reduced to 0.5 days, compared to 4 for its rival.", [change(4, 0.5)]),
    ("It cuts memory (from 15.8 GB to 3.2 GB).", [change(15.8, 3.2)]),
    ("It lifts accuracy by 0.8% (94.0% to 94.8%).", [delta(0.8), change(94, 94.8)]),
    (
        "Recall rises from 1.5\\% to 39.6\\% and from 0.4\\% to 25.6\\%, respectively.",
        [change(1.5, 39.6), change(0.4, 25.6)],
    ),
    ("Accuracy improves from 45% with 1 try to 52% with 2 tries.", [change(45, 52)]),
    ("We see a significant improvement from 11.2% to 23.8%.", [change(11.2, 23.8)]),
    ("The success rate climbs to 85%, up from 60%.", [change(60, 85)]),
    ("It shrinks the net from 1.4 billion to 0.7 billion weights.", [change(1.4, 0.7)]),
    ("It raises the score of the model from 36.2% to 40.7%.", [change(36.2, 40.7)]),
    ("It lifts accuracy from Badger's 4.6% to 16.4%.", [change(4.6, 16.4)]),
    ("It raises the usable context from 2k to 8k tokens.", [change(2000, 8000)]),
    ("Accuracy grows 66.3 %\\rightarrow73.4 % on birds.", [change(66.3, 73.4)]),
    # shares
    ("Otter retains 96% of the performance.", [share(96)]),
    ("It keeps up using only 10% of the parameters.", [share(10)]),
    ("It takes one-third of the FLOPs.", [share(33.3)]),
    ("It matches them with under 10% of their compute.", [share(10)]),
    ("It is as good at 1/10 training time.", [share(10)]),
    ("It is as good using 1/10 training time.", [share(10)]),
    ("It does so at 10% of the cost.", [share(10)]),
    ("It achieves 95% of the teacher's performance.", [share(95)]),
    ("Latency is cut to 10% of the original.", [share(10)]),
    ("The cache is shared at 99% performance retention.", [share(99)]),
    ("It works with just half the parameters.", [share(50)]),
    # lists and ranges
    ("It gains 10.6%/13.2%/10.0% in accuracy.", [delta(10.6), delta(13.2), delta(10)]),
    ("It improves by 4%, 6% and 9%, respectively.", [delta(4), delta(6), delta(9)]),
    ("It reduces latency by 27.9-38.0%.", [delta(27.9, 38)]),
    ("It has 30--50\\% lower latency.", [delta(30, 50)]),
    ("About 4%-36% improvement results.", [delta(4, 36)]),
    ("It boosts the score by 28.8% to 1.5%.", [delta(28.8, 1.5)]),
    ("A speedup of 10 to 20 times was seen.", [ratio(10, 20)]),
    ("It achieves 80% memory and a 20% FLOPs reduction.", [delta(80), delta(20)]),
    ("It needs 2x and 3x fewer steps.", [ratio(2), ratio(3)]),
    ("Gains of 8.5\\% (small) and 3.1\\% (large) are seen.", [delta(8.5), delta(3.1)]),
    ("It gains 1.5mAPon dark scenes.", []),
    ("Face detection improves (+1.5 mAPon dark scenes).", [delta(1.5)]),
]

NOT_CLAIMS = [
    "Otter achieves 82.5% accuracy on birds.",
    "Otter sets a new state of the art of 59.4 AP, better than 57.7 AP.",
    "The dataset holds 12,000 images of 400 birds.",
    "At a 50% compression rate the net still works.",
    "When we remove 52.5% FLOPs the net still works.",
    "We train on 20% of the dataset.",
    "With 10% labels the model still works.",
    "Otter wins in 27 out of 29 experiments.",
    "It runs in O(n^2) time, where n is 10.",
    "Otter reaches 75% sparsity.",
    "Images of 256x256 pixels are drawn.",
    "Models range from 70M to 7B parameters.",
    "We scale the width from 32 to 512.",
    "Utilization is 38% on 8 GPUs.",
    "We use 5-fold cross validation with 3 seeds.",
    "Our contributions are threefold.",
    "Otter reaches 70% on birds and 60% on cars.",
    "Three findings follow: (1) size matters, (2) data matters.",
    "Let f map {0,1}^n to {-1,+1} and let g be 10^(-3).",
    "Accuracy is 85.3% (versus 82.1% for its rival).",
    "About 45.1% of them require additional changes.",
    "In 2024, more than 80% of calls succeeded.",
    "Advantages of (1) speed and (2) size are clear.",
    "Improved 3D point clouds and 2D images result.",
    "It surpasses the pass mark (about 60%).",
    "It is better than Badger on birds: 96% vs. 61%.",
    "Otter gives a 16.6% error rate.",
    "The best net achieves only 51.3% on birds.",
    "Models perform below 5% on hard tasks.",
]


@pytest.mark.parametrize(("sentence", "expected"), CLAIMS)
def test_reads_the_claims_of_a_sentence(sentence: str, expected: list[Key]) -> None:
    assert [key(claim) for claim in extract_claims(sentence)] == expected


@pytest.mark.parametrize("sentence", NOT_CLAIMS)
def test_leaves_other_numbers_alone(sentence: str) -> None:
    assert [claim.quote for claim in extract_claims(sentence)] == []


ATTRIBUTES = [
    ("It lifts success from about 30% to about 90%.", "percent", "up", "gain", "about"),
    ("We see improvements of 35% on size estimation.", "percent", "up", "gain", "exact"),
    ("A gap shows: the best net lags humans by 60%.", "percent", "down", "neutral", "exact"),
    ("Otter improves accuracy by 4%.", "percent", "up", "gain", "exact"),
    ("Otter improves F1 by 4 points.", "points", "up", "gain", "exact"),
    ("Otter improves FID by 2.3.", "raw", "down", "gain", "exact"),
    ("Otter is up to 3x faster.", "times", "up", "gain", "up_to"),
    ("Otter lowers latency by at least 30%.", "percent", "down", "gain", "at_least"),
    ("Otter lowers latency by over 30 ms.", "raw", "down", "gain", "at_least"),
    ("Otter has less than 2% accuracy loss.", "percent", "down", "cost", "up_to"),
    ("A mere 0.7% drop in accuracy remains.", "percent", "down", "cost", "exact"),
    ("It adds only 3% memory overhead.", "percent", "up", "cost", "exact"),
    ("Rival models suffer a 30% accuracy drop.", "percent", "down", "neutral", "exact"),
    ("Recall can shift by 12 points.", "points", "up", "neutral", "exact"),
    ("Otter gives about 1.5x training acceleration.", "times", "up", "gain", "about"),
    ("Otter gives 40% training time acceleration.", "percent", "down", "gain", "exact"),
    ("It matches models with more than 2x the parameters.", "times", "down", "gain", "at_least"),
    ("It retains nearly 96% of the accuracy.", "percent", "down", "gain", "about"),
    ("It uses ~10% of their parameters only, so be it.", "percent", "down", "gain",
     "about"),
    ("It runs 3$\\times$ faster with 60%+ lower cost.", "times", "up", "gain", "exact"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "unit", "direction", "effect", "bound"), ATTRIBUTES)
def test_reads_the_attributes_of_a_claim(
    sentence: str, unit: str, direction: str, effect: str, bound: str
) -> None:
    claim = extract_claims(sentence)[0]
    read = (claim.unit, claim.direction, claim.effect, claim.bound)
    assert read == (Unit(unit), Direction(direction), Effect(effect), Bound(bound))


def test_bound_carries_over_a_list_until_a_number_has_its_own() -> None:
    claims = extract_claims("It cuts costs by up to 15% and 18%, and by over 30% at night.")
    assert [claim.bound for claim in claims] == [Bound.UP_TO, Bound.UP_TO, Bound.AT_LEAST]


def test_bound_does_not_carry_over_an_article() -> None:
    claims = extract_claims("It achieves up to 80% memory and a 20% FLOPs reduction.")
    assert [claim.bound for claim in claims] == [Bound.UP_TO, Bound.EXACT]


@pytest.mark.parametrize(
    ("sentence", "metric", "family"),
    [
        ("It gives 40% lower query latency.", "query latency", MetricFamily.SPEED),
        ("It reduces memory usage by 40%.", "memory usage", MetricFamily.MEMORY),
        ("It is 20x smaller.", "size", MetricFamily.SIZE),
        ("It gives a 20% FLOPs reduction.", "FLOPs", MetricFamily.COMPUTE),
        ("It cuts the annotation cost by 20%.", "annotation cost", MetricFamily.COST),
        ("It needs 10x fewer demonstrations.", "demonstrations", MetricFamily.DATA),
        ("It improves top-1 accuracy by 3%.", "top-1 accuracy", MetricFamily.QUALITY),
        ("It beats the rest by 4 ROUGE points.", "ROUGE", MetricFamily.QUALITY),
    ],
)
def test_names_what_is_measured(sentence: str, metric: str, family: MetricFamily) -> None:
    claim = extract_claims(sentence)[0]
    assert (claim.metric, claim.metric_family) == (metric, family)


@pytest.mark.parametrize(
    ("sentence", "baseline"),
    [
        ("Otter is 2x faster than the dense teacher.", "dense teacher"),
        ("Otter outperforms plain networks by 3%.", "plain networks"),
        ("Otter gains 3% compared to earlier work.", "earlier work"),
        ("Otter gains 3% in accuracy.", None),
    ],
)
def test_names_the_baseline_only_where_the_sentence_does(
    sentence: str, baseline: str | None
) -> None:
    assert extract_claims(sentence)[0].baseline == baseline


def test_claims_come_in_the_order_of_the_text() -> None:
    text = "We cut latency by 30%. Accuracy rises from 60% to 65%. Otter is 2x faster than before."
    claims = extract_claims(text)
    assert [claim.kind for claim in claims] == [
        ClaimKind.DELTA,
        ClaimKind.FROM_TO,
        ClaimKind.RATIO,
    ]
    assert [claim.start for claim in claims] == sorted(claim.start for claim in claims)


def test_line_breaks_inside_a_claim_do_not_matter() -> None:
    flat = extract_claims("It reduces the latency by about 30% and is 2x faster than others.")
    broken = extract_claims("It reduces the\nlatency by\nabout 30% and is 2x\nfaster than others.")
    assert [key(claim) for claim in flat] == [key(claim) for claim in broken]


def test_what_is_said_of_earlier_work_before_the_papers_own_is_no_claim() -> None:
    text = "However, earlier nets need 10x more memory. We cut memory by 40%."
    assert [claim.value for claim in extract_claims(text)] == [40]


def test_findings_after_the_papers_own_work_begins_are_claims() -> None:
    text = "We study nets. However, their accuracy drops by 40% at night."
    assert [claim.value for claim in extract_claims(text)] == [40]
