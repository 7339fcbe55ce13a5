"""PHP, from version 3 to 8, to the small language.

Names of functions, methods and classes are lowered to small letters, since PHP does not tell them apart; of names with
a namespace the last part is kept. Variables keep their sigil (``$to``).
"""

from __future__ import annotations

from hiyari.forms.language import Language
from hiyari.forms.taint.ir import Program
from hiyari.forms.taint.lower.php.base import Php
from hiyari.forms.taint.lower.php.expressions import EXPRESSIONS
from hiyari.forms.taint.lower.php.statements import STATEMENTS
from hiyari.forms.taint.lower.tree import lost, parse

__all__ = ["lower"]


def lower(source: bytes) -> Program:
    """A file's code.

    Raises:
        NoGrammarError: The grammar is not installed.
    """
    root = parse(source, Language.PHP)
    lowering = Php(source, EXPRESSIONS, STATEMENTS)
    body = lowering.all_of(root)
    return Program(body=(*lowering.hidden, *body), lost=lost(root))
