"""Which language a file is written in: by its #! line, by its content, by its handler, and last by its ending.

An ending is only what somebody called the file: ``form.html`` may hold PHP, ``mail.cgi`` may be Perl or a shell script.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hiyari.forms.inventory.copies import copy_of
from hiyari.forms.inventory.treatment import Way
from hiyari.forms.language import Language

FIRST: Final = 1024
"""Octets from the beginning that are looked at."""
_LINE: Final = re.compile(rb"#![ \t]*([^\s\0]{1,200})[ \t]*([^\r\n\0]{0,200})")
_PROGRAMS: Final[tuple[tuple[re.Pattern[str], Language], ...]] = tuple(
    (re.compile(pattern), language)
    for pattern, language in (
        (r"(?:php|lsphp)(?:-cgi|-fpm)?[\d.]{0,6}(?:-cgi)?\Z", Language.PHP),
        (r"(?:c?perl|speedy|suidperl|plackup)(?:[\d.]{0,8})\Z", Language.PERL),
        (r"(?:python|pypy)[\d.]{0,6}\Z", Language.PYTHON),
        (r"(?:j?ruby)[\d.]{0,6}\Z", Language.RUBY),
        (r"(?:ba|da|k|mk|pdk|z|a)?sh\Z|sh\Z|bash[\d.]{0,4}\Z", Language.SHELL),
        (r"(?:node|nodejs|bun|deno)[\d.]{0,6}\Z", Language.JAVASCRIPT),
    )
)
_BY_ENDING: Final[Mapping[str, Language]] = {
    **dict.fromkeys(("php", "php3", "php4", "php5", "php7", "php8", "phtml", "pht", "phar", "phps"), Language.PHP),
    **dict.fromkeys(("pl", "pm", "plx", "perl"), Language.PERL),
    **dict.fromkeys(("py", "pyw", "wsgi"), Language.PYTHON),
    **dict.fromkeys(("rb", "rbx", "ru"), Language.RUBY),
    **dict.fromkeys(("sh", "bash", "ksh"), Language.SHELL),
    **dict.fromkeys(("js", "mjs", "cjs"), Language.JAVASCRIPT),
}
CERTAIN: Final = frozenset({"php", "php3", "php4", "php5", "php7", "php8", "phtml", "js", "mjs", "cjs"})
"""Endings that tell the language without a look into the file."""
_PHP: Final = re.compile(
    rb"<\?(?:php\b|=|(?!xml)[ \t\r\n])|<script[^>]{1,80}language[ \t]*=[ \t]*[\"']?php", re.IGNORECASE
)
_BY_WAY: Final[Mapping[Way, Language]] = {
    Way.PHP: Language.PHP,
    Way.PERL: Language.PERL,
    Way.PYTHON: Language.PYTHON,
    Way.RUBY: Language.RUBY,
}
_DATA: Final = frozenset(
    word
    for words in (
        "jpg jpeg jpe png gif webp avif bmp ico svg svgz tif tiff heic psd ai eps css scss less map woff woff2 ttf otf",
        "eot mp3 mp4 m4a m4v mov avi wmv flv swf wav ogg ogv webm mid pdf doc docx xls xlsx ppt pptx odt ods rtf csv",
        "tsv json xml rss atom po mo pot md rst log lzh cab rar zip tar gz tgz 7z xz bz2 iso exe dll dmg deb rpm",
        "apk class jar war db sqlite sql dat bin so o a pyc pyo ttc",
    )
    for word in words.split()
)


def by_first_line(first: bytes) -> Language | None:
    """The language that the #! line names, through ``env``, ``busybox`` and any folder."""
    program = program_of(first)
    return _language_of(program) if program is not None else None


def program_of(first: bytes) -> str | None:
    """The interpreter that the #! line names, without its folder; None where there is no such line."""
    found = _LINE.match(first)
    if found is None:
        return None
    name = _base(found[1])
    for word in found[2].split() if name in {"env", "busybox", "setsid", "nice", "suexec"} else ():
        if not word.startswith(b"-") and b"=" not in word:
            return _base(word)
    return name


def _base(path: bytes) -> str:
    name = re.split(rb"[/\\]", path)[-1].decode("latin-1").lower()
    return name.removesuffix(".exe")


def _language_of(program: str) -> Language | None:
    return next((language for pattern, language in _PROGRAMS if pattern.match(program)), None)


def by_content(first: bytes) -> Language | None:
    """The language by what the file begins with: a #! line, or PHP's opening tag anywhere in it."""
    first = first.removeprefix(b"\xef\xbb\xbf")
    if first.startswith(b"#!"):
        language = by_first_line(first)
        if language is not None:
            return language
    return Language.PHP if b"\0" not in first[:64] and _PHP.search(first) else None


def by_ending(name: str) -> Language | None:
    """The language by the ending, without the endings of a copy: ``form.pl.old`` is Perl."""
    return _BY_ENDING.get(ending_of(copy_of(name)))


def by_way(way: Way) -> Language | None:
    """The language of the handler, where it has one."""
    return _BY_WAY.get(way)


def ending_of(name: str) -> str:
    """The last ending, lower case, without its dot; empty where there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def is_data(name: str) -> bool:
    """Whether the ending tells that a file is no text that somebody would run: it is not opened."""
    return ending_of(name) in _DATA


def language_of(name: str, first: bytes, way: Way) -> Language | None:
    """The language of a file; None where it is not one that we read.

    Args:
        name: Its name without its folder.
        first: Its first octets.
        way: What the server does with it.
    """
    if way is Way.CGI:
        return by_first_line(first) or by_ending(name)
    return by_way(way) or by_content(first) or by_ending(name)
