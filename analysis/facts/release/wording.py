"""The words of announcements: verbs that hand something out, and what turns them into promises.

All patterns but `DETERMINED` are for text in lower case, which is several times as fast as
ignoring case.
"""

from __future__ import annotations

import re

HANDED_OUT = re.compile(
    r"\b(?:(?P<given>(?:open-)?released|avail?able|avai?lable|accessible|published|shared|public|"
    r"open(?:ly)?[- ]?sourced|open[- ]?source(?![\s-]\w)|open[- ]access|open(?=\s(?:at|on|in)\b)|"
    r"(?:distributed|licensed)(?=\s+under\s+(?:the |an? |terms of )*(?:\w+ )?(?:gnu|gpl|lgpl|mit|"
    r"bsd|apache|open|free|permissive|creative)\b))|"
    r"(?P<found>found|accessed|obtained|downloaded|retrieved|viewed|located|hosted|provided|"
    r"included|reached|attached|submitted|put)(?=\s*(?:in|at|on|here|via|from|through|alongside|"
    r"with|along|to the|as|[.;,:(]|$))|(?P<coming>coming\s+soon))\b"
)
"""Participles and adjectives that say of their subject that it is, or is to be, handed out."""

_AUXILIARIES = "is are was were be been"
_ADVERBS = (
    "also now all both fully freely publicly openly completely further already currently made "
    "being been be subsequently progressively public easily online gradually anonymously "
    "immediately permissively permanently available and"
)
AUXILIARY = re.compile(
    rf"\s(?P<verb>{_AUXILIARIES.replace(' ', '|')})\s+"
    rf"(?:(?:{_ADVERBS.replace(' ', '|')})[\s,]+){{0,5}}(?:reproducible and )?$"
)
AUXILIARY_ENDS = frozenset(f"{_AUXILIARIES} {_ADVERBS}".split())
"""The words that `AUXILIARY` may end with."""
SHORT_FORM_ADVERBS = re.compile(r"(?:\s+(?:all|publicly|freely|openly|open|fully|is|are))*\s+$")
SHORT_FORM_END = re.compile(
    r"\s*(?:at|on|in(?!\s+(?:\d{4}|january|february|march|april|may|june|july|august|september|"
    r"october|november|december))|here|via|under|upon|from|through|soon|online|for download|"
    r"[.;:,()]|$)"
)

HANDS_OUT = re.compile(
    r"\b(?P<verb>releas(?:e|es|ing|ed)|open[- ]?sourc(?:e|es|ing|ed)|publish(?:es|ing)?|"
    r"shar(?:e|es|ing)|distribut(?:e|ing)|provid(?:e|es|ed)|offer(?:s|ing)?|maintain|"
    r"mak(?:e|es|ing)|made|contribut(?:e|es|ing))\s+"
)
"""Verbs whose object is handed out."""

CODE_ONLY_VERBS = ("provid", "offer", "shar", "contribut", "publish", "distribut", "maintain")
"""Verbs that hand out ideas as often as artifacts."""

_SUBJECTS = "we will would authors have has to i paper work study report article and"
_OWN_ADVERBS = (
    "also publicly openly then further fully hereby finally freely additionally gradually "
    "progressively gladly both now completely already anonymously therefore thus subsequently "
    "soon be shortly later"
)
_SHARED = "and by to via through after with then or in also publicly fully openly freely are"
OWN_SUBJECT = re.compile(
    r"(?:\b(?:we|will|would|this (?:paper|work|study|report|article)|our (?:work|paper|study)|"
    r"authors|have|has|we are|plan to|intend to|i))\s*"
    rf"(?:(?:{_OWN_ADVERBS.replace(' ', '|')})\s+)*$"
)
SHARED_SUBJECT = re.compile(rf"(?:^|[,(:/&]|\b(?:{_SHARED.replace(' ', '|')}|as well as))\s*$")
SUBJECT_ENDS = frozenset(f"{_SUBJECTS} {_OWN_ADVERBS} {_SHARED} as".split())
"""The words that `OWN_SUBJECT` and `SHARED_SUBJECT` may end with."""
DETERMINED = re.compile(
    r"(?:our|the|all|an?|both|its|their|this|these|everything|codes?|source|complete|full|"
    r"[A-Z][\w-]*[A-Z0-9][\w-]*(?:, (?:an?|the)|(?<!s) (?:as|an?|and|the)))\b"
)
"""How an object begins. "To open-source models" has none: there the verb is an adjective."""

MADE = re.compile(
    r"\b(?:publicly |freely |openly |fully )*(?:available|public|accessible|open[- ]?sourced?)\b"
)
FURTHER = re.compile(r"[^,.;]{0,40},?\s(?:including|along with|together with|as well as|and the)\b")
COMPANIONS = re.compile(
    r"(?:\s*,?\s*(?:as|with|including)|:|"
    r"\s+in(?=\s+(?:an?|the|our)\s+(?:[\w-]+\s+){0,3}?(?:package|library|toolbox)\b))"
    r"\s+(?P<companions>[^.;]{2,150})"
)
LATER_COMPANIONS = re.compile(
    r"[^.;]{0,60}?\s(?:along with|together with|alongside|as well as)\s+"
    r"(?P<companions>[^.;]{2,150})"
)
# Alternatives that begin with a plain character are searched for several times as fast as
# those that begin at the border of a word.
OBJECT_END = re.compile(
    r",\s(?:which|that|where|so that|aiming|hoping|we hope|in order to|thereby|offering|enabling|"
    r"providing|allowing|making|facilitating|fostering|establishing|paving|laying|ensuring|"
    r"inviting|setting|helping|encouraging|promoting|supporting|demonstrating|marking)\b|"
    r"\s(?:which|that|where|so that|aiming|hoping|we hope|in order to|thereby)\b|;|\.\s|"
    r"\sto\s(?!the\b|our\b|all\b)|https?:|\sand\s(?:also\s)?(?:establish|propose|show|demonstrate|"
    r"present|introduce|report|conduct|evaluate|study|discuss|hope|describe|develop|achieve|outline|"
    r"highlight)\b"
)
SUBJECT_START = re.compile(
    r"[.;:!?]\s|,\s(?:where|while|that|which|but|whereas|because|whether|before|until|since|when|if|"
    r"we|our results)\s|\s(?:where|while|that|which|but|whereas|because|whether|before|until|since|"
    r"when|if|(?:is|are|was|were)\s[^,.;]{1,80}?,?\s(?:and|but|so))\s|https?:\S+\s"
)
PROJECT = re.compile(r"\b(?:our|the|this) (?:[\w-]+ )?projects?\b")
OPEN_PROJECT = re.compile(r"(?:[\w-]+ ){0,2}projects?\b")
SOFTWARE_STORE = re.compile(
    r"\s*(?:as open[- ]source )?(?:on|from|at|in|via|through) (?:the )?(?:cran|github|gitlab|"
    r"pypi|bioconductor|comprehensive r archive|bitbucket|sourceforge|google ?code)\b"
)
"""Where programs are to be had, unless models or data are named."""
LINK = re.compile(r"https?:|www\.|\bgithub|\bdownload")

FUTURE_BEFORE = re.compile(
    r"\b(?:will|would|shall|going to|plan(?:s|ned)? (?:to|on)|intend to|aim to|expect to|about to|"
    r"to be|commit(?:ted)? to|hope to|promise to|in the process of|working on)\b[^.;]{0,40}$"
)
FUTURE_AFTER = re.compile(
    r"\bsoon\b|\bupon (?:the |paper |its |formal |official )*(?:acceptance|publication|review|"
    r"approval)|\b(?:once|when|after) (?:the |this |its |our |internal |peer |"
    r"double[- ]blind )*(?:paper|reviews?|publication|acceptance|work|anonym\w+|accepted|"
    r"manuscript|article)\b|"
    r"\bin (?:the )?(?:near |nearest )?future\b(?! (?:research|work|studies))|"
    r"\bat a later\b|\blater on\b|\bif accepted\b|\blater date\b"
)
NEGATED = re.compile(
    r"\s(?:no|not|never|nor|without|lack\w*|neither|rarely|seldom|few|often|become|becomes|became|"
    r"limited|whether|when|if)(?![\w-])[^.;,]{0,40}$"
)
"""For a subject with white space in front of it."""

_OPEN = r"open(?:ly)?[- ]?sourced?,?(?: and (?:\w+ )?\w[\w-]*(?=\s\w))?\s+"
_GOVERNING = (
    "to on of from for by with via in over using covering spanning comparing incorporating "
    "leveraging evaluating containing combining outperforming surpassing"
)
OWN_TOOL = re.compile(
    r"\b(?:we|this (?:paper|work|study|article|report)|our (?:work|paper|study))\s+"
    r"(?:\w+\s+){0,7}?(?:present|introduc|propos|develop|build|built|provid|releas|describ|"
    r"contribut|creat|offer|design|implement|address|tackle|bridge|overcome)\w*\b"
    r"(?:[^.;]{0,250}?\s(?P<lead>\S+))?\s+(?:an?|the|our|first|fully)\s+"
    rf"(?:(?!(?:{_GOVERNING.replace(' ', '|')}|the|an?)\b)[\w-]+[\s,]+){{0,8}}?"
    rf"{_OPEN}(?P<object>[^.;]{{2,120}})"
    r"|\b(?:is|as)\s+(?:an?|the first)\s+(?:[\w-]+,?\s+){0,4}?"
    rf"{_OPEN}(?P<predicate>[^.;]{{2,80}})"
    rf"|^as an? {_OPEN}(?P<fronted>[^.;]{{2,80}})"
)
"""An open-source tool that the paper brings: "we introduce X, an open-source toolkit"."""

PLANNED = re.compile(
    r"\w+(?: \w+)? (?:will|(?:plan|intend|aim) to|are going to) (?:\w+ )?(?:releas|open|provid|mak)"
)
"""Whether a match of `OWN_TOOL` begins with a promise: "we will release"."""
OPEN_TOOL = re.compile(
    r"open(?:ly)?[- ]?sourced?,?\s(?!(?:models|llms|mllms|vlms|lmms|ones|baselines|alternatives|"
    r"counterparts|community|datasets|benchmarks|and\s(?:closed|proprietary|commercial))\b)"
)
"""What `OWN_TOOL` cannot do without: others' open-source models are mentioned most often."""
OUR_TOOL = re.compile(
    rf"\bour\s+(?:(?!(?:{_GOVERNING.replace(' ', '|')})\b)[\w-]+\s+){{0,2}}?"
    rf"(?:{_OPEN}|(?:publicly|freely|openly)[- ]available\s+)(?P<ours>[^.;]{{2,80}})"
)
PREPOSITION = re.compile(
    r"(?:to|on|of|from|for|by|using|with|via|in|over|upon|atop|within|through|into|leveraging|"
    r"incorporating|employing|utilizing|extending)$"
)
HEAD_END = re.compile(
    r"\s(?:for|of|that|which|designed|to|with|built|based|in|and|on|using|is|are|from|fosters|"
    r"provides|featuring|comprising|containing|covering|supporting|consisting|allowing|"
    r"integrating|enabl\w+|offers)\b|[;.(,]"
)
RELEASE_OF = re.compile(
    r"\b(?:our|full|comprehensive|public|open|complete|open-source)\s+release\s+of\s+"
)
LICENSED = re.compile(
    r"^(?:\w+\s+){0,2}released under (?:the |an? )?(?:\w+[\s-]){0,3}"
    r"(?:mit|apache|bsd|gpl|lgpl|open[- ]source)\b"
)
