"""All rules of all rooms."""

from __future__ import annotations

from hiyari.delivery.judging import judges as delivery_judges
from hiyari.delivery.reviewing import judges as run_judges
from hiyari.forms.judging import judges as form_judges
from hiyari.forms.watching.telling import judges as watch_judges
from hiyari.maillog.baseline.reviewing import judges as baseline_judges
from hiyari.maillog.compare.judging import judges as compare_judges
from hiyari.maillog.ingest.judging import judges as reading_judges
from hiyari.maillog.trace.judging import judges as trace_judges
from hiyari.model.rule import Rule
from hiyari.preflight.check import judges as preflight_judges


def all_rules() -> tuple[Rule, ...]:
    """Every rule, by id."""
    found = (
        *(one.rule for one in preflight_judges()),
        *(one.rule for one in delivery_judges()),
        *(one.rule for one in run_judges()),
        *(one.rule for one in form_judges()),
        *(one.rule for one in watch_judges()),
        *(one.rule for one in reading_judges()),
        *(one.rule for one in compare_judges()),
        *(one.rule for one in baseline_judges()),
        *(one.rule for one in trace_judges()),
    )
    return tuple(sorted(found, key=lambda rule: rule.id))
