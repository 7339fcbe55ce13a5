"""A command line piece by piece: its words, whether they stand in quotes, and what they are to a mail command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from hiyari.forms.taint.engine.values import Fixed, Heap, Options, Piece, Taint, Unknown
from hiyari.forms.taint.tables import Role

SENDMAILS: Final = frozenset(
    {
        "sendmail",
        "exim",
        "exim4",
        "ssmtp",
        "msmtp",
        "esmtp",
        "nullmailer-inject",
        "qmail-inject",
        "postdrop",
        "newinject",
        "rmail",
        "smail",
        "courier",
    }
)
MAILS: Final = frozenset({"mail", "mailx", "nail", "s-nail", "mutt", "heirloom-mailx", "bsd-mailx", "email", "neomutt"})
_TAKES: Final = {
    "sendmail": frozenset("fFrBCdDhLNoOpqRVX"),
    "mail": frozenset("scbrafASTuqHe"),
}
_ROLES: Final = {"s": Role.SUBJECT, "c": Role.TO, "b": Role.TO, "r": Role.FROM, "f": Role.FROM, "F": Role.FROM}
_BLANKS: Final = frozenset({"bsd-mailx", "s-nail", "mutt", "neomutt"})
"""They make blanks of line breaks in a subject (measured: bsd-mailx 8.1.2, s-nail 14.9.24, mutt 2.2.9). GNU Mailutils'
``mail`` writes a line feed as it is (3.15), and which of them ``mail`` and ``mailx`` are is not known."""
_ONE_LINE: Final = frozenset({"s-nail", "mutt", "neomutt"})
"""The same for the sender; bsd-mailx writes line breaks of ``-r`` as they are (measured)."""
_MOST_EXPANSIONS: Final = 8


@dataclass(slots=True)
class Word:
    """One word."""

    pieces: list[Piece] = field(default_factory=list)
    bare: bool = False
    """Whether data in it stands outside of quotes, and so may become several words."""
    started: bool = False

    @property
    def head(self) -> bytes:
        """The octets that it begins with."""
        return self.pieces[0].data if self.pieces and isinstance(self.pieces[0], Fixed) else b""

    @property
    def fixed(self) -> bytes | None:
        """All of it, where it stands in the script."""
        if any(not isinstance(piece, Fixed) for piece in self.pieces):
            return None
        return b"".join(piece.data for piece in self.pieces if isinstance(piece, Fixed))

    def taints(self) -> Iterator[Taint]:
        """A stranger's data in it."""
        for piece in self.pieces:
            if isinstance(piece, Taint):
                yield piece


@dataclass(slots=True)
class Mailing:
    """A mail command, read."""

    name: str
    reads_header: bool
    """Takes recipients from the message (``-t``)."""
    whole: bool
    """Its input is a message with a header; else only a body."""
    words: list[tuple[Role, Word]] = field(default_factory=list)
    options: list[Word] = field(default_factory=list)
    """Words in which data may be another option."""
    values: list[Word] = field(default_factory=list)
    """Those of them that cannot begin as one: an option's value, in which only what stands behind a blank is one."""
    spilled: list[Word] = field(default_factory=list)
    """Values of options outside of quotes: what follows a blank in them is a recipient."""

    def writes_lines(self, role: Role) -> bool:
        """Whether a line break in a word of this role begins another header line."""
        match role:
            case Role.SUBJECT:
                return self.name not in _BLANKS
            case Role.FROM:
                return not self.whole and self.name not in _ONE_LINE
            case _:
                return False


def expansions(pieces: tuple[Piece, ...]) -> list[tuple[Piece, ...]]:
    """The sequences that choices leave open, at most a few."""
    made: list[tuple[Piece, ...]] = [()]
    for piece in pieces:
        match piece:
            case Options(choices=choices):
                inner = [one for choice in choices for one in expansions(choice)]
                made = [(*before, *one) for before in made for one in inner][:_MOST_EXPANSIONS]
            case Heap():
                made = [(*before, *piece.pieces) for before in made]
            case _:
                made = [(*before, piece) for before in made]
    return made


def word_of(pieces: tuple[Piece, ...], *, bare: bool = False) -> Word:
    """One word of these pieces; of several choices, the one with most of a stranger's data."""
    made = max(expansions(pieces), key=lambda one: sum(isinstance(piece, Taint) for piece in one))
    return Word(list(made), bare=bare, started=True)


def commands(pieces: tuple[Piece, ...]) -> list[list[Word]]:
    """A shell's line as commands of words."""
    splitter = _Splitter()
    for piece in pieces:
        if isinstance(piece, Fixed):
            splitter.octets(piece.data)
        else:
            splitter.piece(piece)
    return splitter.done()


class _Splitter:
    def __init__(self) -> None:
        self.made: list[list[Word]] = [[]]
        self.word = Word()
        self.quote = ""
        self.escaped = False
        self.data = bytearray()

    def octets(self, data: bytes) -> None:
        for octet in data[:20000].decode("latin-1"):
            self._octet(octet)
        self._flush()

    def _octet(self, octet: str) -> None:
        if self.escaped:
            self.escaped = False
            self._put(octet)
        elif octet == "\\" and self.quote != "'":
            self.escaped = True
        elif self.quote:
            if octet == self.quote:
                self.quote = ""
            else:
                self._put(octet)
        elif octet in "'\"":
            self.quote, self.word.started = octet, True
        elif octet in " \t":
            self._end_word()
        elif octet in "|;&\n(){}`":
            self._end_word()
            if self.made[-1]:
                self.made.append([])
        else:
            self._put(octet)

    def _put(self, octet: str) -> None:
        self.word.started = True
        self.data += octet.encode("latin-1")

    def _flush(self) -> None:
        if self.data:
            self.word.pieces.append(Fixed(bytes(self.data)))
            self.data.clear()

    def piece(self, piece: Piece) -> None:
        self.word.started = True
        self.word.pieces.append(piece)
        if not self.quote:
            self.word.bare = True

    def _end_word(self) -> None:
        self._flush()
        if self.word.started:
            self.made[-1].append(self.word)
        self.word = Word()

    def done(self) -> list[list[Word]]:
        self._end_word()
        return [command for command in self.made if command]


def command_name(words: list[Word]) -> str | None:
    """The program's name without its folder; None where it is not written out."""
    for word in words:
        fixed = word.fixed
        if fixed is None:
            return None
        name = fixed.rstrip(b" ").rpartition(b"/")[2].decode("latin-1")
        if name in {"exec", "sudo", "nice", "nohup", "env", "cd"} or "=" in name:
            continue
        return name.lower().removesuffix(".exe").removesuffix(".pl")
    return None


def mailing(words: list[Word]) -> Mailing | None:
    """A command as a mail command; None for any other, or one whose name is not known and that looks like none."""
    name = command_name(words)
    fixed = [word.fixed for word in words]
    if name is None:
        if not any(one in {b"-t", b"-oi", b"-i", b"-ti", b"-oem", b"-odb", b"-odq", b"-bs"} for one in fixed if one):
            return None
        return _read("sendmail", "sendmail", words[1:])
    if name in SENDMAILS:
        return _read(name, "sendmail", words[1:])
    if name in MAILS:
        return _read(name, "mail", words[1:])
    return None


def _read(name: str, kind: str, words: list[Word]) -> Mailing:
    made = Mailing(name, reads_header=name in {"qmail-inject", "nullmailer-inject"}, whole=kind == "sendmail")
    takes, waiting, literal = _TAKES[kind], "", False
    for word in words:
        head = word.head
        if waiting:
            made.words.append((_ROLES.get(waiting, Role.BODY), word))
            _option(made, word, leading=False)
            made.values.append(word)
            if word.bare:
                made.spilled.append(word)
            waiting = ""
        elif literal or not head.startswith(b"-"):
            if not head.startswith((b"<", b">", b"2>")):
                made.words.append((Role.TO, word))
                if not literal:
                    _option(made, word, leading=not head)
        elif head == b"--" and word.fixed == head:
            literal = True
        else:
            waiting = _flag(made, kind, word, takes)
    return made


def _flag(made: Mailing, kind: str, word: Word, takes: frozenset[str]) -> str:
    """An option; the letter that waits for its value in the next word, if any."""
    letters = word.head[1:].decode("latin-1")
    _option(made, word, leading=False)
    if letters[:1] in takes:
        made.values.append(word)
    if kind == "sendmail" and word.fixed is not None and letters in {"t", "ti", "it"}:
        made.reads_header = True
        return ""
    letter = letters[:1]
    if letter not in takes:
        if kind == "sendmail" and "t" in letters and word.fixed is not None and len(letters) <= 3:
            made.reads_header = True
        return ""
    if len(letters) == 1 and word.fixed is not None:
        return "" if kind == "sendmail" and letter in "oqd" else letter
    made.words.append((_ROLES.get(letter, Role.BODY), word))
    return ""


def _option(made: Mailing, word: Word, *, leading: bool) -> None:
    if word.bare or (leading and word.pieces and isinstance(word.pieces[0], Taint | Unknown)):
        made.options.append(word)
