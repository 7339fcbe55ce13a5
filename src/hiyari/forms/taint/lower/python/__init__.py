"""From Python's syntax tree to `hiyari.forms.taint.ir`.

What a name means is found out first (`names`): ``from smtplib import SMTP as S`` makes a call of ``S`` a call of
``smtplib.SMTP``. Handlers that a framework calls are called at the end of the program (`definitions`).
"""

from __future__ import annotations

from hiyari.forms.language import Language
from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python.constants import constants
from hiyari.forms.taint.lower.python.definitions import DEFINITIONS
from hiyari.forms.taint.lower.python.expressions import EXPRESSIONS
from hiyari.forms.taint.lower.python.lowering import Python
from hiyari.forms.taint.lower.python.statements import STATEMENTS
from hiyari.forms.taint.lower.tree import lost, parse, parts

__all__ = ["lower"]


def lower(source: bytes) -> ir.Program:
    """A Python script, 2 or 3, in the small language. Raises for no source but one that nests too deep.

    Raises:
        NoGrammarError: The grammar is not installed.
    """
    root = parse(source, Language.PYTHON)
    walk = Python(source, EXPRESSIONS, {**STATEMENTS, **DEFINITIONS})
    constants(walk, root)
    body = walk.each(parts(root))
    return ir.Program((*body, *walk.handlers), lost(root))
