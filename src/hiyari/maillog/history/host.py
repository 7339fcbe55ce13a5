"""One host's messages while its log is read.

Formats call it for every line that tells something; it gives rows of facts as soon as they are certain.

Rules for this file: nothing here depends on where a log was cut or how the lines of several hosts lie among one
another. Only three things end a life: ``removed``, a second beginning of the same id, and a gap that no queue outlasts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hiyari.carriers.replies.read import read_reply
from hiyari.maillog.facts import NULL, text_of
from hiyari.maillog.history.emitting import Emit
from hiyari.maillog.history.life import (
    GAP,
    LATE,
    Life,
    domain_cell,
    domain_of,
    given_up,
    key_of,
    message_texts,
    note,
)
from hiyari.maillog.history.readings import accepted, day_of, operator, way_of
from hiyari.maillog.history.seam import Seam

MOST_OPEN: Final = 60_000
"""Lives that are open at once on one host; the oldest is then given as it is, unfinished."""


class HostHistory:
    """What the log of one host told so far."""

    def __init__(self, host: str, emit: Mapping[str, Emit], log_format: str, *, inside: bool) -> None:
        """Begin.

        Args:
            host: Its name.
            emit: By table, what takes a row; rows of messages and deliveries are `Texts`.
            log_format: Stands in the rows.
            inside: Whether this is a piece of a log and other pieces stand before it.
        """
        self.host = host
        self._emit = emit
        self._delivery = emit["deliveries"]
        self._message = emit["messages"]
        self._format = log_format
        self._inside = inside
        self._first_at: int | None = None
        """The first moment: a beginning may have been told before, in the piece before."""
        self._lives: dict[str, Life] = {}
        self._lately: dict[str, Life] = {}
        """What was removed within the last seconds, for the lines that come late."""
        self._due: int = 0
        """Until when nothing of that needs to be looked at."""
        self._front: dict[str, Life] = {}
        self._until: int | None = None
        self._seen: set[str] = set()
        """Ids that had a life in this piece: only the first can have begun before it."""

    def client(
        self, at: int, qid: str, name: str | None, address: str | None, sasl: str | None, helo: str | None = None
    ) -> None:
        """A message comes over the network."""
        life = self._begin(at, qid)
        if life.origin != "unknown":
            return
        life.origin = "network"
        life.client = name
        life.address = address
        if sasl is not None:
            life.sasl = sasl
        if helo is not None:
            life.helo = helo

    def local(self, at: int, qid: str, uid: int | None, login: str | None, sender: str | None) -> None:
        """A program on this host hands a message in."""
        life = self._begin(at, qid)
        if life.origin != "unknown":
            return
        life.origin = "local"
        life.uid = uid
        life.login = login
        if life.sender is None:
            life.sender = sender

    def born(self, at: int, qid: str, parent: str | None, kind: str) -> None:
        """The server itself made this message; its own lines may stand before this one or after it."""
        life = self._life(at, qid)
        life.born = True
        if life.origin == "unknown":
            life.origin = kind
        if life.parent is None:
            life.parent = parent

    def owner(self, at: int, qid: str, uid: int | None, login: str | None) -> None:
        """Whose rights a delivery runs with, told by a later line; of a message from this host, who handed it in."""
        life = self._life(at, qid)
        if life.owner is None:
            life.owner = (uid, login)

    def parent(self, at: int, qid: str, parent: str) -> None:
        """A message was in this host's queue before, under another id."""
        life = self._life(at, qid)
        if life.parent is None:
            life.parent = parent

    def message_id(self, at: int, qid: str, message_id: str) -> None:
        """A message's Message-ID."""
        life = self._life(at, qid)
        if life.message_id is None:
            life.message_id = message_id

    def header(self, at: int, qid: str, name: str, value: str) -> None:
        """A header that the server was told to log."""
        life = self._life(at, qid)
        if name == "subject":
            life.subject = life.subject or value
        elif "script" in name:
            life.script = life.script or value

    def cwd(self, at: int, qid: str, path: str) -> None:
        """The folder of the program that handed the message in."""
        life = self._life(at, qid)
        life.cwd = life.cwd or path

    def queued(self, at: int, qid: str, sender: str, size: int | None, recipients: int | None) -> None:
        """The queue manager takes a message up; again at every retry."""
        life = self._life(at, qid)
        if life.sender is None:
            life.sender = sender
        if life.size is None:
            life.size = size
        if life.recipients is None:
            life.recipients = recipients

    def delivery(  # noqa: PLR0917 - called for every line, where keywords would cost
        self,
        at: int,
        qid: str,
        program: str,
        recipient: str,
        original: str | None,
        relay: str | None,
        relay_address: str | None,
        port: int | None,
        status: str,
        outcome: str,
        reply: str,
        delay_ms: int | None,
        enhanced: str | None,
        line: str,
    ) -> None:
        """An attempt to deliver to one recipient ended."""
        life = self._life(at, qid)
        if outcome == "accepted":
            code, next_id = accepted(reply, relay or relay_address)
            cause = blocklist = line = NULL
        else:
            reading = read_reply(reply, relay=relay, on=day_of(at))
            code, cause, blocklist = text_of(reading.code), text_of(reading.cause), text_of(reading.blocklist)
            enhanced = enhanced or reading.enhanced
            next_id = NULL
        held = life.held
        row = (
            (life.key or key_of(life, self.host)) if held is None else "",
            self.host,
            qid,
            str(at),
            program,
            way_of(program, relay_address),
            recipient,
            domain_cell(recipient),
            NULL if original is None else original,
            NULL if relay is None else relay,
            NULL if relay_address is None else relay_address,
            NULL if port is None else str(port),
            NULL if relay is None else operator(relay) or NULL,
            status,
            outcome,
            code,
            NULL if enhanced is None else enhanced,
            cause,
            blocklist,
            reply,
            NULL if delay_ms is None else str(delay_ms),
            next_id,
            line,
        )
        if held is not None:
            held.append(row)
            return
        self._delivery(row)
        if outcome == "deferred" or life.waiting is not None:
            note(life, row)

    def expired(self, at: int, qid: str, line: str) -> None:
        """The server gives up on everybody for whom the message still waits."""
        life = self._life(at, qid)
        if life.held is not None:
            life.expired = (at, line)
            return
        for row in given_up(life, at, line):
            self._delivery(row)

    def removed(self, at: int, qid: str) -> None:
        """A message leaves the queue."""
        life = self._life(at, qid)
        if life.ended:
            return
        life.ended = True
        self._until = at
        del self._lives[qid]
        self._lately[qid] = life
        if at > self._due:
            self._give_due(at)

    def reject(  # noqa: PLR0917 - the same
        self,
        at: int,
        program: str,
        stage: str,
        qid: str | None,
        client: str | None,
        address: str | None,
        helo: str | None,
        sender: str | None,
        recipient: str | None,
        reply: str,
        line: str,
        *,
        outcome: str | None = None,
    ) -> None:
        """This host refused something; or held, discarded or only warned of it, where ``outcome`` says so."""
        read = read_reply(reply, on=day_of(at))
        if outcome is None:
            outcome = "deferred" if read.code is not None and read.code < 500 else "refused"
        domain = None if recipient is None else domain_of(recipient)
        self._emit["rejects"](
            (
                at,
                self.host,
                program,
                stage,
                qid,
                client,
                address,
                helo,
                sender,
                recipient,
                domain,
                read.code,
                read.enhanced,
                outcome,
                read.cause,
                read.blocklist,
                reply,
                line,
            )
        )

    def login_failed(
        self,
        at: int,
        program: str,
        client: str | None,
        address: str | None,
        account: str | None,
        method: str | None,
        reason: str | None,
    ) -> None:
        """Somebody could not log in."""
        self._emit["logins"]((at, self.host, program, client, address, account, method, reason))

    def notice(self, at: int, program: str, severity: str, said: str) -> None:
        """The server says something about itself."""
        self._emit["notices"]((at, self.host, program, severity, said))

    def seam(self) -> Seam:
        """End this piece of the log, and give what its edges leave open."""
        back = {}
        for life in (*self._lately.values(), *self._lives.values()):
            if life.held is None:
                back[self.host, life.queue_id] = life
            else:
                self._front[life.queue_id] = life
        return Seam(
            front={(self.host, qid): life for qid, life in self._front.items()},
            back=back,
            seen={(self.host, qid) for qid in self._seen},
            until={} if self._until is None else {self.host: self._until},
        )

    def _life(self, at: int, qid: str) -> Life:
        """The life that a line belongs to which is no beginning."""
        life = self._lives.get(qid)
        if life is not None:
            last = life.last_at
            if at == last:
                return life
            if last < at <= last + GAP:
                life.last_at = at
                return life
        return self._other_life(at, qid)

    def _other_life(self, at: int, qid: str) -> Life:
        """The same where time went back, or where none is open."""
        life = self._lives.get(qid) or self._lately.get(qid)
        if life is not None:
            if life.goes_on(at):
                life.last_at = max(at, life.last_at)
                return life
            self._end(life)
        life = self._new(at, qid)
        if self._inside and qid not in self._seen:
            self._seen.add(qid)
            life.held = []
        return life

    def _begin(self, at: int, qid: str) -> Life:
        """The life that a line begins which only a beginning has: what was there under the id is another message."""
        old = self._lives.get(qid) or self._lately.get(qid)
        if old is not None:
            if old.began_with(at):
                return old
            self._end(old)
        life = self._new(at, qid)
        life.hard = life.born = True
        if self._inside and qid not in self._seen:
            self._seen.add(qid)
            if at == self._first_at:
                life.held = []
        return life

    def _new(self, at: int, qid: str) -> Life:
        lives = self._lives
        if not lives and self._first_at is None:
            self._first_at = at
        elif len(lives) >= MOST_OPEN:
            self._end(next(iter(lives.values())))
        life = lives[qid] = Life(qid, at, self._format)
        return life

    def _end(self, life: Life) -> None:
        """No more lines belong to it."""
        (self._lately if life.ended else self._lives).pop(life.queue_id)
        self._due = 0
        self._give(life)

    def _give_due(self, at: int) -> None:
        """Give what was removed so long ago that no late line can come, in the order of its removal."""
        lately = self._lately
        while lately:
            oldest = next(iter(lately))
            self._due = lately[oldest].last_at + LATE
            if at <= self._due:
                break
            self._give(lately.pop(oldest))

    def _give(self, life: Life) -> None:
        if life.held is None:
            self._message(message_texts(life, self.host))
        else:
            self._front[life.queue_id] = life
