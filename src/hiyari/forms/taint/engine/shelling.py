"""Commands that are calls, as a shell has them: ``mail -s "$subject" $to << END``, ``$(command)``."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine.choices import as_string
from hiyari.forms.taint.engine.commands import MAILS, SENDMAILS, Word, mailing, word_of
from hiyari.forms.taint.engine.given import Given
from hiyari.forms.taint.engine.knowing import may_decode
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    TRUE,
    Arr,
    Fixed,
    Options,
    Piece,
    Str,
    Taint,
    Value,
    any_of,
    constant,
    tainted,
    taints_of,
)
from hiyari.forms.taint.ir import Call
from hiyari.model.text import text

COMMANDS: Final = SENDMAILS | MAILS | {"command"}


class Shelling:
    """Runs commands of a shell."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def redirect(self, call: Call, state: State) -> list[tuple[State, Value]]:
        """A command and what it reads."""
        if len(call.args) < 3:
            return [(state, EMPTY)]
        text = self.run.expressions.value(call.args[2].value, state)
        command = call.args[0].value
        if isinstance(command, Call) and self.is_mail(command):
            given = self.run.calls.arguments(command.args, state)
            return [(state, self.send(command, given, as_string(text), state))]
        unknown = isinstance(command, Call) and self.run.knowing.is_unknown(command.name)
        ways = self.run.expressions.ways(command, state)
        return [(one, self._read(value, text, one if unknown else None)) for one, value in ways]

    def _read(self, value: Value, text: Value, state: State | None) -> Value:
        """What a command writes may hold what it reads; one that nobody knows (a state is given) may decode it."""
        read = taints_of(text) if state is None else (may_decode(one, state) for one in taints_of(text))
        found = [*taints_of(value), *read]
        return any_of(found) if tainted(text) else value

    def capture(self, call: Call, state: State) -> list[tuple[State, Value]]:
        """What a command writes; of a command that nobody knows, something."""
        if not call.args:
            return [(state, SOMETHING)]
        return self.run.expressions.ways(call.args[0].value, state)

    def function(self, call: Call, given: list[Given], state: State) -> list[tuple[State, Value]] | None:
        """A command whose name is a value: it may be a function of the script."""
        if not self.run.traits.commands or call.name != "command" or not given or not self.run.functions:
            return None
        found = [one for one in self.run.callables.targets(given[0].value, state).known if one.function is not None]
        made: list[tuple[State, Value]] = []
        for one in found:
            if one.function is not None:
                inner = replace(call, name=one.function.name, args=call.args[1:])
                made.extend(self.run.invoking.invoke(one.function, given[1:], state.copy(), inner, None))
        if not made:
            return None
        if constant(given[0].value) is None:
            made.append((state, self.send(call, given, EMPTY, state)))
        return made

    @staticmethod
    def _parted(given: list[Given]) -> list[Given]:
        """The words of a command that is held in a variable: blanks part them; of a choice, a mail program."""
        first, *rest = given
        pieces = as_string(first.value).pieces
        options = pieces[0].choices if len(pieces) == 1 and isinstance(pieces[0], Options) else (pieces,)
        pieces = next((one for one in options if mailing([Word(list(one), started=True)]) is not None), options[0])
        words: list[list[Piece]] = [[]]
        for index, piece in enumerate(pieces):
            if not isinstance(piece, Fixed):
                words[-1].append(piece)
                continue
            head = piece.data
            if index and not isinstance(pieces[0], Fixed | Taint) and len(words) == 1 and b"/" in head:
                head, words = head.rpartition(b"/")[2] if b" " not in head else head, [[]]  # $BIN/mail
            parts = head.split(b" ")
            words[-1].extend([Fixed(parts[0])] if parts[0] else [])
            words.extend([[Fixed(one)] if one else [] for one in parts[1:]])
        made = [replace(first, value=Str(tuple(one)), spread=False) for one in words if one]
        return [*made, *rest]

    def _unknown(self, call: Call, given: list[Given], written: Str) -> None:
        """A command that is not known gets what the request holds: it may send mail."""
        name = given[0].value if given else EMPTY
        asked = [one for each in (*(one.value for one in given[1:]), written) for one in taints_of(each)]
        if constant(name) is None and not any(taints_of(name)) and any(not one.origin.file for one in asked):
            self.run.report.unclear(text("which command is run here is not known"), call.at, self.run.file)

    def is_mail(self, call: Call) -> bool:
        """Whether a call is a mail command, or one whose name is not known."""
        return self.run.traits.commands and call.name in COMMANDS and call.name not in self.run.functions

    def send(self, call: Call, given: list[Given], written: Str, state: State) -> Value:
        """A mail command with its words, as the shell has split them, and its input."""
        if call.name == "command" and given:
            given = self._parted(given)
        words = [] if call.name == "command" else [Word([Fixed(call.name.encode())], started=True)]
        for index, one in enumerate(given):
            spread = index < len(call.args) and call.args[index].spread
            values = [item for _, item in one.value.items] if isinstance(one.value, Arr) else [one.value]
            words.extend(word_of(as_string(value).pieces, bare=spread) for value in values)
        read = mailing(words)
        if read is None and call.name == "command":
            self._unknown(call, given, written)
        name = read.name if read is not None else call.name
        place = self.run.mails.place(call.at, f"| {name}")
        self.run.commanding.words(place, words, read, written, state)
        return TRUE
