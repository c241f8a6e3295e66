"""Claimed gains and costs in abstracts: numbers, what they measure, and what makes them claims.

The modules build on one another. `tokens`, `marks`, `spelled` and `numbers` find quantities;
`cues`, `grammar` and `metrics` hold the vocabulary. `context` and `reading` tell how a number
is linked to its sentence; `after`, `before`, `brackets`, `parts`, `objects`, `signs`, `shares`
and `factors` know one construction each, and `evidence` asks them in turn. `changes` pairs the
two ends of a change, `lists` hands evidence along lists, `compose` reads a sentence. `phrases`,
`naming`, `effects`, `attributes` and `extract` write the claim down; `triggers` picks the
sentences worth reading. What counts as a claim is laid down in `data/gold/GUIDE.md`.
"""

from analysis.facts.claims.extract import extract_claims

__all__ = ["extract_claims"]
