"""What a whole scan says of the labelled scripts: what a person would be told, in place of what one reading found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from hiyari.forms.evidence import Ability, MailFacts, Scan, UseFacts
from hiyari.forms.inventory.site import Site, WebRootAt
from hiyari.forms.judging import judge_scan
from hiyari.forms.scanning import Beside, judged, look
from hiyari.model.text import text
from hiyari.model.verdict import NearMiss, Unknown

from tests.forms.material.score import Answer
from tests.forms.material.table import Script

RULES: Final = {
    "WEB101": Ability.RECIPIENT,
    "WEB102": Ability.HEADER,
    "WEB103": Ability.COMMAND,
    "WEB104": Ability.AUTOREPLY,
}
"""The rules that tell of an ability."""
_UNSURE: Final = frozenset({*RULES, "WEB109"})
"""Rules whose unknowns say that what a stranger can do was not found out; that of WEB105 is about use, not abuse."""
_NOBODY: Final = text("nothing is known of it here")


def scanned(root: str, at: datetime) -> Scan:
    """Scan a folder as a web root that nothing is known of but its files."""
    site = Site.of([WebRootAt(path=root, url="http://www.example.jp/")], None)
    beside = Beside(
        use=lambda _file: UseFacts(since=None, why=_NOBODY),
        mail=lambda _file: MailFacts(messages=None, why=_NOBODY),
    )
    return judged(look(site), beside, at)


def told(scripts: Iterable[Script], at: datetime) -> list[Answer]:
    """The answers of scans of the folders that the scripts lie in: by the findings that a person is shown."""
    by_root: dict[str, list[Script]] = {}
    for script in scripts:
        by_root.setdefault(str(script.root), []).append(script)
    return [
        answer
        for root, some in by_root.items()
        for answer in _told(some, scanned(root, at))
    ]


def _told(scripts: list[Script], scan: Scan) -> list[Answer]:
    abilities: dict[str, set[Ability]] = {}
    unsure = {one.path for one in scan.skipped}
    for finding in judge_scan(scan):
        match finding.verdict:
            case NearMiss() if finding.rule.id in RULES:
                abilities.setdefault(finding.object, set()).add(RULES[finding.rule.id])
            case Unknown() if finding.rule.id in _UNSURE:
                unsure.add(finding.object)
            case _:
                pass
    return [
        Answer(
            script=one,
            abilities=frozenset(abilities.get(str(one.path), ())),
            unsure=str(one.path) in unsure,
        )
        for one in scripts
    ]
