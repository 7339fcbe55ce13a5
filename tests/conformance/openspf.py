"""Runs SPF test suites in the openspf YAML form: each document is a scenario with its tests and its zone.

In the zone, ``TIMEOUT`` marks what does not answer, an ``SPF`` record also stands for TXT unless the name has a TXT
of its own, and ``NONE`` says that it has none. A test's ``result`` is a word or a list of allowed words; its
``explanation`` is ``DEFAULT`` where the domain gives none.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import yaml

from hiyari.auth.spf.evaluate import check_host
from hiyari.auth.spf.result import Identity, IdentityKind, SpfResult
from hiyari.dns.answer import Absent, Answer, Found, NoData, Origin, Outcome, Question
from hiyari.dns.drive import run
from hiyari.dns.records import Address, Host, Mx, RdType, Record, Txt
from hiyari.model.cause import Timeout

EPOCH = datetime(2014, 4, 1, tzinfo=UTC)
TTL = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One test of a scenario."""

    scenario: str
    name: str
    identity: Identity
    ip: str
    results: tuple[str, ...]
    explanation: str | None
    zone: SuiteZone

    def check(self) -> str | None:
        """None when hiyari answers as the suite says; else what differs."""
        found = self.evaluate()
        if found.result.value not in self.results:
            return f"{found.result} instead of {' or '.join(self.results)} ({found.problem})"
        wanted = self.explanation
        if wanted == "DEFAULT" and found.explanation is None:
            return None
        if wanted is not None and found.explanation != wanted:
            return f"explanation {found.explanation!r} instead of {wanted!r}"
        return None

    def evaluate(self) -> SpfResult:
        """What hiyari answers."""
        return run(check_host(self.identity, ip_address(self.ip)), self.zone)


class SuiteZone:
    """The zone of one scenario, as records in memory."""

    def __init__(self, names: dict[str, list[Any]]) -> None:
        self.names = {name.lower().removesuffix("."): items for name, items in names.items()}

    def find(self, question: Question) -> Answer:
        """Answer as the scenario says, following aliases."""
        return Answer(question=question, outcome=self._outcome(question, 8), origin=Origin.MEMORY, of="suite", at=EPOCH)

    def _outcome(self, question: Question, depth: int) -> Outcome:
        items = self.names.get(question.name)
        if items is None:
            return Absent()
        for item in items:
            if isinstance(item, dict) and "CNAME" in item and depth:
                target = str(item["CNAME"]).lower().removesuffix(".")
                return self._outcome(Question(target, question.rdtype), depth - 1)
        values = [
            item[question.rdtype.name] for item in items if isinstance(item, dict) and question.rdtype.name in item
        ]
        if question.rdtype is RdType.TXT and not values:
            values = [item["SPF"] for item in items if isinstance(item, dict) and "SPF" in item]
        known = [value for value in values if value not in ("NONE", "TIMEOUT")]
        if "TIMEOUT" in values or (not known and "TIMEOUT" in items):
            return Timeout(servers=("suite",), after=1.0)
        records = tuple(_record(question.rdtype, value) for value in known)
        return Found(records=records, ttl=TTL) if records else NoData()


def _record(rdtype: RdType, value: Any) -> Record:
    match rdtype:
        case RdType.A | RdType.AAAA:
            return Address(ip_address(value))
        case RdType.MX:
            return Mx(int(value[0]), str(value[1]).lower().removesuffix("."))
        case RdType.TXT | RdType.SPF:
            strings = value if isinstance(value, list) else [value]
            # YAML escapes such as \x96 stand for octets.
            return Txt(tuple(string.encode("latin-1") for string in strings))
        case _:
            return Host(str(value).lower().removesuffix("."))


def load(path: Path) -> Iterator[Case]:
    """Every test of a suite file, in order.

    Raises:
        OSError: The file cannot be read.
        yaml.YAMLError: It is no YAML.
    """
    with path.open(encoding="utf-8") as stream:
        for document in yaml.safe_load_all(stream):
            zone = SuiteZone(document["zonedata"])
            for name, test in document["tests"].items():
                allowed = test["result"]
                yield Case(
                    scenario=document["description"],
                    name=name,
                    identity=_identity(test["mailfrom"], test["helo"]),
                    ip=str(test["host"]),
                    results=tuple(allowed) if isinstance(allowed, list) else (allowed,),
                    explanation=test.get("explanation"),
                    zone=zone,
                )


def _identity(mail_from: str, helo: str) -> Identity:
    if not mail_from:
        return Identity(kind=IdentityKind.HELO, domain=helo, helo=helo)
    local, _, domain = mail_from.rpartition("@")
    return Identity(kind=IdentityKind.MAIL_FROM, domain=domain, local_part=local or "postmaster", helo=helo)


def main() -> int:
    """Run a suite; the last line counts; exit 1 when a case fails, 2 when the suite cannot be read."""
    parser = argparse.ArgumentParser(prog="script/conformance", description="Run a conformance suite.")
    parser.add_argument("protocol", choices=["spf"])
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    try:
        outcomes = [(case, case.check()) for case in load(options.file)]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        sys.stderr.write(f"{options.file}: no suite in the openspf form: {error!r}. Name another file.\n")
        return 2
    for case, difference in outcomes:
        if difference:
            sys.stdout.write(f"{case.scenario} / {case.name}: {difference}\n")
    failed = sum(difference is not None for _, difference in outcomes)
    sys.stdout.write(f"{len(outcomes) - failed} passed, {failed} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
