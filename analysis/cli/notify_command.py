"""`notify`: try whether notices of unattended runs arrive."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import click

from analysis.cli.terminal import say
from analysis.provenance import PROJECT
from analysis.reporting import ReportingError
from analysis.reporting.notices import take_settings, tell_test
from analysis.reporting.runs import RUNS_FILE

_CODES = """\b
Exit codes:
  0    everybody was told
  1    somebody could not be told; the lines say who and why
  2    wrong usage, or nobody is to be told: see docs/notifications.md
"""


@click.command("notify", epilog=_CODES)
@click.option("--test", is_flag=True, help="Send a test notice by every declared way.")
def command(test: bool) -> None:
    """Try whether notices of unattended runs arrive.

    Whom to tell stands in notebooks/runs.yml, servers and secrets in the environment.
    """
    if not test:
        raise click.UsageError("Say --test: a test notice is all that this command sends.")
    settings = take_settings(os.environ)
    runs_file = PROJECT / "notebooks" / RUNS_FILE
    try:
        answers = tell_test(runs_file, settings, lambda: datetime.now(UTC))
    except ReportingError as error:
        say(f"error: {error}")
        sys.exit(2)
    if not answers:
        say(f"error: {runs_file}: nobody is to be told; declare notify: there.")
        sys.exit(2)
    for way, answer in answers.items():
        say(f"not told by {way}: {answer}") if answer else click.echo(f"told by {way}")
    sys.exit(1 if any(answers.values()) else 0)
