"""Words, numbers and signs of a sentence, with where they stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from analysis.facts.claims.words import word_set
from analysis.facts.text import fold_case

_RESIDUE = '$*{}"`\u201c\u201d'
_TOKEN = re.compile(
    rf"([{_RESIDUE}]*)"
    # Plain words first, for speed; whatever could be more than a plain word is left to the rest.
    r"((?<![0-9])[A-Za-z]+(?![-\w'@^&:\\.\u2019])"
    r"|https?://\S+"
    r"|[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
    r"|[eEiI]\.[gGeE]\.,?|[pP]\.[pP]\.?"
    # A factor sign glued to the next word would hide what the number means: '2x-4x'.
    r"|[xX](?![^\W_])|(?<=[0-9])times(?!tamp)"
    r"|(?:sim|approx|geq|leq|pm|rightarrow|plus|[dD]elta|[\u0394\u2206])(?=[0-9])|to(?=-[0-9])|(?:-{1,2}|=)>"
    r"|[^\W\d_]\w*(?:(?:[-'\u2019@^]|\\?&|\.(?=[0-9]))\w+)*"
    r"|\.[0-9]+|\\[A-Za-z]+|\\[^\sA-Za-z]"
    r"|\S)"
)
_SKIPPED = word_set(
    "e.g. e.g., i.e. i.e., \\, \\; \\! \\: \\textbf \\text \\emph \\mathbf \\mathrm \\textit \\bf "
    "\\it \\em \\boldsymbol \\left \\right textbf mathbf"
)
_PLAIN_WORDS = {
    "%": "\\% \uff05", "percent": "percents percentages", "pp": "p.p p.p.",
    "-": "\u2212 \u2013 \u2014",
    "x": "\\times \u00d7 \u2715 \u2a2f", "~": "\\sim \u223c \\approx \u2248 \\simeq sim approx",
    ">": "\\geq \\ge \u2265 \\gt \\textgreater textgreater geq",
    "<": "\\leq \\le \u2264 \\lt \\textless textless leq", "\u00b1": "\\pm pm",
    "\u2192": "\\to \\rightarrow \\longrightarrow \\Rightarrow rightarrow -> --> => \u21d2",
    "+": "plus", "\u2191": "\\uparrow uparrow",
    "\u2193": "\\downarrow downarrow", "speed-up": "speedup speedups speed-ups", "j&f": "j\\&f",
}  # fmt: skip
_SPEEDING_UP = {
    "speed": "speed-up", "speeds": "accelerates", "speeding": "accelerating",
    "sped": "accelerated", "speeded": "accelerated",
}  # fmt: skip
_PLAIN = {variant: plain for plain, line in _PLAIN_WORDS.items() for variant in line.split()} | {
    f"{form}_{particle}": plain
    for form, plain in _SPEEDING_UP.items()
    for particle in ("up", "ups")
}
_SPED_UP = re.compile(rf"\b({'|'.join(_SPEEDING_UP)})\s(ups?)(?![\w-]|\s+to\b)", re.IGNORECASE)
"""'speed up' is one word, but not in 'speeds up to 3x'."""

_NOT_PLAIN = _SKIPPED | _PLAIN.keys()
_NAME = re.compile(
    r"(?!x-|to-[0-9]|(?:sim|approx|geq|leq|pm|rightarrow|plus|delta)[0-9])"
    r"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)([,.;:)]?)"
)
"""A piece in lower case that `_TOKEN` reads as one word, and what closes it: 'gpt-4,'."""
_PIECE = re.compile(r"\S+")
_PIECES_KEPT = 1 << 12
_DIGITS = frozenset("0123456789")


class Sentence:
    """The tokens of one sentence: `words` in lower case and normalised, found at `span`.

    `numerals` are the indexes of the tokens that open with a digit.
    """

    __slots__ = (
        "_firsts", "_glued", "_odd", "_pieces", "_start", "_starts", "_stretch", "numerals", "text",
        "words",
    )  # fmt: skip

    def __init__(self, text: str, start: int, end: int) -> None:
        stretch = text[start:end]
        folded = fold_case(stretch)
        if "up" in folded and "spe" in folded:
            stretch = _SPED_UP.sub(r"\1_\2", stretch)
            folded = fold_case(stretch)
        self.text = text
        self.words: list[str] = []
        self.numerals: list[int] = []
        self._start = start
        self._stretch = stretch
        self._pieces = stretch.split()
        self._glued: set[int] = set()
        # Pieces that are more than a plain word, and the index of the first token of each.
        self._odd: list[int] = []
        self._firsts: list[int] = []
        self._starts: list[int] | None = None
        self._read(folded.split())

    def _read(self, lowered: list[str]) -> None:
        """Read the words; plain ones, which most are, need no look at their letters."""
        words, glued, odd, firsts = self.words, self._glued, self._odd, self._firsts
        keep, match, not_plain = words.append, _NAME.fullmatch, _NOT_PLAIN
        for at, plain in enumerate(lowered):
            if plain not in not_plain and plain.isalpha():
                keep(plain)
                continue
            first = len(words)
            odd.append(at)
            firsts.append(first)
            name = match(plain)
            if name is not None and (head := name[1]) not in not_plain:
                keep(head)
                if name[2]:
                    keep(name[2])
                    glued.add(first + 1)
                continue
            read, touching, numerals = _read_piece(self._pieces[at])
            words += read
            for index in touching:
                glued.add(first + index)
            for index in numerals:
                self.numerals.append(first + index)

    def glued(self, index: int) -> bool:
        """Tell whether token `index` follows its predecessor without anything between."""
        return index in self._glued

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in `text` of the tokens `first` to `last` (exclusive); `first < last`."""
        start, end = self._locate(first)
        return start, (end if last == first + 1 else self._locate(last - 1)[1])

    def quote(self, first: int, last: int) -> str:
        """The characters of the tokens `first` to `last` (exclusive)."""
        start, end = self.span(first, last)
        return self.text[start:end]

    def _locate(self, token: int) -> tuple[int, int]:
        """Offsets in `text` of one token, by the piece that holds it."""
        starts = self._starts
        if starts is None:
            starts = self._starts = self._find_starts()
        odd = bisect_right(self._firsts, token) - 1
        at = token
        if odd >= 0:
            at = self._odd[odd]
            spans = _locate_tokens(self._pieces[at])
            inside = token - self._firsts[odd]
            if inside < len(spans):
                start = starts[at] + at
                return start + spans[inside][0], start + spans[inside][1]
            at += inside - len(spans) + 1
        start = starts[at] + at
        return start, start + len(self._pieces[at])

    def _find_starts(self) -> list[int]:
        """Where each piece begins, less one character of white space per piece before it."""
        pieces = self._pieces
        starts = list(accumulate(map(len, pieces), initial=self._start))
        if starts[-1] - self._start + len(pieces) - 1 == len(self._stretch):
            # No two pieces have more between them, as nearly always.
            return starts
        found = _PIECE.finditer(self._stretch)
        return [self._start + match.start() - at for at, match in enumerate(found)]


def tokenize(text: str, start: int, end: int) -> Sentence:
    """Split `text[start:end]` into tokens.

    LaTeX residue, quotation marks and emphasis are left out; signs that mean the same are
    made the same (a LaTeX, a Unicode and a plain sign for times). Offsets refer to `text`.
    """
    return Sentence(text, start, end)


@lru_cache(maxsize=_PIECES_KEPT)
def _read_piece(piece: str) -> tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]:
    """Split a stretch without white space into words.

    Also give which of them touch the one before, and which open with a digit.
    """
    words: list[str] = []
    glued: list[int] = []
    numerals: list[int] = []
    touches = False
    for gap, raw in _TOKEN.findall(piece.rstrip(_RESIDUE)):
        if raw in _SKIPPED:
            touches = False
            continue
        if touches and not gap:
            glued.append(len(words))
        if raw[0] in _DIGITS or (raw[0] == "." and raw != "."):
            numerals.append(len(words))
        word = raw.lower()
        words.append(_PLAIN.get(word, word))
        touches = True
    return tuple(words), tuple(glued), tuple(numerals)


@lru_cache(maxsize=_PIECES_KEPT)
def _locate_tokens(piece: str) -> tuple[tuple[int, int], ...]:
    """The offsets in `piece` of the words of `_read_piece`."""
    matches = _TOKEN.finditer(piece.rstrip(_RESIDUE))
    return tuple(match.span(2) for match in matches if match[2] not in _SKIPPED)
