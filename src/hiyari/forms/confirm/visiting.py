"""Visits to one form in an open sandbox: the steps of a visit, its cookies and hidden tokens, within the budget."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hiyari.forms.confirm.attempts import Attempt, Referer, follow_up
from hiyari.forms.confirm.fields import Field, forms_in
from hiyari.forms.confirm.interpreters import Interpreter
from hiyari.forms.confirm.limits import Limits
from hiyari.forms.confirm.mails import Mail, mails, marks
from hiyari.forms.confirm.recorded import Ran
from hiyari.forms.confirm.running import Job
from hiyari.forms.confirm.visit import Answered, Page, Visit, answered, body, environment

MAX_STEPS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """What one visit, with all its steps, led to."""

    mails: tuple[Mail, ...] = ()
    marks: frozenset[int] = frozenset()
    steps: int = 0
    """Times that the form was sent."""
    last: Ran | None = None


@dataclass(slots=True, kw_only=True)
class Visitor:
    """Visits one page, again and again, and counts."""

    page: Page
    interpreter: Interpreter
    run: Callable[[Job], Ran]
    limits: Limits
    clock: Callable[[], float] = time.monotonic
    runs: int = 0
    messages: int = 0
    wants_tls: bool = False
    overran: str | None = None
    """A bound that some run passed."""
    broke: bytes = b""
    """The complaint of the interpreter in the likeliest attempt, or its first."""
    tls_failed: bytes = b""
    """Why TLS with the mail server did not come about, the last time."""
    status: int | None = None
    """The exit status of the likeliest attempt."""
    answer: Answered | None = None
    """What the likeliest attempt was answered."""
    fails: bool = True
    """Whether every run ended with an error."""
    multipart: bool = False
    """Whether a form that it offered is sent as multipart/form-data."""
    looks: dict[bytes, Field] = field(default_factory=dict)
    """Fields that the script's own answers offered."""
    _ends: float = 0.0

    def __post_init__(self) -> None:
        """The budget begins now."""
        self._ends = self.clock() + self.limits.total_seconds

    @property
    def spent(self) -> bool:
        """Whether the budget is used up."""
        return self.runs >= self.limits.runs or self.clock() >= self._ends

    def visit(
        self, attempt: Attempt, canaries: Mapping[bytes, bytes], *, steps: int = MAX_STEPS, last_only: bool = False
    ) -> Visited:
        """Fill in and send the form, and what it answers, until mail is sent; canaries replace values in every step.

        With ``last_only`` they do so in the last of the given steps alone.
        """
        cookies: dict[str, str] = {}
        values: Mapping[bytes, bytes] = attempt.values
        if attempt.look_first:
            seen = self._ask(Visit(method="GET"), cookies, fresh=True)
            values = {**values, **_tokens(seen[1])}
        sent: list[Mail] = []
        called: set[int] = set()
        last: Ran | None = None
        step = 0
        while step < steps:
            step += 1
            carries = canaries if not last_only or step == steps else {}
            visit = _filled(attempt, {**values, **carries}, cookies)
            last, answer = self._ask(visit, cookies, fresh=step == 1 and not attempt.look_first)
            sent += mails(last)
            called |= marks(last)
            further = follow_up(forms_in(answer.page), os.path.basename(self.page.path))  # noqa: PTH119 - any octets
            if sent or further is None or self.spent:
                break
            values = {**attempt.values, **further}
        self.messages += len(sent)
        return Visited(mails=tuple(sent), marks=frozenset(called), steps=step, last=last)

    def look(self) -> None:
        """Load the page as a visitor does, for the fields that it offers."""
        _, answer = self._ask(Visit(method="GET"), {}, fresh=True)
        for form in forms_in(answer.page):
            self.multipart |= form.multipart
            for one in form.fields:
                self.looks.setdefault(one.name, one)

    def _ask(self, visit: Visit, cookies: dict[str, str], *, fresh: bool) -> tuple[Ran, Answered]:
        self.runs += 1
        ran = self.run(
            Job(
                argv=(*self.interpreter.argv, self.page.path),
                environment=environment(self.page, visit),
                folder=os.path.dirname(self.page.path),  # noqa: PTH120 - any octets
                body=body(visit),
                seconds=self.limits.seconds,
                address_space=self.interpreter.address_space,
                fresh=fresh,
            )
        )
        self.wants_tls |= ran.wants_tls
        if ran.err and (self.runs <= 2 or not self.broke):  # the second run is the likeliest attempt
            self.broke = ran.err
        self.fails &= ran.status != 0
        if ran.ended not in {"exit", "missing"}:
            self.overran = ran.ended
        answer = answered(ran.out)
        self.tls_failed = ran.tls_failed or self.tls_failed
        if self.runs <= 2:
            self.status, self.answer = ran.status, answer
        cookies |= answer.cookies
        return ran, answer


def _filled(attempt: Attempt, values: Mapping[bytes, bytes], cookies: Mapping[str, str]) -> Visit:
    return Visit(
        method=attempt.method,
        values=tuple(values.items()),
        cookies=dict(cookies),
        referer=attempt.referer is Referer.PAGE,
        json=attempt.json,
        multipart=attempt.multipart,
    )


def _tokens(answer: Answered) -> dict[bytes, bytes]:
    hidden = (one for form in forms_in(answer.page) for one in form.fields if one.kind == "hidden" and one.value)
    return {one.name: one.value for one in hidden}


def merged(fields: Sequence[Field], offered: Mapping[bytes, Field]) -> tuple[Field, ...]:
    """The fields that the source names, and those that the page itself offered, as it described them."""
    known = {one.name: one for one in fields}
    return (
        *(offered.get(one.name, one) if not one.declared else one for one in fields),
        *(one for name, one in offered.items() if name not in known),
    )
