"""Mail by a command: what its words are to it, and what it reads."""

from __future__ import annotations

from hiyari.forms.evidence import Ability
from hiyari.forms.taint.engine import commands
from hiyari.forms.taint.engine.choices import as_string
from hiyari.forms.taint.engine.filing import flat_path
from hiyari.forms.taint.engine.message import LINES
from hiyari.forms.taint.engine.report import Found, Mail, Place, Touch
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import Part, State
from hiyari.forms.taint.engine.values import Arr, Piece, Str, Taint, Unknown, Value, several, taints_of
from hiyari.forms.taint.tables import Power, Role
from hiyari.model.text import text


class Commanding:
    """Judges command lines."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def words(
        self, place: Place, words: list[commands.Word], read: commands.Mailing | None, written: Str, state: State
    ) -> None:
        """A command whose words a shell has already split."""
        mail = self.run.delivery.mail(place, state)
        self._words(mail, words, read, Role.ARGV.value, state, shell=False)
        self._input(mail, [read] if read is not None else [], written, state)
        if read is not None or mail.found:
            self.run.delivery.sent(mail, state)

    def _input(self, mail: Mail, found: list[commands.Mailing], written: Str, state: State) -> None:
        """What a mail command reads: a message with a header, or only a body."""
        if not found or any(one.whole for one in found):
            reads = not found or any(one.reads_header for one in found)
            self.run.delivery.message(mail, written, state, reads_header=reads)
        else:
            mail.texts.extend(taint for taint in taints_of(written) if state.left(taint) & Power.TEXT)

    def command_line(self, mail: Mail, pieces: tuple[Piece, ...], argument: str, state: State) -> bool:
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
                optional = mailing is not None and word in mailing.options and _optional(word, mailing, left)
                acts = Power.SHELL in left and (word.bare or Power.QUOTED in left)
                if ((shell and acts) or optional) and taint.origin.file:
                    why = text(
                        "a command is made of what {name} gives, which is not known here", name=taint.origin.name
                    )
                    mail.unclear.append(why)
                elif (shell and acts) or optional:
                    mail.found.append(Found(Ability.COMMAND, touch))
                elif not taint.origin.file:
                    mail.stopped.append(touch)
                if mailing is None and left & Power.TEXT:
                    mail.texts.append(taint)
        if mailing is not None:
            for role, word in mailing.words:
                self._word(mail, role, word, state, lines=mailing.writes_lines(role))
            for word in mailing.spilled:
                if any(_optional(word, mailing, state.left(taint)) for taint in word.taints()):
                    self._word(mail, Role.TO, word, state, lines=False)

    def _word(self, mail: Mail, role: Role, word: commands.Word, state: State, *, lines: bool) -> None:
        if role is Role.BODY:
            mail.texts.extend(taint for taint in word.taints() if state.left(taint) & Power.TEXT)
            return
        pieces = tuple(word.pieces)
        if role is Role.TO and word.bare:
            pieces = tuple(
                one if not isinstance(one, Taint) or not state.left(one) & Power.OPTION else several(one)
                for one in pieces
            )
        self.run.delivery.line(mail, Str(pieces), LINES[role], role.value, state, word=not lines)

    def run_command(self, place: Place, parts: list[Part], state: State, *, argv: bool) -> None:
        """A command that is run at once: ``system("echo ... | mail ...")``."""
        mail = self.run.delivery.mail(place, state)
        if argv:
            words = _argv(parts)
            mailing = commands.mailing(words)
            self._words(mail, words, mailing, Role.ARGV.value, state, shell=False)
            is_mail = mailing is not None
        else:
            written = self.run.filing.stored(flat_path(parts[0].value), state)
            if written is not None:
                self.piped(place, parts[0].value, written, state, likely=False)
                return
            is_mail = self.command_line(mail, as_string(parts[0].value).pieces, Role.SHELL.value, state)
        if is_mail or mail.found:
            self.run.delivery.sent(mail, state)

    def piped(self, place: Place, command: Value, written: Str, state: State, *, likely: bool) -> None:
        """A command, and what was written into it."""
        mail = self.run.delivery.mail(place, state)
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
        self.run.delivery.sent(mail, state)


def _optional(word: commands.Word, mailing: commands.Mailing, left: Power) -> bool:
    """Whether what is left to data may make it another option: an option's value does so behind a blank only."""
    value = any(one is word for one in mailing.values)
    return bool(left & Power.OPTION and (left & Power.BLANKS or not value))


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
