"""Looking for barriers in a page with axe-core, which the development packages bring along."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

FIRSTS = "details:first-child, :not(details) + details"
"""Disclosures, of those in a row the first: the others are made alike, and there are hundreds."""
OPEN = f"document.querySelectorAll('{FIRSTS}').forEach(one => {{ one.open = true }})"
SCHEMES: tuple[Any, ...] = ("light", "dark")


def list_violations(browser: Browser, address: str) -> list[str]:
    """Open a page offline, open its disclosures, and judge it in both colour schemes.

    Gives a line per violated rule, whatever its impact, with the first element it is about.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    try:
        page = context.new_page()
        page.goto(address)
        page.evaluate(OPEN)
        found = []
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            violations = Axe().run(page).response["violations"]
            found += [_describe(scheme, violation) for violation in violations]
        return found
    finally:
        context.close()


def _describe(scheme: str, violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    return (
        f"{scheme}: {violation['id']} ({violation['impact']}), {len(nodes)} times,"
        f" first {nodes[0]['html'][:200]}: {nodes[0]['failureSummary']}"
    )
