"""How a language behaves: names, files, arguments, functions and objects, each trait one question of the engine's.

The engine never asks which language a script is in. What it has to know is a trait with a name of its own here, and
`hiyari.forms.taint.languages.traits` says which language has which; where none is named, the plain answer holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Scope(StrEnum):
    """What a function sees of the variables outside of it."""

    OWN = "own"
    """Nothing (PHP, Ruby's ``def``)."""
    READ = "read"
    """Reads them; an assignment makes one of its own (Python)."""
    SHARED = "shared"
    """All of them, but those it declares (Perl, JavaScript, shell)."""


class Closures(StrEnum):
    """Which functions without a name keep the variables of where they are made."""

    NONE = "none"
    INNER = "inner"
    """Those that are made in a function: others find the script's own variables where they are."""
    ALL = "all"
    """Every one (PHP, where a function sees nothing else)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setter:
    """A method by which a class sets a field itself."""

    method: str
    """Its name; ``{field}`` in it is the field's."""
    given: str = ""
    """What comes before the value among its arguments: the field's name, written so; nothing where it is empty."""
    missing: bool = False
    """Whether it is only called for a field that the object does not have yet."""

    def named(self, name: str) -> tuple[str, str]:
        """The method's name and what it is given first, for a field."""
        return self.method.replace("{field}", name), self.given.replace("{field}", name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """The traits of one language."""

    # Names and variables

    scope: Scope = Scope.OWN
    folds_names: bool = False
    """Whether names of functions and classes are the same in capital and small letters (PHP); tables have small ones,
    without a namespace."""
    names_apart: bool = False
    """Whether functions and methods have names apart from variables and fields (PHP): what has the same name is
    something else."""
    sigils: bool = False
    """Whether a name's first character says what it holds, and references lead to lists and mappings (Perl)."""
    symbolic_references: bool = False
    """Whether a string in place of a reference names the variable (Perl)."""
    php_functions: bool = False
    """Whether functions have the names of PHP's library, which the engine runs itself (`engine.phpish`)."""

    ends_with_request: bool = False
    """Whether a script is run for one request from its beginning to its end (PHP): what is in the session then is what
    the next request finds; else what is put there is remembered where it is."""

    # Files and code in strings

    includes_in_place: bool = False
    """Whether an included file runs among the variables of the script (PHP): one that was not read may have set any,
    and what it defines is called without saying where it comes from."""
    includes_beside: bool = False
    """Whether a file that is included is looked for beside the one that includes it, too (PHP)."""
    packages: bool = False
    """Whether an include that is not required and not found is an installed package (Perl)."""
    composer: bool = False
    """Whether classes may be loaded by the maps that composer has written."""
    code_opening: bytes = b""
    """What code in a string lacks to be a file of its own (``<?php``)."""
    commands: bool = False
    """Whether mail programs are calls by their name, and arguments their words (shell)."""
    hands_over_output: bool = False
    """Whether any call that runs a command gives what that prints (Python's ``subprocess``)."""

    # Arguments

    receiver: str = "$this"
    """The variable that a method's object is in (`Var` of this name), where it is no parameter."""
    explicit_receiver: bool = False
    """The object is the first parameter (Python's ``self``; Perl, where it is the first of ``@_``)."""
    class_receiver: bool = False
    """A method that is called of a class gets the class's name as its first argument (Perl)."""
    shares: bool = False
    """Whether a list or mapping that is assigned or given to a function is the same one, not a copy."""
    changes_in_place: bool = False
    """Whether a function may add to what it is given itself, not only to its own variable (Ruby's ``text << more``,
    Python's ``+=``)."""
    named_apart: bool = False
    """Whether arguments by name never come among the others: only ``**kw`` takes what no parameter has (Python)."""
    gathers_named: bool = False
    """Whether arguments by a name that no parameter has make a mapping for one that got nothing (Ruby's options)."""
    topics: tuple[str, ...] = ()
    """Variables that a function sets for the block that it is given (Perl's ``$_``)."""

    # Functions as values

    closures: Closures = Closures.INNER
    closures_see_callers: bool = False
    """Whether a closure may see its caller's variables besides those that it keeps (Perl's ``local``)."""
    named_closures: bool = False
    """Whether functions with a name keep variables of where they are defined like those without (Python)."""
    calls_by_item: bool = False
    """Whether an element or member of a function is what it gives for that (Ruby's ``f[x]``; Python's decorators)."""
    elements_are_methods: bool = False
    """Whether a function that stands in a mapping is a method under its key (JavaScript)."""

    # Classes and objects

    package_classes: bool = False
    """Whether a class is a package, its methods and constructors plain functions of it, and what class an object is
    of is often not known (Perl)."""
    tells_unfollowed: bool = False
    """Whether a method or function that was not found is told where by its name it sends mail (Perl)."""
    dunders: bool = False
    """Whether classes answer for operators, loops and texts by methods of certain names (Python's ``__str__``)."""
    starters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Methods of the language's own classes which call another one that a class defines (Python's threads)."""
    setters: tuple[Setter, ...] = ()
    """How a class sets a field itself; the first that it has counts."""
    item_setter: str = ""
    """The method by which a class sets an element itself; empty where there is none."""
    text_classes: frozenset[str] = frozenset()
    """Classes of texts: an object of one that extends them is the text that it is made of."""
    keeps_arguments: bool = False
    """Whether a class without a constructor keeps what its objects are made of (Python's exceptions)."""
    class_fields: bool = False
    """Whether a field that is set by way of the class is its objects', too (Python)."""
    fields_by_name: bool = False
    """Whether a field may be asked for by a name that is made at run time (Python's ``getattr``)."""
    shows_fields: bool = False
    """Whether all that an object's fields hold may come out of it, as text or by a function that nobody knows."""
    adds_lists: bool = False
    """Whether lists that are added are one list (Python); else they are a text."""
    limits_cuts: bool = False
    """Whether the limit of a split is of its cuts, not of the parts (Python)."""
    limits_leave_out: bool = False
    """Whether a limited split leaves out what is behind the last part, instead of giving it uncut (JavaScript)."""
    loops_over_keys: bool = False
    """Whether a loop over a mapping goes through its keys (Python)."""

    # Mail

    tells_nobody: bool = False
    """Whether a mail that seems to go to nobody is one whose recipient was lost on the way, and so unknown."""
