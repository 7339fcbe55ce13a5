"""PHP: what cleans a value, and what a test proves of it. Measured with PHP 8.2.36 where a version matters."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.tables import BREAKS, Guard, Power, Sanitiser

_ONE_ADDRESS: Final = BREAKS | Power.TRAILING_LF | Power.SEVERAL
"""What one address has not, by FILTER_VALIDATE_EMAIL; a quoted local part may hold blanks and more."""
_EMAIL: Final = frozenset({"FILTER_VALIDATE_EMAIL"})
_NUMBERS: Final = frozenset(
    {
        "FILTER_VALIDATE_INT",
        "FILTER_VALIDATE_FLOAT",
        "FILTER_VALIDATE_BOOLEAN",
        "FILTER_VALIDATE_BOOL",
        "FILTER_VALIDATE_IP",
        "FILTER_SANITIZE_NUMBER_INT",
        "FILTER_SANITIZE_NUMBER_FLOAT",
    }
)
_WORDS: Final = Power.all() & ~Power.TEXT

SANITISERS: Final = {
    "filter_var": Sanitiser(
        reason="gives false for what is no single address; refuses CR and LF (measured, with a quoted local part too)",
        takes=_ONE_ADDRESS,
        when=MappingProxyType({1: _EMAIL}),
        validates=True,
    ),
    "filter_input": Sanitiser(
        reason="like filter_var, of a field of the request",
        takes=_ONE_ADDRESS,
        of="result",
        when=MappingProxyType({2: _EMAIL}),
        validates=True,
    ),
    "escapeshellarg": Sanitiser(
        reason="one word for the shell, in single quotes; a hyphen at its beginning stays",
        takes=Power.SHELL,
        quotes=True,
    ),
    "escapeshellcmd": Sanitiser(
        reason="characters of the shell are escaped; blanks, and so further options, stay; so do line breaks, escaped",
        takes=Power.SHELL,
    ),
    "sanitize_email": Sanitiser(
        reason="WordPress: takes out every character that an address cannot hold",
        takes=BREAKS | Power.TRAILING_LF | Power.SEVERAL | Power.SHELL | Power.OPTION,
    ),
    "sanitize_text_field": Sanitiser(
        reason="WordPress: line breaks and tabs become blanks",
        takes=BREAKS | Power.TRAILING_LF,
    ),
    "sanitize_key": Sanitiser(reason="WordPress: small letters, digits, hyphens, underscores", takes=_WORDS),
    "sanitize_file_name": Sanitiser(reason="WordPress: takes out blanks and line breaks", takes=BREAKS | Power.SEVERAL),
    "mb_encode_mimeheader": Sanitiser(
        reason="only words that are not ASCII are encoded: line breaks in an ASCII text stay",
        takes=Power(0),
    ),
    "base64_encode": Sanitiser(
        reason="letters, digits, plus, slash and equals sign; who gets the mail reads the words again",
        takes=Power.all() & ~Power.TEXT,
    ),
    "bin2hex": Sanitiser(reason="letters and digits", takes=Power.all()),
    "urlencode": Sanitiser(reason="everything but letters, digits and a few signs is encoded", takes=_WORDS),
    "rawurlencode": Sanitiser(reason="everything but letters, digits and a few signs is encoded", takes=_WORDS),
    "json_encode": Sanitiser(reason="line breaks are escaped", takes=BREAKS | Power.TRAILING_LF),
    "basename": Sanitiser(reason="only what stands behind the last slash; line breaks stay", takes=Power(0)),
    "quoted_printable_encode": Sanitiser(reason="line breaks stay", takes=Power(0)),
    "var_export": Sanitiser(reason="in quotes; line breaks stay", takes=Power(0)),
    "hash_hmac": Sanitiser(
        reason="when it equals what the request brings, only somebody with the key can have made that",
        takes=Power.all(),
        of=1,
        validates=True,
    ),
    "strtok": Sanitiser(
        reason="what stands before the first of these characters",
        takes=BREAKS | Power.TRAILING_LF,
        when=MappingProxyType({1: frozenset({"\r\n", "\n\r"})}),
    ),
    "crypt": Sanitiser(reason="a hash", takes=Power.all()),
}

FILTERS: Final = {
    "FILTER_SANITIZE_EMAIL": BREAKS | Power.TRAILING_LF | Power.SEVERAL | Power.OPTION,
    # &, <, > and everything below 32 are encoded; FILTER_SANITIZE_FULL_SPECIAL_CHARS leaves line breaks
    "FILTER_SANITIZE_SPECIAL_CHARS": BREAKS | Power.TRAILING_LF,
    "FILTER_VALIDATE_URL": BREAKS | Power.TRAILING_LF,
    "FILTER_SANITIZE_URL": BREAKS | Power.TRAILING_LF,
    "FILTER_SANITIZE_ENCODED": _WORDS,
    **dict.fromkeys(_NUMBERS, Power.all()),
}
"""Other filters of ``filter_var`` and ``filter_input``; those that are in neither table leave CR and LF."""

_PATTERN: Final = Guard(reason="a pattern; what it proves, it says itself", pattern=0, subject=1)
_POSIX: Final = Guard(reason="a pattern (up to PHP 5)", pattern=0, subject=1, dialect="posix")
_POSIX_FOLDED: Final = Guard(reason="a pattern (up to PHP 5)", pattern=0, subject=1, dialect="posix", flags="i")
_CONTAINS: Final = Guard(reason="whether a string is in another", subject=0, needle=1)
_WHERE: Final = Guard(reason="where a string is in another; 0 is false", subject=0, needle=1, position=True)
_LOGIN: Final = Guard(reason="asks who is logged in", login=True)
_MEMBERS: Final = Guard(reason="ends the script for everybody who has not logged in", login=True, ends=True)
_ALNUM: Final = Power.all() & ~Power.TEXT

GUARDS: Final = {
    "preg_match": _PATTERN,
    "preg_match_all": _PATTERN,
    "ereg": _POSIX,
    "eregi": _POSIX_FOLDED,
    "mb_ereg": _POSIX,
    "mb_eregi": _POSIX_FOLDED,
    "mb_ereg_match": _POSIX,
    "in_array": Guard(reason="one of a list", subject=0, among=1),
    "array_search": Guard(reason="one of a list", subject=0, among=1),
    "array_key_exists": Guard(reason="keys of a list", subject=0, among=1),
    "key_exists": Guard(reason="keys of a list", subject=0, among=1),
    "strpos": _WHERE,
    "stripos": _WHERE,
    "strrpos": _WHERE,
    "mb_strpos": _WHERE,
    "mb_stripos": _WHERE,
    "strstr": _CONTAINS,
    "stristr": _CONTAINS,
    "strchr": _CONTAINS,
    "mb_strstr": _CONTAINS,
    "substr_count": _CONTAINS,
    "mb_substr_count": _CONTAINS,
    "str_contains": _CONTAINS,
    "strpbrk": Guard(reason="whether one of some characters is in a string", subject=0, needle=1, any_of=True),
    "ctype_digit": Guard(reason="only digits (the whole string)", proves=Power.all()),
    "ctype_alnum": Guard(reason="only letters and digits (the whole string)", proves=_ALNUM),
    "ctype_alpha": Guard(reason="only letters (the whole string)", proves=_ALNUM),
    "ctype_xdigit": Guard(reason="only hexadecimal digits", proves=Power.all()),
    "ctype_print": Guard(reason="no control characters", proves=BREAKS | Power.TRAILING_LF),
    "ctype_graph": Guard(reason="no control characters, no blanks", proves=BREAKS | Power.TRAILING_LF),
    "is_numeric": Guard(
        reason="a number; blanks and line breaks before it, and from PHP 8 behind it, are let through",
        proves=Power.ADDRESS | Power.SEVERAL | Power.TEXT | Power.SHELL,
    ),
    "is_email": Guard(
        reason="WordPress: one address", proves=BREAKS | Power.TRAILING_LF | Power.SEVERAL | Power.OPTION
    ),
    "is_user_logged_in": _LOGIN,
    "current_user_can": _LOGIN,
    "is_admin": _LOGIN,
    "is_super_admin": _LOGIN,
    "check_admin_referer": _MEMBERS,
    "auth_redirect": _MEMBERS,
    "is_blog_admin": _LOGIN,
    "is_network_admin": _LOGIN,
    "user_can": _LOGIN,
    "current_user_can_for_blog": _LOGIN,
    "require_login": _MEMBERS,
    "require_admin": _MEMBERS,
    "auth.check": _LOGIN,
    "auth_check": _LOGIN,
    ".isloggedin": _LOGIN,
    ".is_logged_in": _LOGIN,
    ".logged_in": _LOGIN,
    ".isgranted": _LOGIN,
    "hash_equals": Guard(reason="whether two strings are the same", subject=0),
    "password_verify": Guard(reason="a password that is right is a login", login=True),
    "posix_getuid": Guard(reason="run from a shell", login=True),
}
