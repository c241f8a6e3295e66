"""The command line: `python -m analysis`, also installed as `digest-trends`.

Exit codes: 0 done, 1 failed or, for `parse`, `extract` and `report`, done in part (the
message says what), 2 wrong usage. `build` is done, too, where it names files that are no
digest and leaves them out: one bad file must not stop a scheduled run. `run` and `notify`
list their own exit codes in their help.
"""

from __future__ import annotations

import importlib

import click

_COMMANDS = {
    "parse": "Print the listings of digest files, one JSON object each.",
    "extract": "Read topics, release and claims out of papers given as JSON lines.",
    "evaluate": "Score the extraction of facts against hand labels.",
    "fetch": "Fetch days of the Daily Papers API, one file a day.",
    "build": "Build the tables from a folder of digests.",
    "report": "Execute the notebooks of the declared runs and publish their reports.",
    "run": "Build and publish what changed, with nobody watching.",
    "schedule": "Print a ready unit for cron, systemd, GitHub Actions or Airflow.",
    "notify": "Try whether notices of unattended runs arrive.",
}


class _LazyGroup(click.Group):
    """Imports a command's module only when it is called: help and errors stay quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"analysis.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what the file system refuses is an error message, no traceback."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}.") from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="digest-trends")
def main() -> None:
    """Trend statistics from folders of research-paper digests."""
