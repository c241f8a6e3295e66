"""Print how each statistic does on made corpora whose truth is known.

Run from the project's folder: python -m benchmarks.calibration [--corpora N] [--seed N]
[--output FILE] [--only WORDS]. Numbers outside their band are marked: false positives 0.03 to
0.07 of the tests without a trend, coverage 0.93 to 0.97 of the intervals, false discovery rate
up to 0.05.
"""

from __future__ import annotations

import argparse
import platform
import time
from importlib.metadata import version
from pathlib import Path

from benchmarks.calibration import intervals, topics, trends
from benchmarks.calibration.tally import Row, Setting, open_pool, run_setting

_COLUMNS = (
    "Statistic",
    "Setting",
    "Corpora",
    "False positives",
    "Coverage",
    "Power",
    "FDR",
    "Too little data",
)
_HEAD = f"| {' | '.join(_COLUMNS)} |\n| --- | --- |{' ---: |' * (len(_COLUMNS) - 2)}"


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", type=Path, help="a Markdown file for the table")
    parser.add_argument("--only", default="", help="settings whose statistic holds these words")
    options = parser.parse_args()
    settings = [one for one in _list_settings() if options.only in one.statistic]
    lines = [_describe(options.corpora, options.seed), "", _HEAD]
    print("\n".join(lines), flush=True)
    start = time.monotonic()
    with open_pool() as pool:
        for setting in settings:
            lines.append(_format(run_setting(setting, options.corpora, options.seed, pool)))
            print(lines[-1], flush=True)
    print(f"\n{(time.monotonic() - start) / 60:.1f} minutes")
    if options.output:
        options.output.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _list_settings() -> list[Setting]:
    return [*trends.list_settings(), *topics.list_settings(), *intervals.list_settings()]


def _describe(corpora: int, seed: int) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "statsmodels"))
    return (
        f"`python -m benchmarks.calibration --corpora {corpora} --seed {seed}`, "
        f"Python {platform.python_version()}, {versions}. A star marks a number outside its band, "
        "unless most corpora were too little data."
    )


def _format(row: Row) -> str:
    def show(value: float | None, name: str = "") -> str:
        return "" if value is None else f"{value:.3f}{'*' if name in row.off else ''}"

    power = show(row.found)
    if power and row.setting.effect:
        power += f" ({row.setting.effect})"
    cells = [
        row.setting.statistic,
        row.setting.name,
        f"{row.corpora:,}",
        show(row.rejected, "false positives"),
        show(row.covered, "coverage"),
        power,
        show(row.false_share, "false discovery rate"),
        show(row.silent),
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
