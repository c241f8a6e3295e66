"""From links and announcements to one verdict on a paper's release."""

from __future__ import annotations

import re
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from analysis.facts.release.links import Link, find_links
from analysis.facts.release.nouns import Artifact, name_artifacts
from analysis.facts.release.statements import Statement, find_statements
from analysis.facts.text import fold_bytes, sentences_at
from analysis.papers import Release, ReleaseStatus, Span, TextField

_LINKED = ("http", "www.", "github", "gitlab", "bitbucket", "gitee.", "huggingface")
_SAID = (
    "releas", "availab", "n-sourc", "n sourc", "opensourc", "accessib", "publi", "can be found",
    "can be accessed", "can be obtained", "can be downloaded", "coming soon", "included in the",
    "hosted",
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
    r"github repo(?:sitory)?)\b"
    r"(?!-|[\s-]+(?:generat|complet|model|llm|review|search|retriev|understand|edit|repair|reason|"
    r"intellig|translat|language|synthe|summar|agent|quality|snippet|switch|mix|interpret|execut|"
    r"task|benchmark|data\b|dataset))",
    re.IGNORECASE,
)
_PROGRAMS = frozenset({Artifact.CODE, Artifact.TOOL})
_PROMISE = re.compile(r"\b(?:will|to be|soon|upon (?:acceptance|publication))\b", re.IGNORECASE)


class _Sentence(NamedTuple):
    start: int
    end: int
    links: tuple[Link, ...]
    statements: tuple[Statement, ...]
    names_code: bool
    promises: bool

    @property
    def points_to_code(self) -> bool:
        """Whether a link leads to a repository, or stands beside a word for code."""
        return bool(self.links) and (
            self.names_code or any(link.is_repository for link in self.links)
        )


def extract_release(abstract: str, title: str = "") -> Release:
    """Read what an abstract announces of its artifacts.

    Input: the abstract, any string; the title names no artifacts and is not read. Output:
    the status of the code, the links that lead to code, their hosts, what else is available
    or promised (`model`, `data`, `demo`, `project-page`), and where the status is said. A
    release without links is stated only. Time is linear in the length of the text.
    """
    cues = _find_cues(abstract)
    if not cues:
        return Release()
    sentences = _read_sentences(abstract, cues)
    status, at = _judge(sentences)
    artifacts = _artifacts(abstract, sentences)
    if at is None:
        return Release(artifacts=artifacts)
    links = _code_links(sentences)
    urls = tuple(dict.fromkeys(link.url for link in links))
    hosts = tuple(dict.fromkeys(link.host for link in links))
    return Release(status, urls, hosts, artifacts, Span(TextField.ABSTRACT, at.start, at.end))


def _find_cues(abstract: str) -> list[tuple[int, int]]:
    """Give the cues of an announcement as (number of the cue, offset), in order of the text."""
    hits = _FINDER.find_matches_as_indexes(fold_bytes(abstract))
    names_code = any(found >= _ALL_CUES for found, _, _ in hits)
    limit = _ALL_CUES if names_code else _SURE_CUES
    return [(found, at) for found, at, _ in hits if found < limit]


def _read_sentences(abstract: str, cues: list[tuple[int, int]]) -> list[_Sentence]:
    """Read the sentences that hold a cue; all others announce nothing."""
    links = find_links(abstract, [at for cue, at in cues if cue < _LINK_CUES])
    sentences = []
    for start, end in sentences_at(abstract, [at for _, at in cues]):
        text = abstract[start:end]
        inside = tuple(link for link in links if start <= link.start < end)
        statements = tuple(find_statements(text))
        if inside or statements:
            named = bool(inside and _CODE_NAMED.search(text))
            promises = bool(inside and _PROMISE.search(text))
            sentences.append(_Sentence(start, end, inside, statements, named, promises))
    return sentences


def _judge(sentences: list[_Sentence]) -> tuple[ReleaseStatus, _Sentence | None]:
    """Decide the status: what is said of code goes before a bare link, given before promised."""
    promised: _Sentence | None = None
    linked: _Sentence | None = None
    for sentence in sentences:
        code = [s for s in sentence.statements if s.artifacts & _PROGRAMS]
        if any(not s.promised for s in code):
            return ReleaseStatus.RELEASED, sentence
        if code or (sentence.promises and sentence.points_to_code):
            promised = promised or sentence
        elif sentence.points_to_code:
            linked = linked or sentence
    if promised:
        return ReleaseStatus.PROMISED, promised
    if linked:
        return ReleaseStatus.RELEASED, linked
    return ReleaseStatus.NONE, None


def _code_links(sentences: list[_Sentence]) -> list[Link]:
    links: list[Link] = []
    for sentence in sentences:
        repositories = [link for link in sentence.links if link.is_repository]
        hands_out = any(s.artifacts & _PROGRAMS for s in sentence.statements)
        leads_on = sentence.links if sentence.names_code else ()
        if hands_out and not leads_on:
            leads_on = tuple(link for link in sentence.links if not link.is_store)
        links += repositories or leads_on
    return links


def _artifacts(abstract: str, sentences: list[_Sentence]) -> tuple[str, ...]:
    kinds: set[str] = set()
    for sentence in sentences:
        for statement in sentence.statements:
            kinds |= statement.artifacts
        for link in sentence.links:
            if not link.is_repository and not link.is_store:
                kinds.add("project-page")
        if sentence.links:
            kinds |= name_artifacts(abstract[sentence.start : sentence.links[0].start][-300:])
    return tuple(kind for kind in ("model", "data", "demo", "project-page") if kind in kinds)
