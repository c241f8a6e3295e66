"""A workflow of GitHub Actions, for a repository whose root is the project."""

from __future__ import annotations

import shlex

from analysis.schedules.task import Task, UnitFile, render


def build_github_actions(task: Task) -> tuple[UnitFile, ...]:
    """Make the workflow. It checks the project out, so this machine's paths are not in it."""
    text = render(
        "workflow.yml.j2",
        task,
        fields=task.when.as_cron(),
        timezone=task.timezone or "UTC",
        words=shlex.join(task.words),
    )
    return (UnitFile(f"{task.name}.yml", text),)
