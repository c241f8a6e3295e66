"""Web archives of one page (MHTML), as browsers save it: the page inside, then its markup."""

from __future__ import annotations

import re
from datetime import date
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime

from analysis.digests.decode import check_pieces, decode_text
from analysis.digests.dumps.saved_html import parse_saved_html
from analysis.digests.errors import DigestError
from analysis.papers import Digest

_IS_MHTML = re.compile(
    rb"\A(?:[A-Za-z-]{1,40}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,9}){0,20}?"
    rb"(?i:content-type):\s{0,9}(?i:multipart/related)\b"
)
_ADVICE = "Save the page again as HTML, or move this file out of the folder."
_ADDRESSES = ("Snapshot-Content-Location", "Content-Location")


def is_mhtml(content: bytes) -> bool:
    """Tell by its head whether a file is a web archive."""
    return _IS_MHTML.match(content[:20_000]) is not None


def parse_mhtml(content: bytes, source_file: str, sha256: str) -> Digest:
    """Read the first page of a web archive. Raises DigestError where there is none."""
    try:
        archive = message_from_bytes(content)
        page = next(part for part in archive.walk() if part.get_content_type() == "text/html")
        body = page.get_payload(decode=True)
    except (StopIteration, RecursionError, LookupError, ValueError, AttributeError, TypeError):
        body = None
    if not isinstance(body, bytes):
        raise DigestError(source_file, "a web archive without a page in it.", _ADVICE)
    check_pieces(body, source_file)
    address = next((value for part in (archive, page) if (value := _find_address(part))), "")
    text = decode_text(body, source_file)
    return parse_saved_html(text, source_file, sha256, address, _find_day(archive))


def _find_address(part: Message) -> str:
    return next((f"{part[name]}".strip() for name in _ADDRESSES if part[name]), "")


def _find_day(archive: Message) -> date | None:
    try:
        return parsedate_to_datetime(f"{archive['Date']}").date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
