"""Files of any size: cut into parts, which are read apart, and put together again.

A part is a file, or a range of a file of lines. It is read as pieces of digests, in
bounded memory; pieces with one `digest_id`, of whatever parts, make one digest.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BufferedIOBase, BytesIO
from operator import attrgetter
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from analysis.digests.arxiv.arxiv_lines import is_arxiv_lines, read_arxiv_lines
from analysis.digests.errors import DigestError
from analysis.digests.formats import read_pieces
from analysis.digests.streams import LARGEST_RECORD, read_head
from analysis.papers import Digest

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A whole file (`end` None), or the bytes `start` to `end` (exclusive) of a file of
    lines, cut at line ends. `first_line` is the number of its first line.
    """

    source_file: str
    path: Path
    start: int = 0
    end: int | None = None
    first_line: int = 1


def list_parts(files: Mapping[str, Path], size: int) -> list[Part]:
    """Cut files into parts, in their order; `files` maps the names to record to paths.

    Plain files of arXiv metadata lines above `size` bytes come in ranges of about `size`;
    all others whole, those that cannot be opened too: `read_part` says why.
    """
    return [part for name, path in files.items() for part in _cut_file(name, path, size)]


def read_part(part: Part) -> Iterator[Digest]:
    """Read a part as pieces of digests of bounded size, not yet dated together.

    Their `sha256` is empty: it is the file's, of which a part may be a range. Raises
    DigestError, before the first piece, where the file is no digest or cannot be opened.
    """
    with open_file(part.path, part.source_file) as stream:
        if part.end is None:
            yield from read_pieces(stream, part.source_file)
        else:
            stream.seek(part.start)
            size = part.end - part.start
            yield from read_arxiv_lines(stream, part.source_file, size, part.first_line)


def parse_digests(content: bytes, source_file: str) -> tuple[Digest, ...]:
    """Read one file's bytes as digests; their capture years may still be open.

    Raises DigestError, naming `source_file`, where the bytes are no digest.
    """
    digests = join_by_id(read_pieces(BytesIO(content), source_file))
    sha256 = hashlib.sha256(content).hexdigest()
    return tuple(replace(digest, sha256=sha256) for digest in digests)


def join_by_id(pieces: Iterable[Digest]) -> list[Digest]:
    """Put pieces of many digests together, each digest once, sorted by `digest_id`."""
    by_id: dict[str, list[Digest]] = {}
    for piece in pieces:
        by_id.setdefault(piece.digest_id, []).append(piece)
    return [join_pieces(by_id[digest_id]) for digest_id in sorted(by_id)]


def join_pieces(pieces: Iterable[Digest]) -> Digest:
    """Put the pieces of one digest together, in any order; there is one at least.

    Positions count the listings from 1 in the order of their lines.
    """
    first, *others = pieces
    if not others:
        return first
    parts = [first, *others]
    listings = sorted((one for p in parts for one in p.listings), key=attrgetter("first_line"))
    issues = sorted((issue for p in parts for issue in p.issues), key=attrgetter("line"))
    return replace(
        first,
        listings=tuple(replace(one, position=n) for n, one in enumerate(listings, start=1)),
        n_lines=sum(piece.n_lines for piece in parts),
        n_unexplained=sum(piece.n_unexplained for piece in parts),
        issues=tuple(issues),
    )


def open_file(path: Path, source_file: str) -> BufferedIOBase:
    """Open a file for reading. Raises DigestError where it is none or cannot be opened."""
    try:
        # Opening a pipe would wait for whoever writes into it, and a device never ends.
        mode = path.stat().st_mode
        if S_ISDIR(mode):
            os.scandir(path).close()
            problem = "a link to a folder; such links are not followed."
            raise DigestError(source_file, problem, "Put the folder itself in its place.")
        if not S_ISREG(mode):
            problem = "no regular file, but a pipe, a socket or a device."
            raise DigestError(source_file, problem, "Move it out of the folder.")
        return path.open("rb")
    except OSError as error:
        raise explain_closed(source_file, error) from error


def explain_closed(source_file: str, error: OSError) -> DigestError:
    """The error of a file that the system does not give."""
    problem = f"cannot be read ({error.strerror or error})."
    return DigestError(source_file, problem, "Check that it exists and its permissions.")


def _cut_file(name: str, path: Path, size: int) -> list[Part]:
    whole = Part(name, path)
    try:
        with open_file(path, name) as stream:
            if path.stat().st_size <= size or not is_arxiv_lines(read_head(stream, LARGEST_RECORD)):
                return [whole]
            found = list(_find_starts(stream, size))
            end = stream.tell()
    except (OSError, DigestError):
        return [whole]
    starts = [(start, line) for start, line in found if start < end]
    ends = [start for start, _ in starts[1:]] + [end]
    return [
        Part(name, path, start, end, line) for (start, line), end in zip(starts, ends, strict=True)
    ]


def _find_starts(stream: BufferedIOBase, size: int) -> Iterator[tuple[int, int]]:
    """Where ranges of about `size` bytes start, and the number of the line there.

    Reads the file once, in blocks, to its end.
    """
    offset, line, earliest = 0, 1, size
    yield offset, line
    while block := stream.read(_BLOCK):
        counted = 0
        while (at := block.find(b"\n", max(earliest - 1 - offset, counted))) >= 0:
            line += block.count(b"\n", counted, at + 1)
            counted = at + 1
            earliest = offset + counted + size
            yield offset + counted, line
        line += block.count(b"\n", counted)
        offset += len(block)
