"""The traits of the languages side by side: what `hiyari.forms.taint.traits` asks, answered once for each."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from hiyari.forms.taint.traits import Closures, Scope, Setter, Traits

PHP: Final = Traits(
    scope=Scope.OWN,
    folds_names=True,
    names_apart=True,
    php_functions=True,
    ends_with_request=True,
    includes_in_place=True,
    includes_beside=True,
    composer=True,
    code_opening=b"<?php ",
    receiver="$this",
    closures=Closures.ALL,
    setters=(Setter(method="__set", given="{field}", missing=True),),
    tells_nobody=True,
)

PERL: Final = Traits(
    scope=Scope.SHARED,
    sigils=True,
    symbolic_references=True,
    packages=True,
    receiver="$self",
    explicit_receiver=True,
    class_receiver=True,
    topics=("$_", "$a", "$b"),
    closures_see_callers=True,
    package_classes=True,
    tells_unfollowed=True,
    tells_nobody=True,
)

PYTHON: Final = Traits(
    scope=Scope.READ,
    hands_over_output=True,
    receiver="self",
    explicit_receiver=True,
    shares=True,
    changes_in_place=True,
    named_apart=True,
    named_closures=True,
    calls_by_item=True,
    dunders=True,
    starters=MappingProxyType({".start": "run"}),
    setters=(Setter(method="{field}="), Setter(method="__setattr__", given="{field}")),
    item_setter="__setitem__",
    text_classes=frozenset({"str"}),
    keeps_arguments=True,
    class_fields=True,
    fields_by_name=True,
    shows_fields=True,
    adds_lists=True,
    limits_cuts=True,
    loops_over_keys=True,
    tells_nobody=True,
)

RUBY: Final = Traits(
    scope=Scope.OWN,
    receiver="self",
    shares=True,
    changes_in_place=True,
    gathers_named=True,
    calls_by_item=True,
    setters=(Setter(method="{field}="), Setter(method="method_missing", given="{field}=")),
    shows_fields=True,
    tells_nobody=True,
)

JAVASCRIPT: Final = Traits(
    scope=Scope.SHARED,
    receiver="this",
    shares=True,
    elements_are_methods=True,
    limits_leave_out=True,
    tells_nobody=True,
)

SHELL: Final = Traits(scope=Scope.SHARED, commands=True, receiver="", closures=Closures.NONE, tells_nobody=True)
