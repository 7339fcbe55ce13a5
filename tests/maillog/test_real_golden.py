"""A small part of what real servers wrote, for where none can be started; made by ``python -m tests.world.keep``."""

from __future__ import annotations

from tests.world.comparing import Comparison
from tests.world.keep import KEPT
from tests.world.reading import read_files
from tests.world.truth import Truth

_YEAR = 2026
"""In which they were written; classic stamps do not say."""
_LOGS = [KEPT / name for name in ("relay1.log", "relay2.log", "mail.log", "www.json")]


def test_kept_logs_tell_the_truth() -> None:
    """From kept logs of four hosts in three forms comes what was sent, refused and tried, and nothing else."""
    assert Comparison(Truth.read(KEPT / "truth.json"), read_files(_LOGS, _YEAR)).messages() == []


def test_kept_refusals_and_failed_logins_are_told() -> None:
    """What hosts refused, and who could not log in, is told from kept logs too."""
    assert Comparison(Truth.read(KEPT / "truth.json"), read_files(_LOGS, _YEAR)).others() == []


def test_expired_mail_is_told_in_kept_logs() -> None:
    """What a host gave up after its queue's lifetime does not stay deferred for ever."""
    assert Comparison(Truth.read(KEPT / "truth.json"), read_files(_LOGS, _YEAR)).expired() == []


def test_kept_lines_are_all_understood() -> None:
    """No kept line is strange to the parser."""
    facts = read_files(_LOGS, _YEAR)
    assert facts.strange == []
    assert facts.lines > 300
