"""The five kinds of evidence about one file, as values: place, links, use, ability, mail.

Each kind can be unknown, and then says why: what could not be found out is never taken for "nothing there".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hiyari.forms.language import Language
from hiyari.model.text import Text


class Ability(StrEnum):
    """What an anonymous visitor can do with a script that sends mail."""

    RECIPIENT = "recipient"
    """Choose the address that the mail goes to."""
    HEADER = "header"
    """Add header fields, and so recipients, through a value that is to be one line."""
    AUTOREPLY = "autoreply"
    """Make the host mail a third party, with text of the visitor's choice."""
    COMMAND = "command"
    """Run a command through the way mail is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in a source file."""

    line: int
    """From 1."""
    column: int
    """From 1, in bytes."""
    source: str
    """The line without the blanks around it, of a long one the part around the column; undecodable bytes as escapes."""
    within: int = 0
    """Where the column is in ``source``, from 0, in characters."""
    path: str | None = None
    """Another file than the one that was read: one that it includes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step of a value on its way from the request to the mail."""

    spot: Spot
    what: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """A place where mail is sent."""

    name: str
    """As a programmer calls it: ``mail()``, ``| sendmail -t``, ``PHPMailer``."""
    spot: Spot
    reached: bool = True
    """Whether it is run when the file is: not in a function that only other files call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A way from the request to a sink that nothing stops."""

    ability: Ability
    sink: Sink
    argument: str
    """Which part of the mail it reaches: ``To``, ``headers``, ``Subject``, ``command line``."""
    path: tuple[Hop, ...]
    """From the request to the sink, in order; the first names the request's field where it is known."""
    repeats: bool = False
    """AUTOREPLY: whether the mail repeats what the visitor wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What stops a way from the request to a sink."""

    spot: Spot
    what: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """Something that could not be understood, and may hide a way."""

    why: Text
    spot: Spot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a script can do, as far as its source tells."""

    language: Language | None
    sinks: tuple[Sink, ...] = ()
    """Every place that sends mail, also those that no request reaches."""
    flows: tuple[Flow, ...] = ()
    stops: tuple[Stop, ...] = ()
    blind: tuple[Blind, ...] = ()
    """Not empty: more may be possible than ``flows`` says."""

    @property
    def abilities(self) -> frozenset[Ability]:
        """What is possible for certain."""
        return frozenset(flow.ability for flow in self.flows)

    @property
    def unknown(self) -> bool:
        """Whether nothing was found and something was not understood."""
        return bool(self.blind) and not self.flows


class Proof(StrEnum):
    """How a run in the sandbox ended."""

    CONFIRMED = "confirmed"
    """A canary came where no visitor's value belongs."""
    CLEARED = "cleared"
    """It sent mail, and no canary came anywhere but into the body."""
    SILENT = "silent"
    """It ran and sent nothing: it may need a login, a database, another field."""
    BROKEN = "broken"
    """It does not run with this interpreter."""
    IMPOSSIBLE = "impossible"
    """It was not run: no sandbox, no interpreter, or it is malware."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """One canary that came where it must not."""

    ability: Ability
    field: str
    """The request's field that carried it."""
    where: str
    """``To``, ``Cc``, ``Bcc``, a header field's name, ``envelope``, ``command line``."""
    breaks: str | None
    """HEADER: which line break opened the way: ``CRLF``, ``LF``, ``CR``."""
    shown: str
    """The line that it was found in, printable, cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What the sandbox showed about one file."""

    path: str
    sha256: str
    """Of the file that was run."""
    at: datetime
    proof: Proof
    caught: tuple[Caught, ...] = ()
    runs: int = 0
    mails: int = 0
    """Messages that the recorder and the SMTP sink took in all runs."""
    why: Text | None = None
    """What was in the way, where it was not run or sent nothing; what it said."""
    repeats: bool = False
    """AUTOREPLY: whether the mail to the visitor's address repeats what the visitor wrote."""


class Runs(StrEnum):
    """Whether the web server runs a file."""

    YES = "yes"
    NO = "no"
    """It shows the source instead, or refuses it: `WebFile.shown` tells which."""
    UNKNOWN = "unknown"


class Shown(StrEnum):
    """Whether the web server sends a file's source to visitors."""

    YES = "yes"
    NO = "no"
    """It runs the file, or answers with an error, or with something else."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebFile:
    """A file under a web root."""

    path: str
    """Absolute; bytes that are no UTF-8 by surrogateescape, as `os.fsdecode` gives them."""
    root: str
    """The web root (or script alias) that it was found under."""
    url: str | None
    """Where a visitor finds it; None where no URL leads to it or none is known."""
    size: int
    changed: int
    """mtime in nanoseconds."""
    language: Language | None
    """None: not a script that we read."""
    runs: Runs
    because: Text
    """Why it runs or does not: the handler, the #! line, the ending; and what `guarded` says."""
    shown: Shown = Shown.UNKNOWN
    guarded: Text | None = None
    """What keeps strangers out for certain, as a sentence: a password, a list of addresses. None: nothing known."""
    copy: bool = False
    """Its name or folder says that it is an old copy (``.bak``, ``~``, ``old/``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something under a web root that was not read, and may hide a form."""

    path: str
    why: Text


class Linked(StrEnum):
    """Whether a visitor can come to a file by following links from the site's entrances."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One reference."""

    path: str
    """The file that holds it."""
    line: int
    how: str
    """``href``, ``action``, ``include``, ``script``, ``redirect``, ``sitemap``, ``cron``, ``literal``, ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """What refers to one file."""

    linked: Linked
    depth: int | None = None
    """Links from an entrance."""
    by: tuple[Link, ...] = ()
    """Some of what refers to it, the nearest to an entrance first; from orphans too."""
    why: Text | None = None
    """UNKNOWN: a front controller, a rewrite rule, names made at run time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFacts:
    """Who asked for one file."""

    since: datetime | None
    """From when on the logs tell; None: there are none."""
    until: datetime | None = None
    uses: int = 0
    """Times that a client loaded the page and then posted."""
    last_use: datetime | None = None
    views: int = 0
    """Requests that only looked at it."""
    last_view: datetime | None = None
    probes: int = 0
    """Everything else: posts without the page before, recipients in the query, line breaks in values."""
    last_probe: datetime | None = None
    probe: Text | None = None
    """What the last probe was, in words."""
    clients: int = 0
    """Addresses that probed."""
    engines: tuple[str, ...] = ()
    """Search engines that visitors came from: this is how such forms are found."""
    why: Text | None = None
    """Why it is not known, where it is not."""
    remarks: tuple[Text, ...] = ()
    """What a reader should know of how this was found out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFacts:
    """Mail that the logs attribute to one file."""

    messages: int | None
    """None: not known."""
    last: datetime | None = None
    how: Text | None = None
    """By what: PHP's mail.log names the script, or the page was asked for when the mail was injected."""
    why: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A well-known script that a file is a copy of."""

    name: str
    version: str | None
    note: Text
    """What makes a copy dangerous or safe; never decides alone."""
    malware: bool = False
    """A web shell or a mass mailer: no form. It is never run, not even in the sandbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that is known about one file that can send mail."""

    file: WebFile
    sha256: str
    """Of the octets that were read, in hexadecimal."""
    reading: Reading
    links: LinkFacts
    use: UseFacts
    mail: MailFacts
    family: Family | None = None
    confirmation: Confirmation | None = None
    """The last run in the sandbox of the same octets, if there was one."""


class Action(StrEnum):
    """What ought to be done with a file."""

    REMOVE = "remove"
    FIX = "fix"
    WATCH = "watch"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The evidence about one file, and what follows from it."""

    evidence: Evidence
    action: Action
    reason: Text
    """One sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Everything that was found under some web roots, in the order of the paths."""

    at: datetime
    files: tuple[Judged, ...]
    """Files that can send mail, or may."""
    skipped: tuple[Skipped, ...] = ()
    looked: int = 0
    """Files that were looked at, of any kind."""
    octets: int = 0
    """Their sizes together."""
    quiet: int = 0
    """Files that speak of mail, and in which no place that sends was found."""
