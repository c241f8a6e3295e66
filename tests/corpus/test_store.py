"""Writing and reading tables: nothing half-written is ever found, nothing damaged is read."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis import exchange
from analysis.corpus import (
    MANIFEST_FILE,
    SCHEMAS,
    CorpusError,
    read_manifest,
    read_tables,
)
from analysis.corpus.writer import TableWriter
from tests.corpus.pages import PAGES, build, write_pages


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return write_pages(PAGES, tmp_path / "raw")


@pytest.fixture
def folder(tmp_path: Path, files: dict[str, Path]) -> Path:
    build(files, tmp_path / "processed")
    return tmp_path / "processed"


def contents(folder: Path) -> dict[str, bytes]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_same_input_gives_the_same_bytes(
    folder: Path, files: dict[str, Path], tmp_path: Path
) -> None:
    before = contents(folder)
    build(files, folder)
    assert contents(folder) == before
    build(files, tmp_path / "elsewhere")
    assert contents(tmp_path / "elsewhere") == before


def test_what_is_written_is_read_back(folder: Path, files: dict[str, Path]) -> None:
    built, tables = build(files, folder), read_tables(folder)
    for name, schema in SCHEMAS.items():
        frame = getattr(tables, name)
        assert list(frame.columns) == schema.names
        assert len(frame) == built.count_rows()[name] == tables.manifest["tables"][name]["rows"]
    assert str(tables.papers["n_authors"].dtype) == "Int64"
    assert str(tables.papers["publication_date"].dtype).startswith("datetime64")


def test_no_leftovers_beside_the_tables(folder: Path) -> None:
    assert sorted(path.name for path in folder.parent.iterdir()) == ["processed", "raw"]


def test_other_files_in_the_folder_are_kept(folder: Path, files: dict[str, Path]) -> None:
    (folder / ".gitkeep").touch()
    (folder / "notes.md").write_text("mine")
    build(files, folder)
    assert (folder / "notes.md").read_text() == "mine"
    assert (folder / ".gitkeep").exists()


@pytest.mark.parametrize("inside", ["thesis/chapter.md", "letter.txt"])
def test_a_folder_of_other_things_is_refused_untouched(
    tmp_path: Path, files: dict[str, Path], inside: str
) -> None:
    home = tmp_path / "home"
    (home / inside).parent.mkdir(parents=True)
    (home / inside).write_text("mine")
    with pytest.raises(CorpusError, match="holds other things than tables"):
        build(files, home)
    assert (home / inside).read_text() == "mine"


def test_a_subfolder_beside_tables_is_never_dropped(folder: Path, files: dict[str, Path]) -> None:
    (folder / "figures").mkdir()
    with pytest.raises(CorpusError, match="holds other things"):
        build(files, folder)
    assert (folder / "figures").is_dir()


def test_a_file_in_the_place_of_the_folder_is_refused_untouched(
    tmp_path: Path, files: dict[str, Path]
) -> None:
    (tmp_path / "processed").write_text("mine")
    with pytest.raises(CorpusError, match="a file; tables need a folder"):
        build(files, tmp_path / "processed")
    assert (tmp_path / "processed").read_text() == "mine"


def test_a_link_to_a_folder_stays_a_link(
    folder: Path, files: dict[str, Path], tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder)
    build(files, link)
    build(files, link)
    assert link.is_symlink()
    assert len(read_tables(link).papers) == 2


def test_a_failing_write_leaves_the_old_tables(
    folder: Path, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(folder)
    closed = []

    def close(self: TableWriter) -> dict[str, object]:
        closed.append(self)
        if len(closed) == 3:
            raise OSError("disk full")
        return finish(self)

    finish = TableWriter.close
    monkeypatch.setattr(TableWriter, "close", close)
    with pytest.raises(OSError, match="disk full"):
        build(files, folder)
    assert contents(folder) == before
    assert sorted(path.name for path in folder.parent.iterdir()) == ["processed", "raw"]
    assert len(read_tables(folder).papers) == 2


def test_a_failing_second_rename_brings_the_old_tables_back(
    folder: Path, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(folder)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if "-new-" in self.name:
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(exchange, "_exchange", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="no"):
        build(files, folder)
    assert contents(folder) == before


KILLED = """
import os, signal, sys
from pathlib import Path
from analysis import exchange
from tests.corpus.pages import build

moment, raw, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
rename = Path.rename

def killed(self, target):
    is_second = "-new-" in self.name
    if is_second and moment == "between":
        os.kill(os.getpid(), signal.SIGKILL)
    done = rename(self, target)
    if is_second and moment == "behind":
        os.kill(os.getpid(), signal.SIGKILL)
    return done

Path.rename = killed
exchange._exchange = lambda one, other: False
build({path.name: path for path in raw.iterdir()}, folder)
"""


@pytest.mark.parametrize(("moment", "n_papers"), [("between", 2), ("behind", 1)])
def test_a_build_killed_at_its_renames_leaves_whole_tables(
    folder: Path, tmp_path: Path, project: Path, moment: str, n_papers: int
) -> None:
    raw = tmp_path / "new-raw"
    write_pages({"b.txt": PAGES["b.txt"]}, raw)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, moment, str(raw), str(folder)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert len(read_tables(folder).papers) == n_papers
    build(write_pages(PAGES, tmp_path / "raw"), folder)
    assert len(read_tables(folder).papers) == 2
    assert not folder.with_name(".processed-old").exists()


def damage(folder: Path, name: str, content: bytes | None) -> None:
    path = folder / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("papers.parquet", b""),
        ("papers.parquet", b"PAR1 not really PAR1"),
        ("claims.parquet", None),
        (MANIFEST_FILE, None),
        (MANIFEST_FILE, b""),
        (MANIFEST_FILE, b"{"),
        (MANIFEST_FILE, b"[]"),
        (MANIFEST_FILE, b"\xff\xfe\x00"),
        (MANIFEST_FILE, b'{"tables": []}'),
        (MANIFEST_FILE, b'{"tables": {"papers": 3}}'),
        (MANIFEST_FILE, b'{"tables": {}}'),
    ],
)
def test_damage_is_named_with_what_to_do(folder: Path, name: str, content: bytes | None) -> None:
    damage(folder, name, content)
    with pytest.raises(CorpusError, match=r"python -m analysis build") as refused:
        read_tables(folder)
    assert str(folder) in str(refused.value)


@pytest.mark.parametrize("name", ["papers.parquet", MANIFEST_FILE])
def test_the_next_build_heals_lost_files(folder: Path, files: dict[str, Path], name: str) -> None:
    damage(folder, name, None)
    build(files, folder)
    assert len(read_tables(folder).papers) == 2


def test_one_flipped_bit_is_noticed(folder: Path) -> None:
    path = folder / "listings.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(CorpusError, match="not the file that the manifest describes"):
        read_tables(folder)


def test_tables_of_another_build_are_noticed(
    folder: Path, files: dict[str, Path], tmp_path: Path
) -> None:
    other = write_pages({"b.txt": PAGES["b.txt"]}, tmp_path / "other")
    build(other, tmp_path / "other-tables")
    shutil.copy(tmp_path / "other-tables" / "papers.parquet", folder)
    with pytest.raises(CorpusError, match=r"papers\.parquet: not the file"):
        read_tables(folder)


def test_a_table_of_another_schema_is_not_read(folder: Path) -> None:
    path = folder / "papers.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["n_authors"]), path)
    manifest = read_manifest(folder)
    manifest["tables"]["papers"]["sha256"] = _sha256(path)
    (folder / MANIFEST_FILE).write_text(json.dumps(manifest))
    with pytest.raises(CorpusError, match=r"papers\.parquet: not of its schema.*n_authors"):
        read_tables(folder)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_table_of_another_schema_is_not_written(folder: Path, tmp_path: Path) -> None:
    papers = pq.read_table(folder / "papers.parquet")
    writer = TableWriter("papers", tmp_path)
    with pytest.raises(CorpusError, match="papers: not of its schema"):
        writer.add(papers.drop_columns(["n_authors"]))
    gaps = papers.to_pylist()
    gaps[0]["title"] = None
    nullable = pa.schema([field.with_nullable(True) for field in SCHEMAS["papers"]])
    columns = pa.Table.from_pylist(gaps, schema=nullable).columns
    with pytest.raises(CorpusError, match="column title has gaps"):
        writer.add(pa.Table.from_arrays(columns, schema=SCHEMAS["papers"]))
    writer.abandon()


def test_no_tables_yet_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no tables there\. Build the tables"):
        read_tables(tmp_path / "nothing")
