"""What the files for each scheduler say."""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
import yaml

from analysis.reporting.runs import read_runs
from analysis.schedules import SCHEDULERS
from tests.reporting.samples import make_notebook
from tests.schedules.samples import build_text, make_task
from tests.schedules.stand_ins import Recorded, execute_dag


class TestCron:
    def test_a_line_for_the_time_and_one_for_what_was_missed(self) -> None:
        text = build_text("cron", make_task())
        command = (
            "cd /srv/trends && exec /srv/trends/.venv/bin/python"
            " -m analysis run by-digest --wait 3600 >/dev/null"
        )
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        assert lines == [f"0 7 * * 1 {command}", f"@reboot {command}"]
        assert text.endswith("\n")
        assert "in the time zone of this machine" in text

    def test_all_runs(self) -> None:
        assert "-m analysis run --wait" in build_text("cron", make_task(runs=()))


class TestSystemd:
    def test_service_and_timer_belong_together(self) -> None:
        service, timer = SCHEDULERS["systemd"](make_task())
        assert service.name == "digest-trends.by-digest.service"
        assert timer.name == "digest-trends.by-digest.timer"
        assert "enable --now digest-trends.by-digest.timer" in timer.text
        assert "Type=oneshot\n" in service.text
        assert "Persistent=true\n" in timer.text

    def test_the_time_zone(self) -> None:
        assert "\nOnCalendar=Mon *-*-* 07:00:00\n" in build_text("systemd", make_task(), 1)
        text = build_text("systemd", make_task(timezone="Asia/Tokyo"), 1)
        assert "\nOnCalendar=Mon *-*-* 07:00:00 Asia/Tokyo\n" in text


class TestGithubActions:
    @pytest.fixture
    def workflow(self) -> dict[Any, Any]:
        text = build_text("github-actions", make_task(timezone="Europe/Berlin"))
        loaded: dict[Any, Any] = yaml.safe_load(text)
        return loaded

    def test_starts(self, workflow: dict[Any, Any]) -> None:
        # YAML 1.1 reads the key `on` as true; GitHub's reader does not.
        starts = workflow[True]
        assert starts["schedule"] == [{"cron": "0 7 * * 1", "timezone": "Europe/Berlin"}]
        assert "workflow_dispatch" in starts

    def test_nothing_more_is_allowed_than_to_read(self, workflow: dict[Any, Any]) -> None:
        assert set(workflow["permissions"].values()) == {"read"}
        assert workflow["concurrency"]["cancel-in-progress"] is False

    def test_steps(self, workflow: dict[Any, Any]) -> None:
        steps = workflow["jobs"]["publish"]["steps"]
        uses = [step["uses"] for step in steps if "uses" in step]
        assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", one) for one in uses)
        (publish,) = (step for step in steps if step.get("id") == "publish")
        assert publish["run"] == ".venv/bin/python -m analysis run by-digest"
        assert steps[-1]["with"]["path"].split() == ["reports", "data/processed"]
        assert "always()" in steps[-1]["if"]

    def test_without_a_time_zone_it_says_which(self) -> None:
        text = build_text("github-actions", make_task())
        assert "every Monday at 07:00, UTC time." in text
        assert 'timezone: "UTC"' in text

    @pytest.mark.parametrize(
        ("found", "downloads"),
        [("", []), ("17", ["run download 17 --name digest-trends.by-digest --dir ."])],
    )
    def test_what_was_published_is_brought_back(
        self, workflow: dict[Any, Any], tmp_path: Path, found: str, downloads: list[str]
    ) -> None:
        done = self.bring_back(workflow, tmp_path, f'[ "$1" = run ] || echo "{found}"')
        assert (done.returncode, done.stderr) == (0, "")
        asked, *others = (tmp_path / "calls").read_text().splitlines()
        assert asked == "api repos/o/r/actions/artifacts?name=digest-trends.by-digest"
        assert others == downloads

    def test_what_cannot_be_brought_back_stops_the_job(
        self, workflow: dict[Any, Any], tmp_path: Path
    ) -> None:
        assert self.bring_back(workflow, tmp_path, "exit 1").returncode == 1
        assert self.bring_back(workflow, tmp_path, '[ "$1" = api ] && echo 17').returncode == 1

    def bring_back(
        self, workflow: dict[Any, Any], folder: Path, answer: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the step as GitHub does, with a `gh` that notes its calls and gives an answer."""
        steps = workflow["jobs"]["publish"]["steps"]
        (step,) = (step for step in steps if "GH_TOKEN" in step.get("env", {}))
        gh = folder / "gh"
        note = f'[ "$1" = api ] && set -- "$1" "$2"\necho "$*" >> {folder}/calls'
        gh.write_text(f"#!/bin/sh\n{note}\n{answer}\n")
        gh.chmod(0o755)
        return subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            env={"PATH": f"{folder}:/usr/bin:/bin", "GH_REPO": "o/r"},
            capture_output=True,
            text=True,
            check=False,
        )


class TestAirflow:
    def test_the_dag(self) -> None:
        recorded = execute_dag(build_text("airflow", make_task(timezone="Europe/Berlin")))
        assert recorded.dag["dag_id"] == "digest-trends.by-digest"
        assert recorded.dag["schedule"] == "0 7 * * 1"
        assert str(recorded.dag["start_date"].tzinfo) == "Europe/Berlin"
        assert recorded.dag["catchup"] is False
        assert recorded.dag["max_active_runs"] == 1

    def test_its_one_task(self) -> None:
        (task,) = execute_dag(build_text("airflow", make_task())).tasks
        assert task["task_id"] == "publish"
        assert task["bash_command"] == make_task().command
        assert task["execution_timeout"] == timedelta(hours=6)

    def test_the_file_can_be_imported(self) -> None:
        (file,) = SCHEDULERS["airflow"](make_task())
        assert file.name == "digest_trends_by_digest.py"

    def test_arguments_that_airflow_does_not_know_are_noticed(self) -> None:
        text = build_text("airflow", make_task())
        with pytest.raises(TypeError, match="schedule_interval"):
            execute_dag(text.replace("schedule=", "schedule_interval="))


class TestSingleNotebooksInAirflow:
    """The example in docs/scheduling.md."""

    @pytest.fixture
    def recorded(self, project: Path) -> Recorded:
        text = (project / "docs" / "scheduling.md").read_text(encoding="utf-8")
        (source,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
        return execute_dag(source)

    def test_it_names_what_is_there(self, recorded: Recorded, project: Path) -> None:
        build, notebook = recorded.tasks
        assert recorded.order == [("build", notebook["task_id"])]
        assert build["bash_command"].endswith("-m analysis build")
        path = project / "notebooks" / Path(notebook["input_nb"]).name
        known = papermill.inspect_notebook(path)
        assert set(notebook["parameters"]) <= set(known)
        assert notebook["parameters"] in [
            run.parameters for run in read_runs(project / "notebooks" / "runs.yml")
        ]

    def test_papermill_takes_the_call(self, recorded: Recorded, tmp_path: Path) -> None:
        operator = recorded.operators[1]
        template = make_notebook("print(date_axis, frequency)")
        nbformat.write(template, tmp_path / "in.ipynb")
        operator.input_nb = str(tmp_path / "in.ipynb")
        operator.output_nb = str(tmp_path / "out.ipynb")
        operator.kernel_name = "python3"
        operator.execute()
        executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
        assert executed.cells[-1].outputs[0].text == "publication_date year\n"
