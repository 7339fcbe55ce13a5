"""A copy of a Perl script that the grammar can read, octet for octet.

Three things of the years when most forms were written make the grammar lose its way: the old package quote
(``&jcode'convert``), which opens a string for it; octets above 127, which Perl without ``use utf8`` takes for no
letters while the grammar may; and control characters. The fourth is of today: words that only some modules make
keywords, and that are names of subs everywhere else (``field('name')``). Names and strings are read from the script
itself.
"""

from __future__ import annotations

import re
from typing import Final

_OLD_QUOTE: Final = re.compile(rb"(?<!['\w])([&$@%*]\w{1,200}|\bsub[ \t]{1,20}\w{1,200}|&)'(?=[A-Za-z_])")
"""A package quote behind a name with its sigil, or behind ``&`` alone (``&'main_sub``); not behind ``'$name``, where it
more often ends a string."""
_HEREDOC: Final = re.compile(rb"<<~?(?:[ \t]{0,20}([\"'`])([^\n]{0,200}?)\1|\\?([A-Za-z_]\w{0,200}))")
_NEW_WORDS: Final = rb"(?:field|method|class|role|async|await|defer|dynamically|break|extended|state|true|false)"
_OWN_WORD: Final = re.compile(rb"\bsub[ \t]{1,20}(" + _NEW_WORDS + rb")\b")
_CALLED_WORD: Final = re.compile(rb"(?<![\w$@%&>:])(?:field|extended|defer|break)(?=[ \t]{0,9}\()")
"""What is no keyword where a parenthesis follows, whoever defines it."""
MOST_HEREDOCS: Final = 1000
_WIDE_LETTERS: Final = re.compile(rb"(?m)^[ \t]{0,20}use[ \t]{1,20}utf8\b")
_OUTSIDE: Final = bytes(0x20 if octet < 0x20 and octet not in b"\t\n\r\f" else octet for octet in range(128))
_INERT: Final = _OUTSIDE + b"\x01" * 128
_KEPT: Final = _OUTSIDE + bytes(range(128, 256))


def masked(source: bytes) -> bytes:
    """The script as the grammar is to see it, with an end behind it; offsets stay."""
    table = _KEPT if _WIDE_LETTERS.search(source) else _INERT
    return ended(_without_new_words(_OLD_QUOTE.sub(rb"\1_", source)).translate(table))


def _without_new_words(source: bytes) -> bytes:
    """Names of subs that are keywords to the grammar become names that are none."""
    own = dict.fromkeys(match[1] for match in _OWN_WORD.finditer(source))
    if own:
        words = re.compile(rb"(?<![\w$@%])(?:" + b"|".join(own) + rb")\b")
        source = words.sub(_no_word, source)
    return _CALLED_WORD.sub(_no_word, source)


def _no_word(match: re.Match[bytes]) -> bytes:
    return match[0][:-1] + b"_"


def ended(mask: bytes) -> bytes:
    """A script behind which every heredoc ends: the grammar's scanner never comes back from one that does not."""
    words = dict.fromkeys(match[2] or match[3] or b"" for match in _HEREDOC.finditer(mask))
    ends = b"".join(word + b"\n" for word in list(words)[:MOST_HEREDOCS])
    if len(words) > MOST_HEREDOCS:
        mask = _HEREDOC.sub(lambda match: b" " * len(match[0]), mask)
    return mask + b" \n__END__\n" + ends + b"\n"
