"""One visit, step by step: through the pages that lead to a form, into the form, and on through its own steps.

Forms and redirects are followed within the web root, a bounded number of times. Mail counts when the form itself sent
it; what other scripts mail on the way is theirs. Canaries replace values in every step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hiyari.forms.confirm.attempts import Attempt, Referer, filled_in, leads_on
from hiyari.forms.confirm.doors import Script, Scripts
from hiyari.forms.confirm.fields import HtmlForm, forms_in
from hiyari.forms.confirm.leading import place_of
from hiyari.forms.confirm.mails import Mail, mails, marks
from hiyari.forms.confirm.recorded import Ran
from hiyari.forms.confirm.visit import Answered, Visit, answered

MAX_STEPS = 3
"""Times that the form is sent in one visit."""
MAX_REQUESTS = 8
"""Requests of one visit, with those to other scripts and with redirects."""
MAX_KNOCKS = 2
"""Times that another script is sent a form."""
MAX_COOKIES = 40
MAX_FORMS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """What one visit, with all its steps, led to."""

    mails: tuple[Mail, ...] = ()
    marks: frozenset[int] = frozenset()
    steps: int = 0
    """Times that the form was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request to one script."""

    to: Script
    visit: Visit
    sends: bool
    """Whether the form is sent with it: not where it, or a page before it, is only loaded."""


@dataclass(slots=True, kw_only=True)
class Walk:
    """One visit, while it lasts."""

    ask: Callable[[Script, Visit, bool], Ran]
    """Runs a script: the last word says whether what earlier runs left is removed before."""
    scripts: Scripts
    attempt: Attempt
    canaries: Mapping[bytes, bytes]
    steps: int
    last_only: bool
    """Whether canaries are in the last of the steps alone."""
    cookies: dict[str, str] = field(default_factory=dict)
    sent: list[Mail] = field(default_factory=list)
    called: set[int] = field(default_factory=set)
    step: int = 0
    _asked: int = 0
    _knocked: Counter[str] = field(default_factory=Counter)
    """How often other scripts were sent a form."""

    def go(self, spent: Callable[[], bool]) -> Visited:
        """Make all its requests, until mail was sent, nothing leads further, or ``spent`` says so."""
        request: Request | None = self._first()
        while request is not None and self._asked < MAX_REQUESTS:
            answer = self._answer(request)
            if (request.sends and (self.sent or self.step >= self.steps)) or spent():
                break
            request = self._next(request, answer)
        return Visited(mails=tuple(self.sent), marks=frozenset(self.called), steps=self.step)

    def _answer(self, request: Request) -> Answered:
        ran = self.ask(request.to, request.visit, self._asked == 0)
        self._asked += 1
        if request.sends:
            self.step += 1
            self.sent += mails(ran)
            self.called |= marks(ran)
        answer = answered(ran.out)
        self.cookies = dict(list((self.cookies | dict(answer.cookies)).items())[-MAX_COOKIES:])
        return answer

    def _first(self) -> Request:
        if self.attempt.door is not None and (door := self.scripts.at(self.attempt.door)) is not None:
            return Request(to=door, visit=Visit(method="GET"), sends=False)
        if self.attempt.look_first:
            return Request(to=self.scripts.form, visit=Visit(method="GET"), sends=False)
        return self._send(self.attempt.values, came_from=None)

    def _next(self, request: Request, answer: Answered) -> Request | None:
        at = request.to
        if answer.place is not None and (onward := self._redirected(request, answer.place)) is not None:
            return onward
        forms = forms_in(answer.page)[:MAX_FORMS]
        if at is self.scripts.form and not request.sends and self.attempt.door is None:
            return self._send({**self.attempt.values, **_tokens(forms)}, came_from=at.page.url)
        led = [(form, to, query) for form in forms for to, query in self._leads(form, at)]
        for form, to, query in led:
            if to is self.scripts.form and (not request.sends or leads_on(form)):
                further = {**self.attempt.values, **filled_in(form)}
                return self._send(further, came_from=at.page.url, query=query)
        return None if self.step else self._through(at, led)

    def _leads(self, form: HtmlForm, at: Script) -> list[tuple[Script, str]]:
        """The script that a form of a page leads to, and its query: one, or none."""
        place = place_of(form.action, at.page)
        to = self.scripts.at(place.path) if place is not None else None
        if to is None and form.action.split("?")[0].rsplit("/", 1)[-1] == self.scripts.form.name:
            to = self.scripts.form  # by a URL whose place is not known
        return [] if to is None else [(to, "" if place is None else place.query)]

    def _redirected(self, request: Request, location: str) -> Request | None:
        """After the form was sent, a redirect is followed to the form itself alone."""
        at, form = request.to, self.scripts.form
        place = place_of(location, at.page)
        to = self.scripts.at(place.path) if place is not None else None
        if to is None or place is None or (self.step and to is not form):
            return None
        visit = Visit(method="GET", query=place.query, cookies=dict(self.cookies), came_from=at.page.url)
        return Request(to=to, visit=visit, sends=to is form and (at is not form or request.sends))

    def _through(self, at: Script, led: list[tuple[HtmlForm, Script, str]]) -> Request | None:
        """On through another script, by its form, or by the values that it may want where it shows none."""
        for form, to, query in led:
            if to is not self.scripts.form and self._knocks(to):
                values = {**self.attempt.values, **filled_in(form), **self._carries(last=False)}
                return self._request(to, form.method, values, query=query, came_from=at.page.url)
        if led or at is self.scripts.form or not self._knocks(at):
            return None
        values = {**self.attempt.values, **self._carries(last=False)}
        return self._request(at, "POST", values, query="", came_from=at.page.url)

    def _knocks(self, at: Script) -> bool:
        """Whether another script is sent a form once more."""
        self._knocked[at.page.path] += 1
        return self._knocked[at.page.path] <= MAX_KNOCKS

    def _send(self, values: Mapping[bytes, bytes], *, came_from: str | None, query: str = "") -> Request:
        values = {**values, **self._carries(last=self.step + 1 == self.steps)}
        return self._request(self.scripts.form, self.attempt.method, values, query=query, came_from=came_from)

    def _carries(self, *, last: bool) -> Mapping[bytes, bytes]:
        return self.canaries if last or not self.last_only else {}

    def _request(
        self, to: Script, method: str, values: Mapping[bytes, bytes], *, query: str, came_from: str | None
    ) -> Request:
        visit = Visit(
            method="GET" if method == "GET" else "POST",
            values=tuple(values.items()),
            query=query,
            cookies=dict(self.cookies),
            referer=self.attempt.referer is Referer.PAGE,
            came_from=came_from,
            json=self.attempt.json,
            multipart=self.attempt.multipart,
        )
        return Request(to=to, visit=visit, sends=to is self.scripts.form)


def _tokens(forms: tuple[HtmlForm, ...]) -> dict[bytes, bytes]:
    hidden = (one for form in forms for one in form.fields if one.kind == "hidden" and one.value)
    return {one.name: one.value for one in hidden}
