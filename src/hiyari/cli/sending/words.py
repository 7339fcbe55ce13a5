"""Phrases that several parts of ``hiyari send`` use."""

from __future__ import annotations

from hiyari.model.text import Duration


def rough(seconds: float) -> Duration:
    """To two digits or so: nobody plans a campaign by the second."""
    for unit in (86400, 3600, 60):
        if seconds >= 2 * unit:
            return Duration(round(seconds / unit) * unit)
    return Duration(max(round(seconds), 1))
