"""The taxonomy: reading and checking the file that says which phrases speak for which topic."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from analysis.facts.topics.layout import Layout, lay_out
from analysis.facts.topics.model import TopicModel, build_model
from analysis.facts.topics.phrases import normalise_phrase
from analysis.facts.topics.search import PatternSearch, Role, build_search
from analysis.facts.topics.weights import TopicWeights, read_weights

PACKAGED_TAXONOMY = Path(__file__).parent.parent / "topics.yml"
PACKAGED_WEIGHTS = PACKAGED_TAXONOMY.with_suffix(".npz")

WEIGHTS = MappingProxyType(
    {"strong": (2.0, 2.0), "title": (2.0, 0.0), "terms": (0.8, 0.8), "weak": (0.4, 0.4)}
)
"""What a phrase of each list weighs in the title, and in the abstract."""

DEFAULT_THRESHOLD = 0.85
"""The strength that a topic needs: a little less than that of one of its terms in the title."""

_LISTS = (*WEIGHTS, "exclusions")
_FIELDS = ("label", "covers", *_LISTS, "aliases", "threshold", "learned", "fallback")


class TaxonomyError(ValueError):
    """A taxonomy file cannot be used; the message names file, topic, line and remedy."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of a taxonomy: its name, and the phrases that speak for and against it."""

    key: str
    label: str
    covers: str = ""
    strong: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    exclusions: tuple[str, ...] = ()
    threshold: float = DEFAULT_THRESHOLD
    learned: bool = False
    fallback: bool = False


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """All topics, in file order, with the search that finds their phrases.

    `sha256` is that of the file's bytes and of the learned weights, if any topic uses them,
    so that results can say what they were made with.
    """

    topics: tuple[Topic, ...]
    sha256: str = ""
    search: PatternSearch = field(init=False, repr=False)
    model: TopicModel | None = field(init=False, repr=False)
    """Judges the learned topics; None where there is none."""
    layout: Layout = field(init=False, repr=False)
    """What the patterns of the search do, as arrays, to judge many papers at once."""
    thresholds: dict[int, float] = field(init=False, repr=False)
    """The strength that each topic without learned weights needs, by its index."""
    fallback: int | None = field(init=False, repr=False)
    """Index of the topic that is given where no other fits."""

    def __post_init__(self) -> None:
        weights = packaged_weights() if any(topic.learned for topic in self.topics) else None
        roles, terms = list_roles(self.topics)
        if weights is None:
            search, model = build_search(roles), None
        else:
            search = build_search(roles, weights.list("abstract"), weights.list("title"))
            model = build_model(weights, self.keys, search, terms)
        fallbacks = [index for index, topic in enumerate(self.topics) if topic.fallback]
        thresholds = {i: t.threshold for i, t in enumerate(self.topics) if not t.learned}
        object.__setattr__(self, "search", search)
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "layout", lay_out(search, len(self.topics)))
        object.__setattr__(self, "thresholds", thresholds)
        object.__setattr__(self, "fallback", fallbacks[0] if fallbacks else None)

    def __reduce__(self) -> tuple[type[Taxonomy], tuple[tuple[Topic, ...], str]]:
        """Send only the topics to another process: the search is rebuilt there."""
        return Taxonomy, (self.topics, self.sha256)

    @property
    def keys(self) -> tuple[str, ...]:
        """The topic keys, in file order."""
        return tuple(topic.key for topic in self.topics)

    @property
    def labels(self) -> dict[str, str]:
        """The readers' name of each topic key."""
        return {topic.key: topic.label for topic in self.topics}


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Read a taxonomy file.

    Input: a YAML file as described in the packaged one, which is read when `path` is None.
    Output: the checked taxonomy. Raises TaxonomyError, naming file, line and topic, where
    the file is missing or no YAML, a topic is empty or has an unknown or ill-typed field,
    or a phrase stands under two topics.
    """
    source = PACKAGED_TAXONOMY if path is None else path
    content = _read_bytes(source)
    topics, lines = _read_topics(source, content)
    if any(topic.learned for topic in topics):
        _reject_unlearned(source, topics, lines)
        content += PACKAGED_WEIGHTS.read_bytes()
    return Taxonomy(topics, hashlib.sha256(content).hexdigest())


def read_topics(source: Path) -> tuple[Topic, ...]:
    """Read and check the topics of a taxonomy file; raises as `load_taxonomy`."""
    return _read_topics(source, _read_bytes(source))[0]


def _read_topics(source: Path, content: bytes) -> tuple[tuple[Topic, ...], dict[str, int]]:
    """Give the topics and the line of each."""
    entries = _read_entries(source, content)
    topics = tuple(_build_topic(source, *entry) for entry in entries)
    _reject_repeated_keys(source, entries)
    lines = {key: line for key, line, _ in entries}
    _reject_collisions(source, topics, lines)
    return topics, lines


@cache
def packaged_weights() -> TopicWeights:
    """Read the learned weights that belong to the packaged taxonomy."""
    return read_weights(PACKAGED_WEIGHTS)


def _read_bytes(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except OSError as error:
        raise TaxonomyError(f"{source}: cannot be read: {error.strerror}") from error


def _read_entries(source: Path, content: bytes) -> list[tuple[str, int, Any]]:
    """Give (key, line, value node) of each topic; nodes keep line numbers and repeated keys."""
    try:
        root = yaml.compose(content.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TaxonomyError(f"{source}: is no valid YAML: {error}") from error
    if not isinstance(root, yaml.MappingNode) or not root.value:
        raise TaxonomyError(f"{source}: holds no topics; expected 'topic-key:' entries")
    return [(str(key.value), key.start_mark.line + 1, value) for key, value in root.value]


def _reject_repeated_keys(source: Path, entries: list[tuple[str, int, Any]]) -> None:
    first: dict[str, int] = {}
    for key, line, _ in entries:
        if key in first:
            raise TaxonomyError(
                f"{source}, line {line}: topic {key!r} stands already at line {first[key]}; "
                "merge the two or rename one"
            )
        first[key] = line


def _build_topic(source: Path, key: str, line: int, node: Any) -> Topic:
    where = f"{source}, line {line}: topic {key!r}"
    if not isinstance(node, yaml.MappingNode):
        raise TaxonomyError(f"{where} needs fields, such as 'terms: [a phrase, another]'")
    try:
        values = yaml.SafeLoader("").construct_document(node)
    except yaml.YAMLError as error:
        raise TaxonomyError(f"{where}: {error}") from error
    for name, _ in node.value:
        if name.value not in _FIELDS:
            raise TaxonomyError(
                f"{source}, line {name.start_mark.line + 1}: topic {key!r} has an unknown field "
                f"{name.value!r}; known are {', '.join(_FIELDS)}"
            )
    lists = {name: _phrases(where, name, values.get(name)) for name in _LISTS}
    topic = Topic(
        key=key,
        label=_typed(where, "label", values.get("label", key), str),
        covers=_typed(where, "covers", values.get("covers", ""), str),
        aliases=_aliases(where, values.get("aliases"), lists),
        threshold=float(
            _typed(where, "threshold", values.get("threshold", DEFAULT_THRESHOLD), (int, float))
        ),
        learned=_typed(where, "learned", values.get("learned", False), bool),
        fallback=_typed(where, "fallback", values.get("fallback", False), bool),
        **lists,
    )
    if not (topic.fallback or any(getattr(topic, name) for name in WEIGHTS)):
        raise TaxonomyError(f"{where} is empty; give it at least one phrase under 'terms'")
    return topic


def _typed(where: str, name: str, value: Any, kind: Any) -> Any:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        expected = kind.__name__ if isinstance(kind, type) else "number"
        raise TaxonomyError(f"{where}: {name!r} must be a {expected}, not {value!r}")
    return value


def _phrases(where: str, name: str, value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise TaxonomyError(f"{where}: {name!r} must be a list of phrases, not {value!r}")
    for phrase in value:
        if not isinstance(phrase, str) or not normalise_phrase(phrase).strip("*"):
            raise TaxonomyError(
                f"{where}: {name!r} holds {phrase!r}, which is no phrase; "
                "put quotes around numbers, dates and yes/no words"
            )
    return tuple(value)


def _aliases(where: str, value: Any, lists: dict[str, tuple[str, ...]]) -> Any:
    aliases = {} if value is None else value
    known = {normalise_phrase(one) for name in WEIGHTS for one in lists[name]}
    if not isinstance(aliases, dict):
        raise TaxonomyError(f"{where}: 'aliases' must map spellings to phrases, not {value!r}")
    _phrases(where, "aliases", [*aliases, *aliases.values()])
    for alias, phrase in aliases.items():
        if normalise_phrase(phrase) not in known:
            raise TaxonomyError(
                f"{where}: alias {alias!r} stands for {phrase!r}, which is no phrase of the "
                "topic; add it under 'terms' or correct the spelling"
            )
    return tuple(aliases.items())


def _reject_unlearned(source: Path, topics: tuple[Topic, ...], lines: dict[str, int]) -> None:
    for topic in topics:
        if topic.learned and topic.key not in packaged_weights().topics:
            raise TaxonomyError(
                f"{source}, line {lines[topic.key]}: topic {topic.key!r} has no learned weights; "
                "remove 'learned: true', and its phrases decide alone"
            )


def _reject_collisions(source: Path, topics: tuple[Topic, ...], lines: dict[str, int]) -> None:
    """Reject a phrase that two topics, or two lists of one, both claim.

    Weak phrases may be shared between topics, as they decide nothing alone; and a phrase
    of `title` may have a place of its own in the abstract.
    """
    owner: dict[str, tuple[str, str]] = {}
    for topic in topics:
        within: dict[str, str] = {}
        for name, phrase in _claimed(topic):
            same = normalise_phrase(phrase)
            if same in within and (name == within[same] or "title" not in (name, within[same])):
                other = (topic.key, within[same])
            elif name != "weak" and owner.get(same, (topic.key,))[0] != topic.key:
                other = owner[same]
            else:
                within[same] = name
                if name != "weak":
                    owner[same] = (topic.key, name)
                continue
            raise TaxonomyError(
                f"{source}, line {lines[topic.key]}: phrase {phrase!r} ({name}) of topic "
                f"{topic.key!r} stands already under {other[1]!r} of {other[0]!r} "
                f"(line {lines[other[0]]}); keep it in one place"
            )


def _claimed(topic: Topic) -> Iterator[tuple[str, str]]:
    for name in WEIGHTS:
        yield from ((name, phrase) for phrase in getattr(topic, name))
    yield from (("aliases", alias) for alias, _ in topic.aliases)


def list_roles(topics: tuple[Topic, ...]) -> tuple[list[tuple[str, Role]], list[str]]:
    """Give every phrase with what it does, and the name `topic/phrase` of each term.

    A term is known by its place in the list of names; the first stands for no term.
    """
    listed: list[tuple[str, Role]] = []
    terms = [""]
    for index, topic in enumerate(topics):
        roles: dict[str, Role] = {}
        for name, (in_title, in_abstract) in WEIGHTS.items():
            for phrase in getattr(topic, name):
                same = normalise_phrase(phrase)
                if same not in roles:
                    terms.append(f"{topic.key}/{same}")
                known = roles.get(same, Role(index, len(terms) - 1, 0.0, 0.0, weak=True))
                roles[same] = Role(
                    index,
                    known.term,
                    max(known.in_title, in_title),
                    max(known.in_abstract, in_abstract),
                    known.weak and name == "weak",
                )
        phrases = [phrase for name in WEIGHTS for phrase in getattr(topic, name)]
        listed += [(phrase, roles[normalise_phrase(phrase)]) for phrase in phrases]
        listed += [(alias, roles[normalise_phrase(phrase)]) for alias, phrase in topic.aliases]
        listed += [(phrase, Role(index, 0, 0.0, 0.0, weak=False)) for phrase in topic.exclusions]
    return listed, terms
