"""What a script lacks in the sandbox, from what its interpreter said.

An extension or a module of the interpreter, a database, a place to write. Patterns over octets that the script may have
written itself. What none of them knows is said in the interpreter's own words by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from hiyari.model.text import Remote, Text, text

FUNCTION = re.compile(
    rb"undefined function (?:[\w\\]{0,80}\\)?(\w{2,60})\(\)|Class [\"']\\?([A-Za-z]\w{1,40})[\"'] not found"
)
EXTENSIONS = (
    (re.compile(r"mb_", re.IGNORECASE), "mbstring", "php-mbstring"),
    (re.compile(r"mysqli", re.IGNORECASE), "mysqli", "php-mysql"),
    (re.compile(r"pg_", re.IGNORECASE), "pgsql", "php-pgsql"),
    (re.compile(r"sqlite", re.IGNORECASE), "sqlite3", "php-sqlite3"),
    (re.compile(r"curl_", re.IGNORECASE), "curl", "php-curl"),
    (re.compile(r"imap_", re.IGNORECASE), "imap", "php-imap"),
    (re.compile(r"image(?:create|jpeg|png|gif|copy|string|ttf)", re.IGNORECASE), "gd", "php-gd"),
    (
        re.compile(r"idn_to_|normalizer|NumberFormatter|Collator|grapheme_", re.IGNORECASE),
        "intl",
        "php-intl",
    ),
    (re.compile(r"simplexml_|xml_parser|DOMDocument|XMLWriter|utf8_(?:de|en)code", re.IGNORECASE), "xml", "php-xml"),
    (re.compile(r"ZipArchive", re.IGNORECASE), "zip", "php-zip"),
    (re.compile(r"bc(?:add|sub|mul|div|mod|pow|comp)\Z", re.IGNORECASE), "bcmath", "php-bcmath"),
    (re.compile(r"ldap_", re.IGNORECASE), "ldap", "php-ldap"),
)
"""How names of PHP's functions and classes begin, the extension that has them, and Debian's package."""
MODULE = re.compile(
    rb"Can't locate ([\w/]{1,200})\.pm in @INC|ModuleNotFoundError: No module named '([\w.]{1,200})'"
    rb"|cannot load such file -- ([\w][\w\-/]{0,200})|Cannot find module '([@\w][\w\-./]{0,200})'"
)
DATABASE = re.compile(
    rb"SQLSTATE\[HY000\] \[20\d\d\]|SQLSTATE\[08006\]|could not find driver|mysqli_sql_exception"
    rb"|mysqli?_\w{0,20}\(\)[^\r\n]{0,80}(?:Connection refused|No such file|getaddrinfo)"
    rb"|Can't connect to (?:local )?(?:MySQL|MariaDB|server)|could not connect to server"
    rb"|connection to server [^\r\n]{0,100} failed|DBI connect\([^\r\n]{0,200} failed|psycopg2?\.OperationalError"
    rb"|ECONNREFUSED [\d.:]{3,45}:(?:3306|5432|6379|27017)|Redis(?:Exception|::CannotConnect)"
)
PATH = rb"([^\s:'()\r\n]{1,300})"
UNWRITTEN = re.compile(
    rb"(?:fopen|file_put_contents|touch|mkdir|copy|move_uploaded_file|SplFileObject::__construct)\(([^(),\r\n]{1,300})"
    rb"(?:, [^()\r\n]{0,200})?\): [^\r\n]{0,40}(?:Permission denied|Read-only file system|No such file or directory)"
    rb"|(?:PermissionError|OSError): \[Errno (?:13|30)\] [\w\- ]{1,40}: '([^'\r\n]{1,300})'"
    rb"|(?:Permission denied|Read-only file system) @ [\w]{1,40} - " + PATH +
    rb"|E(?:ACCES|ROFS): [\w\- ]{1,60}, \w{1,20} '([^'\r\n]{1,300})'"
    rb"|cannot (?:create|touch) '?" + PATH + rb"'?: (?:Permission denied|Read-only file system|Directory nonexistent)"
    rb"|: " + PATH + rb": Read-only file system"
)  # fmt: skip
READ_ONLY = re.compile(rb"Read-only file system|readonly database|unable to open database file")
WORSE = re.compile(rb"undefined function|Parse error|syntax error", re.IGNORECASE)
"""Complaints beside which a file that was not written does not matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What a script lacks."""

    why: Text
    interpreter: bool
    """Whether it is the interpreter that lacks it: outside of the sandbox too, then."""


def lack(complaint: bytes) -> Lack | None:
    """What a complaint says that the script lacks; None where it says nothing of the kind."""
    looks: tuple[Callable[[bytes], Lack | None], ...] = (_extension, _module, _database, _place)
    return next((found for look in looks if (found := look(complaint)) is not None), None)


def _extension(complaint: bytes) -> Lack | None:
    found = FUNCTION.search(complaint)
    name = (found[1] or found[2]).decode("ascii") if found is not None else ""
    for pattern, extension, package in EXTENSIONS:
        if name and pattern.match(name):
            why = text(
                "It needs PHP's extension {name}, which php-cgi does not have here: install the package {package}"
                " and run it again",
                name=extension,
                package=package,
            )
            return Lack(why=why, interpreter=False)
    return None


def _module(complaint: bytes) -> Lack | None:
    found = MODULE.search(complaint)
    if found is None:
        return None
    name = next(word for word in found.groups() if word is not None).decode("ascii", "replace")
    name = name.replace("/", "::") if found[1] is not None else name
    return Lack(
        why=text("It needs the module {name}, which is not installed here", name=Remote(name)), interpreter=True
    )


def _database(complaint: bytes) -> Lack | None:
    if DATABASE.search(complaint) is None:
        return None
    return Lack(why=text("It needs a database, which the sandbox does not have"), interpreter=False)


def _place(complaint: bytes) -> Lack | None:
    if WORSE.search(complaint):
        return None
    found = UNWRITTEN.search(complaint)
    if found is not None:
        path = next(word for word in found.groups() if word is not None).decode("utf-8", "replace")
        why = text(
            "It could not open {path}: in the sandbox it may write to a copy of its own site and to /tmp alone",
            path=Remote(path),
        )
        return Lack(why=why, interpreter=False)
    if READ_ONLY.search(complaint) is None:
        return None
    why = text("It could not write a file: in the sandbox it may write to a copy of its own site and to /tmp alone")
    return Lack(why=why, interpreter=False)
