"""What a claim measures: families of metric words, and whether more or less is better."""

from __future__ import annotations

from functools import lru_cache

from analysis.facts.claims.words import word_set
from analysis.papers import MetricFamily

_LOWER = {
    MetricFamily.SPEED: "latency time times runtime delay duration wall-clock walltime ttft tpot "
    "turnaround makespan cpu gpu-hours schedule hours hour days day minutes seconds second ms",
    MetricFamily.MEMORY: "memory footprint vram ram storage cache kv-cache bandwidth traffic bytes "
    "gb gib mb",
    MetricFamily.SIZE: "size parameters params parameter length model-size bitrate bit-rate "
    "bd-rate sizes lengths bits chains traces gaussians primitives tokens token checkpoint weights "
    "verbosity window windows",
    MetricFamily.COMPUTE: "flops flop gflops tflops macs gmacs compute computation computations "
    "computational complexity steps iterations nfe nfes operations gpu queries calls "
    "rollouts epochs simulations interactions resources workload",
    MetricFamily.COST: "cost costs price expense expenses budget overhead overheads energy power "
    "effort labor dollars communication fees",
    MetricFamily.DATA: "data samples sample demonstrations annotations labels examples supervision "
    "annotation",
    MetricFamily.QUALITY: "error errors fid gfid rfid fvd fad kid perplexity ppl loss losses wer "
    "cer aurc mae rmse mse mape lpips hallucination hallucinations failure failures toxicity "
    "collision collisions regret gap gaps bias biases variance bpd eer divergence deviation "
    "violation violations refusal refusals forgetting disparity mistakes degradation drift chamfer "
    "distance jitter artifacts misclassification fpr redundancy leakage uncertainty residual "
    "instability noise crps epe der ate attack attacks vulnerability vulnerabilities harmful "
    "unsafe risk risks inconsistency inconsistencies sycophancy overthinking overestimation absrel "
    "abs-rel smape mase nll mpjpe pa-mpjpe mpvpe ade minade minfde nme ece fnr fpr95 hd95 "
    "assd niqe brisque rpe rte mcd jsd kld kl wasserstein emd deviations overconfidence "
    "miscalibration overfitting crashes",
}
_HIGHER = {
    MetricFamily.SPEED: "speed throughput goodput utilization fps speed-up acceleration "
    "parallelism",
    MetricFamily.DATA: "data-efficiency sample-efficiency",
    MetricFamily.QUALITY: "accuracy accuracies ap map miou iou map50 map@50 f1 f1-score f-score "
    "f-measure f-measures micro-f1 macro-f1 bleu rouge rouge-l recall precision score scores "
    "success performance "
    "quality auc auroc auprc psnr ssim pass win winrate win-rate win-rates rate rates reward "
    "rewards ndcg ndcg@10 mrr map@10 cider meteor spice em exact-match dice nds pq mota hota "
    "idf1 amota correlation spearman pearson kappa agreement consistency alignment robustness "
    "generalization generalisation fidelity diversity capability capabilities quality-score "
    "utility resistance acceptance elo precision@1 recall@1 recall@k r@1 top-1 top-5 pass@1 "
    "pass@k acc hit hits ctr faithfulness safety fairness coverage bertscore comet chrf r2 "
    "sensitivity specificity clip-score clip geneval realism coherence helpfulness preference "
    "reliability expressiveness asr reasoning understanding detection segmentation "
    "classification gmv revenue engagement conversion resolution tasks benchmarks results "
    "stability productivity j&f gains "
    "c-index truthfulness trustworthiness pesq stoi mos dnsmos si-sdr sdr si-snr pck auprc ap50 "
    "mrecall dice-score compliance adherence controllability interpretability",
}
_EFFICIENCY = frozenset({"efficiency", "efficient", "efficiently", "scalability", "economical"})
_EFFICIENCY_OF = {
    "data": MetricFamily.DATA, "sample": MetricFamily.DATA, "label": MetricFamily.DATA,
    "annotation": MetricFamily.DATA, "memory": MetricFamily.MEMORY, "storage": MetricFamily.MEMORY,
    "parameter": MetricFamily.SIZE, "token": MetricFamily.SIZE, "cost": MetricFamily.COST,
    "energy": MetricFamily.COST, "training": MetricFamily.SPEED, "inference": MetricFamily.SPEED,
    "computational": MetricFamily.COMPUTE, "computationally": MetricFamily.COMPUTE,
    "compute": MetricFamily.COMPUTE,
}  # fmt: skip
_WORDS_KEPT = 1 << 12
_PER_TIME = frozenset({"second", "sec", "s", "minute", "hour"})


def _index(words: dict[MetricFamily, str]) -> dict[str, MetricFamily]:
    return {word: family for family, line in words.items() for word in line.split()}


LOWER_IS_BETTER = _index(_LOWER)
HIGHER_IS_BETTER = _index(_HIGHER)
_SENSES = {
    **{word: (family, False) for word, family in HIGHER_IS_BETTER.items()},
    **{word: (family, True) for word, family in LOWER_IS_BETTER.items()},
}
ERRORS = frozenset(
    word for word, family in LOWER_IS_BETTER.items() if family is MetricFamily.QUALITY
)
"""Words for how badly a method does."""
RESOURCES = frozenset(
    word for word, family in LOWER_IS_BETTER.items() if family is not MetricFamily.QUALITY
) | {"dataset", "corpus", "images", "videos", "trajectories", "questions", "tasks"}
"""Words for what a method spends; less of it is better."""
SCORES = frozenset(
    word for word, family in HIGHER_IS_BETTER.items() if family is MetricFamily.QUALITY
)
"""Words for how well a method does; more of it is better."""


SKILLS = word_set("estimation following evaluation evaluations prediction recognition localization")
"""What is done with the thing named before: 'size estimation' measures no size."""
_MANNERS = word_set(
    "test-time real-time inference-time one-time long-time train-time time-series time-consuming "
    "data-driven memory-based cost-effective"
)


def judge_metric(words: list[str]) -> tuple[MetricFamily, bool | None]:
    """Give the family of a metric and whether less of it is better (None: unknown).

    `words` are the lower-case words that name the metric, in reading order. The head of an
    English noun phrase stands last, so that the last known word decides: 'error rate' and
    'attack success rate' are the exceptions looked for first.
    """
    if not _EFFICIENCY.isdisjoint(words):
        families = [_EFFICIENCY_OF[word] for word in words if word in _EFFICIENCY_OF]
        return (families[-1] if families else MetricFamily.COMPUTE), False
    if "life" in words and "time" in words:
        return MetricFamily.QUALITY, False
    if "per" in words and not _PER_TIME.isdisjoint(words):
        return MetricFamily.SPEED, False
    if len(words) > 1 and words[-1] in SKILLS and "of" not in words:
        return MetricFamily.QUALITY, False
    for word in reversed(words):
        is_head = word is words[-1] or "efficien" in word
        is_joined = is_head and "-" in word and word not in _MANNERS
        parts = (word, *word.split("-")[::-1]) if is_joined else (word,)
        for part in parts:
            sense = _SENSES.get(part)
            if sense is not None:
                return sense if sense[1] else _higher_unless_bad(words, sense[0])
    return MetricFamily.OTHER, None


@lru_cache(maxsize=_WORDS_KEPT)
def judge_word(word: str) -> MetricFamily:
    """Give the family of a metric that one word names."""
    return judge_metric([word])[0]


_RATES = frozenset({"rate", "rates", "score", "scores", "success", "probability"})
_BAD_RATES = word_set(
    "error errors failure hallucination refusal violation collision toxicity false leakage harmful "
    "unsafe hallucinated perplexity compression bias risk unfairness dropout over-refusal "
    "misclassification jailbreaking"
)


def _higher_unless_bad(words: list[str], family: MetricFamily) -> tuple[MetricFamily, bool | None]:
    if "attack" in words or "jailbreak" in words or "asr" in words:
        # A paper on attacks raises this rate, a paper on defences lowers it; both call it a gain.
        return MetricFamily.QUALITY, None
    is_bad = not _BAD_RATES.isdisjoint(words) or (words[-2:-1] != [] and words[-2] in ERRORS)
    if words[-1] in _RATES and is_bad:
        return MetricFamily.QUALITY, True
    return family, False
