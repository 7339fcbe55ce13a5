"""What is unusual is said in one sentence each, and what is not known is never called usual."""

from __future__ import annotations

from hiyari.locale.translate import Translator
from hiyari.maillog.summary.figures import Attempts, Destination, FailedLogins, Intake, Listing, Reason, Traffic
from hiyari.maillog.summary.unusual import unknown, unusual
from hiyari.maillog.summary.whole import HostSummary, Summary, Understanding

_ALL = Understanding(files=1, lines=100, mail=100, understood=100)


def _said(host: HostSummary) -> list[str]:
    return [Translator("en").render(one) for one in unusual(host)]


def _host(**cells: object) -> HostSummary:
    return HostSummary(host="relay1.example.jp", earliest=0, latest=1, **cells)  # type: ignore[arg-type]


def _attempts(kind: str, number: int) -> Attempts:
    return Attempts(
        kind=kind,
        attempts=number,
        messages=number,
        recipients=1,
        domains=1,
        octets=None,
        delay_ms=None,
        longest_ms=None,
    )


def _destination(accepted: int, attempts: int) -> Destination:
    return Destination(
        provider="gmail",
        domain=None,
        attempts=attempts,
        accepted=accepted,
        deferred=0,
        refused=attempts - accepted,
        messages=attempts,
        delay_ms=None,
        longest_ms=None,
    )


def _reason(cause: str, attempts: int) -> Reason:
    return Reason(
        outcome="refused", cause=cause, attempts=attempts, messages=1, destinations=2, sample=None, sample_times=0
    )


def _summary(*hosts: HostSummary, understanding: Understanding = _ALL) -> Summary:
    return Summary(hosts=hosts, together=False, names=("a",), top=10, understanding=understanding)


def _intake(messages: int) -> dict[str, Intake]:
    return {"network": Intake(kind="network", messages=messages, octets=1, sizeless=0, endless=0)}


def test_an_ordinary_day_has_nothing() -> None:
    """Some refused recipients and some deferrals are every day's."""
    day = _host(
        intake=_intake(1000),
        attempts={"accepted": _attempts("accepted", 950), "deferred": _attempts("deferred", 40)},
        reasons=Listing(shown=(_reason("address", 30), _reason("spf", 2)), total=2),
        destinations=Listing(shown=(_destination(90, 100), _destination(0, 9)), total=2),
        logins=Listing(shown=(FailedLogins(address="192.0.2.1", times=499, accounts=3, account=None),), total=1),
        quarters={quarter: Traffic(received=100) for quarter in range(96)},
    )
    assert _said(day) == []


def test_the_gravest_comes_first() -> None:
    """Each limit that is passed is one sentence."""
    day = _host(
        intake=_intake(100),
        severities={"panic": 1, "fatal": 1, "warning": 999},
        attempts={"deferred": _attempts("deferred", 30), "refused": _attempts("refused", 20)},
        reasons=Listing(shown=(_reason("spf", 3),), total=1),
        destinations=Listing(shown=(_destination(4, 10),), total=1),
        logins=Listing(shown=(FailedLogins(address=None, times=500, accounts=3, account=None),), total=1),
        quarters={quarter: Traffic(received=1000 if quarter == 5 else 1) for quarter in range(96)},
        endless=Listing(shown=(), total=6),
    )
    assert _said(day) == [
        "2 fatal errors of the mail server",
        "SPF: 3 attempts failed at 2 destinations",
        "Gmail, Google Workspace accepted only 4 of 10 attempts",
        "60 % of the attempts were deferred",
        "40 % of the attempts were refused",
        "6 % of the messages have no known end",
        "1003 messages came within one hour, 4 within a usual one",
        "500 failed logins from an unknown address",
    ]


def test_many_closed_destinations_are_counted() -> None:
    """Three are named, the others only counted."""
    day = _host(destinations=Listing(shown=(_destination(0, 10),) * 5, total=5))
    assert _said(day)[-1] == "2 more destinations accepted less than half"
    assert len(_said(day)) == 4


def test_too_little_that_was_understood_is_unknown() -> None:
    """Below 95 % of the lines about mail no figure is believed."""
    busy = _host(intake=_intake(5))
    assert unknown(_summary(busy)) is None
    problem = unknown(_summary(busy, understanding=Understanding(files=1, lines=100, mail=100, understood=94)))
    assert problem is not None
    assert "94 %" in Translator("en").render(problem)


def test_no_mail_is_unknown() -> None:
    """Nothing that was told of is not the same as nothing that happened."""
    assert unknown(_summary()) is not None
    assert unknown(_summary(_host())) is not None
    assert unknown(_summary(_host(), _host(intake=_intake(1)))) is None
