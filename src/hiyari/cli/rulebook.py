"""All rules of all rooms."""

from __future__ import annotations

from hiyari.delivery.judging import judges as delivery_judges
from hiyari.delivery.reviewing import judges as run_judges
from hiyari.model.rule import Rule
from hiyari.preflight.check import judges as preflight_judges


def all_rules() -> tuple[Rule, ...]:
    """Every rule, by id."""
    found = (
        *(one.rule for one in preflight_judges()),
        *(one.rule for one in delivery_judges()),
        *(one.rule for one in run_judges()),
    )
    return tuple(sorted(found, key=lambda rule: rule.id))
