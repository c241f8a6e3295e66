"""Terms of titles and abstracts: words and phrases of two words, without any list of topics.

A term is known by whether a paper holds it, not by how often. Nothing is learned from the
corpus: a paper's terms depend on that paper alone, so a later paper cannot change what an
earlier one holds.
"""

from analysis.facts.terms.reader import NO_WORD, Found, TermReader, extract_terms, get_reader

__all__ = ["NO_WORD", "Found", "TermReader", "extract_terms", "get_reader"]
