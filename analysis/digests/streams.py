"""Bytes of files of any size: unpacked and read line by line, in bounded memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from gzip import GzipFile
from io import BufferedIOBase

from analysis.digests.api.json_text import LARGEST_FILE
from analysis.digests.errors import DigestError

LARGEST_RECORD = 4_000_000
"""Bytes of one line or record; those of the largest collaborations have some 500,000."""
DAMAGE = (EOFError, OSError, zlib.error)
"""What reading raises where compressed bytes are cut short or damaged."""

_GZIP = b"\x1f\x8b"
_BLOCK = 1 << 16
_ADVICE_GZIP = "Fetch it again, or unpack it by hand and put the result in its place."


def unpack(stream: BufferedIOBase, source_file: str) -> BufferedIOBase:
    """The stream, or what is in it where it is gzip; unpacked as far as it is read.

    Raises DigestError for gzip within gzip, and where nothing can be unpacked.
    """
    if not read_head(stream, len(_GZIP)).startswith(_GZIP):
        return stream
    unpacked = GzipFile(fileobj=stream, mode="rb")
    head = read_head(unpacked, len(_GZIP))
    if head == _GZIP:
        problem = "gzip within gzip is not unpacked."
        raise DigestError(source_file, problem, "Unpack it by hand and put the result here.")
    if not head:
        raise DigestError(source_file, "gzip that is empty or damaged at once.", _ADVICE_GZIP)
    return unpacked


def read_head(stream: BufferedIOBase, size: int) -> bytes:
    """Up to `size` bytes of a stream's start, which it is set back to.

    Damage ends the head; whoever reads on meets it again.
    """
    stream.seek(0)
    head = bytearray()
    try:
        while len(head) < size and (block := stream.read1(min(_BLOCK, size - len(head)))):
            head += block
    except DAMAGE:
        pass
    stream.seek(0)
    return bytes(head)


def read_blocks(stream: BufferedIOBase) -> Iterator[bytes]:
    """Blocks of a stream to its end. Raises what DAMAGE names."""
    while block := stream.read1(_BLOCK):
        yield block


def read_lines(stream: BufferedIOBase, size: int | None) -> Iterator[bytes | None]:
    """Lines from a stream's place on, of `size` bytes together (None: to its end).

    A line beyond LARGEST_RECORD is None. Raises what DAMAGE names.
    """
    while size is None or size > 0:
        line = stream.readline(LARGEST_RECORD + 1)
        if not line:
            return
        n_bytes, is_whole = len(line), len(line) <= LARGEST_RECORD or line.endswith(b"\n")
        if not is_whole:
            n_bytes += _skip_line(stream)
        yield line if is_whole else None
        size = None if size is None else size - n_bytes


def read_whole(stream: BufferedIOBase, source_file: str) -> bytes:
    """All bytes of a file that is read in one piece.

    Raises DigestError above LARGEST_FILE, before that much is held, and where the bytes
    cannot be read to their end.
    """
    size = 0 if isinstance(stream, GzipFile) else stream.seek(0, 2)
    stream.seek(0)
    content = bytearray()
    try:
        while size <= LARGEST_FILE and (block := stream.read1(_BLOCK)):
            content += block
            size = max(size, len(content))
    except DAMAGE as error:
        problem = f"cannot be read to its end ({error})."
        raise DigestError(source_file, problem, _ADVICE_GZIP) from error
    if size > LARGEST_FILE:
        problem = f"more than {LARGEST_FILE:,} bytes that are no arXiv metadata."
        raise DigestError(source_file, problem, "Split it into one file per digest.")
    return bytes(content)


def _skip_line(stream: BufferedIOBase) -> int:
    """Pass over the rest of a line; gives its bytes."""
    n_bytes = 0
    while block := stream.readline(_BLOCK):
        n_bytes += len(block)
        if block.endswith(b"\n"):
            break
    return n_bytes
