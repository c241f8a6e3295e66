"""Making an order with somebody to tell, and telling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from analysis.reporting.notices import tell_result
from analysis.reporting.notices.telling import Means
from analysis.reporting.order import Order
from analysis.reporting.result import HeadlineChange, RunResult
from tests.notices.samples import AS_OF, PUBLISHED, make_result
from tests.notices.servers import Hook

ALL = ["failure", "success", "change"]
RUNS = {"one": {"title": "One", "description": "Shows one."}}
TURNED = HeadlineChange(
    "02_three",
    "Ratio <b>",
    {"value": "1", "interval": "no trend detected, p 0.4"},
    {"value": "2", "interval": "rising, p 0.01"},
)
RECOVERED = "the run before ended without a result: process 9"


def make_order(output: Path, notify: Mapping[str, Any] | str, **values: Any) -> Order:
    folder = output.parent / "notebooks"
    folder.mkdir(exist_ok=True)
    declared = {"runs": RUNS, "notify": notify}
    text = notify if isinstance(notify, str) else yaml.safe_dump(declared)
    (folder / "runs.yml").write_text(text, encoding="utf-8")
    order: Any = dict.fromkeys(Order.__dataclass_fields__)
    return Order(
        **{**order, "notebooks_dir": folder, "output": output, "clock": lambda: AS_OF, **values}
    )


def to_hook(*occasions: str, **more: Any) -> dict[str, Any]:
    return {"webhook": {"on": list(occasions)}, **more}


def tell(
    output: Path, result: RunResult, notify: Mapping[str, Any] | str, settings: dict[str, str]
) -> RunResult:
    means = Means(sleep=lambda _: None)
    return tell_result(make_order(output, notify), result, settings, means)


def tell_hook(output: Path, result: RunResult, hook: Hook, *occasions: str) -> RunResult:
    return tell(output, result, to_hook(*occasions), {"DIGESTS_WEBHOOK_URL": hook.url})


def published(output: Path, *changes: HeadlineChange) -> RunResult:
    return make_result(replace(PUBLISHED, published=output / "by-digest", changes=changes))
