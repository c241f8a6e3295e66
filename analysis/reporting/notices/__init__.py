"""Telling people what became of an unattended run: by e-mail, by webhook.

`tell_result` is the one way in for runs, `tell_test` for trying a set-up. What is to be told
to whom stands in runs.yml; servers and secrets come from the environment that the caller
hands over, and go to the servers alone.
"""

from __future__ import annotations

from analysis.reporting.notices.config import read_notify
from analysis.reporting.notices.settings import take_settings
from analysis.reporting.notices.telling import tell_result, tell_test

__all__ = ["read_notify", "take_settings", "tell_result", "tell_test"]
