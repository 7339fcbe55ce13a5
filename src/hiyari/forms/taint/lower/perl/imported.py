"""CGI.pm's ``import_names``: each field of the request becomes a variable of a package of its own, ``$Q::email``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Assign, Block, Const, Var
from hiyari.forms.taint.lower.perl.state import call

if TYPE_CHECKING:
    from collections.abc import Iterator

_IMPORTS: Final = re.compile(
    rb"(?:->|\b)import_names\b[ \t]{0,9}\(?[ \t]{0,9}(?:([\"'])(\w{1,99})\1|q[qw]?[ \t]{0,9}[({/|](\w{1,99}))?"
)
MOST: Final = 300
"""Variables of such packages."""


def imported(source: bytes) -> Block:
    """Assignments of the request's fields to the variables that the script reads of these packages.

    A package whose name is put together may be any: of it nothing is read by its name.
    """
    made: dict[str, Assign] = {}
    for one in _IMPORTS.finditer(source):
        package = (one[2] or one[3] or b"Q").decode("ascii", "replace")
        for name, field in _read(source, package):
            if len(made) < MOST:
                value = call(one.start(), "CGI::param", Const(at=one.start(), value=field.encode()))
                made[name] = Assign(at=one.start(), target=Var(at=one.start(), name=name), value=value)
    return tuple(made.values())


def _read(source: bytes, package: str) -> Iterator[tuple[str, str]]:
    pattern = re.compile(rb"([$@])\{?" + package.encode() + rb"(?:::|')(\w{1,99})")
    for found in pattern.finditer(source):
        field = found[2].decode("ascii", "replace")
        yield f"{found[1].decode()}{package}::{field}", field
