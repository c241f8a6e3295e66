"""Page texts written for tests: a listing to lines, and pages around them."""

from __future__ import annotations

from dataclasses import dataclass

BANNER = (
    "new",
    "Get trending papers in your email inbox!",
    "Subscribe",
    "Daily Papers",
    "byAK and the research community",
)
ABSTRACT = (
    "We present a method for counting apples in baskets. It sorts them first. On three "
    "orchards the method makes fewer errors than counting by hand, and it needs no light."
)


@dataclass(frozen=True)
class Entry:
    """A listing to be printed; fields left None are not printed."""

    title: str = "Counting Apples in Baskets"
    abstract: str = ABSTRACT
    authors: int | None = None
    badge: str | None = None
    published: str | None = None


def print_entry(entry: Entry) -> list[str]:
    lines = [entry.title, "", entry.abstract, ""]
    if entry.badge is not None:
        lines += [entry.badge, "·", f"{entry.published}", ""]
    elif entry.authors is not None:
        lines += [f"  • {entry.authors} authors", "·", f"{entry.published}", ""]
    return lines


def print_page(*entries: Entry, capture: str = "Apr 20", banner: tuple[str, ...] = BANNER) -> str:
    lines = [part for text in (*banner, capture) for part in (text, "")]
    for entry in entries:
        lines += print_entry(entry)
    return "\n".join(lines)
