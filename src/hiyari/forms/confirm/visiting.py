"""Visits to one form in an open sandbox: the steps of a visit, its cookies and hidden tokens, within the budget."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hiyari.forms.confirm.attempts import Attempt
from hiyari.forms.confirm.doors import Script, Scripts
from hiyari.forms.confirm.fields import Field, forms_in
from hiyari.forms.confirm.limits import Limits
from hiyari.forms.confirm.recorded import Ran
from hiyari.forms.confirm.running import Job
from hiyari.forms.confirm.visit import Answered, Visit, answered, body, environment
from hiyari.forms.confirm.walking import MAX_STEPS, Visited, Walk


@dataclass(slots=True, kw_only=True)
class Visitor:
    """Visits one form, again and again, and counts."""

    scripts: Scripts
    """The form, and the others of its site."""
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
    _tried: bool = False

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
        walk = Walk(
            ask=self._ask, scripts=self.scripts, attempt=attempt, canaries=canaries, steps=steps, last_only=last_only
        )
        visited = walk.go(lambda: self.spent)
        self.messages += len(visited.mails)
        return visited

    def look(self, doors: Iterable[str] = ()) -> None:
        """Load the page as a visitor does, and those that lead to it, for the fields that they offer."""
        others = (self.scripts.at(door) for door in doors)
        for script in (self.scripts.form, *(other for other in others if other is not None)):
            for form in forms_in(answered(self._ask(script, Visit(method="GET"), fresh=True).out).page):
                self.multipart |= form.multipart
                for one in form.fields:
                    self.looks.setdefault(one.name, one)

    def _ask(self, script: Script, visit: Visit, fresh: bool) -> Ran:  # noqa: FBT001 - as `Walk` calls it
        self.runs += 1
        path = script.page.path
        ran = self.run(
            Job(
                argv=(*script.program.argv, path),
                environment=environment(script.page, visit),
                folder=os.path.dirname(path),  # noqa: PTH120 - any octets
                body=body(visit),
                seconds=self.limits.seconds,
                address_space=script.program.address_space,
                fresh=fresh,
            )
        )
        if script is self.scripts.form:
            self._note(ran, looked=not visit.values)
        return ran

    def _note(self, ran: Ran, *, looked: bool) -> None:
        """Keep what may say why nothing is sent; the first run that sends something is the likeliest attempt."""
        self.wants_tls |= ran.wants_tls
        self.tls_failed = ran.tls_failed or self.tls_failed
        likeliest = not looked and not self._tried
        self._tried |= not looked
        if ran.err and (likeliest or not self.broke):
            self.broke = ran.err
        if likeliest or self.answer is None:
            self.status, self.answer = ran.status, answered(ran.out)
        self.fails &= ran.status != 0
        if ran.ended not in {"exit", "missing"}:
            self.overran = ran.ended


def merged(fields: Sequence[Field], offered: Mapping[bytes, Field]) -> tuple[Field, ...]:
    """The fields that the source names, and those that the page itself offered, as it described them."""
    known = {one.name: one for one in fields}
    return (
        *(offered.get(one.name, one) if not one.declared else one for one in fields),
        *(one for name, one in offered.items() if name not in known),
    )
