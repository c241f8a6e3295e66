"""What of Airflow the DAG files need, with Airflow's own signatures; it records the calls.

Copied from Airflow's sources (apache/airflow): the parameters of
`task-sdk/src/airflow/sdk/definitions/dag.py` (DAG; those that make sense here),
`providers/standard/src/airflow/providers/standard/operators/bash.py` (BashOperator) and
`providers/papermill/src/airflow/providers/papermill/operators/papermill.py`
(PapermillOperator, with the call of papermill in its `execute`). Of BaseOperator, which takes
the rest, `task_id`, `execution_timeout`, `retries` and `retry_delay` are known.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import papermill


@dataclass
class Recorded:
    """The DAG of a file, and its tasks in the order of their creation."""

    dag: dict[str, Any] = field(default_factory=dict)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    operators: list[Any] = field(default_factory=list)
    order: list[tuple[str, str]] = field(default_factory=list)


def execute_dag(source: str) -> Recorded:
    """Execute the text of a DAG file; an argument that Airflow does not know is a TypeError."""
    recorded = Recorded()
    with patch.dict(sys.modules, _make_modules(recorded)):
        exec(compile(source, "dag.py", "exec"), {"__name__": "dag"})
    return recorded


def _make_modules(recorded: Recorded) -> dict[str, ModuleType]:
    class DAG:
        def __init__(
            self,
            dag_id: str,
            *,
            description: str | None = None,
            schedule: str | timedelta | None = None,
            start_date: datetime | None = None,
            end_date: datetime | None = None,
            default_args: dict[str, Any] | None = None,
            max_active_tasks: int = 16,
            max_active_runs: int = 16,
            dagrun_timeout: timedelta | None = None,
            catchup: bool = False,
            doc_md: str | None = None,
            tags: list[str] | None = None,
        ) -> None:
            assert re.fullmatch(r"[A-Za-z0-9_.-]{1,250}", dag_id)
            recorded.dag = {name: value for name, value in locals().items() if name != "self"}

        def __enter__(self) -> DAG:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    class BaseOperator:
        def __init__(
            self,
            *,
            task_id: str,
            execution_timeout: timedelta | None = None,
            retries: int | None = 0,
            retry_delay: timedelta | float = timedelta(seconds=300),
        ) -> None:
            self.task_id = task_id
            self.execution_timeout = execution_timeout
            recorded.tasks.append(vars(self))
            recorded.operators.append(self)

        def __rshift__(self, other: BaseOperator) -> BaseOperator:
            recorded.order.append((self.task_id, other.task_id))
            return other

    class BashOperator(BaseOperator):
        def __init__(
            self,
            *,
            bash_command: str,
            env: dict[str, str] | None = None,
            append_env: bool = False,
            output_encoding: str = "utf-8",
            skip_on_exit_code: int | Container[int] | None = 99,
            cwd: str | None = None,
            output_processor: Callable[[str], Any] = lambda result: result,
            **kwargs: Any,
        ) -> None:
            super().__init__(**kwargs)
            # With one of these endings, Airflow would look for a template file of that name.
            assert not bash_command.endswith((".sh", ".bash"))
            self.bash_command = bash_command

    class PapermillOperator(BaseOperator):
        def __init__(
            self,
            *,
            input_nb: str | None = None,
            output_nb: str | None = None,
            parameters: dict[str, Any] | None = None,
            kernel_name: str | None = None,
            language_name: str | None = None,
            kernel_conn_id: str | None = None,
            log_output: bool = False,
            nbconvert: bool = False,
            nbconvert_args: list[str] | None = None,
            **kwargs: Any,
        ) -> None:
            super().__init__(**kwargs)
            self.parameters = parameters
            self.input_nb = input_nb
            self.output_nb = output_nb
            self.kernel_name = kernel_name
            self.language_name = language_name
            self.log_output = log_output

        def execute(self) -> None:
            papermill.execute_notebook(
                self.input_nb,
                self.output_nb,
                parameters=self.parameters,
                progress_bar=False,
                report_mode=True,
                log_output=self.log_output,
                kernel_name=self.kernel_name,
                language=self.language_name,
                engine_name=None,
            )

    def make_moment(year: int, month: int, day: int, *, tz: str = "UTC") -> datetime:
        return datetime(year, month, day, tzinfo=ZoneInfo(tz))

    bash, operators = "airflow.providers.standard.operators.bash", "airflow.providers.papermill"
    contents: dict[str, dict[str, Any]] = {
        "airflow": {},
        "airflow.sdk": {"DAG": DAG},
        bash: {"BashOperator": BashOperator},
        f"{operators}.operators.papermill": {"PapermillOperator": PapermillOperator},
        "pendulum": {"datetime": make_moment},
    }
    for name in [*contents]:
        parts = name.split(".")
        for end in range(1, len(parts)):
            contents.setdefault(".".join(parts[:end]), {})
    modules = {}
    for name, names in contents.items():
        modules[name] = ModuleType(name)
        vars(modules[name]).update(names, __path__=[])
    return modules
