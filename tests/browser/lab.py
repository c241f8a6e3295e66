"""A JupyterLab of its own for a test: free port, own settings, nothing of the user's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

TOKEN = "browser-test"
START_SECONDS = 180
RUN_MILLISECONDS = 600_000

OPTIONS = [
    "--no-browser",
    "--allow-root",
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.port=0",
    f"--IdentityProvider.token={TOKEN}",
    "--ServerApp.terminals_enabled=False",
    "--LabApp.expose_app_in_browser=True",
    # Each of these would ask the network on its own.
    "--LabApp.extension_manager=readonly",
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
]
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "extensionmanager-extension/plugin": {"enabled": False},
}
URL = re.compile(r"http://127\.0\.0\.1:(\d+)/lab\?token=")

READY = """name => {
    const panel = window.jupyterapp?.shell.currentWidget;
    return panel?.context?.path === name && panel.context.isReady
        && panel.sessionContext?.session?.kernel?.status === "idle";
}"""
FINISHED = """() => {
    const panel = window.jupyterapp.shell.currentWidget;
    const cells = panel.content.model.sharedModel.toJSON().cells
        .filter(cell => cell.cell_type === "code");
    const failed = cells.some(cell => cell.outputs.some(one => one.output_type === "error"));
    return panel.sessionContext.session?.kernel?.status === "idle"
        && (failed || cells.every(cell => cell.execution_count !== null));
}"""
CELLS = "() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.toJSON().cells"


@contextmanager
def serve_lab(
    notebooks: Path, private: Path, added: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run JupyterLab on a folder of notebooks; gives its address without the token.

    `private` takes its settings and files; `added` are further variables of its environment.
    """
    command = [sys.executable, "-m", "jupyterlab", *OPTIONS, f"--ServerApp.root_dir={notebooks}"]
    log: list[str] = []
    with subprocess.Popen(
        command, env=_make_environment(private) | dict(added or {}), cwd=private, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as server:  # fmt: skip
        patience = threading.Timer(START_SECONDS, server.kill)
        patience.start()
        try:
            yield f"http://127.0.0.1:{_read_port(server, log)}"
        finally:
            patience.cancel()
            server.terminate()


def run_all(browser: Browser, address: str, name: str) -> list[dict[str, Any]]:
    """Open a notebook, press Run All, wait for the end; gives its cells with their outputs."""
    with open_and_run(browser, address, name) as page:
        cells: list[dict[str, Any]] = page.evaluate(CELLS)
        return cells


@contextmanager
def open_and_run(browser: Browser, address: str, name: str) -> Iterator[Page]:
    """Open a notebook, press Run All, wait for the end; gives the page as it then is."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    # The notebook's own server is all there is; anything else would be the network.
    context.route(re.compile(rf"^(?!{re.escape(address)})https?:"), lambda route: route.abort())
    page = context.new_page()
    page.set_default_timeout(RUN_MILLISECONDS)
    try:
        # A workspace of its own: a shared one would open the notebooks of earlier tests again.
        page.goto(f"{address}/lab/workspaces/{Path(name).stem}/tree/{name}?token={TOKEN}")
        page.wait_for_function(READY, arg=name)
        _press_run_all(page)
        page.wait_for_function(FINISHED)
        yield page
    finally:
        context.close()


def _press_run_all(page: Page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def _make_environment(private: Path) -> dict[str, str]:
    """The environment of a server that sees only its own settings."""
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    for name, content in SETTINGS.items():
        path = private / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return os.environ | {name: str(private / folder) for name, folder in folders.items()}


def _read_port(server: subprocess.Popen[str], log: list[str]) -> int:
    """Wait until the server tells its port, then keep its output flowing in the background."""
    assert server.stderr is not None
    for line in server.stderr:
        log.append(line)
        found = URL.search(line)
        if found:
            threading.Thread(target=server.stderr.read, daemon=True).start()
            return int(found[1])
    raise AssertionError("JupyterLab did not start:\n" + "".join(log))
