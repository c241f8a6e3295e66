"""Reading several page texts together."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.digests import Pin, Reading, read_digests


@pytest.fixture
def read(tmp_path: Path):
    def read(pins: dict[str, Pin] | None = None, **pages: str) -> Reading:
        files = {}
        for name, page in pages.items():
            path = tmp_path / name
            path.write_text(page, encoding="utf-8")
            files[name] = path
        return read_digests(files, pins or {})

    return read
