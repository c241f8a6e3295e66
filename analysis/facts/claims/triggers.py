"""A fast look for sentences that may hold a claim, so that only those are read.

One automaton passes over the abstract and reports the signs without which no number is a
claim: plain signs (a percent sign, a factor, points, a spelled factor) and weak ones (a
decimal, a number behind 'by'), which some words make plain. Others look in the sentences found
for a word that could make the number a claim; behind a weak sign it must be a word of change.
"""

from __future__ import annotations

from collections.abc import Iterator

from ahocorasick_rs import BytesAhoCorasick, Implementation

from analysis.facts.claims.cues import CUES
from analysis.facts.claims.grammar import KEEP_VERBS, LIMITING
from analysis.facts.claims.reading import PLACES
from analysis.facts.claims.words import word_set
from analysis.facts.text import fold_bytes, sentences_at

_SHORT = 7
_COUNTS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "fifteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
    "ninety", "hundred", "thousand",
)  # fmt: skip
_PARTS = ("third", "quarter", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
          "twentieth", "hundredth")  # fmt: skip
_SPELLED = (
    "%", "percent", "per cent", "\\times", "twice", "thrice", "halv", "double ", "doubles",
    "doubled", "doubling", "triple ", "triples", "tripled", "tripling", "quadrupl",
    "-fold", "of magnitude", "of-magnitude", " half", "-half", "factor of",
    "factors of", "a factor ", "0/0", "} times", "0db", "0 db",
)  # fmt: skip
_SUPPORT = ("points", "times")
"""Words that make a weak sign a plain one."""
_NUMBERED = ("times", "fold", "point", "pp", "x")
"""Words that turn a number in front of them into a quantity."""
_COUNTED = ("fold", " times", " point", "-point")
_SIGN_CUES = [
    "+0",
    " -0",
    "/-0",
    "from 0",
    "0times the",
    "0x the",
    " above ",
    " below the",
    " below hum",
]
"""Signs and ends of change in front of a digit, which need no word of change."""
_PLAIN_FORMS = {"\uff05": "%", "\u00d7": "%", "\u2212": "+", "\u2191": "+", "\u2193": "+"}
"""Signs outside ASCII, as signs that mean as much here."""
_LEADING_WORDS = ("by", "of", "from", "over", "about", "nearly", "than", "least", "around", "~")
_RARELY_OF_CHANGE = word_set(
    "add adds adding added advance advances advancing advanced differ differs differing differed "
    "different lead leads leading led more less larger smaller longer superior extend "
    "extended expand expands expanding expanded close closes closing closed bridge "
    "bridges bridging bridged refine refines refining refined change changes changing changed"
)
_OTHER_CUES = (
    "than", "less", "under", "within", "at most", "retention", "recovery", "additional",
    "extra", "throughput", "fps", "speed", "sped", "size", "parameter", "fast", "efficien", "times",
    "as many", "as much",
    "twice", "thrice", "half", "halv", "doubl", "tripl", "quadrupl", "magnitude", "fold", "cost of",
    "price of", "expense of", "third", "quarter", "tenth", "twentieth", "0/", "% of", "percent of",
)  # fmt: skip


def _plain_signs() -> list[str]:
    numbered = [f"0{gap}{word}" for gap in ("", " ", "-", "{", "$ ", "$-") for word in _NUMBERED]
    numbered += [count + tail for count in _COUNTS for tail in _COUNTED]
    parts = [f"{lead}{part}" for part in _PARTS for lead in ("a ", "one ", "-")]
    return [*_SPELLED, *numbered, *parts, *(f"{part}s" for part in _PARTS), "+0"]


def _weak_signs() -> list[str]:
    led = [f"{word}{gap}0" for word in _LEADING_WORDS for gap in (" ", " $")]
    return [*led, ".0", "0ms", "0 ms"]


def _openings(words: set[str]) -> list[str]:
    """Patterns for all `words`: one that opens another stands for both."""
    kept: list[str] = []
    for word in sorted(words):
        if not (kept and word.startswith(kept[-1])):
            kept.append(word)
    return [lead + word for word in kept for lead in _leads(word)]


def _leads(word: str) -> tuple[str, ...]:
    """What may stand before a cue; short ones would be found inside other words."""
    return (" ", "-") if word.isalpha() and len(word) < _SHORT else ("",)


def _automaton(patterns: list[str]) -> BytesAhoCorasick:
    encoded = [pattern.encode() for pattern in patterns]
    return BytesAhoCorasick(encoded, implementation=Implementation.DFA)


_PLAIN = len(_plain_signs())
_WEAK = _PLAIN + len(_SUPPORT)
_NUMBERS = _automaton([*_plain_signs(), *_SUPPORT, *_weak_signs()])
_CUES = _automaton(
    _openings({*CUES, *KEEP_VERBS, *LIMITING, *_OTHER_CUES} - (PLACES - {"behind"})) + _SIGN_CUES
)
_CHANGES = _automaton(_openings({*CUES, "speed", "sped"} - PLACES - _RARELY_OF_CHANGE))


def find_worth_reading(abstract: str, folded: bytes) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) offsets of the sentences of `abstract` that may hold a claim.

    `folded` is the abstract folded by `fold_bytes`.
    """
    if not abstract.isascii():
        folded = fold_bytes(_write_plainly(abstract))
    # Whatever opens a word is a space.
    folded = folded.replace(b"(", b" ")
    hits = _NUMBERS.find_matches_as_indexes(folded, overlapping=True)
    if not hits:
        return
    reached, count = 0, len(hits)
    for start, end in sentences_at(abstract, [at for _, at, _ in hits]):
        first = reached
        while reached < count and hits[reached][1] < end:
            reached += 1
        signs = [sign for sign, _, _ in hits[first:reached]]
        strongest = min(signs)
        if strongest >= _PLAIN and max(signs) < _WEAK:
            continue
        cues = _CUES if strongest < _WEAK else _CHANGES
        if cues.find_matches_as_indexes(b" " + folded[start:end]):
            yield start, end


def _write_plainly(abstract: str) -> str:
    for form, sign in _PLAIN_FORMS.items():
        abstract = abstract.replace(form, sign)
    return abstract
