"""A fast look for sentences that may hold a claim, so that only those are read.

One automaton passes over the abstract and reports the signs without which no number is a
claim: plain signs (a percent sign, a factor, points, a spelled factor) and weak ones (a
decimal, a number behind 'by'). Others look in the sentences found for a word that could make
the number a claim; behind a weak sign it must be a word of change.
"""

from __future__ import annotations

from collections.abc import Iterator

from ahocorasick_rs import AhoCorasick, Implementation

from analysis.facts.claims.cues import CUES
from analysis.facts.claims.grammar import KEEP_VERBS, LIMITING
from analysis.facts.claims.reading import PLACES
from analysis.facts.claims.words import word_set
from analysis.facts.text import sentence_spans

_DIGITS = "0123456789"
_SHORT = 7
_SPELLED = (
    "%", "\uff05", "percent", "per cent", "times", "fold", "twice", "thrice", "halv", "doubl",
    "tripl", "quadrupl", "magnitude", " half", "\nhalf", "-half", "third", "quarter", "fourth",
    "fifth", "tenth", "twentieth", "factor of", "points", "point ", "point\n", " pp", "\npp", "p.p",
    "1/", "\u00d7",
)  # fmt: skip
_LEADING_WORDS = ("by", "of", "from", "over", "about", "nearly", "than", "least", "around", "~")
_RARELY_OF_CHANGE = word_set(
    "add adds adding added advance advances advancing advanced differ differs differing differed "
    "different lead leads leading led more less larger smaller longer superior extend extends "
    "extending extended expand expands expanding expanded close closes closing closed bridge "
    "bridges bridging bridged refine refines refining refined change changes changing changed"
)
_OTHER_CUES = (
    "than", "less", "under", "within", "at most", "retention", "recovery", "additional",
    "extra", "throughput", "fps", "speed", "sped", "size", "parameter", "fast", "efficien", "times",
    "twice", "thrice", "half", "halv", "doubl", "tripl", "quadrupl", "magnitude", "fold", "cost of",
    "price of", "expense of", "third", "quarter", "tenth", "twentieth", "1/", "% of", "percent of",
)  # fmt: skip


def _plain_signs() -> list[str]:
    factors = [f"{digit}{tail}" for digit in _DIGITS for tail in ("x", "X", " x ", "pp")]
    return [*_SPELLED, *factors, *(f"+{digit}" for digit in _DIGITS)]


def _weak_signs() -> list[str]:
    found: list[str] = []
    for digit in _DIGITS:
        found += [f".{digit}", f"{digit}dB", f"{digit}ms"]
        for word in _LEADING_WORDS:
            found += [f"{word} {digit}", f"{word}\n{digit}", f"{word} ${digit}"]
    return found


def _sign_cues() -> list[str]:
    """Signs and ends of change in front of a digit, which need no word of change."""
    leads = ("+", " -", "(-", "/-", "\u2212", "\u2191", "\u2193", "from ")
    return [f"{lead}{digit}" for lead in leads for digit in _DIGITS]


def _openings(words: set[str]) -> list[str]:
    """Patterns for all `words`: one that opens another stands for both."""
    kept: list[str] = []
    for word in sorted(words):
        if not (kept and word.startswith(kept[-1])):
            kept.append(word)
    return [lead + word for word in kept for lead in _leads(word)]


def _leads(word: str) -> tuple[str, ...]:
    """What may stand before a cue; short ones would be found inside other words."""
    return (" ", "(", "-") if word.isalpha() and len(word) < _SHORT else ("",)


def _automaton(patterns: list[str]) -> AhoCorasick:
    return AhoCorasick(patterns, implementation=Implementation.DFA)


_PLAIN = len(_plain_signs())
_NUMBERS = _automaton(_plain_signs() + _weak_signs())
_CUES = _automaton(
    _openings({*CUES, *KEEP_VERBS, *LIMITING, *_OTHER_CUES} - (PLACES - {"behind"})) + _sign_cues()
)
_CHANGES = _automaton(_openings({*CUES, "speed", "sped"} - PLACES - _RARELY_OF_CHANGE))


def find_worth_reading(abstract: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) offsets of the sentences of `abstract` that may hold a claim."""
    hits = _NUMBERS.find_matches_as_indexes(abstract, overlapping=True)
    if not hits:
        return
    hits.append((0, len(abstract), 0))
    spans = iter(sentence_spans(abstract))
    start, end = next(spans)
    is_hit = is_plain = False
    for pattern, at, _ in hits:
        if at >= end:
            if is_hit and _has_cue(abstract[start:end], _CUES if is_plain else _CHANGES):
                yield start, end
            is_hit = is_plain = False
            while at >= end and at < len(abstract):
                start, end = next(spans)
        is_hit = True
        is_plain = is_plain or pattern < _PLAIN


def _has_cue(sentence: str, cues: AhoCorasick) -> bool:
    return bool(cues.find_matches_as_indexes(f" {sentence}".lower().replace("\n", " ")))
