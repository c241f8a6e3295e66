"""How much reports cost, measured in turns and in one go.

First `build` and `report` against the same notebooks as plain scripts.

Both sides work on the project's own digests, with bytecode compiled beforehand. A plain
script is a notebook's code with its run's parameters, and the scripts run one after another;
the other side builds the tables, executes all notebooks of all runs, exports the reports and
writes the index. The bar is 1.5 times the scripts.

Then `run` with nothing changed against `run --force`, which does everything. The bar is 0.15.
And `run --force` with forked kernels against plain ones: the bar is 0.7, and the reports must be
the same but for the moment that they tell.

    python benchmarks/report.py [--rounds N] [--only-engines]
"""

from __future__ import annotations

import argparse
import compileall
import os
import re
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

import nbformat

from analysis.provenance import hash_text
from analysis.reporting.parameters import read_templates, resolve_parameters
from analysis.reporting.runs import read_runs

PROJECT = Path(__file__).resolve().parents[1]
NOTEBOOKS = PROJECT / "notebooks"
BAR = 1.5
UNCHANGED_BAR = 0.15
ENGINE_BAR = 0.7
MOMENT = re.compile(r"<time .*?</time>")


def main() -> int:
    """Measure, print each round and the median, and tell by the exit code if the bar holds."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--only-engines", action="store_true", help="the last part alone")
    options = arguments.parse_args()
    rounds = options.rounds
    compile_bytecode()
    with tempfile.TemporaryDirectory(prefix="digests-bench-") as scratch:
        folder = Path(scratch)
        tables = folder / "tables"
        call_analysis("build", "--output", str(tables))
        scripts = write_scripts(folder / "scripts", tables)
        print(f"{len(scripts)} notebooks, {os.cpu_count()} cores, {rounds} rounds", flush=True)
        if options.only_engines:
            return judge_engines([time_engines(folder, number) for number in range(rounds)])
        ratios = []
        for number in range(rounds):
            # In turns, so that neither side always finds the warmer or the busier machine.
            if number % 2:
                reports, plain = time_reports(folder), time_scripts(scripts)
            else:
                plain, reports = time_scripts(scripts), time_reports(folder)
            ratios.append(reports / plain)
            print(
                f"round {number + 1}: plain scripts {plain:.1f} s,"
                f" build and report {reports:.1f} s, ratio {ratios[-1]:.2f}"
            )
        unchanged = [time_runs(folder) for _ in range(rounds)]
        engines = [time_engines(folder, number) for number in range(rounds)]
    median = statistics.median(ratios)
    print(f"median ratio {median:.2f}, bar {BAR}")
    median_unchanged = statistics.median(unchanged)
    print(f"median ratio of unchanged runs {median_unchanged:.3f}, bar {UNCHANGED_BAR}")
    failed = judge_engines(engines)
    return 0 if median <= BAR and median_unchanged <= UNCHANGED_BAR and not failed else 1


def compile_bytecode() -> None:
    """Compile the libraries and the project, as `make` does when it builds the environment."""
    for folder in (Path(sysconfig.get_path("purelib")), PROJECT / "analysis"):
        compileall.compile_dir(folder, quiet=2, workers=0)


def write_scripts(folder: Path, tables: Path) -> list[Path]:
    """Write each notebook of each run as a script with that run's parameters; gives the paths."""
    folder.mkdir()
    templates = read_templates(NOTEBOOKS)
    scripts = []
    for run in read_runs(NOTEBOOKS / "runs.yml"):
        for template in templates:
            given = resolve_parameters(run, template, {}) | {"tables_dir": str(tables)}
            path = folder / f"{run.name}-{template.name}.py"
            path.write_text(convert_to_script(template.path, given), encoding="utf-8")
            scripts.append(path)
    return scripts


def convert_to_script(notebook: Path, given: dict[str, object]) -> str:
    """Give a notebook's code with the given values set after its parameters."""
    parts = []
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "code":
            parts.append(cell.source)
            if "parameters" in cell.metadata.get("tags", []):
                parts += [f"{name} = {value!r}" for name, value in given.items()]
    return "\n\n".join(parts) + "\n"


def time_scripts(scripts: list[Path]) -> float:
    """Run the scripts one after another; gives seconds."""
    begin = time.perf_counter()
    for script in scripts:
        call([sys.executable, str(script)])
    return time.perf_counter() - begin


def time_reports(folder: Path) -> float:
    """Build the tables and publish all reports; gives seconds."""
    begin = time.perf_counter()
    call_analysis("build", "--output", str(folder / "built"))
    tables, output = str(folder / "built"), str(folder / "reports")
    call_analysis("report", "--tables", tables, "--output", output)
    return time.perf_counter() - begin


def time_runs(folder: Path) -> float:
    """Run all over, then with nothing changed; gives the ratio of the second to the first."""
    places = ["--tables", str(folder / "built"), "--output", str(folder / "reports")]
    seconds = []
    for words in (["--force"], []):
        begin = time.perf_counter()
        call_analysis("run", *words, *places)
        seconds.append(time.perf_counter() - begin)
    full, nothing = seconds
    print(f"run: all {full:.1f} s, nothing changed {nothing:.2f} s, ratio {nothing / full:.3f}")
    return nothing / full


def time_engines(folder: Path, number: int) -> float:
    """Run all over with either engine, in turns; gives the ratio of forked to plain.

    Ends the benchmark if the reports differ.
    """
    seconds, contents = {}, {}
    for engine in ("forked", "plain") if number % 2 else ("plain", "forked"):
        output = folder / engine
        places = ["--tables", str(folder / "engine-tables"), "--output", str(output)]
        begin = time.perf_counter()
        call_analysis("run", "--force", "--engine", engine, *places)
        seconds[engine] = time.perf_counter() - begin
        contents[engine] = hash_reports(output)
    if contents["forked"] != contents["plain"] or not contents["plain"]:
        sys.exit("the reports of the two engines differ")
    ratio = seconds["forked"] / seconds["plain"]
    print(
        f"round {number + 1}: plain kernels {seconds['plain']:.1f} s, forked"
        f" {seconds['forked']:.1f} s, ratio {ratio:.2f}, {len(contents['plain'])} reports equal",
        flush=True,
    )
    return ratio


def hash_reports(output: Path) -> dict[str, str]:
    """Hash the published reports without the moments that they tell, by path."""
    pages = output.glob("*/*.html")
    return {
        page.relative_to(output).as_posix(): hash_text(
            MOMENT.sub("", page.read_text(encoding="utf-8"))
        )
        for page in pages
    }


def judge_engines(ratios: list[float]) -> int:
    """Print the median; 1 if it is over the bar."""
    median = statistics.median(ratios)
    print(f"median ratio of forked to plain kernels {median:.2f}, bar {ENGINE_BAR}")
    return int(median > ENGINE_BAR)


def call_analysis(*words: str) -> None:
    """Call the project's command line."""
    call([sys.executable, "-m", "analysis", *words])


def call(command: list[str]) -> None:
    """Run a command quietly, with bytecode allowed; show what it says if it fails."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["MPLBACKEND"] = "Agg"
    done = subprocess.run(
        command, cwd=NOTEBOOKS, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
