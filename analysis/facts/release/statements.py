"""Sentences that announce something: who releases what, and whether yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from analysis.facts.release import wording
from analysis.facts.release.nouns import Artifact, name_artifacts
from analysis.facts.text import fold_bytes

_REACH = 300
"""How many characters around a verb are read."""
_NEAR = 80
_LONGEST_SHORT_FORM = 120
_MOST_VERBS = 40
"""No sentence of an abstract hands out more often; what goes on so is no abstract."""
_STEMS = (
    "releas", "availab", "accessib", "publi", "shar", "open", "found", "access", "obtain",
    "download", "view", "locat", "host", "provid", "includ", "reach", "attach", "submit", "put",
    "coming", "distribut", "offer", "maintain", "mak", "made", "contribut",
)  # fmt: skip
_VERBS = BytesAhoCorasick([stem.encode() for stem in _STEMS], matchkind=MatchKind.LeftmostFirst)
"""How the verbs and adjectives of announcements begin."""
_CODE = frozenset({Artifact.CODE})
_TOOL = frozenset({Artifact.TOOL})
_NOTHING: frozenset[Artifact] = frozenset()


class Statement(NamedTuple):
    """An announcement: what is handed out, and whether that is only promised."""

    artifacts: frozenset[Artifact]
    promised: bool


def find_statements(sentence: str) -> list[Statement]:
    """Find the announcements of one sentence.

    Input: a sentence. Output: announcements that name at least one kind of artifact. Only
    a bounded stretch around each verb is read, so that time is linear in the length of the
    sentence.
    """
    folded = fold_bytes(sentence)
    verbs = [at for _, at, _ in _VERBS.find_matches_as_indexes(folded)]
    found = [*_find_passive(sentence, verbs), *_find_active(sentence, verbs)]
    if b"ourc" in folded or b"ly available" in folded or b"ly-available" in folded:
        found += _find_own_tools(sentence)
    if b"release of" in folded:
        found += _find_own_releases(sentence)
    if b"released under" in folded:
        found += _find_licensed(sentence)
    return [statement for statement in found if statement.artifacts]


def _match_at(pattern: re.Pattern[str], sentence: str, verbs: list[int]) -> Iterator[re.Match[str]]:
    """Yield the matches of `pattern`, which do not overlap, at the offsets `verbs`."""
    reached = 0
    for at in verbs:
        match = pattern.match(sentence, at) if at >= reached else None
        if match is not None:
            reached = match.end()
            yield match


def _find_passive(sentence: str, verbs: list[int]) -> list[Statement]:
    """Find "X is available", "X has been released", "X available at"."""
    statements = []
    for match in islice(_match_at(wording.HANDED_OUT, sentence, verbs), _MOST_VERBS):
        before = sentence[max(0, match.start() - _REACH) : match.start()]
        after = sentence[match.end() : match.end() + _REACH]
        auxiliary = wording.AUXILIARY.search(before, max(0, len(before) - _NEAR))
        if auxiliary is None:
            statement = _read_short_form(before, after, match)
        else:
            subject = _cut_subject(before[: auxiliary.start()])
            future = f"{subject}be" if auxiliary["verb"].lower() == "be" else subject
            artifacts = _name_subject(subject, after, match)
            coming = match["coming"] is not None
            statement = Statement(artifacts, coming or _is_promised(future, after))
        statements.append(statement)
    return statements


def _name_subject(subject: str, after: str, match: re.Match[str]) -> frozenset[Artifact]:
    if wording.NEGATED.search(subject, max(0, len(subject) - _NEAR)):
        return _NOTHING
    artifacts = name_artifacts(subject)
    if match["given"] is None:
        return artifacts - _TOOL
    companions = wording.COMPANIONS.match(after)
    if companions:
        artifacts |= name_artifacts(wording.OBJECT_END.split(companions["companions"])[0])
    if "open" in match["given"].lower() and wording.PROJECT.search(subject):
        artifacts |= _TOOL
    return artifacts


def _read_short_form(before: str, after: str, match: re.Match[str]) -> Statement:
    """Read forms without a verb: "Code available at", "models, data, and code all released"."""
    adverbs = wording.SHORT_FORM_ADVERBS.search(before, max(0, len(before) - 30))
    found = match["found"] is not None
    if found or adverbs is None or not (match["coming"] or wording.SHORT_FORM_END.match(after)):
        return Statement(_NOTHING, promised=False)
    subject = _cut_subject(before[: adverbs.start()])
    if len(subject) >= _LONGEST_SHORT_FORM or wording.NEGATED.search(subject):
        return Statement(_NOTHING, promised=False)
    promised = match["coming"] is not None or _is_promised(subject, after)
    return Statement(name_artifacts(subject) - _TOOL, promised)


def _cut_subject(before: str) -> str:
    """Give the part of `before` from the last clause boundary on."""
    start = 0
    for boundary in wording.SUBJECT_START.finditer(before):
        start = boundary.end()
    return before[start:]


def _find_active(sentence: str, verbs: list[int]) -> list[Statement]:
    """Find "we release X", "by open-sourcing X", "we make X available"."""
    statements = []
    for match in islice(_match_at(wording.HANDS_OUT, sentence, verbs), _MOST_VERBS):
        before = sentence[max(0, match.start() - _NEAR) : match.start()]
        after = sentence[match.end() : match.end() + _REACH]
        verb = match["verb"].lower()
        if _is_own(before, after):
            artifacts = _name_object(verb, after)
            if artifacts:
                statements.append(Statement(artifacts, _is_promised(before, after)))
    return statements


def _name_object(verb: str, after: str) -> frozenset[Artifact]:
    region = wording.OBJECT_END.split(after, maxsplit=1)[0]
    if verb.startswith(("mak", "made")):
        return _name_made(after)
    if verb.startswith(wording.CODE_ONLY_VERBS):
        return _name_given_code(verb, region, after)
    if "open" in verb and wording.PROJECT.match(region):
        return name_artifacts(region) | _TOOL
    return name_artifacts(region)


def _name_made(after: str) -> frozenset[Artifact]:
    """Name what is made available: it stands before the adjective, and may go on behind it."""
    made = wording.MADE.search(after)
    if made is None:
        return _NOTHING
    region = after[: made.start()]
    rest = wording.OBJECT_END.split(after[made.end() :], maxsplit=1)[0]
    if not region or wording.FURTHER.match(rest):
        region = f"{region}, {rest}"
    return name_artifacts(region)


def _name_given_code(verb: str, region: str, after: str) -> frozenset[Artifact]:
    """Judge verbs that hand out ideas as well as artifacts: only code itself counts."""
    lowered = region.lower()
    public = verb == "maintain" or any(word in lowered for word in ("public", "github", "online"))
    if public and ("github" in lowered or "repository" in lowered):
        return _CODE
    linked = any(word in after for word in ("open", "reference", "official", "http"))
    if "implementation" in lowered and not linked:
        return _NOTHING
    return name_artifacts(region) & _CODE


def _is_own(before: str, after: str) -> bool:
    """Tell whether the verb's subject are the authors: not so in "recently released models"."""
    if wording.OWN_SUBJECT.search(before):
        return True
    return bool(wording.DETERMINED.match(after) and wording.SHARED_SUBJECT.search(before))


def _find_own_tools(sentence: str) -> list[Statement]:
    """Find "we introduce X, an open-source toolkit"."""
    statements = []
    for match in islice(wording.OWN_TOOL.finditer(sentence), _MOST_VERBS):
        if not (match["lead"] and wording.PREPOSITION.match(match["lead"])):
            noun = match["object"] or match["predicate"] or match["ours"] or match["fronted"]
            artifacts = name_artifacts(wording.HEAD_END.split(noun, maxsplit=1)[0])
            statements.append(Statement(artifacts, _is_planned(sentence, match.start())))
    return statements


def _find_own_releases(sentence: str) -> list[Statement]:
    """Find "our release of X"."""
    statements = []
    for match in islice(wording.RELEASE_OF.finditer(sentence), _MOST_VERBS):
        region = sentence[match.end() : match.end() + _REACH]
        artifacts = name_artifacts(wording.OBJECT_END.split(region, maxsplit=1)[0])
        statements.append(Statement(artifacts, _is_planned(sentence, match.start())))
    return statements


def _find_licensed(sentence: str) -> list[Statement]:
    """Find "Released under the MIT licence": a tool, unless models or data are named."""
    if wording.LICENSED.match(sentence) is None:
        return []
    named = name_artifacts(sentence[:_REACH])
    is_other = named & {Artifact.MODEL, Artifact.DATA}
    return [Statement(named if is_other else _TOOL, promised=False)]


def _is_planned(sentence: str, at: int) -> bool:
    return _is_promised(sentence[max(0, at - _NEAR) : at], "")


def _is_promised(before: str, after: str) -> bool:
    return bool(
        wording.FUTURE_BEFORE.search(before[-_NEAR:]) or wording.FUTURE_AFTER.search(after[:120])
    )
