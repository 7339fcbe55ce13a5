"""Shell scripts as CGI: what a request comes in by, what sends mail, what cleans a value.

A variable outside of quotes becomes several words, and so other options or recipients, but no shell reads it again:
only ``eval``, ``sh -c`` and a command's text do. Measured on Debian 12: bsd-mailx 8.1.2 and s-nail 14.9.24 make line
breaks in ``-s`` blanks and act on no ``~!`` in what they read from a pipe; Heirloom mailx and older ones let them
through, so the tables take nothing away.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.languages.traits import SHELL
from hiyari.forms.taint.tables import BREAKS, MailSink, Meaning, Power, Role, Sanitiser, Source, Tables

_META: Final = Source(
    reason="The request as it stands in its first lines (RFC 3875, 4.1): without line breaks until it is decoded",
    powers=Power.all() & ~(BREAKS | Power.TRAILING_LF),
)
_DECODED: Final = Source(reason="The server has decoded it (RFC 3875, 4.1.5)")
_PARSED: Final = Source(reason="Decodes the request and writes its fields for the shell")

SOURCES: Final[Mapping[str, Source]] = MappingProxyType(
    {
        "<stdin>": Source(reason="The body of a POST (RFC 3875, 4.2)"),
        "$ARGV": Source(reason="A query without = becomes the command line (RFC 3875, 4.4)"),
        "$<request>": Source(reason="uncgi, proccgi and haserl set a variable for each of the request's fields"),
        **dict.fromkeys(
            (
                "$QUERY_STRING",
                "$REQUEST_URI",
                "$REQUEST",
                "$REDIRECT_QUERY_STRING",
                "$REDIRECT_URL",
                "$CONTENT_TYPE",
                "$HTTP_REFERER",
                "$HTTP_USER_AGENT",
                "$HTTP_COOKIE",
                "$HTTP_HOST",
                "$HTTP_X_FORWARDED_FOR",
                "$HTTP_FORWARDED",
                "$HTTP_ACCEPT_LANGUAGE",
                "$HTTP_FROM",
                "$HTTP_ORIGIN",
            ),
            _META,
        ),
        **dict.fromkeys(("$PATH_INFO", "$PATH_TRANSLATED"), _DECODED),
        **dict.fromkeys(("proccgi", "proccgi.sh", "uncgi", "cgiparse", "cgi-parse", "getcgi", "cgi_getvars"), _PARSED),
        "cat": Source(reason="A file that an earlier request may have filled", file=True),
    }
)

_DIALOGUE: Final = MailSink(
    name="SMTP by hand", reason="A connection, on which RCPT and DATA may be spoken (RFC 5321)", roles={}, opens=True
)
_CLIENT: Final[Mapping[int | str, Role]] = MappingProxyType(
    {
        "To": Role.TO,
        "Cc": Role.TO,
        "Bcc": Role.TO,
        "From": Role.FROM,
        "Subject": Role.SUBJECT,
        "headers": Role.HEADERS,
        "Body": Role.BODY,
        "Message": Role.MESSAGE,
    }
)

SINKS: Final[Mapping[str, MailSink]] = MappingProxyType(
    {
        "eval": MailSink(name="eval", reason="The shell reads the words again (POSIX, eval)", roles={0: Role.SHELL}),
        "system": MailSink(name="sh -c", reason="A shell reads the string (POSIX, sh)", roles={0: Role.SHELL}),
        "socket": _DIALOGUE,
        "curl smtp": MailSink(
            name="curl smtp://",
            reason="Recipients are those of --mail-rcpt, not of the header (curl(1))",
            roles=_CLIENT,
            reads_header=False,
        ),
        "swaks smtp": MailSink(
            name="swaks",
            reason="--to takes several recipients with commas (swaks(1))",
            roles=_CLIENT,
            reads_header=False,
        ),
    }
)

SANITISERS: Final[Mapping[str, Sanitiser]] = MappingProxyType(
    {
        "<line breaks>": Sanitiser(
            reason="sed sees one line at a time: whatever it does to a line, the line breaks stay",
            takes=Power.ADDRESS | Power.SEVERAL | Power.CR | Power.TEXT | Power.SHELL | Power.OPTION,
        ),
        "head -1": Sanitiser(reason="One line: what stood behind its line feed is gone", takes=Power.LF),
        **dict.fromkeys(
            ("wc", "md5sum", "sha1sum", "sha256sum", "cksum"),
            Sanitiser(
                reason="Digits and letters of its own making",
                takes=Power.ADDRESS | Power.SEVERAL | BREAKS | Power.TEXT | Power.SHELL | Power.OPTION,
            ),
        ),
    }
)

TABLES: Final = Tables(
    traits=SHELL,
    sources=SOURCES,
    sinks=SINKS,
    sanitisers=SANITISERS,
    through=MappingProxyType(
        {
            **dict.fromkeys(
                (
                    "cut",
                    "head",
                    "head -1",
                    "sed",
                    "tail",
                    "sort",
                    "uniq",
                    "grep",
                    "egrep",
                    "fgrep",
                    "tac",
                    "fold",
                    "fmt",
                ),
                (0,),
            ),
            **dict.fromkeys(("nkf", "iconv", "recode", "expand", "dos2unix", "column", "dd", "rev", "substr"), (0,)),
            "<field>": (0,),
            "<line breaks>": (0,),
        }
    ),
    harmless=frozenset(
        {
            "date",
            "hostname",
            "whoami",
            "id",
            "uname",
            "pwd",
            "mktemp",
            "seq",
            "logname",
            "tput",
            "ls",
        }
    ),
    meanings=MappingProxyType(
        {
            "print": Meaning.PRINT,
            "split": Meaning.SPLIT,
            "shift": Meaning.FIRST,
            "case": Meaning.CASE,
            "<chomped>": Meaning.TRIM,
            **dict.fromkeys(("unescape", "urldecode", "base64"), Meaning.DECODE),
            **dict.fromkeys(("close", "logger", "chmod", "touch", "cp", "mv"), Meaning.NEITHER),
        }
    ),
)
