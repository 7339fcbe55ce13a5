"""Leaves out what the inventory says may stay: an [[ignore]] of a rule and an object, for a reason and until a day.

It must look at findings as they are made, before anything in them is redacted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from hiyari.model.finding import Finding
from hiyari.model.inventory import Inventory


def unignored(findings: Iterable[Finding], inventory: Inventory | None, day: date) -> Iterator[Finding]:
    """The findings that are not ignored on this day (UTC); all of them without an inventory."""
    ignores = inventory.ignores if inventory is not None else ()
    for finding in findings:
        if not any(one.covers(finding.rule.id, finding.object, day) for one in ignores):
            yield finding
