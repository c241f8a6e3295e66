"""Function words and fixed groups of words that steer reading, as data."""

from __future__ import annotations

from analysis.facts.claims.cues import inflect_verb
from analysis.facts.claims.words import word_set
from analysis.papers import Bound


def _forms(stems: str) -> frozenset[str]:
    return frozenset(form for stem in stems.split() for form in inflect_verb(stem))


PREPOSITIONS = word_set(
    "of in on at to for from with by under across using without within per via through during "
    "among between against after before into over upon regarding throughout towards toward "
    "compared versus vs despite beyond including"
)
CONJUNCTIONS = word_set(
    "and or but while when where which that than as if whereas because since so though although "
    "respectively whilst yet"
)
BE_FORMS = word_set("is are was were be been being has have had can could will would may")
PUNCTUATION = frozenset({",", ".", ";", ":", "(", ")", "[", "]", "!", "?", "\u2192", "&", "+"})
STOPS = PREPOSITIONS | CONJUNCTIONS | BE_FORMS | PUNCTUATION
"""Words at which a noun phrase ends."""

BOUND_WORDS: dict[str, Bound] = {
    "under": Bound.UP_TO, "below": Bound.UP_TO, "within": Bound.UP_TO, "<": Bound.UP_TO,
    "over": Bound.AT_LEAST, "above": Bound.AT_LEAST, ">": Bound.AT_LEAST,
    "exceeding": Bound.AT_LEAST, "surpassing": Bound.AT_LEAST, "beyond": Bound.AT_LEAST,
    "about": Bound.ABOUT, "around": Bound.ABOUT, "nearly": Bound.ABOUT, "almost": Bound.ABOUT,
    "approximately": Bound.ABOUT, "roughly": Bound.ABOUT, "~": Bound.ABOUT, "circa": Bound.ABOUT,
    "some": Bound.ABOUT, "approx": Bound.ABOUT, "virtually": Bound.ABOUT, "upto": Bound.UP_TO,
    "maximum": Bound.UP_TO, "minimum": Bound.AT_LEAST, "maximal": Bound.UP_TO,
    "minimal": Bound.AT_LEAST,
}  # fmt: skip
BOUND_GROUPS: dict[tuple[str, ...], Bound] = {
    ("up", "to"): Bound.UP_TO, ("at", "most"): Bound.UP_TO, ("less", "than"): Bound.UP_TO,
    ("fewer", "than"): Bound.UP_TO, ("lower", "than"): Bound.UP_TO,
    ("no", "more", "than"): Bound.UP_TO,
    ("as", "much", "as"): Bound.UP_TO, ("as", "many", "as"): Bound.UP_TO,
    ("as", "high", "as"): Bound.UP_TO, ("as", "large", "as"): Bound.UP_TO,
    ("as", "little", "as"): Bound.EXACT, ("as", "few", "as"): Bound.EXACT,
    ("as", "low", "as"): Bound.EXACT, ("smaller", "than"): Bound.UP_TO,
    ("a", "maximum", "of"): Bound.UP_TO, ("maximum", "of"): Bound.UP_TO,
    ("in", "the", "range", "of"): Bound.EXACT, ("in", "range", "of"): Bound.EXACT,
    ("at", "least"): Bound.AT_LEAST, ("more", "than"): Bound.AT_LEAST,
    ("greater", "than"): Bound.AT_LEAST, ("higher", "than"): Bound.AT_LEAST,
    ("larger", "than"): Bound.AT_LEAST, ("better", "than"): Bound.AT_LEAST,
    ("a", "minimum", "of"): Bound.AT_LEAST, ("close", "to"): Bound.ABOUT,
    ("in", "excess", "of"): Bound.AT_LEAST, ("upwards", "of"): Bound.AT_LEAST,
    ("on", "average"): Bound.EXACT, ("the", "order", "of"): Bound.ABOUT,
    ("average", "of"): Bound.EXACT, ("averages", "of"): Bound.EXACT, ("margin", "of"): Bound.EXACT,
    ("margins", "of"): Bound.EXACT, ("mean", "of"): Bound.EXACT, ("median", "of"): Bound.EXACT,
    ("total", "of"): Bound.EXACT, ("factor", "of"): Bound.EXACT, ("factors", "of"): Bound.EXACT,
    ("a", "factor"): Bound.EXACT,
}  # fmt: skip
MODIFIERS = word_set(
    "only just merely mere a an the average averaged mean additional extra further remarkable "
    "significant substantial impressive large huge whopping staggering notable absolute relative "
    "well even another median total overall consistent respectable striking "
    "considerable clear dramatic massive meaningful modest small tiny slight full also "
    "significantly substantially dramatically consistently typically approx. its their wide "
    "barely solid strong healthy cumulative combined stunning astonishing up considerably "
    "roughly marginal further. surprising sizable sizeable big new an negligible minor "
    "mean avg avg. approximate estimated combined relatively"
)
"""Words between a preposition and its number that carry no sense of their own here."""

BEFORE_BETWEEN = word_set(
    "by of achieves achieving achieved yields yielding provides providing gains improvements "
    "reductions savings speed-up improves improved reduces reduced increases increased is are "
    "needs requires uses runs"
)
"""Words behind which 'between 5% and 10%' is a range; a gap between 60% and 70% is none."""
LIMITING = frozenset({"only", "just", "merely", "mere", "barely"})
KEEP_VERBS = _forms("retain preserve maintain recover restore sustain conserve recoup") | _forms(
    "keep"
)
REACH_VERBS = _forms(
    "achieve reach attain obtain deliver yield capture realize realise observe "
    "provide offer demonstrate exhibit enjoy produce unlock secure"
) | word_set(
    "get gets getting got hit hits hitting see sees seeing seen saw show shows showing shown "
    "showed bring brings bringing brought led resulting approaching give gives giving gave"
)
SPEND_VERBS = _forms(
    "use require need consume expend utilize utilise employ take cost demand activate "
    "incorporate leverage store involve incur introduce add access process load update train tune"
) | word_set(
    "fine-tune fine-tunes finetune finetunes fine-tuning finetuning with at in to after spend "
    "spends spending spent running despite "
    "having has have contain contains containing took"
)
MATCHING = word_set(
    "match matches matching matched rival rivals rivaling rivalling comparable comparably "
    "outperform outperforms outperforming outperformed surpass surpasses surpassing surpassed par "
    "competitive exceed exceeds exceeding beat beats beating against competes compete competing "
    "similar equivalent akin approach approaching approaches approaching versus alongside "
    "counterparts counterpart rivalled rivaled close"
)
"""Words that put a larger model beside the paper's own."""
MITIGATING = word_set(
    "only just merely mere minimal minimum negligible slight marginal minor small less within "
    "under below cost price expense sacrifice sacrificing modest tiny limited at <"
)
DETERMINERS = frozenset({"the", "its", "their", "our", "that", "a", "an", "this", "these"})
SETTING_WORDS = frozenset({"when", "if", "after", "once", "as"})
NOT_GOVERNING = word_set(
    "followed caused given generated divided multiplied annotated trained used accompanied "
    "supported powered produced provided defined verified created written scored judged rated "
    "validated labeled driven bounded"
)
"""Participles whose 'by' gives no amount of change: 'followed by 5%'."""
BASELINE_LEADS: dict[str, tuple[tuple[str, ...], ...]] = {
    "compared": (("compared", "to"), ("compared", "with"), ("compared", "against")),
    "in": (("in", "comparison", "to"), ("in", "comparison", "with"), ("in", "contrast", "to")),
    "relative": (("relative", "to"),),
    "than": (("than",),),
    "over": (("over",),),
    "against": (("against",),),
    "versus": (("versus",),),
    "vs": (("vs",),),
}
"""Words that lead to the baseline, by the first of them."""
UNITS = word_set(
    "ms seconds second minutes minute hours hour days day weeks weeks months years gb mb gib mib "
    "tb kb db dbs bpp cm mm km nats degrees degree watts kcal/mol ev mev usd dollars cents fps "
    "flops gflops macs tokens places positions ranks"
)
