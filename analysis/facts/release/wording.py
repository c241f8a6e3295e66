"""The words of announcements: verbs that hand something out, and what turns them into promises."""

from __future__ import annotations

import re

HANDED_OUT = re.compile(
    r"\b(?:(?P<given>(?:open-)?released|available|accessible|published|shared|public|"
    r"open(?:ly)?[- ]?sourced|open[- ]?source(?![\s-]\w)|open[- ]access|open(?=\s(?:at|on|in)\b))|"
    r"(?P<found>found|accessed|obtained|downloaded|viewed|located|hosted|provided|included|"
    r"reached|attached|submitted|put)(?=\s*(?:in|at|on|here|via|from|through|alongside|with|along|"
    r"to the|as|[.;,:(]|$))|(?P<coming>coming\s+soon))\b",
    re.IGNORECASE,
)
"""Participles and adjectives that say of their subject that it is, or is to be, handed out."""

AUXILIARY = re.compile(
    r"\b(?P<verb>is|are|was|were|be|been)\s+"
    r"(?:(?:also|now|all|both|fully|freely|publicly|openly|completely|further|already|currently|"
    r"made|being|been|be|subsequently|progressively|public|easily|online|gradually|anonymously|"
    r"immediately|permissively|permanently)[\s,]+){0,4}(?:reproducible and )?$",
    re.IGNORECASE,
)
SHORT_FORM_ADVERBS = re.compile(
    r"(?:\s+(?:all|publicly|freely|openly|open|fully|is|are))*\s+$", re.IGNORECASE
)
SHORT_FORM_END = re.compile(
    r"\s*(?:at|on|in|here|via|under|upon|from|through|soon|online|[.;:,()]|$)", re.IGNORECASE
)

HANDS_OUT = re.compile(
    r"\b(?P<verb>releas(?:e|es|ing|ed)|open[- ]?sourc(?:e|es|ing|ed)|publish(?:es|ing)?|"
    r"shar(?:e|es|ing)|distribut(?:e|ing)|provid(?:e|es|ed)|offer(?:s|ing)?|maintain|"
    r"mak(?:e|es|ing)|made|contribut(?:e|es|ing))\s+",
    re.IGNORECASE,
)
"""Verbs whose object is handed out."""

CODE_ONLY_VERBS = ("provid", "offer", "shar", "contribut", "publish", "distribut", "maintain")
"""Verbs that hand out ideas as often as artifacts."""

OWN_SUBJECT = re.compile(
    r"(?:\b(?:we|will|would|this (?:paper|work|study|report|article)|our (?:work|paper|study)|"
    r"authors|have|has|we are|plan to|intend to|i))\s*(?:(?:also|publicly|openly|then|further|"
    r"fully|hereby|finally|freely|additionally|gradually|progressively|gladly|both|now|completely|"
    r"already|anonymously|therefore|thus|subsequently|soon|be|shortly|later)\s+)*$",
    re.IGNORECASE,
)
SHARED_SUBJECT = re.compile(
    r"(?:^|[,(:/&]|\b(?:and|by|to|via|through|after|with|then|or|in|also|as well as|publicly|fully|"
    r"openly|freely|are))\s*$",
    re.IGNORECASE,
)
DETERMINED = re.compile(
    r"(?:our|the|all|an?|both|its|their|this|these|everything|codes?|source|complete|full|"
    r"[A-Z][\w-]*[A-Z0-9][\w-]*(?:, (?:an?|the)|(?<!s) (?:as|an?|and|the)))\b"
)
"""How an object begins. "To open-source models" has none: there the verb is an adjective."""

MADE = re.compile(
    r"\b(?:publicly |freely |openly |fully )*(?:available|public|accessible|open[- ]?sourced?)\b",
    re.IGNORECASE,
)
FURTHER = re.compile(
    r"[^,.;]{0,40},?\s(?:including|along with|together with|as well as|and the)\b", re.IGNORECASE
)
COMPANIONS = re.compile(
    r"(?:\s*,?\s*(?:as|with|including)|[^.;]{0,60}?\s(?:along with|together with|alongside|"
    r"as well as))\s+(?P<companions>[^.;]{2,150})"
)
OBJECT_END = re.compile(
    r",?\s(?:which|that|where|so that|aiming|hoping|we hope|in order to|thereby)\b|;|\.\s|"
    r"\sto\s(?!the\b|our\b|all\b)|\bhttps?:",
    re.IGNORECASE,
)
SUBJECT_START = re.compile(
    r"[.;:!?]\s|,?\s(?:where|while|that|which|but|whereas|because|whether|before|until|since|"
    r"when|if)\s|,\s(?:we|our results)\s|\bhttps?:\S+\s",
    re.IGNORECASE,
)
PROJECT = re.compile(r"\b(?:our|the|this) (?:[\w-]+ )?projects?\b", re.IGNORECASE)

FUTURE_BEFORE = re.compile(
    r"\b(?:will|would|shall|going to|plan(?:s|ned)? (?:to|on)|intend to|aim to|expect to|about to|"
    r"to be|commit(?:ted)? to|hope to|promise to|in the process of|working on)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
FUTURE_AFTER = re.compile(
    r"\bsoon\b|\bupon (?:the |paper |its |formal |official )*(?:acceptance|publication|request|"
    r"review|approval)|\b(?:once|when|after) (?:the |this |its |our |internal |peer |"
    r"double[- ]blind )*(?:paper|reviews?|publication|acceptance|work|anonym\w+|accepted|"
    r"manuscript|article)\b|"
    r"\bin (?:the )?(?:near |nearest )?future\b(?! (?:research|work|studies))|"
    r"\bat a later\b|\blater on\b|\bif accepted\b|\blater date\b",
    re.IGNORECASE,
)
NEGATED = re.compile(
    r"\b(?:no|not|never|nor|without|lack\w*|neither|rarely|seldom|few|often|become|becomes|became|"
    r"limited|whether|when|if)\b[^.;,]{0,40}$",
    re.IGNORECASE,
)

_OPEN = r"open(?:ly)?[- ]?sourced?,?(?: and (?:\w+ )?\w[\w-]*(?=\s\w))?\s+"
_FREE = rf"(?:{_OPEN}|(?:publicly|freely|openly)[- ]available\s+)"
OWN_TOOL = re.compile(
    r"\b(?:we|this (?:paper|work|study|article|report)|our (?:work|paper|study))\s+"
    r"(?:\w+\s+){0,7}?(?:present|introduc|propos|develop|build|built|provid|releas|describ|"
    r"contribut|creat|offer|design|implement|address|tackle|bridge|overcome)\w*\b"
    r"(?:[^.;]{0,250}?\s(?P<lead>\S+))?\s+(?:an?|the|our|first|fully)\s+"
    r"(?:(?!(?:to|on|of|from|for|by|with|via|in|over|the|an?|using)\b)[\w-]+[\s,]+){0,8}?"
    rf"{_OPEN}(?P<object>[^.;]{{2,120}})"
    r"|\b(?:is|as)\s+(?:an?|the first)\s+(?:[\w-]+,?\s+){0,4}?"
    rf"{_OPEN}(?P<predicate>[^.;]{{2,80}})"
    rf"|\bour\s+(?:[\w-]+\s+){{0,2}}?{_FREE}(?P<ours>[^.;]{{2,80}})"
    rf"|^As an? {_OPEN}(?P<fronted>[^.;]{{2,80}})",
    re.IGNORECASE,
)
"""An open-source tool that the paper brings: "we introduce X, an open-source toolkit"."""

PREPOSITION = re.compile(
    r"(?:to|on|of|from|for|by|using|with|via|in|over|upon|atop|within|through|into|leveraging)$",
    re.IGNORECASE,
)
HEAD_END = re.compile(
    r"\s(?:for|of|that|which|designed|to|with|built|based|in|and|on|using|is|are|from|fosters|"
    r"provides|featuring|comprising|containing|covering|supporting|consisting|allowing|"
    r"integrating|enabl\w+|offers)\b|[;.(,]"
)
RELEASE_OF = re.compile(
    r"\b(?:our|full|comprehensive|public|open|complete|open-source)\s+release\s+of\s+",
    re.IGNORECASE,
)
LICENSED = re.compile(
    r"^(?:\w+\s+){0,2}released under (?:the |an? )?(?:\w+[\s-]){0,3}"
    r"(?:mit|apache|bsd|gpl|lgpl|open[- ]source)\b",
    re.IGNORECASE,
)
