"""Reading one file's bytes that hold one digest."""

from __future__ import annotations

from analysis.digests import parse_digests
from analysis.papers import Digest


def parse_one(content: bytes, source_file: str) -> Digest:
    [digest] = parse_digests(content, source_file)
    return digest
