"""What is sent, part by part: where a stranger's data lies in a mail, and what it can do there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from hiyari.forms.evidence import Ability
from hiyari.forms.taint.engine.choices import as_string, concatenated
from hiyari.forms.taint.engine.message import ELSEWHERE, LINES, Lying, MessageReader, Position, Read, Section, Where
from hiyari.forms.taint.engine.remembering import CLEAN, tags, without_tags
from hiyari.forms.taint.engine.report import Found, Mail, Place, Touch
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import Part, State
from hiyari.forms.taint.engine.values import (
    Arr,
    Barrier,
    Fixed,
    Str,
    Value,
    constant,
    mapped,
    several,
    taints_of,
    weakened,
)
from hiyari.forms.taint.tables import BREAKS, NONE, Power, Role
from hiyari.model.text import Remote, text

_ELEMENT: Final = re.compile(r"\[\*\d+\][^\[\]]*$")
"""Each of a list that the request makes: of any number."""


class Delivery:
    """Judges mails as they are sent."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def mail(self, place: Place, state: State) -> Mail:
        """A mail that is put together now."""
        return Mail(place, self.run.report.reached, state.login, before=state.sent)

    def sent(self, mail: Mail, state: State) -> None:
        """A mail has gone out on this way."""
        mail.nobody = (
            self.run.traits.tells_nobody
            and self.run.asked
            and not (
                mail.recipients
                or mail.fixed
                or mail.unclear
                or any(one.ability is Ability.COMMAND for one in mail.found)
            )
        )
        if mail.unread or mail.unclear:
            self.run.unknowing.matters()
        self.run.report.sent(mail)
        state.sent |= {mail.number}

    def cleaned(self, value: Value, takes: Power | None, at: int, name: str) -> Value:
        """A value after a sink has cleaned it by itself."""
        if not takes:
            return value
        if takes & BREAKS == BREAKS:
            value = without_tags(value)
        barrier = Barrier(
            at, text("{sink} takes line breaks out of it, or refuses it", sink=name), takes, self.run.file
        )
        return mapped(value, lambda taint: weakened(taint, barrier))

    def deliver(
        self,
        place: Place,
        parts: Sequence[Part],
        state: State,
        cleans: Mapping[Role, Power],
        *,
        reads_header: bool,
        lists: frozenset[Role] = frozenset(),
        command: bytes = b"",
        fixed: bool = False,
    ) -> None:
        """A mail of parts; ``fixed``: what is called knows where it goes (Django's ``mail_admins``)."""
        mail = self.mail(place, state)
        mail.fixed = fixed
        message = [part.value for part in parts if part.role is Role.MESSAGE]
        if message:
            self.message(mail, concatenated(message), state, reads_header=reads_header)
        for part in parts:
            value = self.cleaned(part.value, cleans.get(part.role), place.at, place.name)
            if part.role is Role.TO:
                for tag in tags(part.value):
                    name = tag.removeprefix(ELSEWHERE).replace(":", ".")
                    mail.unclear.append(
                        text("where the mail goes comes from {name}, which is not known here", name=Remote(name))
                    )
            match part.role:
                case Role.BODY:
                    mail.texts.extend(taint for taint in taints_of(value) if state.left(taint) & Power.TEXT)
                case Role.SHELL | Role.ARGV:
                    self.run.commanding.command_line(
                        mail, (Fixed(command), *as_string(value).pieces), part.argument, state
                    )
                case Role.HEADERS if isinstance(value, Arr):
                    breaks = BREAKS if part.role in lists else NONE
                    self._headers(mail, value, breaks, place, state)
                case Role.TO if isinstance(value, Arr):
                    self._addresses(mail, value, part, state)
                case Role.MESSAGE:
                    pass
                case _:
                    self._part(mail, as_string(value), part, state)
        self.sent(mail, state)

    def _part(self, mail: Mail, value: Str, part: Part, state: State) -> None:
        """One field. What a loop has put together with commas is any number of addresses, too."""
        commas = any(isinstance(piece, Fixed) and b"," in piece.data for piece in value.pieces)
        many = part.many or commas or part.role is Role.HEADERS
        self.line(mail, value, LINES[part.role], _shown(part), state, many=many)

    def line(
        self, mail: Mail, value: Str, line: bytes, argument: str, state: State, *, word: bool = False, many: bool = True
    ) -> None:
        """One header field's value, or header lines as one string; a command's word makes no header."""
        reader = MessageReader(Position(Section.HEADER, line))
        read = reader.feed(value.pieces)
        self._elsewhere(mail, read, state)
        mail.fixed = (
            mail.fixed
            or read.fixed_recipient
            or read.unknown_recipient
            or (line == b"to:" and constant(value) not in {None, b""})
        )
        for lying in read.lying:
            self._lies(mail, lying, argument, state, smtp=word, many=many)

    def _headers(self, mail: Mail, value: Arr, takes: Power, place: Place, state: State) -> None:
        for key, item in value.items:
            line = b"" if key.isdigit() else key.lower() + b":"
            cleaned = self.cleaned(item, takes, place.at, place.name)
            self.line(mail, as_string(cleaned), line, Role.HEADERS.value, state)
        if value.rest is not None:
            cleaned = self.cleaned(value.rest, takes, place.at, place.name)
            self.line(mail, as_string(cleaned), b"", Role.HEADERS.value, state)

    def _addresses(self, mail: Mail, value: Arr, part: Part, state: State) -> None:
        """A list of addresses; of a mapping, the keys are addresses and the values names."""
        own = any(b"@" in (constant(item) or b"") for _, item in value.items)
        for key, item in value.items:
            if b"@" in key:
                mail.fixed = True
                self.line(mail, as_string(item), b"from:", part.argument, state)
            elif isinstance(item, Arr):
                self._addresses(mail, item, part, state)
            elif not key.isdigit() and key.lower() in {b"name", b"display"}:
                self.line(mail, as_string(item), b"from:", part.argument, state)
            else:
                known = len(mail.recipients)
                self.line(mail, as_string(item), b"to:", _shown(part), state)
                if own:
                    mail.recipients[known:] = [replace(one, beside=True) for one in mail.recipients[known:]]
        if value.rest is not None:
            many = mapped(value.rest, several)
            self.line(mail, as_string(many), b"to:", _shown(part), state)

    def message(self, mail: Mail, value: Str, state: State, *, reads_header: bool) -> None:
        """A whole message: header lines, an empty line, the body."""
        read = MessageReader(Position(Section.HEADER)).feed(value.pieces)
        self._elsewhere(mail, read, state)
        if reads_header:
            mail.fixed = mail.fixed or read.fixed_recipient or read.unknown_recipient
        for lying in read.lying:
            if not reads_header and lying.where in {Where.RECIPIENT, Where.NAME}:
                lying = Lying(lying.taint, Where.FIELD, lying.field, lying.hazy)  # noqa: PLW2901
            self._lies(mail, lying, "", state)

    def _elsewhere(self, mail: Mail, read: Read, state: State) -> None:
        """What other files decide: those that were not read, and those that fill the session."""
        mail.unread |= read.unread
        for tag in sorted(read.elsewhere):
            if not state.truths.get(CLEAN + tag):
                name = tag.removeprefix(ELSEWHERE).replace(":", ".")
                mail.unclear.append(text("a header comes from {name}, which another script fills", name=Remote(name)))

    def dialogue(self, place: Place, written: Str, state: State) -> None:
        """Lines to an SMTP server: commands, then the message between ``DATA`` and the dot."""
        mail = self.mail(place, state)
        read = MessageReader(Position(Section.COMMAND)).feed(written.pieces)
        self._elsewhere(mail, read, state)
        mail.fixed = read.fixed_recipient or read.unknown_recipient
        for lying in read.lying:
            self._lies(mail, lying, "", state, smtp=True)
        self.sent(mail, state)

    def _lies(
        self, mail: Mail, lying: Lying, argument: str, state: State, *, smtp: bool = False, many: bool = True
    ) -> None:
        """Data at one place of the mail."""
        taint, left = lying.taint, _left(lying, state, many=many)
        name = argument or (lying.field.title() if lying.field and lying.where is not Where.BODY else "headers")
        if argument == Role.HEADERS.value and lying.where in {Where.RECIPIENT, Where.NAME}:
            name = lying.field.title()
        touch = Touch(taint, left, name, state.barriers(taint))
        if left & Power.TEXT and lying.where is not Where.RECIPIENT:
            mail.texts.append(taint)
        if lying.where is Where.BODY:
            return
        if taint.origin.file:
            self._unclear(mail, lying, touch)
            return
        stopped = True
        command = smtp and (bool(argument) or lying.field in {"rcpt to", "mail from", "helo", "ehlo"})
        envelope = not smtp or bool(argument) or lying.field == "rcpt to"
        if envelope and (lying.where is Where.RECIPIENT or (lying.where is Where.NAME and left & Power.SEVERAL)):
            mail.recipients.append(touch)
            stopped = False
        whole_line = lying.where is Where.LINE and left & Power.TEXT and left & Power.ADDRESS
        if (left & BREAKS or whole_line) and not command:
            if lying.hazy and not left & BREAKS:
                mail.unclear.append(text("whether data comes into the header or the body is not known"))
            else:
                mail.found.append(Found(Ability.HEADER, touch))
            stopped = False
        elif command and left & BREAKS and not argument and lying.field != "rcpt to":
            mail.recipients.append(Touch(taint, left | Power.SEVERAL, name, touch.barriers))
            stopped = False
        if stopped:
            mail.stopped.append(touch)

    def _unclear(self, mail: Mail, lying: Lying, touch: Touch) -> None:
        origin, left = touch.taint.origin, touch.left
        decides = lying.where is Where.RECIPIENT and left & Power.ADDRESS
        if decides:
            mail.unclear.append(
                text("where the mail goes comes from {name}, which is not known here", name=origin.name)
            )
        elif (origin.name.startswith("$") or self.run.report.maybe is not None) and left & BREAKS:
            mail.unclear.append(text("a header comes from {name}, which is not set here", name=origin.name))


def _left(lying: Lying, state: State, *, many: bool) -> Power:
    """What the visitor can still do with data where it lies."""
    left = state.left(lying.taint)
    if lying.host and left & Power.TEXT:
        left |= Power.ADDRESS
    if many and left & Power.ADDRESS and _ELEMENT.search(lying.taint.ids[-1]):
        return left | Power.SEVERAL | Power.HOSTS
    alone = lying.where is Where.RECIPIENT and not lying.host
    if alone and left & Power.ADDRESS and not left & Power.HOSTS:
        return left & ~Power.SEVERAL  # what stands beside the address in a list is a name of the own host
    return left


def _shown(part: Part) -> str:
    return part.argument if part.role is not Role.TO or part.argument.title() in {"Cc", "Bcc"} else Role.TO.value
