"""The rules about compared relays: each fires with its numbers, and says what a person can do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hiyari.cli.render.text import as_text
from hiyari.cli.report import Report
from hiyari.locale.translate import Translator
from hiyari.maillog.compare import rules
from hiyari.maillog.compare.asked import Span
from hiyari.maillog.compare.causes import STEPS, WORDS
from hiyari.maillog.compare.comparison import compare, joined
from hiyari.maillog.compare.judging import judge_comparison, judges
from hiyari.maillog.store.facts_folder import open_facts, write_facts
from hiyari.model.finding import Finding
from hiyari.model.rule import Severity
from hiyari.model.text import Text, text
from hiyari.model.verdict import NearMiss, Pass, Unknown
from tests.maillog.compare.mail import BEGUN, HOUR, MINUTE, Mail


def _judged(folder: Path, mail: Mail, known: dict[tuple[str, str], Text] | None = None) -> tuple[Finding, ...]:
    write_facts(folder, {"deliveries": mail.rows})
    with open_facts(folder) as facts:
        return judge_comparison(joined(compare(facts, Span()), known or {}))


def _shown(findings: tuple[Finding, ...]) -> str:
    return " ".join(as_text(Report(command="log compare", findings=findings), Translator("en")).split())


def test_every_rule_is_complete() -> None:
    """Each file of the folder holds one rule with its own id, four chapters and a reference."""
    files = {path.stem.upper() for path in Path(rules.__path__[0]).glob("log*.py")}
    assert files == {one.rule.id for one in judges()} == {"LOG101", "LOG102", "LOG103", "LOG104", "LOG105"}
    for one in judges():
        rule = one.rule
        assert re.fullmatch("LOG10[0-9]", rule.id)
        assert all((rule.title, rule.symptom, rule.cause, rule.fix, rule.lesson, rule.references))


def test_steps_are_of_known_causes() -> None:
    """What to do is said of causes that have words."""
    assert set(STEPS) <= set(WORDS)


def test_a_refusal_is_told_in_one_sentence_with_its_evidence(tmp_path: Path) -> None:
    """Numbers of both relays, causes joined with what check knows, since when, the literal line, the other's reply."""
    mail = Mail()
    mail.many(300, "relay1", "a.example")
    for number in range(20):
        mail.refused("relay2", "a.example", BEGUN + HOUR + number * MINUTE, "spf" if number % 4 else "ptr")
    known = {("relay2.example.jp", "spf"): text("192.0.2.2 may not send for example.jp")}
    findings = _judged(tmp_path, mail, known)
    (one,) = findings
    assert (one.rule.id, one.severity, type(one.verdict)) == ("LOG101", Severity.DANGER, NearMiss)
    assert one.object == "relay2 a.example"
    shown = _shown(findings)
    assert "a.example refuses 20 of 20 messages from relay2, and 0 of 300 from relay1 Reasons" in shown
    assert (
        "Reasons given: SPF 75 %, the reverse name or HELO 25 %; and hiyari check finds that 192.0.2.2 may not send "
        "for example.jp." in shown
    )
    assert re.search(
        r"It began at 2026-11-18 [0-9:]{8}; since then 20 of 20 from relay2, and 0 of 240 from relay1", shown
    )
    assert "Evidence: relay2 -> a.example Nov 18 10:00:00 relay2 postfix/smtp[7]: 4b000140: (host mx.a.example" in shown
    assert "Evidence: relay1 -> a.example 250 2.0.0 Ok: queued as 4F1 (mx.a.example" in shown
    assert "Next: hiyari check names each address" in shown


def test_what_is_known_besides_is_told_apart(tmp_path: Path) -> None:
    """A near miss of the relay that the replies do not name is said to be found besides."""
    mail = Mail()
    mail.many(300, "relay1", "a.example")
    for number in range(20):
        mail.refused("relay2", "a.example", BEGUN + number * MINUTE, "policy")
    shown = _shown(_judged(tmp_path, mail, {("relay2", "ptr"): text("192.0.2.2 has no reverse name")}))
    assert "a rule that is not explained. hiyari check finds besides that 192.0.2.2 has no reverse name." in shown


def test_relays_of_different_times_are_said_to_be_in_the_sentence(tmp_path: Path) -> None:
    """The sentence itself warns that the relays sent at different times."""
    mail = Mail()
    mail.many(300, "relay1", "a.example", begin=BEGUN - 999 * HOUR)
    for number in range(20):
        mail.refused("relay2", "a.example", BEGUN + number * MINUTE)
    shown = _shown(_judged(tmp_path, mail))
    assert "and 0 of 300 from relay1 (at another time)" in shown
    assert "the day may be what differs, and not the relay" in shown


def test_what_waits_is_a_warning_with_its_attempts(tmp_path: Path) -> None:
    """LOG102 counts messages, and tells the attempts apart."""
    mail = Mail()
    mail.many(300, "relay1", "a.example")
    for number in range(30):
        mail.deferred("relay2", "a.example", BEGUN + number * MINUTE, message=9000 + number // 3)
    findings = _judged(tmp_path, mail)
    assert [(one.rule.id, one.severity) for one in findings] == [("LOG102", Severity.WARNING)]
    shown = _shown(findings)
    assert "a.example keeps 10 of 10 messages from relay2 waiting, and 0 of 300 from relay1" in shown
    assert "relay2 tried 30 times in vain, retries counted." in shown


@pytest.mark.parametrize("cause", ["address", "content"])
def test_other_mail_is_a_notice(tmp_path: Path, cause: str) -> None:
    """Recipients and content that differ are LOG103: worth knowing, and by itself no reason for exit code 1."""
    mail = Mail()
    mail.many(300, "relay1", "a.example")
    mail.many(40, "relay2", "a.example")
    for _ in range(30):
        mail.refused("relay2", "a.example", cause=cause)
    findings = _judged(tmp_path, mail)
    assert [(one.rule.id, one.severity) for one in findings] == [("LOG103", Severity.NOTICE)]
    assert Report(command="log compare", findings=findings).exit_code(Severity.WARNING) == 0


def test_relays_that_are_alike_pass(tmp_path: Path) -> None:
    """Two relays without a difference are one pass, and exit code 0, although some destinations have too little."""
    mail = Mail()
    for host in ("relay1", "relay2"):
        mail.many(400, host, "a.example")
        mail.many(1, host, "b.example")
    findings = _judged(tmp_path, mail)
    assert [(one.rule.id, type(one.verdict), one.object) for one in findings] == [("LOG101", Pass, "relay1 relay2")]
    assert Report(command="log compare", findings=findings).exit_code(Severity.NOTICE) == 0


def test_small_differences_are_a_notice_and_no_pass(tmp_path: Path) -> None:
    """LOG105 names each small difference with numbers and reasons; the relays do not pass, and the exit code is 0."""
    mail = Mail()
    mail.many(9000, "relay1", "big.example", apart=1)
    mail.many(3000, "relay2", "big.example", apart=3)
    for number in range(6):
        mail.refused("relay2", "big.example", BEGUN + number * 1500, "policy")
    for host in ("relay1", "relay2"):
        mail.many(400, host, "a.example")
    findings = _judged(tmp_path, mail)
    assert [(one.rule.id, one.severity, one.object) for one in findings] == [
        ("LOG105", Severity.NOTICE, "relay1 relay2")
    ]
    shown = _shown(findings)
    assert "relay1 and relay2 differ a little, and not by chance, at some destinations: 1" in shown
    assert "big.example: refused 6 of 3006 from relay2, and 0 of 9000 from relay1. Reasons given: a rule that" in shown
    assert Report(command="log compare", findings=findings).exit_code(Severity.WARNING) == 0


def test_where_only_much_would_have_shown_it_is_unknown(tmp_path: Path) -> None:
    """100 of 100 beside 94 of 100 is no pass: no difference was seen, and only a large one would have been."""
    mail = Mail()
    mail.many(100, "relay1", "a.example")
    mail.many(94, "relay2", "a.example")
    for number in range(6):
        mail.refused("relay2", "a.example", BEGUN + number, "policy")
    findings = _judged(tmp_path, mail)
    assert [(one.rule.id, type(one.verdict)) for one in findings] == [("LOG104", Unknown)]
    assert re.search(r"too little mail anywhere to see one of less than 1\d %", _shown(findings))


def test_of_an_operator_the_domain_is_named_that_refuses(tmp_path: Path) -> None:
    """The finding is of the domain, with its own numbers, and says what the operator does with the rest."""
    mail = Mail()
    for host in ("relay1", "relay2"):
        for number in range(2400):
            mail.accepted(host, f"d{number % 30}.example", BEGUN + number * MINUTE, provider="outlook")
    for number in range(100):
        for name, host in (("customer.example", "relay1"), ("other.example", "relay1")):
            mail.accepted(host, name, BEGUN + number * MINUTE, provider="outlook")
        mail.refused("relay2", "customer.example", BEGUN + number * MINUTE, provider="outlook")
        mail.refused("relay2", "other.example", BEGUN + number * MINUTE, provider="outlook")
    findings = _judged(tmp_path, mail)
    assert [(one.rule.id, one.object) for one in findings] == [("LOG101", "relay2 outlook")]
    shown = _shown(findings)
    assert "customer.example (outlook) refuses 100 of 100 messages from relay2, and 0 of 100 from relay1" in shown
    assert "and not outlook, where otherwise 0 of 2400 from relay2 fared so, and 0 of 2400 from relay1." in shown
    assert "It is the same at 1 more domain there: other.example." in shown
    assert "Evidence: relay2 -> customer.example Nov 18" in shown
    assert findings[0].params["domains"] == ("customer.example", "other.example")


def test_where_nothing_can_be_compared_it_is_unknown(tmp_path: Path) -> None:
    """Too little mail everywhere is exit code 3, with how much more it takes; never fine."""
    mail = Mail()
    mail.many(2, "relay1", "a.example")
    mail.many(1, "relay2", "a.example")
    findings = _judged(tmp_path, mail)
    assert [(one.rule.id, type(one.verdict)) for one in findings] == [("LOG104", Unknown)]
    assert Report(command="log compare", findings=findings).exit_code(Severity.NOTICE) == 3
    assert re.search(
        r"not enough mail yet to compare them anywhere; \d+ more messages to one destination", _shown(findings)
    )


def test_relays_without_a_common_destination_are_unknown(tmp_path: Path) -> None:
    """Relays that never sent to the same place are not alike."""
    mail = Mail()
    mail.many(500, "relay1", "a.example")
    mail.many(500, "relay2", "b.example")
    assert "they never sent to the same destination" in _shown(_judged(tmp_path, mail))


def test_every_cause_of_the_replies_has_words() -> None:
    """The causes that replies are read as are those that are named here."""
    replies = pytest.importorskip("hiyari.carriers.replies.cause")
    assert {cause.value for cause in replies.Cause} == set(WORDS)
