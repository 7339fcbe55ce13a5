"""What the tables of a language say: sources, sinks, sanitisers and guards, each entry with its reason.

An entry is found by the name that `hiyari.forms.taint.ir.Call` describes. Positions count from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Flag, StrEnum, auto
from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.traits import Traits


class Power(Flag):
    """What a stranger can put into a value. A source gives all of them, a sanitiser takes some away."""

    ADDRESS = auto()
    """Any address (an allow-list takes it away)."""
    SEVERAL = auto()
    """A comma or semicolon, and so several addresses."""
    CR = auto()
    LF = auto()
    TRAILING_LF = auto()
    """One line feed at the very end, which ``$`` of many dialects lets through: harmless in a header."""
    TEXT = auto()
    """Words of their choice."""
    SHELL = auto()
    """Characters that a shell acts on."""
    QUOTED = auto()
    """Those of them that act between quotes of a shell, too: quotes, ``$``, a backtick, a backslash."""
    OPTION = auto()
    """A leading hyphen, or a blank with one behind it: another option for the command."""
    HOSTS = auto()
    """More than one ``@``: without them a list holds one whole address at most, and names of the own host."""

    BLANKS = auto()
    """Blanks: without them nothing stands behind one, and an option's value has no other option in it."""

    @classmethod
    def all(cls) -> Power:
        """What an unchecked value of a request can hold."""
        made = cls(0)
        for one in cls:
            made |= one
        return made


NONE: Final = Power(0)
BREAKS: Final = Power.CR | Power.LF


class Role(StrEnum):
    """What an argument is in the mail."""

    TO = "To"
    """A recipient: To, Cc, Bcc, the envelope."""
    FROM = "From"
    """One header field's value: the sender, Reply-To, any other."""
    SUBJECT = "Subject"
    HEADERS = "headers"
    """Header lines as one string."""
    BODY = "body"
    MESSAGE = "message"
    """A whole message: header lines, an empty line, the body. Whether its To counts is the sink's ``reads_header``."""
    SHELL = "command line"
    """Read by a shell."""
    ARGV = "command's arguments"
    """Words of a command without a shell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a request's data comes in."""

    reason: str
    powers: Power = field(default_factory=Power.all)
    file: bool = False
    """Not the request itself, but something that a stranger may fill (a database, a file): reported as unknown."""
    key: int | None = None
    """For a call: the argument that names the form's field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUse:
    """A function that opens, writes or reads a file."""

    path: int | str | None = None
    """The argument that names the file, or ``base``; None: it has no name (a temporary file, a pipe)."""
    text: int | None = None
    """The argument that is written into it at once."""
    opens: bool = False
    """Whether it gives a handle."""
    mode: int | None = None
    """The argument that says whether the handle is for writing; None: for both."""
    pair: bool = False
    """Whether it gives two handles, one for each end of a pipe."""
    handle: int | str | None = None
    """Only reads from a handle: this argument, or ``base``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanitiser:
    """A function whose result holds less than its argument."""

    reason: str
    takes: Power
    of: int | str = 0
    """The argument that the result comes from; ``base`` for methods."""
    when: Mapping[int, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    """Only when these arguments are one of these constants: ``filter_var(..., FILTER_VALIDATE_EMAIL)``. ``of`` may be
    ``result`` for a call that is a source and a sanitiser at once (``filter_input``)."""
    validates: bool = False
    """Whether the result is false when the argument is not as it ought to be; else the argument is changed."""
    quotes: bool = False
    """Whether the result stands between quotes of the shell (``escapeshellarg``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A test function: what is proven about the subject where it holds."""

    reason: str
    proves: Power = NONE
    """Powers that the subject has not, when the test holds."""
    denies: Power = NONE
    """Powers that the subject has not, when the test does *not* hold (``strpos($x, "\\n")``)."""
    subject: int | str = 0
    pattern: int | None = None
    """The argument that holds a pattern, by which the engine finds out what is proven."""
    needle: int | None = None
    """The argument that holds a string which the subject contains when the test holds."""
    any_of: bool = False
    """Whether the needle is some characters, any of which is looked for (``strpbrk``)."""
    position: bool = False
    """Whether the result says where: 0, at the beginning, is false in a condition (``strpos``)."""
    among: int | None = None
    """The argument that holds the list which the subject is in when the test holds."""
    dialect: str = "php"
    """Of the pattern: ``php`` has delimiters and flags around it; see `hiyari.forms.taint.ir.Pattern`."""
    flags: str = ""
    """Of the pattern, when it has no place for them: ``i`` for ``eregi``."""
    login: bool = False
    """Whether the test asks for a login: what comes after it is not open to everybody."""
    ends: bool = False
    """Whether the script ends at once for somebody who has not logged in (WordPress's ``auth_redirect``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSink:
    """A call that sends mail."""

    name: str
    """For the reader: ``mail()``."""
    reason: str
    roles: Mapping[int | str, Role]
    """Argument by position or by name; names also count as keys of a mapping that is given (case does not matter)."""
    cleans: Mapping[Role, Power] = field(default_factory=lambda: MappingProxyType({}))
    """Powers that the sink itself takes away from an argument (PHP's own To and Subject)."""
    lists: frozenset[Role] = frozenset()
    """Roles whose argument, as a list or mapping, is refused with line breaks in it (PHP's array headers)."""
    reads_header: bool = True
    """MESSAGE: whether recipients are taken from To, Cc and Bcc (``sendmail -t``)."""
    command: bytes = b""
    """SHELL, ARGV: the words that stand before the argument: ``sendmail -t -i`` before ``mail()``'s fifth."""
    opens: bool = False
    """Only opens a way (a pipe to sendmail, an SMTP session): what is written into the handle is the mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailer:
    """A class whose objects gather a mail before they send it."""

    name: str
    made_by: tuple[str, ...]
    """Calls that make one: ``new PHPMailer``, ``MIME::Lite.new``."""
    reason: str
    sets: Mapping[str, Mapping[int | str, Role]]
    """Method or property and what its arguments are: ``.addAddress`` -> {0: TO, 1: FROM}; a property has argument 0;
    the constructor's own arguments under its name. ``[]`` is assignment to an element whose key is the field's name."""
    sends: tuple[str, ...]
    """Methods that send it; functions that take it as an argument: ``smtplib.SMTP.send_message:0``."""
    clears: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    """Methods that take away what was put in before, and by which methods (or which role, by its value) it was. What
    the call itself puts in, comes afterwards: ``.set_content`` takes the place of the body."""
    held_in: tuple[str, ...] = ()
    """Properties in which a framework keeps one: CodeIgniter's ``$this->email``."""
    gives: tuple[str, ...] = ()
    """Methods, and functions of it, whose result is the whole message as text: ``.as_string``."""
    reads_header: bool = True
    """Whether recipients are taken from the header of a MESSAGE; else only from TO (an SMTP client)."""
    cleans: Mapping[Role, Power] = field(default_factory=lambda: MappingProxyType({}))


class Meaning(StrEnum):
    """What a function does to strings and lists, where the engine follows it exactly. Arguments by position."""

    JOIN = "join"
    """(separator, list): ``implode``, ``join``."""
    JOIN_LIST = "join of a list"
    """base is the separator (Python) or, with one argument, the list (Ruby, JavaScript); the other is the argument."""
    SPLIT = "split"
    """(separator, subject): a list of what stands between. ``base`` is the subject for methods."""
    REPLACE = "replace"
    """(what, with what, subject): strings, not patterns; lists in PHP."""
    REPLACE_METHOD = "replace, as a method"
    """base.(what, with what): strings; a `Pattern` is one with the flags it has."""
    SUBSTITUTE = "substitute"
    """(pattern, with what, subject): all matches: ``preg_replace``, ``re.sub``."""
    FORMAT = "format"
    """(format, values ...): ``sprintf``. As a method the base is the format (Python's ``.format``, ``%``)."""
    PRINT = "print"
    """Writes its arguments to the `Arg` named ``handle``, or to standard output."""
    WRITE = "write"
    """(handle, text): ``fwrite``. As a method the base is the handle."""
    FIRST = "first"
    """Takes the first element away and gives it (``shift``)."""
    FILL = "fill"
    """Fills variables from its argument, as named there: ``extract``, ``parse_str``."""
    DECODE = "decode"
    """What a check kept out may come back: ``urldecode``, ``base64_decode``."""
    CASE = "case"
    """Nothing changes but the case of letters or the encoding: what is proven of one is proven of the other."""
    TRIM = "trim"
    """Blanks and line breaks at the ends go."""
    CHOMP = "chomp"
    """One line feed goes, where it stands at the end."""
    NUMBER = "number"
    """Digits, whatever came in: ``intval``."""
    CALLBACK = "callback"
    """(function, list): the function is called with each element (``array_map``)."""
    ELEMENT = "element"
    """base.(key) or base.(key, default): what a mapping holds under a key."""
    NEITHER = "neither"
    """Does nothing to a value, and carries none: ``header``, ``error_reporting``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Everything that is known of one language."""

    traits: Traits
    """How it behaves."""
    sources: Mapping[str, Source]
    """By variable (``$_POST``), by call (``cgi.FieldStorage``, ``.param``), by member (``request.form``)."""
    sinks: Mapping[str, MailSink]
    mailers: tuple[Mailer, ...] = ()
    sanitisers: Mapping[str, Sanitiser] = field(default_factory=lambda: MappingProxyType({}))
    guards: Mapping[str, Guard] = field(default_factory=lambda: MappingProxyType({}))
    through: Mapping[str, tuple[int | str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Functions whose result is made of these arguments and takes nothing away (``trim``, ``.lower``, ``sprintf``); a
    function that is in no table is taken for one of all its arguments."""
    harmless: frozenset[str] = frozenset()
    """Functions whose result carries nothing (``time``, ``strlen``, ``count``)."""
    meanings: Mapping[str, Meaning] = field(default_factory=lambda: MappingProxyType({}))
    """Functions that the engine follows exactly. An entry in ``sanitisers`` counts besides."""
    persistent: frozenset[str] = frozenset()
    """Variables that keep what one request put into them for the next (``$_SESSION``)."""
    containers: Mapping[str, Mapping[str, Source]] = field(default_factory=lambda: MappingProxyType({}))
    """Mappings of which only some elements are the request's, by name (``HTTP_*`` for a beginning): ``$_SERVER``."""
    unset: Source | None = None
    """What a variable may hold that the script never sets (PHP's old ``register_globals``)."""
    filters: Mapping[str, Power] = field(default_factory=lambda: MappingProxyType({}))
    """What PHP's filters take, by the constant's name."""
    getters: frozenset[str] = frozenset()
    """Methods (``.get``) and properties (``query``) of a request object: one field by its name, or a part of it."""
    types: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    """What a parameter of a class holds, when a framework gives it."""
    libraries: tuple[str, ...] = ()
    """Ends of paths of libraries that the tables know: an include of one that is not read hides nothing."""
    files: Mapping[str, FileUse] = field(default_factory=lambda: MappingProxyType({}))
    """Functions that open, write or read files."""
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Names of the parameters of functions in these tables, in order, where arguments may be given by name (PHP 8)."""
    callbacks: frozenset[str] = frozenset()
    """Functions that keep a function which they are given, for later: ``register_shutdown_function``."""
    given_functions: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Functions which are given another one, and as which argument: one that is written there is found by its name."""
    built_in: frozenset[str] = frozenset()
    """Names of the language's own functions: any other that a script calls and does not define is in another file."""
    beginnings: tuple[str, ...] = ()
    """Names of such functions that begin alike."""
    folds: Mapping[str, Callable[..., bytes | None]] = field(default_factory=lambda: MappingProxyType({}))
    """Functions of constants that give a constant: names of functions are hidden in them (``strrev('liam')``)."""
    frameworks: tuple[str, ...] = ()
    """Ends of paths of files that load a whole content system: what other functions it has is not known."""
    logins: tuple[str, ...] = ()
    """Ends of paths of files that end the script for everybody who has not logged in (``wp-admin/admin.php``)."""
    controllers: frozenset[str] = frozenset()
    """Classes of frameworks that call the methods of those which extend them, where these are plain functions."""
    exits: frozenset[str] = frozenset()
    """Functions of frameworks that end the script (``wp_die``)."""

    def part(self, container: str, name: str) -> Source | None:
        """What a mapping holds under a name, of which only some elements are the request's."""
        known = self.containers[container]
        beginnings = (one for key, one in known.items() if key.endswith("*") and name.startswith(key[:-1]))
        return known.get(name) or next(beginnings, None)

    def is_built_in(self, name: str) -> bool:
        """Whether a function is the language's own."""
        return name in self.built_in or name.startswith(self.beginnings)

    def name(self, written: str) -> str:
        """A function's or class's name as these tables have it."""
        return written.rsplit("\\", 1)[-1].strip().lower() if self.traits.folds_names else written
