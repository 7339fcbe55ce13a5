"""The first look at a script: may it send mail, and does it take in a request?

Whole disks go through here, so most files are answered by a few searches for literals; only where one is found its
surroundings are looked at. The answer errs in one direction: a script without a sink may be sighted, and is read
closely for nothing; a sink that a language's table knows is always sighted, unless its name is made at run time.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_ALONE: Final = (b"smtp", b"mutt", b"rcpt", b"swaks")
"""What tells of mail wherever it stands, besides words with "mail": in small letters."""
_BY_A_RARE_LETTER: Final = (re.compile(rb"x(?<=ex)im"), re.compile(rb":(?<=mime:):"))
"""The same, "exim" and "mime::", looked for by an octet that few words have: in a quarter of the time."""
_MESSAGE: Final = b"_message"
_MESSAGES: Final = (b"send_message", b"swift_message")
"""The same."""
_N: Final = ord("n")
_WORD: Final = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_")
_NO_COMMAND: Final = _WORD | frozenset(b"$>.-")
"""What stands before "mail" where it is no function and no command: a variable, a method, a part of a name. Called
(``->mail(``, ``=>mail(``) it may be one all the same."""
_FIELD: Final = (b"['", b'["', b"{'", b'{"', b"name='", b'name="', b"name=", b"{")
"""What stands before it where it names a form's field."""
_SENDS: Final = (b"send", b"sent", b"core", b"flask", b"django")
_BEFORE: Final = (
    *(word + between for word in _SENDS for between in (b"", b"_", b".")),
    *(b"q", b"j", b"php", b"swift", b"swift_"),
)
"""What stands before it in names of functions, classes and commands that send."""
_PLACE: Final = re.compile(
    rb"""ail (?: (?<=mail) (?! to (?<! [a-z0-9_.] mailto ) ) (?: (?<! email ) | (?= [(:mesj_c] )
        | (?<= sendemail ) | (?<= send_email ) | (?= \s{1,3} -[a-z] ) | (?= \s{0,3} -> \s{0,3} to \b )
        | (?= (?: \. | :: ) deliver \b ) | (?<= plugin::email ) )
    | (?<= nail ) (?<! [a-z0-9] nail ) (?! [a-z0-9] ) )""",
    re.VERBOSE,
)
"""Where to look closer: "mail" but no link (``mailto``), and of the many words that begin with "email", most of which
only name an address, those that send; or the command "nail", where most files that hold its letters have thumbnails."""
_CALLED: Final = re.compile(rb"mail\s*\(")
_BEHIND: Final = re.compile(
    rb"""mail (?:
      \s{1,3} -[a-z] |      er | x (?![a-z]) | s \s{0,9} \. \s{0,9} send | js | _user | command
    | gun | chimp | :: | message | kit | multialternatives
    | _? (?: prog | cmd | com | bin | path )
    | \s{0,9} (?: -> | \. | =>\s{0,9} ) \s{0,9} (?: send | deliver | new | defaults | message | create | to \b )
    )""",
    re.VERBOSE,
)
_BEFORE_E: Final = (b"sende", b"send_e", b"in::e")
_BY_LOG: Final = re.compile(rb"error_log\s{0,9}\([^;]{0,500}?,\s{0,9}(?:1|\$?[a-z_]\w{0,50})\s{0,9},")
"""PHP's log function mails what it is given when its second argument is 1."""
_ASKS_PHP: Final = (
    re.compile(rb"\$_(?:post|get|request|cookie|server|files)"),
    re.compile(rb":(?<=php:)//input"),
    re.compile(rb"\[(?<=_vars\[)"),
)
"""What a request comes in by in PHP, where a function is called whose name is not written in the script."""
_HIDDEN: Final = re.compile(
    rb"""\$ \w{1,60} \s{0,9} \(            # $function(
    | [])}] \s{0,9} \(                    # $table[...](, ${...}(
    | :: \s{0,9} \$ \w{1,60} \s{0,9} \(  # Class::$method(
    | \b new \s{1,9} \$                  # new $class
    | \b (?: eval | assert | create_function | call_user_func (?:_array)? | array_map | array_walk | usort | uasort
      | array_filter | array_reduce | register_shutdown_function | preg_replace_callback | ob_start
      | forward_static_call (?:_array)? ) \s{0,9} \(
    | \b preg_replace \s{0,9} \( \s{0,9} ["'] [^\n]{1,200}? [/\#~|!@] [a-z]{0,5} e [a-z]{0,5} ["']
    | \b new \s{1,9} reflection(?:function|method)
    """,
    re.VERBOSE,
)
"""Functions that are called by a value: PHP's hidden mailers put the name together when they run."""
_PACKED: Final = tuple(
    re.compile(
        rb"%s(?<!\w%s)\s{0,9}\([^;]{0,200}?\b(?:base64_decode|gzinflate|gzuncompress|gzdecode|str_rot13|strrev|hex2bin"
        rb"|rawurldecode|urldecode|pack)\s{0,9}\(" % (word, word)
    )
    for word in (b"eval", b"assert", b"create_function")
)
"""Code that is unpacked before it is run may do anything."""
_EVALUATED: Final = re.compile(rb"(?<![\w$@%>-])eval\s{0,9}\(?\s{0,9}(?:[$\"'<]|join\b|do\b|unpack\b|decode)")
"""Perl: code in a string; ``eval { ... }`` is none."""
_COMPUTED: Final = re.compile(rb"\b(?:include|require)(?:_once)?\b\s{0,9}\(?\s{0,9}\$\w{1,60}\s{0,9}\)?\s{0,9};")
"""An include of a file that a variable names."""
_OUTSIDE: Final = re.compile(
    rb"\b(?:include|require)(?:_once)?\b[^;\n]{0,120}?(?:[\"']\s{0,3}/(?!\s{0,3}[\"'])|\.\./)[^;\n]{0,200};"
)
"""An include by an absolute path or of a folder above: what it defines may send."""
_REQUEST: Final = (
    b"request", b"param", b"$_post", b"$_get", b"$_server", b"$_cookie", b"$_files", b"cgi", b"query_string", b"env",
    b"stdin", b"php://", b"filter_input", b"_post_vars", b"_get_vars", b"_cookie_vars", b"readparse", b"fieldstorage",
    b"content_length", b"body", b"query", b"read", b"import_request",
)  # fmt: skip
"""What a request comes in by, the most frequent first."""


class Sighted(NamedTuple):
    """What the first look saw. A named tuple: there is one for every script of a disk."""

    mail: bool
    """A mail sink, or what may be one."""
    request: bool
    """Something of a request too. Only looked for where mail was seen; a script that relies on ``register_globals``
    shows nothing of it, so this alone proves no script harmless."""


_NOTHING: Final = Sighted(mail=False, request=False)


def sighted(data: bytes) -> Sighted:
    """Look at a script's octets, in any character set that holds ASCII as it is.

    Args:
        data: The whole file. Its length decides how long this takes, not what is in it.
    """
    small = data.lower()
    if not _mails(small):
        return _NOTHING
    return Sighted(mail=True, request=any(word in small for word in _REQUEST))


def asks(data: bytes) -> bool:
    """Whether a script takes in a request, whatever it does with it."""
    small = data.lower()
    return any(word in small for word in _REQUEST)


def _mails(small: bytes) -> bool:
    for found in _PLACE.finditer(small):
        at = found.start() - 1
        if small[at] == _N or _sends(small, at, small[at - 1 : at], small[at + 4 : at + 5]):
            return True
    if any(word in small for word in _ALONE) or any(one.search(small) is not None for one in _BY_A_RARE_LETTER):
        return True
    if _MESSAGE in small and any(word in small for word in _MESSAGES):
        return True
    if b"error_log" in small and _BY_LOG.search(small) is not None:
        return True
    if b"<?" not in small:
        return small.startswith(b"#!") and b"perl" in small[:80] and _EVALUATED.search(small) is not None
    asked = any(one.search(small) is not None for one in _ASKS_PHP)
    return (asked and _hides(small)) or any(one.search(small) is not None for one in _PACKED)


def _hides(small: bytes) -> bool:
    """Whether PHP calls something by a name that it makes, or what stands in another place."""
    return any(one.search(small) is not None for one in (_HIDDEN, _OUTSIDE, _COMPUTED))


def _is_field(small: bytes, at: int) -> bool:
    """Whether a form's field is named: ``$_POST['mail']``, ``$in{mail}``, ``name="mail"``; no list (``['mail']``)."""
    if not small.endswith(_FIELD, max(0, at - 6), at):
        return False
    bracket = at - 1 if small[at - 1 : at] in {b"{", b"["} else at - 2
    if small[bracket : bracket + 1] not in {b"{", b"["}:
        return True
    before = small[bracket - 1 : bracket] if bracket > 0 else b""
    return bool(before) and (before[0] in _WORD or before in b"])}>:")


def _sends(small: bytes, at: int, before: bytes, behind: bytes) -> bool:
    """Whether the letters "mail" at an offset may be those of a function, class or command that sends."""
    if (
        (not before or before[0] not in _NO_COMMAND)
        and (not behind or behind[0] not in _WORD)
        and not _is_field(small, at)
    ):
        return True
    if small.endswith(_BEFORE_E, max(0, at - 6), at) or small.endswith(_BEFORE, max(0, at - 7), at):
        return True
    if _BEHIND.match(small, at) is not None:
        return True
    # wp_mail(, "x".mail(, Pony.mail(, new Email(, {mail(
    # ->mail(, =>mail(
    return before in (b"_", b".", b"e", b"{", b">") and _CALLED.match(small, at) is not None
