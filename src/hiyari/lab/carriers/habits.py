"""The behaviours of carriers and other filtering receivers; `hiyari.lab.carriers.habit` says how they combine."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from random import Random

from hiyari.lab.carriers import texts
from hiyari.lab.carriers.habit import Answer, Chance, Ending, Habit, Moment, Session, Verdict, Who, matches


@dataclass(slots=True, kw_only=True)
class UnknownUsers(Habit):
    """Refuses some recipients at RCPT; nothing is delivered to them."""

    who: Who
    text: str = texts.DOCOMO_UNKNOWN

    def answer(self, session: Session) -> Answer | None:
        """Refuse a recipient who is meant."""
        if session.moment is Moment.RCPT and matches(self.who, session.recipient):
            return Answer(reply=self.text.format(recipient=session.recipient))
        return None


@dataclass(slots=True, kw_only=True)
class MailboxFull(UnknownUsers):
    """Refuses some recipients at RCPT, because their mailbox is full."""

    text: str = texts.DOCOMO_FULL


@dataclass(slots=True, kw_only=True)
class NamesOne(Habit):
    """Accepts every RCPT and answers the dot for the whole transaction, naming one unknown recipient.

    The others have the message (docomo before 2025).
    """

    unknown: Who
    text: str = texts.DOCOMO_UNKNOWN

    def judge(self, verdict: Verdict) -> Verdict:
        """Refuse all, deliver to those who exist."""
        missing = [one for one in verdict.delivered if matches(self.unknown, one)]
        if not missing:
            return verdict
        there = tuple(one for one in verdict.delivered if one not in missing)
        return replace(verdict, delivered=there, reply=self.text.format(recipient=missing[0]))


@dataclass(slots=True, kw_only=True)
class Filters(Habit):
    """Refuses after the dot and delivers to nobody; with au's text, nobody is named."""

    chance: Chance = field(default_factory=Chance)
    text: str = texts.AU_FILTERED

    def judge(self, verdict: Verdict) -> Verdict:
        """Refuse the whole message."""
        if not verdict.delivered or not self.chance.hit():
            return verdict
        return replace(verdict, delivered=(), reply=self.text.format(recipient=verdict.delivered[0]))


@dataclass(slots=True, kw_only=True)
class Swallows(Habit):
    """Says 250 and throws the message away."""

    chance: Chance = field(default_factory=Chance)

    def judge(self, verdict: Verdict) -> Verdict:
        """Deliver to nobody and say nothing of it."""
        if not self.chance.hit():
            return verdict
        return replace(verdict, delivered=(), swallowed=verdict.swallowed + verdict.delivered)


@dataclass(slots=True, kw_only=True)
class Drops(Habit):
    """Takes the dot and closes the connection before the reply (RFC 1047)."""

    chance: Chance = field(default_factory=Chance)
    delivers: bool = True
    """Whether the message reaches its mailboxes all the same."""

    def judge(self, verdict: Verdict) -> Verdict:
        """Say nothing."""
        if not self.chance.hit():
            return verdict
        kept = verdict.delivered if self.delivers else ()
        return replace(verdict, delivered=kept, reply="", ending=Ending.CLOSE)


@dataclass(slots=True, kw_only=True)
class Resets(Habit):
    """Resets the connection (TCP RST) at one moment of every nth session."""

    moment: Moment
    every: int = 1
    delivers: bool = False
    """Whether a message whose final dot is answered so reaches its mailboxes."""

    def answer(self, session: Session) -> Answer | None:
        """Reset at the moment."""
        return Answer(ending=Ending.RESET) if session.moment is self.moment and self._meant(session) else None

    def judge(self, verdict: Verdict) -> Verdict:
        """Reset instead of the reply to the dot."""
        if self.moment is not Moment.FINAL_DOT or not self._meant(verdict.session):
            return verdict
        kept = verdict.delivered if self.delivers else ()
        return replace(verdict, delivered=kept, reply="", ending=Ending.RESET)

    def _meant(self, session: Session) -> bool:
        return session.number % self.every == 0


@dataclass(slots=True, kw_only=True)
class Silent(Habit):
    """Never answers at one moment and keeps the connection open."""

    moment: Moment
    delivers: bool = False
    """Whether a message whose final dot is not answered reaches its mailboxes."""

    def answer(self, session: Session) -> Answer | None:
        """Fall silent."""
        return Answer(ending=Ending.MUTE) if session.moment is self.moment else None

    def judge(self, verdict: Verdict) -> Verdict:
        """Fall silent after the dot."""
        if self.moment is not Moment.FINAL_DOT:
            return verdict
        kept = verdict.delivered if self.delivers else ()
        return replace(verdict, delivered=kept, reply="", ending=Ending.MUTE)


@dataclass(slots=True, kw_only=True)
class Tarpit(Habit):
    """Sends each reply late. A message is in its mailboxes before the late reply to its dot."""

    seconds: float
    moments: frozenset[Moment] = frozenset(Moment)

    def delay(self, session: Session) -> float:
        """Seconds for the moments that are meant."""
        return self.seconds if session.moment in self.moments else 0.0


@dataclass(slots=True, kw_only=True)
class Greylists(Habit):
    """Puts each new (peer, reverse path, recipient) off until some seconds after its first attempt."""

    seconds: float
    text: str = texts.PLAIN_GREYLISTED
    _first: dict[tuple[str, str, str], float] = field(default_factory=dict, init=False, repr=False)

    def answer(self, session: Session) -> Answer | None:
        """Put a recipient off who is new."""
        if session.moment is not Moment.RCPT or session.transaction is None:
            return None
        key = (session.peer, session.transaction.reverse_path, session.recipient)
        if session.now - self._first.setdefault(key, session.now) >= self.seconds > 0:
            return None
        return Answer(reply=self.text.format(recipient=session.recipient, seconds=self.seconds))


@dataclass(slots=True, kw_only=True)
class RecipientLimit(Habit):
    """Closes a session that has more recipients than allowed; its open transaction reaches nobody (docomo)."""

    most: int = 100
    text: str = texts.DOCOMO_TOO_MANY

    def answer(self, session: Session) -> Answer | None:
        """Close at the first recipient too many."""
        if session.moment is Moment.RCPT and session.recipients > self.most:
            return Answer(reply=self.text, ending=Ending.CLOSE)
        return None


@dataclass(slots=True, kw_only=True)
class ConnectionLimit(Habit):
    """Greets a peer with 421 when it has more parallel sessions than allowed."""

    most: int
    text: str = texts.PLAIN_BUSY

    def answer(self, session: Session) -> Answer | None:
        """Send the session away that is one too many."""
        if session.moment is Moment.CONNECT and session.parallel > self.most:
            return Answer(reply=self.text.format(peer=session.peer), ending=Ending.CLOSE)
        return None


@dataclass(slots=True, kw_only=True)
class _Weather:
    """One peer's recent messages; no more times are kept than a decision needs."""

    times: deque[float]
    raging: bool = False


@dataclass(slots=True, kw_only=True)
class Storm(Habit):
    """The main accident: a peer that is too fast is told "Unknown user" about everybody, while half is delivered.

    More than ``rate`` messages of one peer within ``window`` seconds begin the storm; it ends with the first message
    that finds no more than ``calm`` of them in the window, itself included. Refused messages count as well: whoever
    goes on at the same speed stays in it. At RCPT nothing is delivered; a transaction counts once, however many
    recipients it has.
    """

    rate: int
    window: float
    calm: int
    at: Moment = Moment.FINAL_DOT
    """RCPT or FINAL_DOT."""
    share: float = 0.5
    """Of the recipients refused after the dot, those who get the message all the same."""
    seed: int = 0
    text: str = texts.DOCOMO_UNKNOWN
    _peers: dict[str, _Weather] = field(default_factory=dict, init=False, repr=False)
    _random: Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.at not in {Moment.RCPT, Moment.FINAL_DOT} or not 1 <= self.calm <= self.rate or self.window <= 0:
            raise ValueError("a storm is at RCPT or FINAL_DOT, and 1 <= calm <= rate within a window")
        self._random = Random(self.seed)  # noqa: S311 - repeatable on purpose

    def raging(self, peer: str) -> bool:
        """Whether the last message of a peer met the storm."""
        return peer in self._peers and self._peers[peer].raging

    def answer(self, session: Session) -> Answer | None:
        """Refuse a recipient at RCPT."""
        if self.at is not Moment.RCPT or session.moment is not Moment.RCPT or session.transaction is None:
            return None
        if session.transaction.tried == 1:
            self._count(session)
        return Answer(reply=self.text.format(recipient=session.recipient)) if self.raging(session.peer) else None

    def judge(self, verdict: Verdict) -> Verdict:
        """Refuse after the dot and deliver to some all the same."""
        if self.at is not Moment.FINAL_DOT:
            return verdict
        self._count(verdict.session)
        if not verdict.delivered or not self.raging(verdict.session.peer):
            return verdict
        lucky = tuple(one for one in verdict.delivered if self._random.random() < self.share)
        return replace(verdict, delivered=lucky, reply=self.text.format(recipient=verdict.delivered[0]))

    def _count(self, session: Session) -> None:
        weather = self._peers.get(session.peer)
        if weather is None:
            weather = self._peers[session.peer] = _Weather(times=deque(maxlen=self.rate + 1))
        times = weather.times
        times.append(session.now)
        while session.now - times[0] > self.window:
            times.popleft()
        weather.raging = len(times) > (self.calm if weather.raging else self.rate)
