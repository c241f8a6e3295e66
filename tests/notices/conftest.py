"""Certificates, servers and results for tests of notices."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import published
from tests.notices.servers import (
    Certificates,
    Hook,
    MailServer,
    make_certificates,
    serve_hook,
    serve_mail,
)

__all__ = ["published"]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificates, is not installed")
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def mailbox(certificates: Certificates) -> Iterator[MailServer]:
    """A mail server with STARTTLS and log-in."""
    with serve_mail(certificates) as server:
        yield server


@pytest.fixture
def hook() -> Iterator[Hook]:
    with serve_hook() as server:
        yield server


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A published run with one report."""
    folder = tmp_path / "reports"
    (folder / "by-digest").mkdir(parents=True)
    (folder / "by-digest" / "05_overview.html").write_text("<p>All of it</p>", encoding="utf-8")
    return folder
