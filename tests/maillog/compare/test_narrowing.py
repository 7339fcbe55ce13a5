"""Operators and their domains: which of the two differs is told, and only what differs."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from hiyari.maillog.compare.asked import Span
from hiyari.maillog.compare.comparison import Comparison, compare
from hiyari.maillog.compare.deciding import Answer
from hiyari.maillog.compare.fates import Fate
from hiyari.maillog.store.facts_folder import open_facts, write_facts
from tests.maillog.compare.mail import BEGUN, HOUR, MINUTE, Mail

_RELAYS = ("relay1", "relay2")


def _compared(folder: Path, mail: Mail) -> Comparison:
    write_facts(folder, {"deliveries": mail.rows})
    with open_facts(folder) as facts:
        return compare(facts, Span())


def _blamed(comparison: Comparison) -> set[tuple[str, str, str | None, Fate]]:
    return {
        (one.contrast.host, one.contrast.destination, one.contrast.domain, one.contrast.fate)
        for one in comparison.differences
    }


def _operator(mail: Mail, each: int, domains: int = 100, provider: str = "outlook") -> None:
    """An operator that takes everything, from both relays."""
    for host in _RELAYS:
        for number in range(each):
            mail.accepted(host, f"d{number % domains}.example", BEGUN + number * MINUTE, provider=provider)


def test_one_customer_of_a_large_operator_that_refuses_a_relay_is_found(tmp_path: Path) -> None:
    """Of an operator's 10,000 messages from relay2, all 400 to one domain are refused: this domain is named."""
    mail = Mail()
    _operator(mail, 9600)
    for number in range(400):
        mail.accepted("relay1", "customer.example", BEGUN + number * 25 * MINUTE, provider="outlook")
        mail.refused("relay2", "customer.example", BEGUN + number * 25 * MINUTE, provider="outlook")
    comparison = _compared(tmp_path, mail)
    assert _blamed(comparison) == {("relay2", "outlook", "customer.example", Fate.REFUSED)}
    (one,) = comparison.differences
    assert (one.contrast.bad, one.contrast.accepted, one.contrast.other_accepted) == (400, 0, 400)
    assert (one.during.sent, one.other_during.sent, one.attempts) == (400, 400, {"refused": 400})
    assert one.split is not None
    assert (one.split.rest.bad, one.split.rest.sent, one.split.other_rest.sent) == (0, 9600, 9600)
    assert [line.answer for line in comparison.lines] == [Answer.DIFFERENT]
    assert comparison.slight == ()


def test_an_operator_that_refuses_is_told_as_such(tmp_path: Path) -> None:
    """Where an operator refuses a relay for all its domains, no domain is named, however sure some are."""
    mail = Mail()
    for number in range(2000):
        mail.accepted("relay1", f"d{number % 20}.example", BEGUN + number * MINUTE, provider="outlook")
        mail.refused("relay2", f"d{number % 20}.example", BEGUN + number * MINUTE, provider="outlook")
    assert _blamed(_compared(tmp_path, mail)) == {("relay2", "outlook", None, Fate.REFUSED)}


def test_a_domain_that_is_nearly_all_of_its_operator_does_not_explain_it(tmp_path: Path) -> None:
    """Where the rest of the operator's mail is too little to be told apart, the operator is named."""
    mail = Mail()
    for number in range(500):
        mail.accepted("relay1", "gmail.com", BEGUN + number * MINUTE, provider="gmail")
        mail.refused("relay2", "gmail.com", BEGUN + number * MINUTE, provider="gmail")
    mail.accepted("relay1", "small.example", provider="gmail")
    mail.refused("relay2", "small.example", provider="gmail")
    assert _blamed(_compared(tmp_path, mail)) == {("relay2", "gmail", None, Fate.REFUSED)}


def test_a_tenth_of_an_operator_is_told_as_the_domain(tmp_path: Path) -> None:
    """Also where the whole operator differs enough to be told, the domain that explains it is named."""
    mail = Mail()
    _operator(mail, 900)
    for number in range(100):
        mail.accepted("relay1", "customer.example", BEGUN + number * MINUTE, provider="outlook")
        mail.deferred("relay2", "customer.example", BEGUN + number * MINUTE, "tls", provider="outlook")
    assert _blamed(_compared(tmp_path, mail)) == {("relay2", "outlook", "customer.example", Fate.DEFERRED)}


def test_different_reasons_are_different_findings(tmp_path: Path) -> None:
    """Domains that refuse for the same reason are one finding; for another, another."""
    mail = Mail()
    _operator(mail, 5000)
    for name, cause in (("a.example", "spf"), ("b.example", "spf"), ("c.example", "blocklist")):
        for number in range(60):
            mail.accepted("relay1", name, BEGUN + number * MINUTE, provider="outlook")
            mail.refused("relay2", name, BEGUN + number * MINUTE, cause, provider="outlook")
    found = {(one.contrast.domain, one.also, one.shares[0].cause) for one in _compared(tmp_path, mail).differences}
    assert found == {("a.example", ("b.example",), "spf"), ("c.example", (), "blocklist")}


def test_a_domain_that_only_one_relay_sends_to_proves_nothing_and_is_named(tmp_path: Path) -> None:
    """Whether it is the relay or the domain cannot be known: a small difference of the operator, never alike."""
    mail = Mail()
    _operator(mail, 9600)
    for number in range(400):
        mail.refused("relay2", "customer.example", BEGUN + number * 20 * MINUTE, provider="outlook")
    comparison = _compared(tmp_path, mail)
    assert comparison.differences == ()
    (one,) = comparison.slight
    assert {told.domain for told in one.told} == {"customer.example"}
    assert [line.answer for line in comparison.lines] == [Answer.SLIGHT]


def _noise(seed: int, planted: int) -> tuple[Mail, set[str]]:
    """Three operators with 300 domains each of their own habits, the same for both relays; some refuse relay2."""
    chance = random.Random(seed)
    mail, bad = Mail(), set[str]()
    for number in range(900):
        domain, provider = f"d{number}.example", ("outlook", "gmail", "hoster.example")[number % 3]
        unknown, refused = chance.betavariate(0.5, 12), chance.betavariate(0.5, 12)
        size = 20 + int(chance.paretovariate(1.2) * 10) % 400
        is_bad = number in range(7, 7 + planted * 100, 100)
        if is_bad:
            bad.add(domain)
            size = max(size, 60)
        for _ in range(size):
            host, at = chance.choice(_RELAYS), BEGUN + chance.randrange(72 * HOUR)
            if is_bad and host == "relay2" and chance.random() < 0.85:
                mail.refused(host, domain, at, "spf", provider=provider)
            elif chance.random() < unknown:
                mail.refused(host, domain, at, "address", provider=provider)
            elif chance.random() < refused:
                mail.refused(host, domain, at, "policy", provider=provider)
            else:
                mail.accepted(host, domain, at, provider=provider)
    return mail, bad


@pytest.mark.parametrize("seed", range(3))
def test_planted_domains_are_found_and_no_other(tmp_path: Path, seed: int) -> None:
    """Of nine hundred domains at three operators, exactly the five that refuse one relay are named."""
    mail, planted = _noise(seed, 5)
    found = [
        (one.contrast.host, one.contrast.fate, domain)
        for one in _compared(tmp_path, mail).differences
        for domain in (one.contrast.domain, *one.also)
    ]
    assert sorted(found) == sorted(("relay2", Fate.REFUSED, domain) for domain in planted)


@pytest.mark.parametrize("seed", range(4))
def test_where_no_domain_differs_none_is_found(tmp_path: Path, seed: int) -> None:
    """Nine hundred domains with habits of their own, tested within their operators, give no finding."""
    comparison = _compared(tmp_path, _noise(100 + seed, 0)[0])
    assert comparison.decided.tests > 100
    assert comparison.differences == comparison.slight == ()
