"""Files that are copies of others: one of them stands for all."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.digests.errors import DigestError


def leave_out_copies(hashes: Mapping[str, str]) -> tuple[list[str], list[DigestError]]:
    """The names of files that are no copies, sorted, and an error for each one that is.

    `hashes` are those of the files' bytes by name, empty where they could not be read: such
    a file is like no other. Of equal files the first by name stands for all.
    """
    first_with: dict[str, str] = {}
    names, copies = [], []
    for name, content in sorted(hashes.items()):
        first = first_with.setdefault(content, name) if content else name
        if first == name:
            names.append(name)
        else:
            problem = f"the same bytes as {first}, which stands for both."
            copies.append(DigestError(name, problem, "Remove one of the two."))
    return names, copies
