import shlex
import time
from collections.abc import Iterator

import pytest

from hiyari.cli.log.compare import command as compare
from hiyari.cli.render.json import as_json
from hiyari.cli.render.text import as_text
from hiyari.cli.report import Report
from hiyari.locale.translate import Translator
from hiyari.maillog.baseline.alarm import Alarm, Shown, What
from hiyari.maillog.baseline.reviewing import BaselineFacts, findings, judges
from hiyari.maillog.baseline.series import Series, Way
from hiyari.model.rule import Severity
from tests.maillog.baseline.mail import START

EXAMPLES = Shown(("4F2B1", "4F2B2"), ("info@example.jp", ""), ("example.com",))
ALARMS = {
    What.NEW: Alarm(
        what=What.NEW, host="relay1", name="account:x@example.jp", way="outside", hour=START, since=START, observed=1,
        expected=0.0, so_far=True, examples=EXAMPLES,
    ),
    What.PEER: Alarm(
        what=What.PEER, host="relay2", name="example.com", way="outside", hour=START, since=START - 1, observed=17,
        expected=0.4, all=20, peers=("relay1",), peers_bad=1, peers_all=45,
    ),
    What.MORE: Alarm(
        what=What.MORE, host="relay1", name="uid:48", way="outside", hour=START, since=START - 1, observed=310,
        expected=6.25, low=0, high=14, examples=EXAMPLES,
    ),
    What.SURGE: Alarm(
        what=What.SURGE, host="relay1", name="network:192.0.2.0/24", way="outside", hour=START, since=START,
        observed=60, expected=3.0, high=3, so_far=True, examples=EXAMPLES,
    ),
    What.LEAK: Alarm(
        what=What.LEAK, host="relay1", name="localhost", way="inside", hour=START, since=START - 30, observed=90,
        expected=31.0, high=5, again=True,
    ),
    What.SILENCE: Alarm(
        what=What.SILENCE, host="relay1", name="*", way="outside", hour=START, since=START - 5, observed=0,
        expected=80.0, low=3, high=40,
    ),
}  # fmt: skip
GOLDEN = """near miss  LOG201  account x@example.jp on relay1 is new and sends to the
    outside
    1 recipient so far. First seen in the hour from 2026-06-15 00:00:00.
    Queue ids: 4F2B1, 4F2B2.
    Most frequent senders: info@example.jp, <>.
    Most frequent destinations: example.com.
    Next: hiyari log trace --queue-id 4F2B1

near miss  LOG202  example.com refuses relay2 more than its peers: 17 of 20
    messages
    Since 2026-06-14 23:00:00. From relay1: 1 of 45 refused, so that 0.4 would
    be usual.
    Only answers about the relay are counted; what is refused again and again
    counts once.
    Next: hiyari log compare --hosts relay1,relay2

near miss  LOG203  user id 48 on relay1: 310 recipients to the outside, 6.2 are
    usual
    From 2026-06-14 23:00:00 to 2026-06-15 01:00:00: 310 recipients, 6.2 are
    usual.
    Normal in this hour: 0 to 14.
    Queue ids: 4F2B1, 4F2B2.
    Most frequent senders: info@example.jp, <>.
    Most frequent destinations: example.com.
    Next: hiyari log trace --queue-id 4F2B1

near miss  LOG203  clients in 192.0.2.0/24 on relay1: 60 recipients to the
    outside, 3.0 are usual
    Since 2026-06-15 00:00:00: 60 recipients so far, 3.0 are usual in an hour.
    Normal in this hour: 0 to 3.
    Queue ids: 4F2B1, 4F2B2.
    Most frequent senders: info@example.jp, <>.
    Most frequent destinations: example.com.
    Next: hiyari log trace --queue-id 4F2B1

near miss  LOG204  programs that speak SMTP to localhost on relay1: a little too
    much for long, 90 recipients to mailboxes here and 31.0 are usual
    From 2026-06-13 18:00:00 to 2026-06-15 01:00:00: 90 recipients, 31.0 are
    usual.
    Normal in this hour: 0 to 5.
    It was told before, and goes on or is worse now.
    Next: hiyari log trace --since 2026-06-13T18:00:00+00:00

near miss  LOG205  all others on relay1: no mail to the outside since 2026-06-14
    19:00:00, 80.0 are usual in this time
    From 2026-06-14 19:00:00 to 2026-06-15 01:00:00: 0 recipients, 80.0 are
    usual.
    Normal in this hour: 3 to 40.
    Next: Look at the end of the log of relay1 first: does it still grow?

6 near misses · 0 unknown · 0 passes
What a rule means: hiyari explain LOG201"""


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def _report(facts: BaselineFacts) -> Report:
    return Report(command="log baseline test", findings=tuple(findings(facts)))


def test_every_alarm_says_what_came_what_was_expected_and_what_to_do() -> None:
    """One alarm of each kind, as a person reads it."""
    assert as_text(_report(BaselineFacts(alarms=tuple(ALARMS.values()))), Translator("en")) == GOLDEN


@pytest.mark.parametrize("what", What)
def test_each_kind_has_one_rule(what: What) -> None:
    """Every kind of alarm is one finding of one rule: none is told twice, none is forgotten."""
    assert len(tuple(findings(BaselineFacts(alarms=(ALARMS[what],))))) == 1


def test_the_next_step_of_a_difference_is_a_command_that_compares() -> None:
    """What an alarm about peers tells to type is taken by hiyari log compare, with the two relays as --hosts."""
    (found,) = findings(BaselineFacts(alarms=(ALARMS[What.PEER],)))
    step = found.next
    assert step is not None
    words = shlex.split(str(step.params["command"]))
    assert words[:3] == ["hiyari", "log", "compare"]
    given = compare.make_context("compare", words[3:]).params
    assert (given["hosts"], given["files"]) == ("relay1,relay2", ())


def test_learning_is_unknown_and_the_rest_passes() -> None:
    """A series with too little history is unknown, with its days; one that was judged passes."""
    series = Series("relay1", "uid:48", Way.OUTSIDE)
    facts = BaselineFacts(learning=((series, 100),), normal=(Series("relay2", "uid:48", Way.OUTSIDE),))
    report = _report(facts)
    assert (len(report.unknowns), len(report.passes)) == (1, 1)
    assert "still learning, 4 of 14 days" in as_text(report, Translator("en"))
    assert report.exit_code(Severity.NOTICE) == 3


def test_what_a_log_says_cannot_move_the_cursor() -> None:
    """Senders, queue ids and accounts come from outside: control characters are shown as what they are."""
    hostile = "x\x1b[2J\n`reboot`"
    alarm = Alarm(
        what=What.MORE, host="relay1", name=f"account:{hostile}", way="outside", hour=START, since=START, observed=9,
        expected=1.0, examples=Shown((hostile,), (hostile,), (hostile,)),
    )  # fmt: skip
    shown = as_text(_report(BaselineFacts(alarms=(alarm,))), Translator("en"))
    assert "\x1b" not in shown
    assert "\n`" not in shown
    assert "'x" in shown, "a command to copy is quoted for the shell"
    assert "\\u001b" in as_json(_report(BaselineFacts(alarms=(alarm,))), Translator("en"))


def test_rules_are_found_by_their_place() -> None:
    """LOG201 to LOG205, each with all chapters of its explanation."""
    rules = [one.rule for one in judges()]
    assert [one.id for one in rules] == ["LOG201", "LOG202", "LOG203", "LOG204", "LOG205"]
    assert all(one.symptom and one.cause and one.fix and one.lesson and one.references for one in rules)
