"""Files made to exhaust memory are refused, or read past, in bounded memory.

Each is read by a process of its own, which tells the most memory that it ever held.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.digests.arxiv import make_record, print_answer, print_lines, print_metadata, wrap_record

MOST_MEGABYTES = 260
"""Far below what holding any of these files, or half of it, would take."""
GIGABYTE = 1 << 30
CHILD = """
import json, sys
from pathlib import Path
from analysis.digests import DigestError, list_parts, read_part
listings, reasons, error = 0, [], ""
try:
    for part in list_parts({"bomb": Path(sys.argv[1])}, 1 << 24):
        for piece in read_part(part):
            listings += len(piece.listings)
            reasons += [issue.reason for issue in piece.issues][:9]
except DigestError as refused:
    error = str(refused)
# Not ru_maxrss, which a child takes over from the process that starts it.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([listings, reasons[:9], error, int(peak.split()[1]) // 1024]))
"""


def read_apart(path: Path, project: Path) -> tuple[int, str, str]:
    """Listings, first reason and error of a file, once its memory has been checked."""
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell the peak memory of a process")
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    listings, reasons, error, megabytes = json.loads(done.stdout)
    assert megabytes < MOST_MEGABYTES
    return listings, reasons[0] if reasons else "", error


def repeat_gzip(path: Path, head: bytes, filling: bytes, times: int) -> None:
    """Write gzip that unpacks to `head` and `times` 16 MB of `filling`, without a line end."""
    block = gzip.compress(filling * ((1 << 24) // len(filling)))
    path.write_bytes(gzip.compress(head, mtime=0) + block * times)


def write_sparse(path: Path, head: bytes, tail: bytes = b"") -> None:
    """Write a file of a gigabyte that takes no room on the disk."""
    with path.open("wb") as stream:
        stream.write(head)
        stream.seek(GIGABYTE)
        stream.write(b"\n" + tail)


LINES = print_lines(make_record(1))
XML = print_answer([wrap_record(print_metadata())])
OPEN = XML[: XML.index(b"</ListRecords>")] + b"<record><metadata><arXiv><title>"
MORE = print_lines(make_record(2))
NULLS = b"\x00" * 1024


@pytest.mark.parametrize(
    ("write", "listings", "told"),
    [
        (lambda p: write_sparse(p, LINES, MORE), 2, "a line of more than 4,000,000 bytes"),
        (lambda p: write_sparse(p, b'{"id": "'), 0, "more than 16,000,000 bytes"),
        (lambda p: write_sparse(p, b""), 0, "more than 16,000,000 bytes"),
        (lambda p: write_sparse(p, OPEN), 1, "broken or cut short"),
        (lambda p: repeat_gzip(p, b"", NULLS, 64), 0, "more than 16,000,000 bytes"),
        (lambda p: repeat_gzip(p, LINES, NULLS, 64), 1, "a line of more than 4,000,000 bytes"),
        (lambda p: repeat_gzip(p, OPEN, b"ha" * 512, 64), 1, "a record of more than 4,000,000"),
        (lambda p: repeat_gzip(p, OPEN, b"<a>" * 512, 64), 1, "nested too deeply"),
        (lambda p: repeat_gzip(p, OPEN + b"<a b='", b"x" * 512, 64), 1, "more than 4,000,000"),
        (lambda p: p.write_bytes(LINES + b"[" * 3_999_000), 1, "a line that is no JSON"),
        (lambda p: p.write_bytes(LINES + b"[{}," * 999_000), 1, "a line that is no JSON"),
        (lambda p: p.write_bytes(LINES + (b"[" + b"[]," * 10**6)[:-1] + b"]"), 1, "no object"),
        (lambda p: p.write_bytes(LINES + b"x\n" * 200_000), 1, "a line that is no JSON"),
    ],
    ids=[
        "a line of 1 GB",
        "a first line of 1 GB",
        "1 GB of nulls",
        "1 GB of nulls in XML",
        "gzip bomb",
        "gzip bomb in lines",
        "gzip bomb in a text",
        "gzip bomb of elements",
        "gzip bomb in an attribute",
        "deep JSON",
        "deep JSON of objects",
        "JSON of many lists",
        "many broken lines",
    ],
)
def test_bombs_are_refused_or_read_past_in_bounded_memory(
    write: Callable[[Path], None], listings: int, told: str, tmp_path: Path, project: Path
) -> None:
    bomb = tmp_path / "bomb"
    write(bomb)
    found, reason, error = read_apart(bomb, project)
    assert found == listings
    assert told in (error or reason)


def test_a_large_file_is_read_in_the_memory_of_a_small_one(tmp_path: Path, project: Path) -> None:
    block = print_lines(*(make_record(n, note="x" * 9_000) for n in range(1_000)))
    packed = gzip.compress(block, 1, mtime=0)
    (tmp_path / "lines.gz").write_bytes(packed * 50)
    found, _, error = read_apart(tmp_path / "lines.gz", project)
    assert (found, error) == (50_000, "")
