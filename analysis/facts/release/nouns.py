"""What a stretch of text names: code, tools, models, data or demos, judged by its head nouns."""

from __future__ import annotations

import re

CODE = "code"
TOOL = "tool"
"""Code only where the authors themselves hand it out."""
MODEL = "model"
DATA = "data"
DEMO = "demo"
KINDS = frozenset({CODE, TOOL, MODEL, DATA, DEMO})

_HEADS = {
    CODE: "code codes codebase codebases implementation implementations toolkit toolkits toolbox "
    "toolboxes script scripts sourcecode code-base code-bases source-code source-codes",
    TOOL: "framework frameworks library libraries software package packages pipeline pipelines "
    "platform platforms simulator simulators infrastructure system systems tool tools engine "
    "engines sdk plugin plugins harness harnesses generator generators emulator solver solvers "
    "repository repo kernels tooling notebooks program programs source everything stack toolchain "
    "toolchains ecosystem suite tracker parser parsers compiler optimizer profiler agent agents",
    MODEL: "model models weight weights checkpoint checkpoints llm llms lm lms mllm mllms vlm vlms "
    "lora loras adapters variants versions tokenizer tokenizers encoder encoders codec codecs",
    DATA: "dataset datasets data benchmark benchmarks corpus corpora annotations bench testset "
    "testsets datastore trajectories database databases collection treebank treebanks lexicon "
    "measurements",
    DEMO: "demo demos demonstrations",
}
_KIND_OF = {word: kind for kind, words in _HEADS.items() for word in words.split()}
_KIND_OF |= {"data set": DATA, "data sets": DATA}
_KIND_AFTER = {
    ("benchmark", "suite"): DATA, ("test", "suite"): DATA, ("dataset", "suite"): DATA,
    ("task", "suite"): DATA, ("model", "suite"): MODEL, ("llm", "suite"): MODEL,
    ("paper", "collection"): None, ("papers", "collection"): None, ("generated", "text"): DATA,
}  # fmt: skip
"""Heads that mean something else behind a certain word."""
_ALL_THERE_IS = frozenset(
    ("resources", "materials", "artifacts", "artefacts", "assets", "recipe", "recipes")
)
_TOTALITY = frozenset(("all", "full", "entire", "complete", "whole"))
_BREAK, _TAIL, _PARTICIPLE = range(3)
"""What a word does to the noun phrase it stands in."""
_ROLES = {
    _BREAK: ", ; : ( ) / & + -- \u2013 \u2014 and or along together alongside plus with including "
    "include includes both as accompanying also",
    _TAIL: "for of on in from to that which under via at by into behind is are has have we "
    "through publicly openly freely containing comprising within necessary here "
    "available public accessible will would shall upon using now alone soon describing "
    "showing demonstrating introducing covering fully was were may across over during after before "
    "between among without implementing named called see visit can",
    _PARTICIPLE: "used designed developed required needed based built trained released "
    "generated associated online",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split()}
_MEASURES = frozenset((
    "suite", "set", "series", "family", "range", "variety", "all", "part", "parts", "version",
    "versions", "portion", "subset", "majority", "bulk", "number", "entirety", "components",
    "aspects", "copy",
))  # fmt: skip
"""Behind these an "of" leads on to the head noun."""
_OTHERS = frozenset((
    "existing", "other", "many", "most", "some", "several", "current", "previous", "prior", "few",
    "various", "leading", "proprietary", "such", "popular",
))  # fmt: skip
_TOKEN = re.compile(r"[dD]ata\ssets?\b|\w[\w-]*(?:\.\d[\w-]*)*|--|[,;:()/&+\u2013\u2014]")
_NAME = re.compile(r"[A-Z][\w.-]*[A-Z0-9]|[\w.-]+[A-Z]")
_ACRONYMS = re.compile(r"[A-Z]{2,}s$")
_SIZE_OF_MODEL = re.compile(r"\d[bB](?:-|$)")
_SIZE_OF_DATA = re.compile(r"-\d+[kK]$")


def name_artifacts(text: str) -> frozenset[str]:
    """Give the kinds of artifact that the coordinated noun phrases of `text` have as heads.

    Input: a short stretch, such as the object of "we release". Output: the kinds; "code
    generation benchmark" is data, "dataset construction code" is code, "code models" are
    models. What is said to be others' ("existing tools") names nothing. A head that looks
    like a proper name ("TeaNet") and tells no kind stands in the output as it is written:
    no kind holds a capital letter. Time is linear in the length of the text.
    """
    found: set[str] = set()
    phrase: list[str] = []
    closed = False
    for token in _TOKEN.findall(text):
        word = token.lower()
        role = _ROLE_OF.get(word)
        if role == _BREAK:
            if phrase:
                _add_head(phrase, found)
                phrase = []
            closed = False
        elif closed:
            continue
        elif role is None or (
            role == _PARTICIPLE and not (phrase and phrase[-1].lower() in _KIND_OF)
        ):
            phrase.append(token)
        elif word == "of" and phrase and phrase[-1].lower() in _MEASURES:
            phrase = []
        else:
            closed = True
    if phrase:
        _add_head(phrase, found)
    return frozenset(found)


def _add_head(phrase: list[str], found: set[str]) -> None:
    """Add what the last word of a noun phrase names."""
    head = phrase[-1].rstrip("_-")
    word = head.lower()
    kind = _KIND_OF.get(word)
    if len(phrase) > 1:
        kind = _KIND_AFTER.get((phrase[-2].lower(), word), kind)
        if word in _ALL_THERE_IS and not _TOTALITY.isdisjoint(map(str.lower, phrase)):
            kind = TOOL
    if kind is None and not head.islower():
        kind = _read_name(head)
    if kind is not None and phrase[0].lower() not in _OTHERS:
        found.add(kind)


def _read_name(head: str) -> str | None:
    """Give the kind of artifact that has such a name, or the name itself."""
    if head.endswith("Bench") or _SIZE_OF_DATA.search(head):
        return DATA
    if _SIZE_OF_MODEL.search(head):
        return MODEL
    return head if _NAME.match(head) and not _ACRONYMS.search(head) else None
