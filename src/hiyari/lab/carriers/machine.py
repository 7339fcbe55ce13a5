"""The server side of SMTP without I/O: octets in, one `Step` per command out.

    greeting -> EHLO -> MAIL -> RCPT ... -> DATA, content -> (next MAIL) ... -> QUIT
                                         -> BDAT, chunk ... BDAT LAST, chunk

It reads addresses literally, takes what breaks RFC 5321's grammar of local parts (``a..b@``), and stops at nothing that
a sender does wrong except a command line without end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from functools import lru_cache, partial
from typing import ClassVar, Final, NamedTuple

from hiyari.lab.carriers.dotted import Dotted
from hiyari.lab.carriers.habit import Ending, Moment, Session, Transaction
from hiyari.lab.carriers.house import House
from hiyari.lab.carriers.sasl import authenticate
from hiyari.lab.carriers.temper import TOO_BIG

MAX_LINE: Final = 4096
"""Octets of a command line; AUTH and MAIL parameters make it longer than RFC 5321's 512."""
MAX_CONTENT: Final = 64 * 1024 * 1024
"""Octets of a message where SIZE is not offered."""
_ADDRESS: Final = rb':[ \t]*<((?:"(?:[^"\\\r\n]|\\[^\r\n])*"|[^"<>\s])*)>(?:[ \t]+(.*))?'
_FROM: Final = re.compile(b"FROM" + _ADDRESS, re.IGNORECASE)
_TO: Final = re.compile(b"TO" + _ADDRESS, re.IGNORECASE)
_CHUNK: Final = re.compile(rb"([0-9]{1,12})(?:[ \t]+(LAST))?", re.IGNORECASE)
_ENHANCED: Final = re.compile(r"^([2-5]\d\d[ -])[245]\.\d{1,3}\.\d{1,3} ", re.MULTILINE)


class Step(NamedTuple):
    """What to do after one command; a tuple, because there are five per message."""

    reply: bytes
    """Empty for none."""
    ending: Ending
    delay: float
    """Seconds until the reply is sent; nothing more is read before that."""


class Machine:
    """One session. Feed it octets, and take steps until there is none."""

    def __init__(self, house: House, session: Session) -> None:
        self.session = session
        self._house = house
        self._buffer = bytearray()
        self._looked = 0
        """Octets of the buffer that hold no end of line or of content."""
        self._read: Callable[[], Step | None] = self._command
        self._esmtp = False
        self._authenticated = False
        self._begun = False
        """Whether octets of the current message have been seen."""
        self._chunks: bytearray | None = None
        self._left = 0
        self._last = False
        self._fault = ""
        """Why the message that is being read will be refused."""

    @property
    def waiting(self) -> int:
        """Octets that are not used yet."""
        return len(self._buffer)

    def feed(self, octets: bytes) -> None:
        """Take octets from the client."""
        self._buffer += octets

    def greet(self) -> Step:
        """The step before the first command."""
        return self._asked() or self._usual(f"220 {self._house.temper.name} ESMTP")

    def step(self) -> Step | None:
        """Do the next command; None when it has not come whole."""
        return self._read()

    # --- replies -------------------------------------------------------------------------------------------------

    def _asked(self) -> Step | None:
        """What a habit says about the current moment."""
        answer = self._house.answer(self.session)
        return None if answer is None else self._step(_octets(answer.reply, enhanced=True), answer.ending)

    def _usual(self, text: str, ending: Ending = Ending.KEEP) -> Step:
        return self._step(_octets(text, enhanced=self._house.temper.offer.enhanced), ending)

    def _step(self, octets: bytes, ending: Ending) -> Step:
        if octets:
            self._house.note(self.session, octets, sent=True)
        return Step(octets, ending, self._house.delay(self.session))

    # --- commands ------------------------------------------------------------------------------------------------

    def _line(self) -> bytes | None:
        end = self._buffer.find(b"\n", self._looked)
        if end < 0:
            self._looked = len(self._buffer)
            return None
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        self._looked = 0
        self.session.now = self._house.clock()
        self._house.note(self.session, line, sent=False)
        return line.rstrip(b"\r\n")

    def _command(self) -> Step | None:
        line = self._line()
        if line is None or len(line) > MAX_LINE:
            too_long = len(self._buffer if line is None else line) > MAX_LINE
            return self._usual("500 5.5.2 Line too long", Ending.CLOSE) if too_long else None
        verb, _, rest = line.partition(b" ")
        self.session.moment, do = self._VERBS.get(verb.strip().upper(), (Moment.OTHER, Machine._unknown))
        return do(self, rest.strip())

    def _ehlo(self, rest: bytes) -> Step | None:
        return self._hello(rest, esmtp=True)

    def _helo(self, rest: bytes) -> Step | None:
        return self._hello(rest, esmtp=False)

    def _hello(self, rest: bytes, *, esmtp: bool) -> Step | None:
        if not rest:
            return self._usual("501 5.5.4 A host name is missing")
        refused = self._asked()
        if refused:
            return refused
        self._forget()
        self._esmtp = esmtp
        self.session.helo = _text(rest)
        lines = [self._house.temper.name, *(self._house.temper.offer.lines(tls=self.session.tls) if esmtp else ())]
        return self._usual("\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"]))

    def _mail(self, rest: bytes) -> Step | None:
        login = self._house.temper.offer.login
        if not self.session.helo:
            return self._usual("503 5.5.1 Send EHLO first")
        if self.session.transaction is not None:
            return self._usual("503 5.5.1 Nested MAIL command")
        if login is not None and login.required and not self._authenticated:
            return self._usual("530 5.7.0 Authentication required")
        found = _FROM.fullmatch(rest)
        if found is None:
            return self._usual("501 5.5.4 Syntax: MAIL FROM:<address>")
        parameters = _text(found[2] or b"").upper().split()
        fault = self._house.temper.offer.objection(parameters, esmtp=self._esmtp)
        if fault:
            return self._usual(fault)
        utf8 = "SMTPUTF8" in parameters
        if not (utf8 or found[1].isascii()):
            return self._usual("553 5.6.7 Address needs SMTPUTF8")
        transaction = Transaction(reverse_path=_text(found[1]), smtputf8=utf8)
        self.session.transaction = transaction
        refused = self._asked()
        if refused:
            self.session.transaction = None
            return refused
        return self._usual("250 2.1.0 Ok")

    def _rcpt(self, rest: bytes) -> Step | None:
        transaction = self.session.transaction
        if transaction is None or self._chunks is not None:
            return self._usual("503 5.5.1 Send MAIL first")
        found = _TO.fullmatch(rest)
        if found is None or not found[1]:
            return self._usual("501 5.1.3 Syntax: RCPT TO:<address>")
        if found[2]:
            return self._usual("555 5.5.4 Unsupported parameter")
        if not (transaction.smtputf8 or found[1].isascii()):
            return self._usual("553 5.6.7 Address needs SMTPUTF8")
        self.session.recipient = _text(found[1])
        self.session.recipients += 1
        transaction.tried += 1
        refused = self._asked()
        if refused:
            return refused
        transaction.recipients.append(self.session.recipient)
        return self._usual("250 2.1.5 Ok")

    def _data(self, rest: bytes) -> Step | None:
        fault = "501 5.5.4 DATA takes no parameters" if rest else self._no_content()
        if fault or self._chunks is not None:
            return self._usual(fault or "503 5.5.1 DATA after BDAT")
        refused = self._asked()
        if refused:
            return refused
        self._read = partial(self._content, Dotted(self._longest()))
        return self._usual("354 End data with <CR><LF>.<CR><LF>")

    def _no_content(self) -> str:
        """Why no message can come now; empty for no reason."""
        if self.session.transaction is None:
            return "503 5.5.1 Send MAIL and RCPT first"
        return "" if self.session.transaction.recipients else "554 5.5.1 No valid recipients"

    def _rset(self, _: bytes) -> Step | None:
        self._forget()
        return self._asked() or self._usual("250 2.0.0 Ok")

    def _noop(self, _: bytes) -> Step | None:
        return self._asked() or self._usual("250 2.0.0 Ok")

    def _vrfy(self, _: bytes) -> Step | None:
        return self._asked() or self._usual("252 2.5.0 Cannot verify, but will try to deliver")

    def _quit(self, _: bytes) -> Step | None:
        return self._asked() or self._usual("221 2.0.0 Bye", Ending.CLOSE)

    def _unknown(self, _: bytes) -> Step | None:
        return self._asked() or self._usual("500 5.5.2 Command not recognised")

    def _starttls(self, rest: bytes) -> Step | None:
        if rest:
            return self._usual("501 5.5.4 STARTTLS takes no parameters")
        if self._house.temper.offer.tls is None or self.session.tls:
            return self._usual("502 5.5.1 STARTTLS is not offered")
        refused = self._asked()
        if refused:
            return refused
        # What was said in the clear counts for nothing afterwards (RFC 3207 section 4.2), and above all not the
        # commands that somebody in the middle put behind STARTTLS (CVE-2011-0411).
        self._forget()
        self._buffer.clear()
        self.session.helo = ""
        self.session.tls = True
        self._authenticated = False
        return self._usual("220 2.0.0 Ready to start TLS", Ending.TLS)

    def _auth(self, rest: bytes) -> Step | None:
        login = self._house.temper.offer.login
        if login is None or not self._esmtp:
            return self._usual("502 5.5.1 AUTH is not offered")
        if self._authenticated or self.session.transaction is not None:
            return self._usual("503 5.5.1 Not now")
        refused = self._asked()
        if refused:
            return refused
        dialogue = authenticate(login, _text(rest))
        self._read = partial(self._response, dialogue)
        return self._said(lambda: next(dialogue))

    def _response(self, dialogue: Generator[str, str, str]) -> Step | None:
        line = self._line()
        return None if line is None else self._said(lambda: dialogue.send(_text(line)))

    def _said(self, go_on: Callable[[], str]) -> Step:
        """The next word of AUTH, which may be its last."""
        try:
            said = go_on()
        except StopIteration as stop:
            said = str(stop.value)
            self._read = self._command
            self._authenticated = said.startswith("235")
        return self._usual(said)

    # --- content -------------------------------------------------------------------------------------------------

    def _content(self, dotted: Dotted) -> Step | None:
        if not self._buffer:
            return None
        torn = self._first_octets()
        if torn:
            return torn
        content = dotted.take(self._buffer)
        if dotted.too_big:
            self._fault = TOO_BIG
        return None if content is None else self._dot(content)

    def _bdat(self, rest: bytes) -> Step | None:
        """RFC 3030: the octets of a chunk come without being asked for, and are read even when it is refused."""
        found = _CHUNK.fullmatch(rest)
        if found is None or not self._house.temper.offer.chunking:
            return self._usual("502 5.5.1 BDAT is not offered" if found else "501 5.5.4 Syntax: BDAT size [LAST]")
        self._left, self._last = int(found[1]), found[2] is not None
        self._fault = self._no_content()
        if not self._fault and self._chunks is None:
            refused = self._asked()
            if refused and refused.ending is not Ending.KEEP:
                return refused
            self._fault = refused.reply.decode("utf-8", "surrogateescape").rstrip() if refused else ""
            self._chunks = bytearray()
        self._read = self._chunk
        return self._chunk()

    def _chunk(self) -> Step | None:
        taken = bytes(self._buffer[: self._left])
        torn = self._first_octets() if taken and not self._fault else None
        if torn:
            return torn
        del self._buffer[: len(taken)]
        self._left -= len(taken)
        if self._chunks is not None and not self._fault:
            self._chunks += taken
            if len(self._chunks) > self._longest():
                self._fault = TOO_BIG
        if self._left:
            return None
        self._read = self._command
        if self._last and self._chunks is not None:
            return self._dot(bytes(self._chunks))
        if self._fault:
            fault = self._fault
            self._forget()
            return self._usual(fault)
        return self._usual(f"250 2.0.0 {len(self._chunks or b'')} octets so far")

    def _first_octets(self) -> Step | None:
        """What a habit does in the middle of the content, once for each message."""
        if self._begun:
            return None
        self._begun = True
        self.session.moment, self.session.now = Moment.CONTENT, self._house.clock()
        return self._asked()

    def _longest(self) -> int:
        return self._house.temper.offer.size or MAX_CONTENT

    def _dot(self, content: bytes) -> Step:
        """The message is whole: it is decided about and recorded before anything is said."""
        session, house = self.session, self._house
        session.moment, session.now = Moment.FINAL_DOT, house.clock()
        session.messages += 1
        house.note(session, b"<%d octets>\r\n" % len(content), sent=False)
        transaction = session.transaction
        fault = self._fault
        self._forget()
        if fault or transaction is None:
            return self._usual(fault)
        verdict = house.settle(session, transaction.reverse_path, transaction.recipients, content)
        if verdict.reply == house.temper.accepted:
            return self._usual(verdict.reply, verdict.ending)
        return self._step(_octets(verdict.reply, enhanced=True), verdict.ending)

    def _forget(self) -> None:
        """End the transaction, whatever became of it."""
        self.session.transaction = None
        self._read = self._command
        self._begun = False
        self._chunks = None
        self._fault = ""
        self._looked = 0

    _VERBS: ClassVar[dict[bytes, tuple[Moment, Callable[[Machine, bytes], Step | None]]]] = {
        b"EHLO": (Moment.EHLO, _ehlo),
        b"HELO": (Moment.EHLO, _helo),
        b"MAIL": (Moment.MAIL, _mail),
        b"RCPT": (Moment.RCPT, _rcpt),
        b"DATA": (Moment.DATA, _data),
        b"BDAT": (Moment.DATA, _bdat),
        b"RSET": (Moment.OTHER, _rset),
        b"NOOP": (Moment.OTHER, _noop),
        b"VRFY": (Moment.OTHER, _vrfy),
        b"AUTH": (Moment.OTHER, _auth),
        b"STARTTLS": (Moment.OTHER, _starttls),
        b"QUIT": (Moment.QUIT, _quit),
    }


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "surrogateescape")


@lru_cache(maxsize=1024)
def _octets(text: str, *, enhanced: bool) -> bytes:
    """A reply as it goes out, with or without its enhanced code; nothing for the empty one."""
    if not text:
        return b""
    return (text if enhanced else _ENHANCED.sub(r"\1", text)).encode("utf-8", "surrogateescape") + b"\r\n"
