"""Which program runs a script, as the web server would have it run, and what that program is called in Debian."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from hiyari.forms.confirm.visit import CERTIFICATES
from hiyari.forms.language import Language

PHP_SETTINGS = (
    "sendmail_path=/hiyari/bin/sendmail -t -i",
    "session.save_path=/tmp/sessions",
    "cgi.force_redirect=0",
    "display_errors=0",
    "html_errors=0",
    "log_errors=1",
    "error_log=",
    "auto_prepend_file=",
    "auto_append_file=",
    "disable_functions=",
    "open_basedir=",
    f"openssl.cafile={CERTIFICATES}",
    f"curl.cainfo={CERTIFICATES}",
)
PHP_CGI = re.compile(r"/usr/bin/php-cgi(\d{1,2})\.?(\d{0,2})\Z")
SHEBANG = re.compile(rb"#![ \t]*(\S{1,200})[ \t]*([^\r\n]{0,200})")
MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """What to run a script with."""

    argv: tuple[str, ...]
    """The script's path is added to it."""
    address_space: int
    """For one process, in octets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """The host has no interpreter for it."""

    package: str
    """Debian's name of the package that has it."""


def interpreter(language: Language, source: bytes, programs: Sequence[str]) -> Interpreter | Missing:
    """Which of the host's programs (paths in /usr/bin) runs a script."""
    match language:
        case Language.PHP:
            return _php(programs)
        case Language.PERL:
            return _plain(programs, "/usr/bin/perl", "perl", *_perl_flags(source))
        case Language.PYTHON:
            return _plain(programs, "/usr/bin/python3", "python3")
        case Language.RUBY:
            return _plain(programs, "/usr/bin/ruby", "ruby")
        case Language.SHELL:
            return _shell(programs, source)
        case Language.JAVASCRIPT:
            return _plain(programs, "/usr/bin/node", "nodejs", space=1 << 40)
        case _:
            assert_never(language)


def _plain(
    programs: Sequence[str], path: str, package: str, *flags: str, space: int = 1024 * MIB
) -> Interpreter | Missing:
    return Interpreter(argv=(path, *flags), address_space=space) if path in programs else Missing(package=package)


def _php(programs: Sequence[str]) -> Interpreter | Missing:
    versions = [
        ((int(found[1]), int(found[2] or 0)), path) for path in programs if (found := PHP_CGI.match(path)) is not None
    ]
    path = max(versions)[1] if versions else "/usr/bin/php-cgi"
    if path not in programs:
        return Missing(package="php-cgi")
    settings = (word for setting in PHP_SETTINGS for word in ("-d", setting))
    return Interpreter(argv=(path, *settings), address_space=1024 * MIB)


def _perl_flags(source: bytes) -> tuple[str, ...]:
    """Perl refuses a script whose ``#!`` line asks for taint mode unless its command line does too."""
    found = SHEBANG.match(source)
    flags = found[2].split() if found is not None else []
    return ("-T",) if any(re.fullmatch(rb"-\w*T\w*", flag) for flag in flags) else ()


def _shell(programs: Sequence[str], source: bytes) -> Interpreter | Missing:
    found = SHEBANG.match(source)
    words = found[0][2:].decode("ascii", "replace").split() if found is not None else []
    names = [word.rsplit("/", 1)[-1] for word in words]
    name = next((name for name in names if name in {"bash", "dash", "ksh", "zsh", "sh", "ash"}), "sh")
    path = f"/usr/bin/{'dash' if name == 'ash' else name}"
    return _plain(programs, path, "mksh" if name == "ksh" else name)
