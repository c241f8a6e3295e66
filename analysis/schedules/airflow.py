"""A DAG for Airflow 3."""

from __future__ import annotations

from analysis.schedules.task import Task, UnitFile, render


def build_airflow(task: Task) -> tuple[UnitFile, ...]:
    """Make the file of the DAG, whose one task starts the run."""
    # Airflow takes the command for a template, in which braces mean something.
    command = task.command.replace("{", "{{ '{' }}")
    text = render(
        "dag.py.j2",
        task,
        fields=repr(task.when.as_cron()),
        timezone=repr(task.timezone or "UTC"),
        command=repr(command),
    )
    return (UnitFile(f"{task.name.replace('.', '_').replace('-', '_')}.py", text),)
