"""What a stretch of text names: code, tools, models, data or demos, judged by its head nouns."""

from __future__ import annotations

import re
from enum import StrEnum


class Artifact(StrEnum):
    """What can be released. A tool is code only where the authors themselves hand it out."""

    CODE = "code"
    TOOL = "tool"
    MODEL = "model"
    DATA = "data"
    DEMO = "demo"


_HEADS = {
    Artifact.CODE: "code codes codebase codebases implementation implementations toolkit toolkits "
    "toolbox toolboxes script scripts sourcecode code-base code-bases",
    Artifact.TOOL: "framework frameworks library libraries software package packages pipeline "
    "pipelines platform platforms simulator simulators infrastructure system systems tool tools "
    "engine engines sdk plugin plugins harness harnesses generator generators emulator solver "
    "repository repo kernels tooling notebooks program programs source everything stack",
    Artifact.MODEL: "model models weight weights checkpoint checkpoints llm llms lm lms mllm mllms "
    "vlm vlms lora loras adapters variants",
    Artifact.DATA: "dataset datasets data benchmark benchmarks corpus corpora annotations bench "
    "testset testsets datastore trajectories database databases collection",
    Artifact.DEMO: "demo demos demonstrations",
}
_KIND_OF = {word: kind for kind, words in _HEADS.items() for word in words.split()}
_SPLIT = re.compile(
    r"[,;:()/&+]|\b(?:and|or|as well as|along with|together with|alongside|plus|with|including|"
    r"includes?|both|as|accompanying)\b",
    re.IGNORECASE,
)
_THROUGH = re.compile(
    r"^.{0,60}\b(?:suite|set|series|family|range|variety|all|parts?|versions?|portion|subset|"
    r"majority|bulk|number|entirety|components|aspects|copy) of\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s(?:for|of|on|in|from|to|that|which|used|designed|developed|required|needed|under|via|at|"
    r"by|into|based|behind|is|are|has|have|we|through|built|trained|publicly|openly|freely|"
    r"containing|comprising|can|associated with|within|necessary|here|available|public|accessible|"
    r"will|would|shall|released|upon|using|online|now|also|alone|soon|describing|showing|"
    r"demonstrating|introducing|covering|generated|alongside|fully|was|were|may)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w-]+")
_WORD_STEM = re.compile(r"[a-z-]+")
"""Enough of a word to see whether it may name an artifact."""
_OTHERS = re.compile(
    r"^\W*(?:existing|other|many|most|some|several|current|previous|prior|few|various|these days|"
    r"leading|proprietary|such|popular)\b",
    re.IGNORECASE,
)


def name_artifacts(text: str) -> frozenset[Artifact]:
    """Give the kinds of artifact that the coordinated noun phrases of `text` have as heads.

    Input: a short stretch, such as the object of "we release". Output: the kinds; "code
    generation benchmark" is data, "dataset construction code" is code, "code models" are
    models. What is said to be others' ("existing tools") names nothing.
    """
    if _KIND_OF.keys().isdisjoint(_WORD_STEM.findall(text.lower())) and "Bench" not in text:
        return frozenset()
    kinds = set()
    for part in _SPLIT.split(text):
        if _OTHERS.match(part):
            continue
        phrase = _THROUGH.sub("", part).strip()
        words = _WORD.findall(_TAIL.split(f" {phrase} ", maxsplit=1)[0])
        if words:
            kind = _KIND_OF.get(words[-1].lower().strip("_-"))
            if kind is None and words[-1].endswith("Bench"):
                kind = Artifact.DATA
            if kind is not None:
                kinds.add(kind)
    return frozenset(kinds)
