"""What was read of digests before, kept so that only changes are read again.

The tables that are built with and without it are the same bytes.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from analysis.corpus.freshness import EXTRACTION_CODE, MANIFEST_FILE, READING_CODE
from analysis.corpus.packing.entries import (
    CACHE_FOLDER,
    INDEX_FILE,
    Entry,
    Task,
    list_packs,
    measure_part,
    read_index,
    write_index,
)
from analysis.corpus.packing.packs import SUFFIX
from analysis.corpus.packing.segments import name_segment
from analysis.digests import Part
from analysis.facts import Taxonomy
from analysis.provenance import hash_file, hash_libraries, hash_parts, hash_text

PART_SIZE = 16_000_000
"""Bytes from which a file of lines is read in parts; also of what one task reads."""
MOST_LIGHT = 32
"""Packs with less than half of PART_SIZE that are kept side by side."""
_PACKING_CODE = ("analysis/corpus/packing", "analysis/corpus/schema.py")


@dataclass(frozen=True, slots=True)
class Cache:
    """What is known from an earlier build: entries by key, and the folder of their packs."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    folder: Path = Path()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A part of a file, and the key of its entry."""

    part: Part
    key: str


def hash_reading_code() -> str:
    """Hash the code and libraries that decide what is read out of a file."""
    code = hash_parts((*READING_CODE, *EXTRACTION_CODE, *_PACKING_CODE))
    return hash_text(f"{code}\n{hash_libraries()}")


def list_wanted(
    parts: Iterable[Part], hashes: Mapping[str, str], taxonomy: Taxonomy
) -> list[Wanted]:
    """Give each part the key of its entry; `hashes` are those of the files by name."""
    base = hash_text(f"{hash_reading_code()}\n{taxonomy.sha256}")
    return [
        Wanted(part, hash_text(f"{base}\n{name}\n{hashes.get(name)}\n{part.start}\n{part.end}"))
        for part in parts
        for name in [part.source_file]
    ]


def open_cache(folder: Path) -> Cache:
    """What is kept beside the tables in `folder`; nothing that is damaged or worn out.

    What was kept in worn out packs counts as unknown, so that it is read into new ones.
    """
    kept = folder / CACHE_FOLDER
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        # A damaged pack could still be readable, and would go into the tables.
        files = manifest["cache"]["files"]
        found = _hash_files(kept, files)
        sound = {name for name, sha256 in files.items() if found[name] == sha256}
        if INDEX_FILE not in sound:
            return Cache()
        entries = read_index(kept / INDEX_FILE)
        packs = list_packs(entries.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException):
        return Cache()
    fit = {pack for pack in packs if sound.issuperset(_list_files(pack))}
    fit -= find_worn_out(entries.values())
    fit.add("")
    return Cache({key: one for key, one in entries.items() if one.pack in fit}, kept)


def find_worn_out(entries: Iterable[Entry]) -> set[str]:
    """The packs that should be read anew into fewer and fuller ones.

    These are full ones of which most is not used any more: less is read than has changed. And
    all light ones where there are more than MOST_LIGHT: as only the last pack made of them can
    be light again, each file is read once more, and half of PART_SIZE in so many builds.
    """
    used, sizes = Counter[str](), dict[str, int]()
    for entry in entries:
        if entry.pack:
            used[entry.pack] += entry.size
            sizes[entry.pack] = entry.pack_size
    hollow = {name for name, size in sizes.items() if size >= PART_SIZE and used[name] < size / 2}
    light = {name for name in sizes if used[name] < PART_SIZE / 2} - hollow
    return hollow | light if len(light) > MOST_LIGHT else hollow


def plan_tasks(wanted: Sequence[Wanted], folder: Path) -> list[Task]:
    """Put parts together into tasks of about PART_SIZE, each with a pack in `folder`."""
    return [
        Task(
            tuple(one.part for one in group),
            tuple(one.key for one in group),
            folder / f"{hash_text(' '.join(one.key for one in group))[:16]}{SUFFIX}",
        )
        for group in _group(wanted)
    ]


def _group(wanted: Sequence[Wanted]) -> Iterator[list[Wanted]]:
    group: list[Wanted] = []
    size = 0
    for one in wanted:
        size += measure_part(one.part)
        group.append(one)
        if size >= PART_SIZE:
            yield group
            group, size = [], 0
    if group:
        yield group


def keep_packs(entries: Iterable[Entry], old: Path, new: Path) -> None:
    """Take over the packs of known entries from the folder of an older build."""
    for name in chain.from_iterable(map(_list_files, list_packs(entries))):
        # A second name costs nothing; not all file systems allow one.
        try:
            os.link(old / name, new / name)
        except OSError:
            shutil.copy2(old / name, new / name)


def close_cache(entries: Sequence[Entry], folder: Path) -> dict[str, Any]:
    """Write the index into a folder of packs; gives what the manifest says of them."""
    index = write_index(entries, folder)
    names = [index.name, *chain.from_iterable(map(_list_files, list_packs(entries)))]
    return {"entries": len(entries), "files": _hash_files(folder, names)}


def _hash_files(folder: Path, names: Collection[str]) -> dict[str, str]:
    with ThreadPoolExecutor() as threads:
        hashes = threads.map(hash_file, [folder / name for name in names])
        return dict(zip(names, hashes, strict=True))


def _list_files(pack: str) -> list[str]:
    """The names of a pack and of its segment."""
    return [pack, name_segment(Path(pack)).name]
