"""Bytes to lines: encodings, byte order marks and line ends, and nothing else."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import partial

from analysis.digests.errors import DigestError

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_ASCII_CONTROLS = bytes([*range(0x09), *range(0x0E, 0x20), 0x7F])
_WIDE_CONTROL = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
"""All of Unicode's control characters but those that lay text out, in UTF-8."""
_STRAY_CONTROLS = 2
_STRAY_SHARE = 0.005
"""Control characters up to which a file counts as text; of random bytes a tenth are."""
MOST_PIECES = 500_000
"""Lines, tags, brackets and values up to which a file is read; the longest days that the
site publishes have some 15,000. Each costs memory many times its size."""
_PARTING = b"\n\r,[{<"
_ADVICE = "Save the page as UTF-8 text and put that file in its place."


def decode_text(content: bytes, source_file: str) -> str:
    """Decode the bytes of one text file.

    Byte order marks decide; without one, UTF-16 is recognised by its zero bytes, then
    UTF-8 is tried, then Windows-1252. UTF-8 with few broken bytes stays UTF-8, with
    U+FFFD in their place.

    Raises DigestError where the bytes are no text in any of these.
    """
    for decode in _candidate_decoders(content):
        try:
            text = decode(content)
        except UnicodeDecodeError:
            continue
        if _count_controls(text) <= max(_STRAY_CONTROLS, len(text) * _STRAY_SHARE):
            return text
    raise DigestError(source_file, "these bytes are no text.", _ADVICE)


def check_pieces(content: bytes, source_file: str) -> None:
    """Raise DigestError for a file of more pieces than can be read in bounded memory."""
    if len(content) - len(content.translate(None, _PARTING)) > MOST_PIECES:
        problem = f"more than {MOST_PIECES:,} lines, tags and values."
        raise DigestError(source_file, problem, "Split it into one file per digest.")


def split_lines(text: str) -> list[str]:
    r"""Split at CRLF, CR and LF only, so that line numbers agree with an editor's.

    (`str.splitlines` also splits at form feeds and Unicode separators inside abstracts.)
    """
    return _LINE_END.split(text)


def _candidate_decoders(content: bytes) -> tuple[Callable[[bytes], str], ...]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return (_decoder(encoding),)
    head = content[:200]
    if head[1::2].count(0) > len(head) // 4:
        return (_decoder("utf-16-le"),)
    if head[0::2].count(0) > len(head) // 4:
        return (_decoder("utf-16-be"),)
    return (_decoder("utf-8"), _mend_utf8, _decoder("cp1252"))


def _decoder(encoding: str) -> Callable[[bytes], str]:
    return partial(str, encoding=encoding, errors="strict")


def _mend_utf8(content: bytes) -> str:
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    valid = sum(ord(character) > 127 for character in text) - broken
    if broken > valid:
        raise UnicodeDecodeError("utf-8", content, 0, 1, "more broken than valid sequences")
    return text


def _count_controls(text: str) -> int:
    # Bytes are looked through several times as fast as characters.
    content = text.encode()
    in_ascii = len(content) - len(content.translate(None, _ASCII_CONTROLS))
    return in_ascii if text.isascii() else in_ascii + len(_WIDE_CONTROL.findall(content))
