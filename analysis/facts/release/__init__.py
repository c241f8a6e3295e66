"""Release: whether an abstract says that code is available, promised, or neither."""

from analysis.facts.release.extraction import extract_release

__all__ = ["extract_release"]
