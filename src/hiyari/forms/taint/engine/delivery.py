"""What is sent, part by part: where a stranger's data lies in a mail, and what it can do there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from hiyari.forms.evidence import Ability
from hiyari.forms.taint.engine import commands
from hiyari.forms.taint.engine.message import Lying, MessageReader, Position, Section, Where
from hiyari.forms.taint.engine.report import Found, Mail, Place, Touch
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import Part, State
from hiyari.forms.taint.engine.values import (
    Arr,
    Barrier,
    Fixed,
    Piece,
    Str,
    Taint,
    Unknown,
    Value,
    as_string,
    concatenated,
    constant,
    mapped,
    taints_of,
    weakened,
)
from hiyari.forms.taint.tables import BREAKS, NONE, Power, Role
from hiyari.model.text import text

_ELEMENT: Final = re.compile(r"\[\*\d+\][^\[\]]*$")
"""Each of a list that the request makes: of any number."""
_LINES: Final = {Role.TO: b"to:", Role.FROM: b"from:", Role.SUBJECT: b"subject:", Role.HEADERS: b"", Role.MESSAGE: b""}


class Delivery:
    """Judges mails as they are sent."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def _mail(self, place: Place, state: State) -> Mail:
        return Mail(place, self.run.report.reached, state.login, before=state.sent)

    def _sent(self, mail: Mail, state: State) -> None:
        self.run.report.sent(mail)
        state.sent |= {mail.number}

    def cleaned(self, value: Value, takes: Power | None, at: int, name: str) -> Value:
        """A value after a sink has cleaned it by itself."""
        if not takes:
            return value
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
    ) -> None:
        """A mail of parts."""
        mail = self._mail(place, state)
        message = [part.value for part in parts if part.role is Role.MESSAGE]
        if message:
            self._message(mail, concatenated(message), state, reads_header=reads_header)
        for part in parts:
            value = self.cleaned(part.value, cleans.get(part.role), place.at, place.name)
            match part.role:
                case Role.BODY:
                    mail.texts.extend(taint for taint in taints_of(value) if state.left(taint) & Power.TEXT)
                case Role.SHELL | Role.ARGV:
                    self._command_line(mail, (Fixed(command), *as_string(value).pieces), part.argument, state)
                case Role.HEADERS if isinstance(value, Arr):
                    breaks = BREAKS if part.role in lists else NONE
                    self._headers(mail, value, breaks, place, state)
                case Role.TO if isinstance(value, Arr):
                    self._addresses(mail, value, part, state)
                case Role.MESSAGE:
                    pass
                case _:
                    self._line(mail, as_string(value), _LINES[part.role], _shown(part), state)
        self._sent(mail, state)

    def _line(self, mail: Mail, value: Str, line: bytes, argument: str, state: State, *, word: bool = False) -> None:
        """One header field's value, or header lines as one string; a command's word makes no header."""
        reader = MessageReader(Position(Section.HEADER, line))
        read = reader.feed(value.pieces)
        mail.fixed = (
            mail.fixed
            or read.fixed_recipient
            or read.unknown_recipient
            or (line == b"to:" and constant(value) not in {None, b""})
        )
        for lying in read.lying:
            self._lies(mail, lying, argument, state, smtp=word)

    def _headers(self, mail: Mail, value: Arr, takes: Power, place: Place, state: State) -> None:
        for key, item in value.items:
            line = b"" if key.isdigit() else key.lower() + b":"
            cleaned = self.cleaned(item, takes, place.at, place.name)
            self._line(mail, as_string(cleaned), line, Role.HEADERS.value, state)
        if value.rest is not None:
            cleaned = self.cleaned(value.rest, takes, place.at, place.name)
            self._line(mail, as_string(cleaned), b"", Role.HEADERS.value, state)

    def _addresses(self, mail: Mail, value: Arr, part: Part, state: State) -> None:
        """A list of addresses; of a mapping, the keys are addresses and the values names."""
        for key, item in value.items:
            if b"@" in key:
                mail.fixed = True
                self._line(mail, as_string(item), b"from:", part.argument, state)
            elif isinstance(item, Arr):
                self._addresses(mail, item, part, state)
            elif not key.isdigit() and key.lower() in {b"name", b"display"}:
                self._line(mail, as_string(item), b"from:", part.argument, state)
            else:
                self._line(mail, as_string(item), b"to:", _shown(part), state)
        if value.rest is not None:
            several = mapped(value.rest, _several)
            self._line(mail, as_string(several), b"to:", _shown(part), state)

    def words(
        self, place: Place, words: list[commands.Word], read: commands.Mailing | None, written: Str, state: State
    ) -> None:
        """A command whose words a shell has already split."""
        mail = self._mail(place, state)
        self._words(mail, words, read, Role.ARGV.value, state, shell=False)
        self._input(mail, [read] if read is not None else [], written, state)
        if read is not None or mail.found:
            self._sent(mail, state)

    def _input(self, mail: Mail, found: list[commands.Mailing], written: Str, state: State) -> None:
        """What a mail command reads: a message with a header, or only a body."""
        if not found or any(one.whole for one in found):
            reads = not found or any(one.reads_header for one in found)
            self._message(mail, written, state, reads_header=reads)
        else:
            mail.texts.extend(taint for taint in taints_of(written) if state.left(taint) & Power.TEXT)

    def _message(self, mail: Mail, value: Str, state: State, *, reads_header: bool) -> None:
        read = MessageReader(Position(Section.HEADER)).feed(value.pieces)
        if reads_header:
            mail.fixed = mail.fixed or read.fixed_recipient or read.unknown_recipient
        for lying in read.lying:
            if not reads_header and lying.where in {Where.RECIPIENT, Where.NAME}:
                lying = Lying(lying.taint, Where.FIELD, lying.field, lying.hazy)  # noqa: PLW2901
            self._lies(mail, lying, "", state)

    def dialogue(self, place: Place, written: Str, state: State) -> None:
        """Lines to an SMTP server: commands, then the message between ``DATA`` and the dot."""
        mail = self._mail(place, state)
        read = MessageReader(Position(Section.COMMAND)).feed(written.pieces)
        mail.fixed = read.fixed_recipient or read.unknown_recipient
        for lying in read.lying:
            self._lies(mail, lying, "", state, smtp=True)
        self._sent(mail, state)

    def _lies(self, mail: Mail, lying: Lying, argument: str, state: State, *, smtp: bool = False) -> None:
        """Data at one place of the mail."""
        taint, left = lying.taint, state.left(lying.taint)
        if left & Power.ADDRESS and _ELEMENT.search(taint.ids[-1]):
            left |= Power.SEVERAL
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
        elif origin.name.startswith("$") and left & BREAKS:
            mail.unclear.append(text("a header comes from {name}, which is not set here", name=origin.name))

    # Command lines

    def _command_line(self, mail: Mail, pieces: tuple[Piece, ...], argument: str, state: State) -> bool:
        """A command line; whether a mail command is in it."""
        found = False
        for expansion in commands.expansions(pieces):
            for words in commands.commands(expansion):
                mailing = commands.mailing(words)
                found = found or mailing is not None
                self._words(mail, words, mailing, argument, state)
        return found

    def _words(
        self,
        mail: Mail,
        words: list[commands.Word],
        mailing: commands.Mailing | None,
        argument: str,
        state: State,
        *,
        shell: bool = True,
    ) -> None:
        for word in words:
            for taint in word.taints():
                left = state.left(taint)
                touch = Touch(taint, left, argument, state.barriers(taint))
                optional = mailing is not None and word in mailing.options and left & Power.OPTION
                if (shell and left & Power.SHELL) or optional:
                    mail.found.append(Found(Ability.COMMAND, touch))
                elif not taint.origin.file:
                    mail.stopped.append(touch)
                if mailing is None and left & Power.TEXT:
                    mail.texts.append(taint)
        if mailing is not None:
            for role, word in mailing.words:
                self._word(mail, role, word, state)
            for word in mailing.spilled:
                if any(state.left(taint) & Power.OPTION for taint in word.taints()):
                    self._word(mail, Role.TO, word, state)

    def _word(self, mail: Mail, role: Role, word: commands.Word, state: State) -> None:
        if role is Role.BODY:
            mail.texts.extend(taint for taint in word.taints() if state.left(taint) & Power.TEXT)
            return
        pieces = tuple(word.pieces)
        if role is Role.TO and word.bare:
            pieces = tuple(
                one if not isinstance(one, Taint) or not state.left(one) & Power.OPTION else _several(one)
                for one in pieces
            )
        self._line(mail, Str(pieces), _LINES[role], role.value, state, word=role is not Role.SUBJECT)

    def run_command(self, place: Place, parts: list[Part], state: State, *, argv: bool) -> None:
        """A command that is run at once: ``system("echo ... | mail ...")``."""
        mail = self._mail(place, state)
        if argv:
            words = _argv(parts)
            mailing = commands.mailing(words)
            self._words(mail, words, mailing, Role.ARGV.value, state, shell=False)
            is_mail = mailing is not None
        else:
            is_mail = self._command_line(mail, as_string(parts[0].value).pieces, Role.SHELL.value, state)
        if is_mail or mail.found:
            self._sent(mail, state)

    def piped(self, place: Place, command: Value, written: Str, state: State, *, likely: bool) -> None:
        """A command, and what was written into it."""
        mail = self._mail(place, state)
        found: list[commands.Mailing] = []
        if isinstance(command, Arr):
            words = _argv([Part(Role.ARGV, item, place.at, "") for _, item in command.items])
            mailing = commands.mailing(words)
            found.extend([mailing] if mailing is not None else [])
            self._words(mail, words, mailing, Role.ARGV.value, state, shell=False)
        else:
            for expansion in commands.expansions(as_string(command).pieces):
                for words in commands.commands(expansion):
                    mailing = commands.mailing(words)
                    found.extend([mailing] if mailing is not None else [])
                    self._words(mail, words, mailing, Role.SHELL.value, state)
        unknown = any(isinstance(piece, Unknown | Taint) for piece in as_string(command).pieces)
        if not found and not (likely and unknown) and not mail.found:
            return
        self._input(mail, found, written, state)
        self._sent(mail, state)


def _several(taint: Taint) -> Taint:
    """Data that becomes several addresses: words outside of quotes, a list of any length."""
    return replace(taint, power=taint.power | Power.SEVERAL if taint.power & Power.ADDRESS else taint.power)


def _argv(parts: list[Part]) -> list[commands.Word]:
    values: list[Value] = []
    for part in parts:
        if isinstance(part.value, Arr):
            values.extend(item for _, item in part.value.items)
            if part.value.rest is not None:
                values.append(part.value.rest)
        else:
            values.append(part.value)
    return [commands.word_of(as_string(value).pieces) for value in values]


def _shown(part: Part) -> str:
    return part.argument if part.role is not Role.TO or part.argument.title() in {"Cc", "Bcc"} else Role.TO.value


__all__ = ["Delivery"]
