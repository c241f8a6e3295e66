"""Words, numbers and signs of a sentence, with where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from analysis.facts.claims.words import word_set

_TOKEN = re.compile(
    r"([\s$*{}\"`\u201c\u201d]*)"
    # Plain words first, for speed; whatever could be more than a plain word is left to the rest.
    r"((?<![0-9])[A-Za-z]+(?![-\w'@^&:\\.\u2019])"
    r"|https?://\S+"
    r"|[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
    r"|[eEiI]\.\s?[gGeE]\.,?|[pP]\.[pP]\.?"
    # A factor sign glued to the next word would hide what the number means: '2x-4x'.
    r"|[xX](?![^\W_])|(?<=[0-9])times(?!tamp)"
    r"|(?:sim|approx|geq|leq|pm|rightarrow)(?=[0-9])|to(?=-[0-9])"
    r"|[^\W\d_]\w*(?:(?:[-'\u2019@^]|\\?&|\.(?=[0-9]))\w+)*"
    r"|\.[0-9]+|\\[A-Za-z]+|\\[^\sA-Za-z]"
    r"|\S)"
)
_SKIPPED = word_set(
    "e.g. e.g., i.e. i.e., \\, \\; \\! \\: \\textbf \\text \\emph \\mathbf \\mathrm \\textit \\bf "
    "\\it \\em \\boldsymbol \\left \\right textbf mathbf"
) | {"e. g.", "i. e."}
_PLAIN_WORDS = {
    "%": "\\% \uff05", "percent": "percents percentages", "pp": "p.p p.p.",
    "-": "\u2212 \u2013 \u2014",
    "x": "\\times \u00d7 \u2715 \u2a2f", "~": "\\sim \u223c \\approx \u2248 \\simeq sim approx",
    ">": "\\geq \\ge \u2265 \\gt \\textgreater textgreater geq",
    "<": "\\leq \\le \u2264 \\lt \\textless textless leq", "\u00b1": "\\pm pm",
    "\u2192": "\\to \\rightarrow rightarrow", "\u2191": "\\uparrow uparrow",
    "\u2193": "\\downarrow downarrow", "speed-up": "speedup speedups speed-ups", "j&f": "j\\&f",
}  # fmt: skip
_SPEEDING_UP = {
    "speed": "speed-up", "speeds": "accelerates", "speeding": "accelerating",
    "sped": "accelerated", "speeded": "accelerated",
}  # fmt: skip
_PLAIN = {variant: plain for plain, line in _PLAIN_WORDS.items() for variant in line.split()} | {
    f"{form}{gap}{particle}": plain
    for form, plain in _SPEEDING_UP.items()
    for gap in (" ", "\n")
    for particle in ("up", "ups")
}


class Sentence:
    """The tokens of one sentence: `words` in lower case and normalised, found at `span`."""

    __slots__ = ("_gaps", "_offsets", "_raw", "_start", "text", "words")

    def __init__(self, text: str, start: int, gaps: Sequence[str], raw: Sequence[str]) -> None:
        self.text = text
        lowered = list(map(str.lower, raw))
        self.words: list[str] = list(map(_PLAIN.get, lowered, lowered))
        self._start = start
        self._gaps = gaps
        self._raw = raw
        self._offsets: list[int] | None = None

    def glued(self, index: int) -> bool:
        """Tell whether token `index` follows its predecessor without anything between."""
        return index > 0 and not self._gaps[index]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in `text` of the tokens `first` to `last` (exclusive); `first < last`."""
        if self._offsets is None:
            lengths = (len(gap) + len(raw) for gap, raw in zip(self._gaps, self._raw, strict=True))
            self._offsets = list(accumulate(lengths, initial=self._start))
        return self._offsets[first] + len(self._gaps[first]), self._offsets[last]

    def quote(self, first: int, last: int) -> str:
        """The characters of the tokens `first` to `last` (exclusive)."""
        start, end = self.span(first, last)
        return self.text[start:end]


def tokenize(text: str, start: int, end: int) -> Sentence:
    """Split `text[start:end]` into tokens.

    LaTeX residue, quotation marks and emphasis are left out; signs that mean the same are
    made the same (a LaTeX, a Unicode and a plain sign for times). Offsets refer to `text`.
    """
    gaps: Sequence[str]
    raw: Sequence[str]
    gaps, raw = zip(*_TOKEN.findall(text, start, end), strict=True)
    if not _SKIPPED.isdisjoint(raw):
        gaps, raw = _leave_out(gaps, raw)
    if "up" in raw or "ups" in raw:
        gaps, raw = _join_speeding_up(gaps, raw)
    return Sentence(text, start, gaps, raw)


def _join_speeding_up(
    gaps: Sequence[str], raw: Sequence[str]
) -> tuple[Sequence[str], Sequence[str]]:
    """Make 'speed up' one token, but not in 'speeds up to 3x'."""
    kept_gaps: list[str] = []
    kept_raw: list[str] = []
    for at, (gap, word) in enumerate(zip(gaps, raw, strict=True)):
        is_bound = "".join(raw[at + 1 : at + 2]) == "to"
        before = kept_raw[-1].lower() if kept_raw else ""
        if word in ("up", "ups") and not is_bound and before in _SPEEDING_UP:
            kept_raw[-1] += gap + word
            continue
        kept_gaps.append(gap)
        kept_raw.append(word)
    return kept_gaps, kept_raw


def _leave_out(gaps: Sequence[str], raw: Sequence[str]) -> tuple[list[str], list[str]]:
    """Turn skipped tokens into gaps, so that offsets still add up."""
    kept_gaps: list[str] = []
    kept_raw: list[str] = []
    pending: list[str] = []
    for gap, word in zip(gaps, raw, strict=True):
        pending.append(gap)
        if word in _SKIPPED:
            pending.append(word)
            continue
        kept_gaps.append("".join(pending))
        kept_raw.append(word)
        pending.clear()
    return kept_gaps, kept_raw
