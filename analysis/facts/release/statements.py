"""Sentences that announce something: who releases what, and whether yet."""

from __future__ import annotations

import re

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from analysis.facts.release import wording
from analysis.facts.release.asides import find_asides
from analysis.facts.release.nouns import CODE, KINDS, TOOL, name_artifacts
from analysis.facts.release.reading import MOST_VERBS, NEAR, REACH, Sentence, Statement, is_promised

_LONGEST_SHORT_FORM = 120
_ADJECTIVES = (
    "availab", "avaliab", "accessib", "found", "access", "obtain", "download", "retriev", "view",
    "locat", "host", "includ", "reach", "attach", "submit", "put", "coming", "licens",
)  # fmt: skip
_VERBS_AND_ADJECTIVES = ("releas", "publi", "shar", "open", "provid", "distribut")
_VERBS = ("offer", "maintain", "mak", "made", "contribut")
"""How the adjectives and verbs of announcements begin."""
_FUTURE = (
    "will", "would", "shall", "going to", "plan", "intend", "aim", "expect", "about to", "to be",
    "commit", "hope", "promise", "process of", "working on", "soon", "upon", "once", "when",
    "after", "future", "later", "if accepted",
)  # fmt: skip
"""Without one of these nothing is promised."""
_FIRST_VERB = len(_ADJECTIVES)
_PAST_ADJECTIVES = _FIRST_VERB + len(_VERBS_AND_ADJECTIVES)
_FIRST_FUTURE = _PAST_ADJECTIVES + len(_VERBS)
_STEMS = BytesAhoCorasick(
    [stem.encode() for stem in (*_ADJECTIVES, *_VERBS_AND_ADJECTIVES, *_VERBS, *_FUTURE)],
    matchkind=MatchKind.LeftmostFirst,
)
_FETCHED = ("downloaded", "obtained", "retrieved", "hosted")
_CODE = frozenset({CODE})
_TOOL = frozenset({TOOL})
_NOTHING: frozenset[str] = frozenset()


def find_statements(text: str, low: str, folded: bytes) -> list[Statement]:
    """Find the announcements of one sentence.

    Input: a sentence, as it is and folded by `fold_case` and by `fold_bytes`. Output:
    announcements that name at least one kind of artifact, or something by a proper name.
    Only a bounded stretch around each verb is read, so that time is linear in the length
    of the sentence.
    """
    stems = _STEMS.find_matches_as_indexes(folded)
    looks_ahead = bool(stems) and max(stems)[0] >= _FIRST_FUTURE
    sentence = Sentence(text, low, looks_ahead)
    found = find_asides(sentence, folded)
    adjectives = [at for stem, at, _ in stems if stem < _PAST_ADJECTIVES]
    for match in _match_at(wording.HANDED_OUT, low, adjectives):
        found += _read_passive(sentence, match)
    verbs = [at for stem, at, _ in stems if _FIRST_VERB <= stem < _FIRST_FUTURE]
    for match in _match_at(wording.HANDS_OUT, low, verbs):
        found += _read_active(sentence, match)
    return found


def _match_at(pattern: re.Pattern[str], low: str, offsets: list[int]) -> list[re.Match[str]]:
    """Give the matches of `pattern`, which do not overlap, at the offsets."""
    matches: list[re.Match[str]] = []
    reached = 0
    for at in offsets:
        match = pattern.match(low, at) if at >= reached else None
        if match is not None:
            reached = match.end()
            matches.append(match)
    return matches[:MOST_VERBS]


def _last_word(before: str) -> str:
    """Give the last word of `before`, which is at least as long as any word looked for."""
    words = before[-20:].split()
    return words[-1].strip(",") if words else ""


def _read_passive(sentence: Sentence, match: re.Match[str]) -> tuple[Statement, ...]:
    """Read "X is available", "X has been released", "X available at"."""
    start, end = match.span()
    begin = max(0, start - REACH)
    before, after = sentence.low[begin:start], sentence.low[end : end + REACH]
    auxiliary = None
    if _last_word(before) in wording.AUXILIARY_ENDS:
        auxiliary = wording.AUXILIARY.search(before, max(0, len(before) - NEAR))
    if auxiliary is None:
        cut = _cut_short_form(before, after, match)
    else:
        cut = _cut_subject(before, auxiliary.start())
    if cut is None:
        return ()
    named = name_artifacts(sentence.text[begin + cut[0] : begin + cut[1]])
    subject, full = before[cut[0] : cut[1]], auxiliary is not None
    artifacts = _judge_subject(named, subject, after, match, full=full)
    if not artifacts and match["given"] and wording.SOFTWARE_STORE.match(after):
        artifacts = _name_stored(before, cut, full=full)
    if not artifacts:
        return ()
    late = auxiliary is not None and auxiliary["verb"] == "be"
    promised = match["coming"] is not None or (
        sentence.looks_ahead and is_promised(f"{subject} be" if late else subject, after)
    )
    said = match.group()
    opened = "open" in said or "released" in said
    return (Statement(artifacts, promised, opened),)


def _cut_short_form(before: str, after: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Cut the subject of forms without a verb: "Code available at", "data and code released"."""
    if match["found"] or not (match["coming"] or wording.SHORT_FORM_END.match(after)):
        return None
    adverbs = wording.SHORT_FORM_ADVERBS.search(before, max(0, len(before) - 30))
    cut = None if adverbs is None else _cut_subject(before, adverbs.start())
    return None if cut is None or cut[1] - cut[0] >= _LONGEST_SHORT_FORM else cut


def _cut_subject(before: str, end: int) -> tuple[int, int]:
    """Give the part of `before` from the last clause boundary on, as far as the space at `end`."""
    start = 0
    for boundary in wording.SUBJECT_START.finditer(before, 0, end + 1):
        start = boundary.end()
    return min(start, end), end


def _judge_subject(
    named: frozenset[str], subject: str, after: str, match: re.Match[str], *, full: bool
) -> frozenset[str]:
    """Tell which of the artifacts `named` by a subject its predicate hands out."""
    given = match["given"]
    artifacts = named
    if full and given:
        artifacts |= _name_companions(after)
        if "open" in given and wording.PROJECT.search(subject):
            artifacts |= _TOOL
    elif TOOL in artifacts and not _is_fetched(match, after):
        artifacts -= _TOOL
    if not full:
        artifacts &= KINDS
    if artifacts and wording.NEGATED.search(f" {subject[-NEAR:]}"):
        return _NOTHING
    return artifacts


def _name_stored(before: str, cut: tuple[int, int], *, full: bool) -> frozenset[str]:
    """Take what lies where software is kept for a tool, unless others may have put it there."""
    subject, clause = before[cut[0] : cut[1]].strip(), before[: cut[0]].rstrip()
    relative = before if not full else "" if subject else clause.removesuffix(" which")
    is_own = bool(full and subject) or relative.rstrip().endswith(",")
    return _TOOL if is_own and not wording.NEGATED.search(f" {subject[-NEAR:]}") else _NOTHING


def _name_companions(after: str) -> frozenset[str]:
    """Name what follows "is available along with" and "is released as"."""
    companions = wording.COMPANIONS.match(after)
    if companions is None and (" along" in after or " together" in after or " as well" in after):
        companions = wording.LATER_COMPANIONS.match(after)
    if companions is None:
        return _NOTHING
    return name_artifacts(wording.OBJECT_END.split(companions["companions"], maxsplit=1)[0])


def _is_fetched(match: re.Match[str], after: str) -> bool:
    """Tell whether one can get hold of the thing itself, not only read or see it."""
    if match["found"]:
        return match["found"] in _FETCHED
    return wording.LINK.search(after) is not None


def _read_active(sentence: Sentence, match: re.Match[str]) -> tuple[Statement, ...]:
    """Read "we release X", "by open-sourcing X", "we make X available"."""
    start, end = match.span()
    before = sentence.low[max(0, start - NEAR) : start]
    if not _is_own(before, sentence.text, end):
        return ()
    after = sentence.low[end : end + REACH]
    artifacts = _name_object(match["verb"], after, sentence.text[end : end + REACH])
    if not artifacts:
        return ()
    promised = sentence.looks_ahead and is_promised(before, after)
    return (Statement(artifacts, promised),)


def _is_own(before: str, text: str, end: int) -> bool:
    """Tell whether the verb's subject are the authors: not so in "recently released models"."""
    last = _last_word(before)
    if last and last[-1] not in ",(:/&" and last not in wording.SUBJECT_ENDS:
        return False
    if wording.OWN_SUBJECT.search(before):
        return True
    return bool(wording.DETERMINED.match(text, end) and wording.SHARED_SUBJECT.search(before))


def _name_object(verb: str, low: str, text: str) -> frozenset[str]:
    """Name what the verb hands out: `low` is what stands behind it, in lower case."""
    if verb.startswith(("mak", "made")):
        return _name_made(low, text)
    end = wording.OBJECT_END.search(low)
    region = text if end is None else text[: end.start()]
    named = name_artifacts(region)
    if verb.startswith(wording.CODE_ONLY_VERBS):
        return _name_given_code(verb, named, region.lower(), low)
    if "open" in verb and wording.PROJECT.match(low):
        return named | _TOOL
    return named


def _name_made(low: str, text: str) -> frozenset[str]:
    """Name what is made available: it stands before the adjective, and may go on behind it."""
    made = wording.MADE.search(low)
    if made is None:
        return _NOTHING
    end = wording.OBJECT_END.search(low, made.end())
    region = text[: made.start()]
    stop = len(low) if end is None else end.start()
    if not region or wording.FURTHER.match(low, made.end(), stop):
        region = f"{region}, {text[made.end() : stop]}"
    return name_artifacts(region)


def _name_given_code(verb: str, named: frozenset[str], region: str, after: str) -> frozenset[str]:
    """Judge verbs that hand out ideas as well as artifacts: only code itself counts."""
    if "github" in region or (verb == "maintain" and "repository" in region):
        return _CODE
    if "implementation" in region and not any(
        word in after for word in ("open", "reference", "official", "http")
    ):
        return _NOTHING
    return named - _TOOL if CODE in named else _NOTHING
