"""Which words of a text are terms, or parts of them.

Function words and the stock words of abstracts (propose, novel, showcasing), adverbs and numbers
are no terms, and no phrase reaches across them or across punctuation. What is left of formulas,
links and markup is passed over.
"""

from __future__ import annotations

import re
import string
import unicodedata

_FUNCTION_WORDS = """
a about above across after again against al all almost along already also although always among
amongst an and another any are aren as at be became because become becomes been before being below
between beyond both but by can cannot could despite did didn do does doesn doing don done due
during each eg either else enough et etc even ever every few first five for four from further
furthermore get given gives had has have having hence her here his how however i ie if in
including indeed instead into is isn it its itself just least less like made make makes making
many may me might more moreover most much must my need needs neither never nevertheless nor not
now of off often on once one only onto or other others otherwise our ours out over own per perhaps
quite rather same second several shall she should since six so some still such ten than that the
their theirs them themselves then there thereby therefore these they third this those though three
through throughout thus to together too toward towards two under unlike until up upon us use used
uses using various versus very via vs was wasn we well were what when where whereas whether which
while who whose why will with within without won would yet you your
"""
_STOCK_WORDS = """
abilities ability ablation able abundant achievable achieve achieved achieves achieving address
addressed addresses addressing adopt adopted adopting advance advanced advancement advancements
advances advancing aim aims alongside analyses analyze analyzed applied applying approach
approaches approx article aspect aspects attain available based baseline baselines better bridge
bring brings building called capabilities capability capable categorize categorized challenge
challenges challenging clear code codes combine combined combining comparable compared compelling
competitive comprehensive conduct conducted consider considerable consist consistent consists
contribution contributions core couple critical crucial current delve demand demo demonstrate
demonstrated demonstrates demonstrating desired develop developed developing develops different
effective effectiveness emerge emerged emerges emerging emph emphasize emphasizes enable enables
enabling encompassing enhance enhanced enhances enhancing ensure ensures ensuring essential
establish establishes establishing evaluate evaluated exhibit exhibits exist existing experiment
experimental experiments explicit explore explores extensive facilitate facilitates facilitating
fail fails fall falls field fields finding findings focus focuses framework frameworks fundamental
gain gains gap gaps geq github great greater growing highlight highlighting highlights hinder
hinders href http https huggingface identify identifying important impressive improve improved
improvement improvements improves improving include includes incorporate incorporates
incorporating increasing indicate indicates inherent innovative insight insights inspired
integrate integrates integrating introduce introduced introduces introducing introduction
investigate involve involves issue issues key lack lacks lceil lead leading leads leq level levels
leverage leverages leveraging lfloor limitation limitations limited main mathbb mathcal mathrm
method methods motivated necessary new note novel obtain obtained offer offering offers outperform
outperforming outperforms overcome page paper paradigm paradigms pave paves paving perform
performance performs persistent pivotal poor pose poses potential practical present presented
presents previous principled prior problem problems produce produces producing profound project
promising propose proposed proposes proposing provide provides providing rapid rceil recent
release released releases relies rely relying remain remains remarkable require requires resort
respective result resulting results reveal reveals rfloor rigorous robust seek seeks serve serves
setting shed sheds show showcase showcased showcases showcasing showing shown shows significant
sim solution solutions sota state-of-the-art state-of-the-arts strong struggle struggles studies
study substantial succeed suffer suffers sufficient suggest superior supported systematic tackle
technique techniques textbf textit thorough times underscore underscores underscoring understood
unexplored unique url utilization utilize utilized utilizes utilizing valuable versatile vital
website wide work works www yield yielding yields
"""
_PREFIXES = """
anti auto co cross fine grained high inter intra low multi non post pre re self semi sub
"""
NOT_ALONE = frozenset(_PREFIXES.split())
"""No terms by themselves, but part of phrases: `multi turn`."""
_STOP_WORDS = frozenset((_FUNCTION_WORDS + _STOCK_WORDS).split())
_SINGULAR = frozenset(["bayes", "hermes", "lens", "news", "series", "species"])
_UNLIKE_ADVERBS = "anomaly assembly butterfly daily early family monthly multiply reply supply"
_NO_ADVERBS = frozenset(_UNLIKE_ADVERBS.split())
_KEPT_ENDINGS = ("ss", "us", "is", "as", "ics")
_LONG_PLURALS = ("sses", "xes", "ches", "shes")

_MARKUP = re.compile(
    r"\\?(?:text(?:bf|it|tt|sc|rm)?|emph|math(?:bf|cal|rm|tt)|underline)\{([^{}]*)\}"
)
_LOST_CHARACTER = re.compile(r"x20[12][0-9a-f]")
"""U+2014 and its like, of which a page's markup left only the digits."""
_RESIDUE = re.compile(r"[_^{}\\$@|]|://|www\.|\.(?:com|org|net|io|ai)/")
_TOKEN = re.compile(r"[^\W_]+(?:[-\u2010\u2011'\u2019][^\W_]+|\.\d+)*|[^\w\s]")
_HYPHEN = re.compile(r"[-\u2010\u2011]")
_APOSTROPHE = re.compile(r"['\u2019]")
_DIMENSIONS = frozenset({"1d", "2d", "3d", "4d"})
_LONGEST = 30
_TO_LOWER = bytes.maketrans(
    f"{string.ascii_uppercase}\x1c\x1d\x1e\x1f".encode(), f"{string.ascii_lowercase}    ".encode()
)
"""With what else counts as white space in a string, but not in bytes."""


def fold(text: str) -> bytes:
    """A text in lower case and without markup around words; ASCII white space parts pieces."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if "{" in plain:
        plain = _MARKUP.sub(r" \1 ", plain)
    if "x20" in plain:
        plain = _LOST_CHARACTER.sub(" , ", plain)
    if plain.isascii():
        return plain.encode().translate(_TO_LOWER)
    return " ".join(plain.lower().split()).encode()


def read_piece(piece: str) -> tuple[str, ...]:
    """The words of a piece of a folded text, in the singular; empty where none is a term.

    No phrase reaches across an empty one. A piece with remains of markup is one of these.
    """
    if _RESIDUE.search(piece):
        return ("",)
    return tuple(word for token in _TOKEN.findall(piece) for word in _read_token(token))


def _read_token(token: str) -> tuple[str, ...]:
    """The words of a token; an empty one where a phrase must not reach across."""
    parts = _HYPHEN.split(token)
    compound = "-".join(parts)
    has_digit = any(letter.isdigit() for letter in compound)
    if not token[0].isalnum() or compound in _STOP_WORDS:
        return ("",)
    if len(parts) > 2 or (len(parts) == 2 and has_digit):
        return (_read_word(compound),)
    return tuple(_read_word(part) for part in parts)


def _read_word(word: str) -> str:
    """A word as a term holds it: in the singular; empty for what is no term."""
    word = _APOSTROPHE.split(word)[0]
    is_counted = word[:1].isdigit() and word not in _DIMENSIONS
    is_adverb = word.endswith("ly") and len(word) > 4 and word not in _NO_ADVERBS
    if is_counted or is_adverb or not 2 <= len(word) <= _LONGEST or word in _STOP_WORDS:
        return ""
    single = _make_singular(word)
    return "" if single in _STOP_WORDS else single


def _make_singular(word: str) -> str:
    if len(word) < 4 or word in _SINGULAR or word.endswith(_KEPT_ENDINGS):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(_LONG_PLURALS):
        return word[:-2]
    return word.removesuffix("s")
