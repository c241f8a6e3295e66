"""Which reader a file is for, told by its content: one table, one function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BufferedIOBase
from typing import TypeAlias

from analysis.digests.api.api_json import parse_api_json
from analysis.digests.api.json_text import is_json
from analysis.digests.arxiv.arxiv_lines import is_arxiv_lines, read_arxiv_lines
from analysis.digests.arxiv.arxiv_oai import is_arxiv_oai, read_arxiv_oai
from analysis.digests.decode import check_pieces, decode_text, split_lines
from analysis.digests.dumps.markdown_page import is_markdown_page, parse_markdown_page
from analysis.digests.dumps.mhtml import is_mhtml, parse_mhtml
from analysis.digests.dumps.saved_html import is_html, parse_saved_html
from analysis.digests.page.page_text import parse_page_text
from analysis.digests.streams import LARGEST_RECORD, read_head, read_whole, unpack
from analysis.papers import Digest

Reader: TypeAlias = Callable[[BufferedIOBase, str], Iterator[Digest]]

_STREAMED: tuple[tuple[Callable[[bytes], bool], Reader], ...] = (
    (is_arxiv_lines, read_arxiv_lines),
    (is_arxiv_oai, read_arxiv_oai),
)
"""Formats of many digests in one file: how their start looks, and who reads them."""

_WHOLE: tuple[tuple[Callable[[str], bool], Callable[[str, str, str], Digest]], ...] = (
    (is_json, parse_api_json),
    (is_html, parse_saved_html),
    (is_markdown_page, parse_markdown_page),
)
"""Formats of one digest a file: how their text looks, and who reads it; else page text."""


def read_pieces(stream: BufferedIOBase, source_file: str) -> Iterator[Digest]:
    """Read a whole file, plain or gzip, as pieces of its digests, in bounded memory.

    Raises DigestError, naming `source_file`, where it is no digest: before any piece.
    """
    content = unpack(stream, source_file)
    head = read_head(content, LARGEST_RECORD)
    for is_format, read in _STREAMED:
        if is_format(head):
            return read(content, source_file)
    return iter([parse_whole(read_whole(content, source_file), source_file)])


def parse_whole(content: bytes, source_file: str) -> Digest:
    """Read bytes as the one digest of a file. Raises DigestError where they are none."""
    check_pieces(content, source_file)
    if is_mhtml(content):
        return parse_mhtml(content, source_file, "")
    text = decode_text(content, source_file)
    for is_format, parse in _WHOLE:
        if is_format(text):
            return parse(text, source_file, "")
    page = parse_page_text(split_lines(text), source_file)
    return Digest(
        source_file=source_file,
        sha256="",
        source_format="page-text",
        listings=page.listings,
        n_lines=page.n_lines,
        n_unexplained=page.n_unexplained,
        printed_date=page.printed_date,
        issues=page.issues,
    )
