"""Claims in the plain prose of older abstracts, and what only looks like one there."""

from __future__ import annotations

import pytest

from analysis.facts.claims import extract_claims

CLAIMS = [
    # factors without a sign
    ("The receiver cuts the bit error rate by a factor of two.", "ratio 2 down gain exact"),
    ("Our solver is a factor 3 faster than the best known one.", "ratio 3 up gain exact"),
    ("Setup is made faster by a factor at least thirty.", "ratio 30 up gain at_least"),
    ("It saves a factor of 10 in memory.", "ratio 10 down gain exact"),
    ("A speedup of 12 is seen over the serial version.", "ratio 12 up gain exact"),
    ("The resulting speedup is 7.5.", "ratio 7.5 up gain exact"),
    ("It is $10^3$ times faster than brute force.", "ratio 1000 up gain exact"),
    ("Storage is cut $4$-fold.", "ratio 4 down gain exact"),
    ("We can store $2.5\\times$ as many patterns.", "ratio 2.5 up gain exact"),
    ("The storage may shrink at least by a factor of 21.", "ratio 21 down gain at_least"),
    ("Its capacity is almost double that of routing.", "ratio 2 up gain about"),
    ("The feature codec reaches a 900x compression ratio.", "ratio 900 up gain exact"),
    # parts
    ("The running time is reduced by roughly half.", "ratio 2 down gain about"),
    ("We see a reduction of up to three quarters of the traffic.", "delta 75 down gain up_to"),
    ("We save half of the energy.", "delta 50 down gain exact"),
    ("Convergence takes one half of that of gossip.", "share 50 down gain exact"),
    ("The running time is reduced to one half.", "share 50 down gain exact"),
    ("The new index takes one tenth of the space.", "share 10 down gain exact"),
    # marks and units
    ("A 20 per cent reduction in delay is seen.", "delta 20 down gain exact"),
    ("The rate is increased of up to 25.3 % by relays.", "delta 25.3 up gain up_to"),
    ("The loss is only 0.2 dB in fading channels.", "delta 0.2 down cost exact"),
    ("They need smaller power by as much as 10 dB.", "delta 10 down gain up_to"),
    ("It scores 67.7% on cats (Delta11%), a gain.", "delta 11 up gain exact"),
    ("A minimum 9-fold speedup results.", "ratio 9 up gain at_least"),
    # where the number stands
    ("We see improvements over the heuristic between 12% and 20%.", "delta 12-20 up gain exact"),
    ("The improvement in precision can be as large as 40 points.", "delta 40 up gain up_to"),
    ("It narrows the gap with Badger to within 0.6% accuracy.", "delta 0.6 down cost up_to"),
    ("LEACH-X prolongs the network lifetime by 25%.", "delta 25 up gain exact"),
    ("Query time improves by a factor of up to 9.", "ratio 9 down gain up_to"),
    ("It extends the life time of the network by 60%.", "delta 60 up gain exact"),
    ("It yields 85x faster TTFT.", "ratio 85 down gain exact"),
    ("Its response time is 3 times faster.", "ratio 3 down gain exact"),
    ("It is 2x faster in terms of training time.", "ratio 2 down gain exact"),
    ("Our decoder is 3 times faster.", "ratio 3 up gain exact"),
    ("We see a gain of 0.5 bits per channel use.", "delta 0.5 up gain exact"),
    ("We need 12% fewer bits.", "delta 12 down gain exact"),
    ("It cuts errors and outperforms all others by 9%.", "delta 9 up gain exact"),
    ("The area grows and the clock degrades by 34% only.", "delta 34 down cost exact"),
    ("It reaches 60% of human performance.", "share 60 down neutral exact"),
]


def told(sentence: str) -> list[str]:
    lines = []
    for claim in extract_claims(sentence):
        value = f"{claim.value:g}" if claim.value is not None else ""
        value += f"-{claim.high:g}" if claim.high is not None else ""
        if claim.from_value is not None and claim.to_value is not None:
            value = f"{claim.from_value:g}>{claim.to_value:g}"
        kind, way, bound = str(claim.kind), str(claim.direction), str(claim.bound)
        lines.append(f"{kind} {value} {way} {claim.effect!s} {bound}")
    return lines


@pytest.mark.parametrize(("sentence", "expected"), CLAIMS)
def test_reads_a_claim_in_plain_prose(sentence: str, expected: str) -> None:
    assert told(sentence) == [expected]


SEVERAL = [
    ("It has a 367% relative improvement (42.0% vs. 9.0%).",
     ["delta 367 up gain exact", "from_to 9>42 up gain exact"]),
    ("It cuts the slowdown from 0.26x of Badger to merely 0.07x.",
     ["from_to 0.26>0.07 down gain exact"]),
    ("It is at least 63% and on average 2 times faster than Badger.",
     ["delta 63 up gain at_least", "ratio 2 up gain exact"]),
    ("It gives up to a 19x speedup and 63% memory reduction.",
     ["ratio 19 up gain up_to", "delta 63 down gain up_to"]),
    ("Tuning improves recall strongly (52% to 71%).", ["from_to 52>71 up gain exact"]),
    ("The share of errors rose from 10% in 1990 to 25% in 2005.",
     ["from_to 10>25 up neutral exact"]),
    ("Fewer steps suffice, with an acceptable increase in FID from 4.2 to 9.9.",
     ["from_to 4.2>9.9 up cost exact"]),
    ("It is much shorter (birds: +1.1%, cats:+1.2%) and improves on all.",
     ["delta 1.1 up gain exact", "delta 1.2 up gain exact"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), SEVERAL)
def test_reads_several_claims_in_plain_prose(sentence: str, expected: list[str]) -> None:
    assert told(sentence) == expected


NOT_CLAIMS = [
    # theory
    "No algorithm approximates the problem within a factor of 1.36, as shown.",
    "The value differs from that of its neighbour at most by 2.",
    "The predicted energy differs from the measured one by less than 5%.",
    "By reduction from SAT, the size being four times the number of edges, it is hard.",
    "We improve the ratio from 2/\\pi to 2/\\gamma here.",
    "The noise is split in a (1/2 upper +1/2 lower)-bit part.",
    "The efficiency is lower bounded by 1/4 for large loads.",
    # conditions, levels and growth
    "Performance was measured for a packet loss of 10%.",
    "The detector reduces the false positive rate below 1%.",
    "Traffic is expected to grow by 60% per year.",
    "We predict whether models trained with 4x more compute succeed.",
    "An oracle with access to 20x more data improves.",
    "It gets faster by pruning half of the layers.",
    "We prune at 2:4 and 50% sparsity.",
    "Results reveal gaps: low exact match (10-20%) in all systems.",
    "Badger attains an FID of 2.74, better than Stoat-2 (2.74 vs. 3.04).",
]


@pytest.mark.parametrize("sentence", NOT_CLAIMS)
def test_leaves_conditions_and_theory_alone(sentence: str) -> None:
    assert told(sentence) == []
