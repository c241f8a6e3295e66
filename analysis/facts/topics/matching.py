"""Scoring: which topics the phrases of a title and an abstract add up to."""

from __future__ import annotations

from math import sqrt

from analysis.facts.topics.automaton import PhraseAutomaton
from analysis.facts.topics.phrases import fold
from analysis.facts.topics.taxonomy import Taxonomy
from analysis.papers import Span, TextField, TopicMatch

IN_CONTRIBUTION = 0.4
"""What a phrase counts where the paper says what it does, as a part of its weight."""
ELSEWHERE = 0.3
"""What a phrase counts in the rest of the abstract; in the title it counts fully."""
REPEATS = 0.3
"""What further places of a term add, as a part of what they would count alone."""
MOST_REPEATS = 6
"""Further places beyond this many times the best one add nothing."""
MOST_FROM_WEAK = 0.5
"""What all weak phrases together can add."""
MOST_EVIDENCE = 4.0
"""Beyond this, more evidence says nothing more."""
NEARLY = 0.6
"""The part of its threshold that the best topic needs where no topic reaches its own."""
MOST_TOPICS = 4

_FIRST_OF_ABSTRACT = 3
"""Gaps before the abstract in the folded text: one before the title, two behind it."""

Hit = tuple[int, int, int, float, bool]
"""A phrase found: start and end in the folded text, term (0 excludes), weight there, weak."""


def extract_topics(title: str, abstract: str, taxonomy: Taxonomy) -> tuple[TopicMatch, ...]:
    """Find the topics of a paper.

    Input: title and abstract, any strings. Output: at most four topics, best first, each
    with the strings that speak for it and the first place of each; the taxonomy's fallback
    topic, without strings, where nothing else fits. A phrase counts most in the title, and
    more where the paper says what it does than elsewhere. Time is linear in the text's length.
    """
    text = f" {fold(title)}  {fold(abstract)} "
    hits = find_hits(taxonomy.automaton, text, abstract, len(title) + _FIRST_OF_ABSTRACT)
    strengths = {topic: measure_strength(found) for topic, found in hits.items()}
    chosen = choose_topics(strengths, taxonomy)
    if not chosen:
        return tuple(TopicMatch(t.key, (), ()) for t in taxonomy.topics if t.fallback)[:1]
    return tuple(
        _match(taxonomy.topics[topic].key, hits[topic], text, len(title)) for topic in chosen
    )


def find_hits(
    automaton: PhraseAutomaton, text: str, abstract: str, offset: int
) -> dict[int, list[Hit]]:
    """Find the phrases of each topic in the folded `text`, in which `abstract` starts at `offset`.

    Output: per topic index its hits in order of their ends. Where phrases of one topic lie
    inside one another the longest counts; an exclusion is a phrase without weight.
    """
    hits: dict[int, list[Hit]] = {}
    contribution_end = 0
    roles_of = automaton.roles
    for pattern, start, end in automaton.search.find_matches_as_indexes(text, overlapping=True):
        if pattern < automaton.n_cues and start + 1 >= offset:
            stop = abstract.find(". ", start + 1 - offset)
            contribution_end = len(text) if stop < 0 else stop + offset
        in_title = end < offset
        place = IN_CONTRIBUTION if start < contribution_end else ELSEWHERE
        for topic, term, title_weight, abstract_weight, weak in roles_of[pattern]:
            weight = title_weight if in_title else abstract_weight * place
            if term and not weight:
                continue
            found = hits.get(topic)
            if found is None:
                hits[topic] = [(start, end, term, weight, weak)]
                continue
            # Matches come in order of their ends, so earlier ones can only lie inside this.
            if found and found[-1][1] == end and found[-1][0] <= start:
                continue
            while found and found[-1][0] >= start:
                found.pop()
            found.append((start, end, term, weight, weak))
    return hits


def measure_strength(hits: list[Hit]) -> float:
    """Give the strength, from 0 to 2, of the `hits` of one topic.

    Each term counts by its best place, plus a part for its further ones. The square root
    makes the first evidence count most.
    """
    best: dict[int, float] = {}
    further: dict[int, float] = {}
    weak_terms: set[int] = set()
    for _, _, term, weight, weak in hits:
        high = best.get(term)
        if high is None:
            best[term] = weight
            if weak:
                weak_terms.add(term)
        elif weight > high:
            best[term] = weight
            further[term] = further.get(term, 0.0) + high
        else:
            further[term] = further.get(term, 0.0) + weight
    for term, more in further.items():
        best[term] += REPEATS * min(more, MOST_REPEATS * best[term])
    evidence = sum(best.values())
    if weak_terms:
        from_weak = sum(best[term] for term in weak_terms)
        evidence += min(from_weak, MOST_FROM_WEAK) - from_weak
    return sqrt(min(evidence, MOST_EVIDENCE))


def choose_topics(strengths: dict[int, float], taxonomy: Taxonomy) -> list[int]:
    """Choose the indexes of the topics whose strength, seen among the others', is enough.

    Other topics' strengths shift a topic's own by the parts named in its `context`. Where
    none reaches its threshold, the one that comes closest is taken if it nearly does.
    """
    margins = []
    for index, strength in strengths.items():
        if strength:
            lacking = taxonomy.topics[index].threshold - strength
            for other, part in taxonomy.contexts[index]:
                if other in strengths:
                    lacking -= part * strengths[other]
            margins.append((lacking, index))
    margins.sort()
    reached = [index for lacking, index in margins if lacking <= 0][:MOST_TOPICS]
    if reached or not margins:
        return reached
    lacking, closest = margins[0]
    enough = lacking <= (1 - NEARLY) * taxonomy.topics[closest].threshold
    return [closest] if enough else []


def _match(key: str, hits: list[Hit], text: str, title_length: int) -> TopicMatch:
    """Give the distinct strings among `hits` with the first place of each."""
    places: dict[str, Span] = {}
    for start, end, term, _, _ in hits:
        if term:
            first, last = _widen(text, start, end)
            found = text[first:last]
            if found not in places:
                places[found] = _span(first, last, title_length)
    return TopicMatch(key, tuple(places), tuple(places.values()))


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the words of a pattern: without the gaps around it, and whole at its open ends."""
    if text[start] == " ":
        start += 1
    else:
        start = text.rfind(" ", 0, start) + 1
    end = end - 1 if text[end - 1] == " " else text.find(" ", end)
    return start, end


def _span(start: int, end: int, title_length: int) -> Span:
    if end <= title_length + 1:
        return Span(TextField.TITLE, start - 1, end - 1)
    shift = title_length + _FIRST_OF_ABSTRACT
    return Span(TextField.ABSTRACT, start - shift, end - shift)
