"""From links and announcements to one verdict on a paper's release."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from analysis.facts.release.links import Link, find_links
from analysis.facts.release.names import look_up
from analysis.facts.release.nouns import CODE, KINDS, TOOL, name_artifacts
from analysis.facts.release.reading import Statement
from analysis.facts.release.statements import find_statements
from analysis.facts.text import fold_bytes, fold_case, sentences_at
from analysis.papers import Release, ReleaseStatus, Span, TextField

_LINKED = ("http", "www.", "github", "gitlab", "bitbucket", "gitee.", "huggingface")
_SAID = (
    "releas", "availab", "avaliab", "n-sourc", "n sourc", "opensourc", "accessib", "publi",
    "can be found", "can be accessed", "can be obtained", "can be downloaded", "can be retrieved",
    "coming soon", "included in the", "hosted", "licens",
)  # fmt: skip
_SAID_OF_IDEAS = ("provide", " share", "sharing", "maintain a", "distribut", "contribut", " offer")
"""Verbs that are said of ideas far more often than of code."""
_CODE_WORDS = ("code", "repositor", "toolkit", "toolbox", "script", "implementation")
_LINK_CUES = len(_LINKED)
_SURE_CUES = _LINK_CUES + len(_SAID)
_CUES = (*_LINKED, *_SAID, *_SAID_OF_IDEAS)
_ALL_CUES = len(_CUES)
# Leftmost matches of few words are looked for with vector instructions.
_FINDER = BytesAhoCorasick(
    [word.encode() for word in (*_CUES, *_CODE_WORDS)], matchkind=MatchKind.LeftmostFirst
)
_CODE_NAMED = re.compile(
    r"\b(?:source[\s-]?codes?|codes?(?:[\s-]?bases?)?|implementations?|toolkit|toolbox|scripts|"
    r"github repo(?:sitory)?|software(?=\s*:))\b"
    r"(?!-|[\s-]+(?:generat|complet|model|llm|review|search|retriev|understand|edit|repair|reason|"
    r"intellig|translat|language|synthe|summar|agent|quality|snippet|switch|mix|interpret|execut|"
    r"task|benchmark|data\b|dataset))"
)
_REACH = 400
_NO_RELEASE = Release()
_PROGRAMS = frozenset({CODE, TOOL})
_PROMISE = re.compile(
    r"\b(?:will(?! be (?:\w+ )?(?:updated|maintained)\b)|to be|soon|planned|"
    r"upon (?:acceptance|publication))\b"
)


class _Sentence(NamedTuple):
    start: int
    end: int
    low: str
    links: list[Link]
    statements: list[Statement]

    @property
    def names_code(self) -> bool:
        return _CODE_NAMED.search(self.low) is not None

    @property
    def points_to_code(self) -> bool:
        """Whether a link leads to a repository, or stands beside a word for code."""
        return bool(self.links) and (
            any(link.is_repository for link in self.links) or self.names_code
        )


def extract_release(abstract: str, title: str = "", folded: bytes | None = None) -> Release:
    """Read what an abstract announces of its artifacts.

    Input: the abstract, any string; the title is read only for what a released thing with
    a proper name is; `folded` is the abstract folded by `fold_bytes`, if it is at hand.
    Output: the status of the code, the links that lead to code, their hosts, what else is
    available or promised (`model`, `data`, `demo`, `project-page`), and where the status is
    said. A release without links is stated only. Time is linear in the
    length of the text.
    """
    if folded is None:
        folded = fold_bytes(abstract)
    cues = _find_cues(folded)
    if not cues:
        return _NO_RELEASE
    sentences = _read_sentences(abstract, title, folded, cues)
    if not sentences:
        return _NO_RELEASE
    status, at = _judge(sentences)
    artifacts = _artifacts(abstract, sentences)
    if at is None:
        return Release(artifacts=artifacts)
    links = _code_links(abstract, sentences)
    urls = tuple(dict.fromkeys([link.url for link in links]))
    hosts = tuple(dict.fromkeys([link.host for link in links]))
    return Release(status, urls, hosts, artifacts, Span(TextField.ABSTRACT, at.start, at.end))


def _find_cues(folded: bytes) -> list[tuple[int, int]]:
    """Give the cues of an announcement as (number of the cue, offset), in order of the text.

    A verb that is said of ideas is a cue where a word for code stands in its sentence.
    """
    hits = _FINDER.find_matches_as_indexes(folded)
    if not hits:
        return []
    code_words = [at for found, at, _ in hits if found >= _ALL_CUES]
    if not code_words:
        return [(found, at) for found, at, _ in hits if found < _SURE_CUES]
    return [
        (found, at)
        for found, at, _ in hits
        if found < _SURE_CUES or (found < _ALL_CUES and _is_near(folded, at, code_words))
    ]


def _is_near(folded: bytes, at: int, code_words: list[int]) -> bool:
    """Tell whether no full stop parts `at` from the words for code around it."""
    after = bisect_left(code_words, at)
    if after < len(code_words) and _are_joined(folded, at, code_words[after]):
        return True
    return after > 0 and _are_joined(folded, code_words[after - 1], at)


def _are_joined(folded: bytes, start: int, end: int) -> bool:
    return end - start < _REACH and folded.find(b". ", start, end) < 0


def _read_sentences(
    abstract: str, title: str, folded: bytes, cues: list[tuple[int, int]]
) -> list[_Sentence]:
    """Read the sentences that hold a cue; all others announce nothing."""
    opening = [at for cue, at in cues if cue < _LINK_CUES]
    links = find_links(abstract, opening) if opening else []
    sentences = []
    for start, end in sentences_at(abstract, [at for _, at in cues]):
        text = abstract[start:end]
        low = fold_case(text)
        inside = [link for link in links if start <= link.start < end]
        statements = find_statements(text, low, folded[start:end])
        if statements:
            statements = _settle_names(statements, title, abstract)
        if inside or statements:
            sentences.append(_Sentence(start, end, low, inside, statements))
    return sentences


def _settle_names(statements: list[Statement], title: str, abstract: str) -> list[Statement]:
    """Put the kinds of artifact in the place of proper names; what names none is left out."""
    settled = []
    for statement in statements:
        kinds = statement.artifacts
        if not kinds <= KINDS:
            kinds &= KINDS
            named = (look_up(name, title, abstract) for name in statement.artifacts - KINDS)
            found = frozenset(kind for one in named for kind in one)
            kinds |= found - _PROGRAMS if kinds or not statement.names_programs else found
        if kinds:
            settled.append(Statement(kinds, statement.promised))
    return settled


def _judge(sentences: list[_Sentence]) -> tuple[ReleaseStatus, _Sentence | None]:
    """Decide the status: what is said of code goes before a bare link, given before promised."""
    promised: _Sentence | None = None
    linked: _Sentence | None = None
    for sentence in sentences:
        code = [s.promised for s in sentence.statements if s.artifacts & _PROGRAMS]
        if not all(code):
            return ReleaseStatus.RELEASED, sentence
        if code:
            promised = promised or sentence
        elif sentence.points_to_code:
            if _PROMISE.search(sentence.low):
                promised = promised or sentence
            else:
                linked = linked or sentence
    if promised:
        return ReleaseStatus.PROMISED, promised
    if linked:
        return ReleaseStatus.RELEASED, linked
    return ReleaseStatus.NONE, None


def _code_links(abstract: str, sentences: list[_Sentence]) -> list[Link]:
    links: list[Link] = []
    footnotes: list[Link] = []
    for sentence in sentences:
        repositories = [link for link in sentence.links if link.is_repository]
        hands_out = any(s.artifacts & _PROGRAMS for s in sentence.statements)
        if repositories:
            is_footnote = not hands_out and abstract[repositories[0].start - 1].isalnum()
            (footnotes if is_footnote else links).extend(repositories)
        elif sentence.links and sentence.names_code:
            links += sentence.links
        elif hands_out:
            links += [link for link in sentence.links if not link.is_store]
    # A footnote behind a word often leads to the work of others.
    return links or footnotes


def _artifacts(abstract: str, sentences: list[_Sentence]) -> tuple[str, ...]:
    kinds: set[str] = set()
    for sentence in sentences:
        for statement in sentence.statements:
            kinds |= statement.artifacts
        reached = sentence.start
        for link in sentence.links:
            if not link.is_repository and not link.is_store:
                kinds.add("project-page")
            if not (link.is_repository and sentence.statements):
                kinds |= name_artifacts(abstract[max(reached, link.start - 200) : link.start])
            reached = link.end
    return tuple(kind for kind in ("model", "data", "demo", "project-page") if kind in kinds)
